"""A face moved along its attributes by the prototypes' means: what teach.py shows a generator."""
import math
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F

import prototypes as p
from networks import MOST_GAIN, detail_of
from teacher_light import Colours, Detail
from warping import blur

# How much of the difference between the means of two kinds of faces an edit of strength 1 is: by attribute, of shape, colour and
# detail. Means differ less than faces do, and ages least of all.
STRENGTHS = {'smiling': (1.65, 1.4, 1.1), 'female': (1.9, 1.7, 1.2), 'old': (2., 2.2, 1.8)}
# Of the shape, where it goes the other way: a mouth that stops smiling need not pout, and a jaw shows a man sooner than a woman.
BACK = {'smiling': .93, 'female': .8}
# In shares of the side.
EDGE, LIP_EDGE = .027, .008
# How thick the seam of lips that have closed is, and how far above and below it they are painted: a flow of cells leaves teeth there.
SEAM, SEAM_DARK, PAINTED_SEAM = .006, .45, .022
SOFTENED = 3.
# Within such a distance lips have one colour.
LIPS_ALIKE = .02
# A cheek that is turned away, and so narrower than this share of the face's middle, takes less of an edit's colours.
TURNED_AWAY = .85
# What lies so many times as far out as the oval stays in place.
STILL_BEYOND = 1.3


class Lesson(NamedTuple):
    """What the generator should say of a face: the picture [3,S,S], and how it comes about, flow [2,CELLS,CELLS], light [4,S,S] and
    share [1,S,S] (networks.py, Layers)."""

    picture: torch.Tensor
    flow: torch.Tensor
    light: torch.Tensor
    share: torch.Tensor


