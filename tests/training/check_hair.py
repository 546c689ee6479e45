"""Draws heads with hair, writes their pack and masks for teach.py --hair, and prints as JSON what the teacher of hair makes of one.

    python3 check_hair.py HAIR      (HAIR.pack and HAIR.npz)
"""
import io
import json
import os
import sys
import tarfile

import numpy as np
import torch
from PIL import Image, ImageDraw

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../models/training'))
from hair_teacher import HairTeacher, matte

SIZE, COUNT = 64, 24
SKIN, GROUND = (240, 214, 196), (150, 190, 150)
COLOURS = dict(black=(44, 42, 54), blond=(232, 204, 128))
FRINGE = 26


def head(colour, y=0):
    """-> picture, mask: hair with darker lines about a face."""
    image, mask = Image.new('RGB', (SIZE, SIZE), GROUND), Image.new('1', (SIZE, SIZE))
    for draw, hair, other in ((ImageDraw.Draw(image), colour, SKIN), (ImageDraw.Draw(mask), 1, 0)):
        draw.ellipse((8, 4 + y, 56, 60 + y), fill=hair)
        draw.ellipse((18, FRINGE + y, 46, 58 + y), fill=other)
    draw = ImageDraw.Draw(image)
    for x in range(14, 54, 8):
        draw.line((x, 8 + y, x, 22 + y), fill=tuple(int(value * .5) for value in colour))
    return image, mask


def write(out):
    files, masks, colours = [], [], []
    with tarfile.open(f'{out}.pack', 'w') as tar:
        def add(name, data):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
        for i in range(COUNT):
            domain = i % 2
            image, mask = head([*COLOURS.values()][domain], i % 5 - 2)
            buffer = io.BytesIO()
            image.save(buffer, 'WEBP', lossless=True)
            files.append([f'{i:06}.webp', 'val' if i < 4 else 'train', domain])
            add(files[-1][0], buffer.getvalue())
            masks.append(np.packbits(np.asarray(mask)))
            colours.append(np.array([*COLOURS.values()][domain]) / 127.5 - 1)
        add('labels.json', json.dumps(dict(domains=[*COLOURS], size=SIZE, files=files)).encode())
    np.savez(f'{out}.npz', masks=masks, colours=colours)


def main():
    write(sys.argv[1])
    image, mask = head(COLOURS['black'])
    x = torch.from_numpy(np.asarray(image).copy()).permute(2, 0, 1) / 127.5 - 1
    soft = matte(x[None], torch.from_numpy(np.asarray(mask).copy())[None, None].float())[0]
    wanted = torch.tensor(COLOURS['blond']) / 127.5 - 1
    still, half, whole = (HairTeacher.lesson(x, soft, None, wanted, strength) for strength in (0, .5, 1))
    hair, face, line = (lambda picture, at=at: picture[:, at[1], at[0]] for at in ((10, 32), (32, 44), (14, 16)))
    print(json.dumps(dict(
        still=float((still.picture - x).abs().max()), hair=float((hair(whole.picture) - wanted).abs().max()),
        half=float((hair(half.picture) - (hair(x) + wanted) / 2).abs().max()), face=float((face(whole.picture) - face(x)).abs().max()),
        line=float((hair(whole.picture) - line(whole.picture)).mean()), lineBefore=float((hair(x) - line(x)).mean()), light=float(whole.light[:3].max()))))


if __name__ == '__main__':
    main()
