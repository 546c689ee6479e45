"""Random changes of pictures [N,3,S,S] in [-1,1], each picture its own; all of them let gradients through."""
import numpy as np
import torch
import torch.nn.functional as F


def uniform(x, low, high, *shape):
    """[N, *shape] on the device of x"""
    return torch.empty(len(x), *shape, device=x.device).uniform_(low, high)


def similarity(scale, rotation, shift, mirror=1):
    """Transforms [N,2,3] from places of the result to those of the picture, in halves of the side: `scale` under 1 enlarges; all [N], `shift` [N,2]."""
    return torch.stack([torch.stack([scale * mirror, -rotation, shift[:, 0]], 1), torch.stack([rotation * mirror, scale, shift[:, 1]], 1)], 1)


def transformed(x, theta):
    """Pictures seen through transforms [N,2,3]."""
    return F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=False), padding_mode='reflection', align_corners=False)


def turned_places(places, turn):
    """Where places [*,2] of a crop, in sides, lie in what one transform `turn` [2,3] as of `similarity` shows of it."""
    return (np.linalg.solve(turn[:, :2], (places * 2 - 1 - turn[:, 2]).T).T + 1) / 2


def augment(x, scale=(0.9, 1.0), rotate=0.06):
    """A small random similarity transform and a mirror image: what every network is shown of the data."""
    s = uniform(x, *scale)
    mirror = (uniform(x, 0, 1) < .5).float() * 2 - 1
    return transformed(x, similarity(s, uniform(x, -rotate, rotate), uniform(x, -1, 1, 2) * (1 - s)[:, None], mirror))


def relit(x, brightness=.2, contrast=.2):
    light, gain = uniform(x, -brightness, brightness, 1, 1, 1), uniform(x, 1 - contrast, 1 + contrast, 1, 1, 1)
    return x * gain + light


def jitter(x):
    """Harder than `augment`: whatever else a classifier looks at, a generator learns to paint."""
    return relit(augment(x, (0.8, 1.15), 0.2), .1)


def disturbed(x, move=.06, hole=.3):
    """For discriminators, of real and made pictures alike, so that a few crops cannot be learnt by heart: moved, relit, less or
    more colourful, and every second one with a grey square in it (Zhao et al., "DiffAugment", 2020)."""
    n, size = len(x), x.shape[-1]
    x = relit(transformed(x, similarity(torch.ones(n, device=x.device), uniform(x, -.05, .05), uniform(x, -move, move, 2) * 2)))
    grey = x.mean(1, keepdim=True)
    x = grey + (x - grey) * uniform(x, .6, 1.4, 1, 1, 1)
    at = (torch.arange(size, device=x.device) + .5) / size
    centre, there = uniform(x, 0, 1, 2, 1), uniform(x, 0, 1, 1) < .5
    inside = ((at - centre[:, 0]).abs() < hole / 2) & there
    return x * ~(inside[:, None, None, :] & ((at - centre[:, 1]).abs() < hole / 2)[:, None, :, None])