class Teacher:
    def __init__(self, path, attributes):
        file = dict(np.load(path))
        # The columns of prototypes.py: the mean, attributes and their pairs, the head's turn, the gap.
        turn = 1 + len(attributes) + math.comb(len(attributes), 2)
        effects, self.gap = slice(1, turn), turn + 1
        self.mean, shape = file['mean'].astype(np.float64), file['B'].astype(np.float64)
        self.shape, self.gapes = shape[effects], shape[self.gap]
        self.smiling = attributes.index('smiling') if 'smiling' in attributes else None
        self.strengths, by_colour, by_detail = np.array([STRENGTHS.get(name, (1.4, 1.4, 1.)) for name in attributes]).T
        self.back = np.array([BACK.get(name, 1) for name in attributes])
        self.colours, self.detail = Colours(file, attributes, by_colour, effects), Detail(file, by_detail, effects)
        self.size = self.colours.size

    def lesson(self, x, mesh, a, b, strength=1.):
        """x [3,S,S] in [-1,1] with landmarks [468,2] in sides, from attributes a to b ([k] of 0 and 1), of which `strength` is to be seen."""
        a, b = (np.asarray(values, float) * 2 - 1 for values in (a, b))
        view = p.view_of(self.mean, mesh)
        slopes = p.slopes(view, self.mean)
        wanted, closing = self._wanted(mesh, slopes, a, b, strength)
        flow, moved, share = self._moved(x[None], mesh, wanted, closing)
        home = p.field(wanted[p.MESH], self.mean[p.MESH])
        within = self._blur(p.filled(wanted[p.OVAL], self.size), EDGE) * self._turned_to_us(view, slopes, home)
        gain = self.detail.added(a, b, strength, home, moved) * (1 - self._blur(p.filled(wanted[p.LIPS], self.size), LIP_EDGE))
        light, gain = 2 * self.colours.added(a, b, strength, home, moved) * within, gain * within
        picture = moved + light + gain * detail_of(moved)
        return Lesson(picture.clamp(-1, 1)[0], flow[0], torch.cat([light, gain / MOST_GAIN], 1)[0].clamp(-1, 1), share[0])

    def _wanted(self, mesh, slopes, a, b, strength):
        """Where the landmarks are to be, and whether lips that are open close."""
        change = np.tensordot(p.moves(a, b, self.strengths * strength * np.where(b < a, self.back, 1)), self.shape, 1)
        unsmiled = 0 if self.smiling is None else max(0, a[self.smiling] - b[self.smiling]) / 2 * strength
        gap = p.gap_of(mesh)
        change = change - gap * min(1, unsmiled) * self.gapes
        wanted = mesh + (slopes @ change[..., None])[..., 0]
        closing = unsmiled >= .85
        if closing:
            # The mean way to close a mouth leaves this one a little open.
            for up, low in zip(p.UPPER[1:-1], p.LOWER[1:-1]):
                wanted[up] = wanted[low] = wanted[up] * .45 + wanted[low] * .55
        return wanted, closing and gap > 0

    def _moved(self, x, mesh, wanted, closing):
        """Flow, picture and what of it is to be painted. Lips that close move apart from each other, up to the seam between them: teeth are
        what is left out, which a flow between its cells cannot."""
        middle = mesh[p.OVAL].mean(0)
        still = np.concatenate([p.FRAME, middle + STILL_BEYOND * (mesh[p.OVAL[::2]] - middle)])
        if not closing:
            places = p.field(wanted[p.MESH], mesh[p.MESH], still)
            return places - p.STILL, p.warped(x, places), torch.zeros(1, 1, self.size, self.size)
        halves = [p.field(*(shape[np.setdiff1d(p.MESH, other)] for shape in (wanted, mesh)), still) for other in (p.LOWER[1:-1], p.UPPER[1:-1])]
        seam = wanted[p.UPPER]
        above = self._above(seam, self.size)
        mixed = torch.where(self._above(seam, p.CELLS) > .5, halves[0], halves[1])
        lips = self._without_teeth(x, mesh)
        upper, lower = (p.warped(lips, half) for half in halves)
        picture = lower + above * (upper - lower)
        return mixed - p.STILL, picture - self._line(seam, SEAM) * SEAM_DARK * (picture + 1), (1.5 * self._line(seam, PAINTED_SEAM)).clamp(max=1)

    def _without_teeth(self, x, mesh):
        """With the lips' own colours in place of what lies between them."""
        between = self._blur(F.max_pool2d(p.filled(mesh[[*p.UPPER, *p.LOWER[::-1]]], self.size), 5, 1, 2), LIP_EDGE / 2)
        lips = p.filled(mesh[p.LIPS], self.size) * (1 - between)
        colour = self._blur(x * lips, LIPS_ALIKE) / (self._blur(lips, LIPS_ALIKE) + 1e-4)
        return torch.lerp(x, colour, between)

    def _turned_to_us(self, view, slopes, home):
        """[1,1,S,S]: 1 where the face shows itself as the mean face does, less where it is seen from the side."""
        seen = np.abs(np.linalg.det(p.slopes(view, home[0].permute(1, 2, 0).numpy())))
        middle = np.median(np.abs(np.linalg.det(slopes)))
        return F.interpolate(torch.from_numpy(np.clip(seen / middle / TURNED_AWAY, 0, 1) ** 2).float()[None, None], size=self.size, mode='bilinear', align_corners=False)

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
        """[1,1,size,size]: as sharp as the seam is, the softer the farther beyond its ends."""
        at, left, right = (np.arange(size) + .5) / size, seam[:, 0].min(), seam[:, 0].max()
        beyond = np.maximum(0, np.abs(at - (left + right) / 2) - .38 * (right - left))
        return torch.from_numpy(np.clip(.5 - self._below(seam, size) / (1 / size + SOFTENED * beyond), 0, 1)).float()[None, None]

    def _line(self, seam, thickness):
        """[1,1,S,S]: 1 on the seam between the lips, soft, none beyond the corners."""
        at = (np.arange(self.size) + .5) / self.size
        left, right = seam[:, 0].min(), seam[:, 0].max()
        along = np.clip(np.minimum(at - left, right - at) / (.25 * (right - left)), 0, 1)
        return torch.from_numpy(np.exp(-(self._below(seam, self.size) / thickness) ** 2) * along[None]).float()[None, None]
