"""Aligned crops, sample for sample as the app takes them (src/core/crop.ts, src/face/align.ts)."""
import json
import math
import os

import numpy as np
import torch
import torch.nn.functional as F

# One file for the app and for the trainer, so that a model is shown what it was trained on.
TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../src/face/templates.json')
POINTS = ('leftEye', 'rightEye', 'noseTip', 'mouthLeft', 'mouthRight')


def template(name):
    """Five points [5,2] in the crop, [0,0] its top left and [1,1] its bottom right corner."""
    with open(TEMPLATES) as file:
        points = json.load(file)[name]
    return np.array([points[point] for point in POINTS])


def whole_square(width, height):
    """The largest centred square of a picture: (centre x, centre y, side, rotation)."""
    return width / 2, height / 2, min(width, height), 0.0


def aligned_square(points, wanted):
    """The square whose crop brings points [5,2] (pixels) closest to `wanted` [5,2]: least squares over similarity transforms."""
    found, target = points @ [1, 1j], (wanted - 0.5) @ [1, 1j]
    f, w = found - found.mean(), target - target.mean()
    factor = (f.conj() * w).sum() / (abs(f) ** 2).sum()
    centre = found.mean() - target.mean() / factor
    return centre.real, centre.imag, 1 / abs(factor), -np.angle(factor)


def crop_square(image, square, size):
    """[H,W,3] uint8 to [3,size,size] float in [0,255]: each pixel the mean of n x n bilinear samples, mirrored at the border."""
    x, y, side, rotation = square
    height, width = image.shape[:2]
    picture = torch.from_numpy(np.array(image)).permute(2, 0, 1).float()
    taps = max(1, math.ceil(side / size))
    if rotation == 0:
        # Rows and columns apart: two small products of matrices in place of size * size * taps * taps samples.
        down, across = (_samples(centre - side / 2, side, size * taps, pixels) for centre, pixels in ((y, height), (x, width)))
        return F.avg_pool2d((down @ picture @ across.T)[None], taps)[0]
    cos, sin = side * math.cos(rotation), side * math.sin(rotation)
    # From the grid's [-1,1] to the picture's: grid_sample counts in halves of the picture, from its middle.
    theta = torch.tensor([[cos / width, -sin / width, 2 * x / width - 1], [sin / height, cos / height, 2 * y / height - 1]], dtype=torch.float32)
    grid = F.affine_grid(theta[None], (1, 3, size * taps, size * taps), align_corners=False)
    sampled = F.grid_sample(picture[None], grid, mode='bilinear', padding_mode='reflection', align_corners=False)
    return F.avg_pool2d(sampled, taps)[0]


def _samples(start, length, count, pixels):
    """[count,pixels]: what of each pixel goes into `count` bilinear samples spread evenly from `start` over `length`."""
    at = start + (torch.arange(count, dtype=torch.float64) + .5) * length / count - .5
    below = at.floor()
    weights, part = torch.zeros(count, pixels), (at - below).float()
    for pixel, share in ((below, 1 - part), (below + 1, part)):
        # Mirrored about the picture's border, which lies half a pixel outside the first and the last.
        period = pixel.long() % (2 * pixels)
        weights.scatter_add_(1, torch.minimum(period, 2 * pixels - 1 - period)[:, None], share[:, None])
    return weights


def to_bytes(crop):
    """[3,S,S] float in [0,255] to [S,S,3] uint8, rounded."""
    return crop.round().clamp(0, 255).byte().permute(1, 2, 0).numpy()
