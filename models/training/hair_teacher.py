"""A drawn head's hair in another colour, its lines and shades kept: what teach.py --hair shows a generator.

What is added is one colour all over the hair, and as much of its lines as light hair has more of them than dark hair.
"""
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F

from augmentation import transformed
from networks import FLOW_CELLS, MOST_GAIN, detail_of
from teacher import Lesson

# How far about a mask's edge pixels are taken for part hair and part something else, and how much two colours differ that are told apart.
MATTE_REACH, MATTE_DIFFERS = 3, .004
# Lines of hair are stronger by its light over this black, within limits.
BLACK, CONTRASTS = -1.15, (.6, 1.9)
# What a colour may be changed by, a little less than FAR_LIGHT.
MOST = 1.9


class Hair(NamedTuple):
    """Which share of every pixel of a pack's crops is hair, [N,1,S,S] uint8, and what colours that is of, [N,3] RGB in [-1,1]."""

    mattes: torch.Tensor
    colours: torch.Tensor


def read_hair(path, data):
    file, count = np.load(path), len(data.images)
    if len(file['masks']) != count:
        raise SystemExit(f'Expected hair of {count} crops, as the pack has, but {path} has it of {len(file["masks"])}: find_hair.py writes both.')
    side = int((file['masks'].shape[1] * 8) ** .5)
    masks = torch.from_numpy(np.unpackbits(file['masks'], axis=1)).view(count, 1, side, side)
    parts = (matte(data.crops(i), F.interpolate(masks[i].float(), size=data.size, mode='area')) for i in torch.arange(count).split(64))
    return Hair(torch.cat([(part * 255).byte() for part in parts]), torch.from_numpy(file['colours']).float())


def matte(x, mask):
    """Mask [N,1,S,S] with the edges of its pictures x [N,3,S,S] (He, Sun, Tang, "Guided Image Filtering", 2010, equations 19 to 21)."""
    mean, inside = near(x), near(mask)
    products = near((x[:, :, None] * x[:, None]).flatten(1, 2)).unflatten(1, (3, 3))
    variance = (products - mean[:, :, None] * mean[:, None]).permute(0, 3, 4, 1, 2) + MATTE_DIFFERS * torch.eye(3)
    slope = torch.linalg.solve(variance, (near(x * mask) - mean * inside).permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
    level = inside - (slope * mean).sum(1, keepdim=True)
    return ((near(slope) * x).sum(1, keepdim=True) + near(level)).clamp(0, 1)


def near(x):
    """Every place's mean over those about it."""
    return F.avg_pool2d(F.pad(x, (MATTE_REACH,) * 4, 'replicate'), 2 * MATTE_REACH + 1, 1)


def turned_mask(mask, turn):
    return transformed(mask[None].float() / 255, torch.from_numpy(turn)[None].float())[0]


class HairTeacher:
    @staticmethod
    def lesson(x, mask, _, wanted, strength=1.):
        """x [3,S,S] in [-1,1] with its hair's matte [1,S,S] in [0,1], on the way to the colour `wanted` [3] by `strength`."""
        inside = mask[0] > .8
        own = x[:, inside].median(1).values if inside.any() else wanted
        gain = (torch.clamp((wanted.mean() - BLACK) / (own.mean() - BLACK).clamp(min=.05), *CONTRASTS) - 1) / MOST_GAIN
        light = torch.cat([mask * ((wanted - own) * strength).clamp(-MOST, MOST).view(3, 1, 1), mask * gain * strength])
        picture = x + light[:3] + MOST_GAIN * light[3:] * detail_of(x[None])[0]
        return Lesson(picture.clamp(-1.1, 1.1), torch.zeros(2, 2 * FLOW_CELLS, 2 * FLOW_CELLS), light, torch.zeros_like(mask))


def domain_colours(colours, domain, count):
    """What colour a named domain is, [D,3]: the median of its crops'."""
    return torch.stack([colours[domain == d].median(0).values for d in range(count)])
