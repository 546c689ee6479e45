"""What both kinds of means of faces need: a smooth way from landmarks to landmarks, and a blur."""
import numpy as np
import torch
import torch.nn.functional as F


def radial(a, b):
    squared = (a[:, :1] - b[:, 0]) ** 2 + (a[:, 1:] - b[:, 1]) ** 2
    return squared * np.log(squared + 1e-12)


def spline(source, target, at, stiffness):
    """Thin-plate spline that takes `source` to `target` (about: landmarks are noisy), evaluated at `at`, in its precision; all [*,2]."""
    n = len(source)
    affine = np.concatenate([np.ones((n, 1)), source], 1)
    system = np.zeros((n + 3, n + 3))
    system[:n, :n] = radial(source, source) + stiffness * np.eye(n)
    system[:n, n:], system[n:, :n] = affine, affine.T
    weights = np.linalg.solve(system, np.concatenate([target, np.zeros((3, 2))]))
    return radial(at, source.astype(at.dtype)) @ weights[:n] + np.concatenate([np.ones((len(at), 1)), at], 1) @ weights[n:]


def blur(x, sigma, edge):
    """Gaussian, of [N,C,h,w]; `edge` is how the picture goes on beyond its own, as `F.pad` calls it."""
    radius = int(3 * sigma + 1)
    taps = torch.exp(-torch.arange(-radius, radius + 1.) ** 2 / (2 * sigma ** 2))
    taps, count = taps / taps.sum(), x.shape[1]
    x = F.conv2d(F.pad(x, (radius, radius, 0, 0), edge), taps.view(1, 1, 1, -1).expand(count, 1, 1, -1), groups=count)
    return F.conv2d(F.pad(x, (0, 0, radius, radius), edge), taps.view(1, 1, -1, 1).expand(count, 1, -1, 1), groups=count)
