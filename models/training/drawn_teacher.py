"""A drawn mouth opened, closed or bent to a smile in the drawing's own lines and colours: what teach.py --mouths shows a generator.

Lines that only change their shape are moved (flow), so that they stay the artist's; an open mouth that closes is squeezed to a line;
only the inside and the outline of a mouth that opens, and the line of one that has closed, are painted (colours and share).
"""
import json
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw

from augmentation import turned_places
from networks import FLOW_CELLS, FLOW_REACH, flown
from teacher import Lesson
from warping import blur

# In sides of the crop, as all lengths here. Half the width of a mouth and how far its corners lie above its middle.
NEUTRAL_BEND, SMILE_BEND = -.006, .03
LEAST_SMILE, WIDENED = .058, 1.18
# What a smile's bend is of the mouth's half width, at most, and how far about the mouth the drawing bends with it.
MOST_BEND, BAND = .5, .05
# Height of an opened mouth by its width, neutral and smiling, and the widths between which it lies.
OPEN_HEIGHT, OPEN_WIDTH = (.66, .57), ((.07, .125), (.11, .2))
LINE = .0105
"""Thickness of a drawn line."""
# What the inside of open mouths, and the tongue, are of the skin's colour, in drawings of dark lines and of faint ones.
INSIDE, TONGUE = ((.60, .36, .38), (.82, .52, .52)), ((.82, .52, .52), (.94, .64, .63))
# Lines are dark and faint that are so much of the skin's light, and what colour of the skin's faint ones are drawn in.
FAINT, BROWN = (.35, .6), (.60, .40, .37)
# An opened mouth ends above the chin: where chins are, how much that differs from skin, 2 being black from white, and how far above.
CHIN_SEEN, CHIN_DIFFERS, ABOVE_CHIN = (.04, .16), .3, .021
TAPER, SOFT = .45, 1 / 128
OVERSAMPLED = 3


# Where the lips of an open mouth meet, from its middle by its height; how far skin above and below follows them, and by how much at most.
LIPS_MEET, SKIN_REACH, MOST_SQUEEZED = -.15, .05, .029


class Mouth(NamedTuple):
    """Where a mouth lies: middle, width, height (0 of a closed one), how far the corners lie above the middle, and the face's tilt, radians clockwise."""

    x: float
    y: float
    width: float
    height: float
    bend: float
    tilt: float


def read_mouths(path, pack):
    """Mouths by a crop's number in the pack; crops whose mouth was not found are left out."""
    with open(path) as file:
        mouths = json.load(file)
    return {i: Mouth(*mouths[name]) for i, (name, *_) in enumerate(pack.files) if name in mouths}


def turned(mouth, turn):
    """A mouth as a crop shows it after `turn` [2,3], from places of the result to those of the crop, both in [-1,1]."""
    back, (x, y) = np.linalg.inv(turn[:, :2]), turned_places(np.array([[mouth.x, mouth.y]]), turn)[0]
    scale = abs(np.linalg.det(back)) ** .5
    return Mouth(x, y, mouth.width * scale, mouth.height * scale, mouth.bend * scale, mouth.tilt + np.arctan2(back[1, 0], back[0, 0]))


