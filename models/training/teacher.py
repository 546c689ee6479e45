"""A face moved along its attributes by the prototypes' means: what teach.py shows a generator."""
import math
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F

import prototypes as p
from networks import MOST_GAIN, detail_of
from warping import blur

# How much of the difference between the means of two kinds of faces an edit of strength 1 is: by attribute, of shape, colour and
# detail. Means differ less than faces do, and ages least of all.
STRENGTHS = {'smiling': (1.65, 1.4, 1.1), 'female': (1.5, 1.5, 1.2), 'old': (2., 2.3, 1.8)}
# Of a change in the whole face's light: a face lighter than its neck is a mask.
LIGHT_AT_LARGE = .35
# In shares of the side.
EDGE, LIP_EDGE, LIGHT_BLUR = .027, .008, .025
SEAM, SEAM_DARK = .006, .45


class Lesson(NamedTuple):
    """What the generator should say of a face: the picture [3,S,S], and how it comes about, flow [2,CELLS,CELLS], light [4,S,S] and
    share [1,S,S] (networks.py, Layers)."""

    picture: torch.Tensor
    flow: torch.Tensor
    light: torch.Tensor
    share: torch.Tensor


class Teacher:
    def __init__(self, path, attributes):
        file = np.load(path)
        self.mean, self.shape, self.colour, self.closed_colour, self.detail = (file[key].astype(np.float64) for key in ('mean', 'B', 'A', 'Ac', 'E'))
        # The columns of prototypes.py: the mean, attributes and their pairs, the head's turn, the gap.
        turn = 1 + len(attributes) + math.comb(len(attributes), 2)
        self.effects, self.gap = slice(1, turn), turn + 1
        self.smiling = attributes.index('smiling') if 'smiling' in attributes else None
        self.strengths = np.array([STRENGTHS.get(name, (1.4, 1.4, 1.)) for name in attributes]).T
        self.size = self.colour.shape[-1]
        self.light = self._blur(torch.from_numpy(self.colour[0].mean(0))[None, None].float(), LIGHT_BLUR)

    def lesson(self, x, mesh, a, b, strength=1.):
        """x [3,S,S] in [-1,1] with landmarks [468,2] in sides, from attributes a to b ([k] of 0 and 1), of which `strength` is to be seen."""
        a, b = (np.asarray(values, float) * 2 - 1 for values in (a, b))
        shape_by, colour_by, detail_by = (p.moves(a, b, each * strength) for each in self.strengths)
        wanted, closing = self._wanted(mesh, shape_by, a, b, strength)
        flow, moved = self._moved(x[None], mesh, wanted, closing)
        home = p.field(wanted[p.MESH], self.mean[p.MESH])
        oval = p.filled(wanted[p.OVAL], self.size)
        within = self._blur(oval, EDGE)
        light = self._light(colour_by, home, moved, oval, self.smiling is not None and a[self.smiling] != b[self.smiling])
        gain = self._gain(detail_by, home) * (1 - self._blur(p.filled(wanted[p.LIPS], self.size), LIP_EDGE))
        light, gain = 2 * light * within, gain * within
        picture = moved + light + gain * detail_of(moved)
        return Lesson(picture.clamp(-1, 1)[0], flow[0], torch.cat([light, gain / MOST_GAIN], 1)[0].clamp(-1, 1), torch.zeros_like(oval[0]))

    def _wanted(self, mesh, weights, a, b, strength):
        """Where the landmarks are to be, and whether lips that are open close."""
        wanted = mesh + np.tensordot(weights, self.shape[self.effects], 1)
        unsmiled = 0 if self.smiling is None else max(0, a[self.smiling] - b[self.smiling]) / 2 * strength
        gap = p.gap_of(mesh)
        wanted = wanted - gap * min(1, unsmiled) * self.shape[self.gap]
        closing = unsmiled >= .85
        if closing:
            # The mean way to close a mouth leaves this one a little open.
            for up, low in zip(p.UPPER[1:-1], p.LOWER[1:-1]):
                wanted[up] = wanted[low] = wanted[up] * .45 + wanted[low] * .55
        return wanted, closing and gap > 0

    def _moved(self, x, mesh, wanted, closing):
        """Flow and picture. Lips that close move apart from each other, up to the seam between them: teeth are what is left out."""
        if not closing:
            places = p.field(wanted[p.MESH], mesh[p.MESH])
            return places - p.STILL, p.warped(x, places)
        halves = [p.field(*(shape[np.setdiff1d(p.MESH, other)] for shape in (wanted, mesh))) for other in (p.LOWER[1:-1], p.UPPER[1:-1])]
        seam = wanted[p.UPPER]
        above = self._above(seam, self.size)
        mixed = torch.where(self._above(seam, p.CELLS) > .5, halves[0], halves[1])
        upper, lower = (p.warped(x, half) for half in halves)
        picture = lower + above * (upper - lower)
        return mixed - p.STILL, picture - self._line(seam) * SEAM_DARK * (picture + 1)

    def _blur(self, x, sigma):
        """By sigma in shares of the side."""
        return blur(x, sigma * self.size, 'replicate')

    @staticmethod
    def _below(seam, size):
        """[size,size]: how far below the seam between the lips each place lies, in sides."""
        at = (np.arange(size) + .5) / size
        order = np.argsort(seam[:, 0])
        return at[:, None] - np.interp(at, seam[order, 0], seam[order, 1])[None]

    def _above(self, seam, size):
        return torch.from_numpy(np.clip(.5 - self._below(seam, size) * size, 0, 1)).float()[None, None]

    def _line(self, seam):
        """[1,1,S,S]: 1 on the seam between the lips, soft, none beyond the corners."""
        at = (np.arange(self.size) + .5) / self.size
        left, right = seam[:, 0].min(), seam[:, 0].max()
        along = np.clip(np.minimum(at - left, right - at) / (.15 * (right - left)), 0, 1)
        return torch.from_numpy(np.exp(-(self._below(seam, self.size) / SEAM) ** 2) * along[None]).float()[None, None]

    def _light(self, weights, home, moved, oval, smiles):
        colour = self.closed_colour if smiles else self.colour
        change = p.warped(torch.from_numpy(np.tensordot(weights, colour[self.effects], 1)).float()[None], home)
        change = change - (1 - LIGHT_AT_LARGE) * (change * oval).sum((2, 3), keepdim=True) / oval.sum()
        # In shadow and on dark skin as much less as they are darker than the mean face.
        own = self._blur((moved.mean(1, keepdim=True) + 1) / 2, LIGHT_BLUR)
        return change * ((own + .04) / (p.warped(self.light, home) + .04)).clamp(.3, 1.2)

    def _gain(self, weights, home):
        raised = torch.from_numpy(np.tensordot(weights, self.detail.mean(0)[self.effects].reshape(-1, p.BAND_CELLS, p.BAND_CELLS), 1)).float()
        raised = F.interpolate(raised[None, None], size=self.size, mode='bilinear', align_corners=False)
        return torch.exp(p.warped(raised, home).clamp(-1.2, .9)) - 1
