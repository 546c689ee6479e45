"""Prints as JSON what the teacher of drawn mouths makes of a face that is drawn here, its head tilted; writes the mouths of a pack for teach.py.

    python3 check_drawn.py PACK MOUTHS.json
"""
import argparse
import json
import os
import sys

import numpy as np
import torch
from PIL import Image, ImageDraw

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../models/training'))
from data import Data, Pack
from drawn_teacher import DrawnTeacher, Mouth, framed, turned, unframed
from teach import Lessons

SIZE, FINER = 128, 4
SKIN, DARK, RED = (240, 214, 196), (60, 36, 36), (190, 80, 80)
CLOSED, OPEN = Mouth(.53, .68, .12, 0, 0, .3), Mouth(.53, .68, .12, .07, 0, .3)


def face(mouth):
    """Skin all over, and a mouth on it."""
    image = Image.new('RGB', (SIZE * FINER,) * 2, SKIN)
    draw, turn = ImageDraw.Draw(image), np.linspace(0, 2 * np.pi, 60)
    outline = unframed(mouth.width / 2 * np.cos(turn), max(mouth.height, .008) / 2 * np.sin(turn), mouth) + (mouth.x, mouth.y)
    draw.polygon([tuple(place * SIZE * FINER) for place in outline], fill=RED if mouth.height else DARK, outline=DARK, width=FINER)
    return torch.from_numpy(np.asarray(image.resize((SIZE, SIZE), Image.Resampling.BOX)).copy()).permute(2, 0, 1) / 127.5 - 1


class Seen:
    """A lesson in the mouth's frame, 0 for skin and 1 for black."""

    def __init__(self, picture, mouth):
        self.picture = picture
        self.dark = ((torch.tensor(SKIN) / 127.5 - 1).view(3, 1, 1) - picture).mean(0).flatten().numpy() / 2
        at = (np.arange(SIZE) + .5) / SIZE
        self.u, self.v = framed(np.stack(np.meshgrid(at, at), -1).reshape(-1, 2), mouth)

    def about(self, u, v, reach=.01):
        """The darkest place near one in the mouth's frame."""
        return float(self.dark[np.hypot(self.u - u, self.v - v) < reach].max())

    def height(self, u=0):
        """How high the mouth is seen there, in sides."""
        column = (np.abs(self.u - u) < .006) & (np.abs(self.v) < .15) & (self.dark > .1)
        return float(np.ptp(self.v[column])) if column.any() else 0

    def middle(self, u):
        """How far down the mouth is seen there."""
        column = (np.abs(self.u - u) < .01) & (np.abs(self.v) < .06)
        return float(np.average(self.v[column], weights=np.maximum(self.dark[column] - .05, 0) + 1e-9))


def main():
    pack_path, out = sys.argv[1:]
    pack, teacher = Pack(pack_path), DrawnTeacher(SIZE)
    with open(out, 'w') as file:
        json.dump({name: CLOSED for name, *_ in pack.files}, file)
    closed, opened = face(CLOSED), face(OPEN)
    opening = [Seen(teacher.lesson(closed, CLOSED, (0, 0), (1, 0), strength).picture, CLOSED) for strength in (0, .5, 1, 1.4)]
    shut, half_shut = (teacher.lesson(opened, OPEN, (1, 0), (0, 0), strength) for strength in (1, .5))
    bent = [teacher.lesson(closed, CLOSED, (0, 0), (0, 1), strength) for strength in (.5, 1)]
    rises = [Seen(each.picture, CLOSED).middle(0) - Seen(each.picture, CLOSED).middle(.055) for each in bent]
    back = turned(turned(OPEN, np.array([[.9, -.2, .1], [.2, .9, -.05]])), np.linalg.inv([[.9, -.2, .1], [.2, .9, -.05], [0, 0, 1]])[:2])
    batch = Lessons(Data(pack, pack.size, torch.device('cpu')), pack, argparse.Namespace(mouths=out, hair=None, often=[])).batch(8, 1)
    print(json.dumps(dict(
        still=float((teacher.lesson(closed, CLOSED, (0, 0), (1, 0), 0).picture - closed).abs().max()), heights=[each.height() for each in opening],
        before=Seen(opened, OPEN).height(), halfShut=Seen(half_shut.picture, OPEN).height(), shut=Seen(shut.picture, OPEN).height(),
        ghost=Seen(shut.picture, OPEN).about(0, .03), line=Seen(shut.picture, OPEN).about(0, -.01),
        rises=rises, drawnOnSmiles=float(bent[1].share.max()), far=float((teacher.lesson(closed, CLOSED, (0, 0), (1, 1), 1).picture - closed)[:, :SIZE // 2].abs().max()),
        batch=[list(part.shape[1:]) for part in batch[4:8]], finite=all(bool(torch.isfinite(part).all()) for part in batch), turnedBack=float(np.abs(np.subtract(back, OPEN)).max()))))


if __name__ == '__main__':
    main()