class DrawnTeacher:
    def __init__(self, size):
        self.size = size
        at = (np.arange(size) + .5) / size
        self.places = np.stack(np.meshgrid(at, at), -1).reshape(-1, 2)
        cells = (np.arange(2 * FLOW_CELLS) + .5) / (2 * FLOW_CELLS)
        self.cells = np.stack(np.meshgrid(cells, cells), -1).reshape(-1, 2)

    def lesson(self, x, mouth, a, b, strength=1.):
        """x [3,S,S] in [-1,1] with its mouth, from values (open, smile) a to b, of which `strength` is to be seen."""
        (was_open, smiled), (opens, smiles) = a, b
        flow, share, colours = np.zeros_like(self.cells), None, None
        if was_open and not opens:
            flow = self._squeezed(mouth, min(1., strength), smiles)
        elif not was_open and not opens and smiles != smiled:
            flow = self._bent(mouth, smiles, strength)
        count = 2 * FLOW_CELLS
        flow = torch.from_numpy(flow.reshape(1, count, count, 2)).float().permute(0, 3, 1, 2).clamp(-FLOW_REACH, FLOW_REACH)
        moved = flown(x[None], F.interpolate(flow, size=self.size, mode='bilinear', align_corners=False))
        if opens and not was_open and strength > 0:
            share, colours = self._opened(x[None], mouth, smiles, strength)
        elif was_open and not opens and strength > .55:
            share, colours = self._line(x[None], moved, mouth, smiles, strength)
        else:
            share, colours = torch.zeros_like(moved[:, :1]), moved
        return Lesson(torch.lerp(moved, colours, share)[0].clamp(-1, 1), flow[0], torch.zeros(4, self.size, self.size), share[0])

    # Flows: for every place, how far away what is to be seen there lies now.

    def _bent(self, mouth, smiles, strength):
        u, v = framed(self.cells, mouth)
        half = max(mouth.width / 2, .012)
        wanted = max(half * WIDENED, LEAST_SMILE) if smiles else max(half / WIDENED, .03)
        wider = (wanted - half) * min(strength, 1.2)
        raised = min(SMILE_BEND * max(1, half / LEAST_SMILE) ** .5, MOST_BEND * wanted)
        bend = (max(raised - mouth.bend, .013) if smiles else -max(mouth.bend - NEUTRAL_BEND, .011)) * strength
        from_u, from_v = widened(u, v, half + wider, wider)
        return unframed(from_u - u, from_v + bend * curve(u / (half + wider), .35) * band(v) - v, mouth)

    def _squeezed(self, mouth, strength, smiles):
        """About where its lips will meet, as far as skin beside it can follow without tearing nose or chin."""
        u, v = framed(self.cells, mouth)
        half = mouth.width / 2
        top, bottom = squeezed_edges(mouth, strength)
        meet = LIPS_MEET * mouth.height
        beside = fall((np.abs(u) - half) / (.35 * half + .02))
        moved = np.zeros_like(v)
        for sign, edge, was in ((-1, meet - top, meet + mouth.height / 2), (1, bottom - meet, mouth.height / 2 - meet)):
            out = sign * (v - meet)
            from_out = np.where(out < edge, out * was / max(edge, 1e-4), out + (was - edge) * fall((out - edge) / SKIN_REACH))
            moved = np.where(out >= 0, sign * (from_out - out), moved)
        bend = (SMILE_BEND * .5 if smiles else 0) * strength
        return unframed(np.zeros_like(u), moved * beside + bend * curve(u / max(half, .03), .35) * band(v), mouth)

    # Paint: where, and in what colours.

    def _opened(self, x, mouth, smiles, strength):
        least, most = OPEN_WIDTH[int(smiles)]
        own = mouth.width / 2
        half = own + (np.clip(mouth.width * (1 if smiles else .8), least, most) / 2 - own) * min(1, strength)
        height = 2 * half * OPEN_HEIGHT[int(smiles)] * strength / max(1, strength) ** .4
        height = min(height, max(.03, chin_below(x, mouth) - ABOVE_CHIN))
        outline = mouth_outline(half, height, smiles, min(max(0., mouth.bend) * .7 + .006, .2 * half))
        inside = self._filled(outline, mouth)
        line = self._stroked(np.concatenate([outline, outline[:1]]), mouth, LINE * (.55 + .45 * min(1, strength)))
        tongue = self._filled(tongue_outline(outline, half, height), mouth) * inside
        old = self._stroked(arc(own, mouth.bend), mouth, LINE + .03)
        return self._painted(x, mouth, torch.maximum(inside, old), [(inside, 'inside'), (tongue, 'tongue'), (line, 'line')], min(1, strength / .2), x)

    def _line(self, x, moved, mouth, smiles, strength):
        half = np.clip(mouth.width * (.46 if smiles else .36), .045 if smiles else .03, .11)
        points = arc(half, min(SMILE_BEND * max(1, half / LEAST_SMILE) ** .5, .33 * half) if smiles else NEUTRAL_BEND)
        points[:, 1] += LIPS_MEET * mouth.height
        line = self._stroked(points, mouth, LINE, TAPER)
        left = self._filled(remains(mouth, strength), mouth)
        return self._painted(moved, mouth, torch.maximum(line, left), [(line, 'line')], min(1, (strength - .55) / .4), x)

    def _painted(self, ground, mouth, where, parts, amount, source):
        where = F.max_pool2d(where, 3, 1, 1)
        skin = smooth_skin(ground, where)
        line, faint = self._line_colour(source, mouth)
        light = (at(skin, mouth) + 1) / 2
        inside, tongue = (light * torch.lerp(*torch.tensor(pair), faint).view(1, 3, 1, 1) * 2 - 1 for pair in (INSIDE, TONGUE))
        colours = dict(line=line, inside=inside, tongue=tongue)
        painted = skin
        for mask, name in parts:
            painted = torch.lerp(painted, colours[name].expand_as(painted), mask)
        return blur(where, SOFT * self.size, 'replicate') * amount, painted

    def _line_colour(self, x, mouth):
        """[1,3,1,1], of the darkest of the mouth's own places; and how faint they are, 0 to 1: thin lines are mixed with skin in every
        pixel, so that faint ones are drawn in a brown of the skin's instead."""
        u, v = framed(self.places, mouth)
        near = (np.abs(u) < mouth.width / 2 + .01) & (np.abs(v) < mouth.height / 2 + .02)
        light = (x[0].flatten(1)[:, torch.from_numpy(near)] + 1) / 2
        order = light.mean(0).argsort()
        dark, skin = light[:, order[:max(3, len(order) // 16)]].mean(1), light[:, order[len(order) // 2:]].mean(1)
        faint = float(((dark.mean() / skin.mean().clamp(min=.02) - FAINT[0]) / (FAINT[1] - FAINT[0])).clamp(0, 1))
        return (torch.lerp(dark, skin * torch.tensor(BROWN), faint) * 2 - 1).view(1, 3, 1, 1), faint

    def _filled(self, points, mouth):
        return self._drawn(lambda draw, at: draw.polygon(at, fill=255), points, mouth)

    def _stroked(self, points, mouth, thickness, taper=0.):
        """With round ends, thinner there by `taper`."""
        ends = np.abs(np.linspace(-1, 1, len(points)))
        radii = thickness * self.size * OVERSAMPLED / 2 * (1 - taper * ends ** 2)

        def stroke(draw, places):
            for (px, py), r in zip(places, radii):
                draw.ellipse([px - r, py - r, px + r, py + r], fill=255)
        return self._drawn(stroke, points, mouth)

    def _drawn(self, draw, points, mouth):
        """[1,1,S,S]: points [P,2] in the mouth's frame drawn more finely and brought down."""
        image = Image.new('L', (self.size * OVERSAMPLED,) * 2)
        places = unframed(points[:, 0], points[:, 1], mouth) + (mouth.x, mouth.y)
        draw(ImageDraw.Draw(image), [tuple(place) for place in places * self.size * OVERSAMPLED])
        return F.avg_pool2d(torch.from_numpy(np.asarray(image).astype(np.float32) / 255)[None, None], OVERSAMPLED)


def framed(places, mouth):
    """Places [P,2] along the mouth and down from its middle."""
    (dx, dy), c, s = (places - (mouth.x, mouth.y)).T, np.cos(mouth.tilt), np.sin(mouth.tilt)
    return c * dx + s * dy, c * dy - s * dx


def unframed(u, v, mouth):
    c, s = np.cos(mouth.tilt), np.sin(mouth.tilt)
    return np.stack([c * u - s * v, s * u + c * v], -1)


def fall(t):
    """1 up to 0, smoothly 0 from 1 on."""
    t = np.clip(1 - t, 0, 1)
    return t * t * (3 - 2 * t)


def band(v):
    """1 on the mouth, 0 where noses and chins are."""
    return fall((np.abs(v) - .35 * BAND) / (1.3 * BAND))


def curve(t, lowered):
    """A parabola through 1 - lowered at |t| = 1, its middle lowered, that comes to rest at 0 beyond."""
    return np.where(np.abs(t) < 1, t * t, 1) * fall((np.abs(t) - 1.1) / .9) - lowered * fall((np.abs(t) - 1.1) / .9)


def widened(u, v, half, wider):
    """Where what is `half` from the middle was `wider` nearer to it."""
    return u - wider * np.sign(u) * np.minimum(np.abs(u) / half, 1) * fall((np.abs(u) / half - 1) / 1.2) * band(v), v


def squeezed_edges(mouth, strength):
    """Top and bottom in the mouth's frame of one that is as far closed as flow takes it."""
    meet, left = LIPS_MEET * mouth.height, 1 - strength
    above, below = meet + mouth.height / 2, mouth.height / 2 - meet
    above, below = (max(far * left, far - MOST_SQUEEZED, min(far, .005)) for far in (above, below))
    return meet - above, meet + below


def remains(mouth, strength):
    """About what is still seen of it then."""
    top, bottom = squeezed_edges(mouth, strength)
    turn = np.linspace(0, 2 * np.pi, 49)
    across, down = np.cos(turn), np.sin(turn)
    return np.stack([np.sign(across) * np.abs(across) ** .7 * (mouth.width / 2 + .018), (top + bottom) / 2 + np.sign(down) * np.abs(down) ** .7 * ((bottom - top) / 2 + .02) + .006], -1)


def arc(half, bend):
    t = np.linspace(-1, 1, 65)
    return np.stack([t * half, bend * (.35 - t * t)], -1)


def mouth_outline(half, height, smiles, bend):
    """Of an opened mouth, its top where the closed line was: a D that hangs from it, or rounder."""
    t = np.cos(np.linspace(0, np.pi, 65))
    deep = np.sqrt(1 - t * t)
    if smiles:
        top = bend * (.35 - t * t)
        bottom = top + height * (1 - np.abs(t) ** 2.2) ** .56
    else:
        top, bottom = -.22 * height * deep + .1 * height, .78 * height * deep + .1 * height
    return np.concatenate([np.stack([t * half, top], -1), np.stack([t * half, bottom], -1)[::-1]])


def tongue_outline(outline, half, height):
    turn = np.linspace(0, 2 * np.pi, 33)
    low = outline[:, 1].max()
    return np.stack([.62 * half * np.cos(turn), low + .02 * height + .42 * height * np.sin(turn)], -1)


def at(image, mouth):
    """[1,3,1,1]: its colour at the mouth's middle."""
    place = torch.tensor([[[[2 * mouth.x - 1, 2 * mouth.y - 1]]]], dtype=torch.float32)
    return F.grid_sample(image, place, align_corners=False, padding_mode='border')


def chin_below(x, mouth):
    """How far below the mouth something begins that is not this face's skin, in three places beside each other; CHIN_SEEN[1] where nothing does."""
    down, across = np.arange(*CHIN_SEEN, .004), np.array([-.025, 0., .025])
    places = unframed(np.tile(across, len(down)), np.repeat(down, 3), mouth) + (mouth.x, mouth.y)
    seen = F.grid_sample(x, torch.from_numpy(places * 2 - 1).float().view(1, len(down), 3, 2), align_corners=False, padding_mode='border')[0]
    other = (seen - seen[:, :1].median(2, keepdim=True).values).abs().mean(0) > CHIN_DIFFERS
    # A line is thin, and lies lower in the middle: seen a little before or after.
    other = F.max_pool1d(other.float().T[None], 5, 1, 2)[0].min(0).values
    return float(down[int(other.argmax())]) if other.any() else CHIN_SEEN[1]


def smooth_skin(x, where):
    """x with what lies `where` [1,1,S,S] replaced by what lies about it, lines left out."""
    size = x.shape[-1]
    grey = x.mean(1, keepdim=True)
    reach = 2 * (size // 12) + 1
    level = -F.max_pool2d(-F.max_pool2d(grey, reach, 1, reach // 2), reach, 1, reach // 2)
    known = (grey > level - .12).float() * (1 - F.max_pool2d((where > .02).float(), 3, 1, 1)) + 1e-6
    filled = None
    for sigma in (.06, .03, .015):
        weight = blur(known, sigma * size, 'replicate')
        seen = blur(x * known, sigma * size, 'replicate') / weight
        trust = (weight / (weight + .05)).clamp(0, 1)
        filled = seen if filled is None else torch.lerp(filled, seen, trust)
    return filled
