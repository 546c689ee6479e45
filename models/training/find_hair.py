"""Finds the hair of drawn faces by its colour: a mask for every crop, the colour it is of, and that colour's name.

    python3 find_hair.py --pack drawn.pack --out hair --sheet sheet.png

Writes hair.pack, the crops of drawn.pack in domains of these names, and hair.npz, which teach.py --hair reads: `masks` of 128x128 bits and
`colours`, RGB in [-1,1], one for every crop. A crop is left out where hair is unsure: hats, hair of the skin's or the ground's colour. Cut out
by GrabCut (Rother, Kolmogorov, Blake, "GrabCut", 2004), which pip's opencv-python-headless has.
"""
import argparse
import io
import json
import tarfile
from collections import Counter

import cv2
import numpy as np
from PIL import Image

from data import Pack

SIZE = 128
# Names by a colour's lightness, chroma and hue in degrees, CIE LCh, first come first served; what has none lies between two.
NAMES = (
    ('silver', (60, 101), (0, 13), (0, 360)), ('black', (0, 42), (0, 14), (0, 360)),
    ('green', (25, 101), (13, 999), (105, 205)), ('blue', (15, 101), (13, 999), (205, 288)), ('purple', (15, 101), (13, 999), (288, 342)),
    ('blond', (60, 101), (13, 999), (66, 105)), ('red', (22, 58), (38, 999), (0, 48)), ('red', (22, 50), (30, 999), (342, 360)),
    ('orange', (55, 101), (34, 999), (46, 66)), ('pink', (56, 101), (13, 999), (0, 42)), ('pink', (50, 101), (13, 999), (342, 360)),
    ('brown', (15, 60), (11, 40), (25, 105)),
)
# What is found grows by a pixel at a time, at most so often, into what differs by so little from the hair near by, within so many pixels.
GROWTH, LOOKS, LIKE, NEAR = 60, 4, 13, 4
# How far lightness counts beside hue and chroma: hair is shaded.
LIGHT = .6


def at(count=SIZE):
    return np.meshgrid(*[(np.arange(count) + .5) / count] * 2)


def ellipse(x, y, half_width, half_height):
    across, down = at()
    return ((across - x) / half_width) ** 2 + ((down - y) / half_height) ** 2 < 1


DOWN = at()[1]
# Where faces framed as lbpcascade_animeface frames them have the top of their hair, cheeks, the face and its middle, and the whole head.
CAP, CHEEKS, FACE = ellipse(.5, .36, .36, .32) & (DOWN < .25) & (DOWN > .03), ellipse(.5, .64, .17, .10), ellipse(.5, .6, .26, .24)
MIDDLE, NECK, HEAD = ellipse(.5, .62, .2, .2), (DOWN > .86) & (np.abs(at()[0] - .5) < .15), ellipse(.5, .42, .46, .44)
# Where eyes are: what grows does not grow into them.
EYES = ellipse(.32, .46, .12, .10) | ellipse(.68, .46, .12, .10)


def densest(colours):
    """The densest colours [N,3] in Lab, at most three, the largest share first."""
    found, left = [], colours
    while len(found) < 3 and len(left) > max(10, .08 * len(colours)):
        _, cell, counts = np.unique(np.floor(left / 10).astype(int), axis=0, return_inverse=True, return_counts=True)
        centre = left[cell.ravel() == counts.argmax()].mean(0)
        for _ in range(6):
            centre = left[np.linalg.norm(left - centre, axis=1) < 14].mean(0)
        found.append(centre)
        left = left[np.linalg.norm(left - centre, axis=1) >= 18]
    return found


def differ(colours, colour):
    return np.linalg.norm((colours - colour) * (LIGHT, 1, 1), axis=-1)


def hair_of(rgb):
    """-> mask [128,128] of 0 and 1 and its colour [3] in Lab, of a crop [128,128,3] uint8; None where hair cannot be told for sure"""
    even = cv2.bilateralFilter(rgb, 5, 30, 3)
    lab = cv2.cvtColor(even.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    skin = densest(lab[CHEEKS])[0]
    colour = next((colour for colour in densest(lab[CAP]) if differ(colour, skin) > 9), None)
    if colour is None:
        return None
    far, from_skin = differ(lab, colour), differ(lab, skin)
    closer = far < from_skin
    sure = CAP & (far < 13) & closer
    if sure.sum() < .25 * CAP.sum():
        return None
    marks = np.full((SIZE, SIZE), cv2.GC_PR_BGD, np.uint8)
    marks[closer & ~FACE & ((HEAD & (far < 22)) | ((DOWN < .85) & (far < 14)))] = cv2.GC_PR_FGD
    marks[sure] = cv2.GC_FGD
    marks[MIDDLE | NECK | (~closer & (from_skin < 8))] = cv2.GC_BGD
    cv2.grabCut(np.ascontiguousarray(even[:, :, ::-1]), marks, None, np.zeros((1, 65)), np.zeros((1, 65)), 4, cv2.GC_INIT_WITH_MASK)
    mask = without_specks(without_specks(((marks == cv2.GC_FGD) | (marks == cv2.GC_PR_FGD)).astype(np.uint8), 80) ^ 1, 25) ^ 1
    share, spread = mask.mean(), np.median(np.linalg.norm((lab[mask == 1] - colour) * (.5, 1, 1), axis=1)) if mask.any() else 99
    mask = without_specks(grown(mask, lab, MIDDLE | EYES | (from_skin < 14)) ^ 1, 25) ^ 1
    return (mask, colour) if .1 < share < .62 and mask[CAP].mean() > .62 and spread < 17 else None


def grown(mask, lab, shut):
    """A mask with the locks that lie in another shade: hair is taken on from pixel to pixel, but not where it is `shut`."""
    colours, mask, step = (lab * (LIGHT, 1, 1)).astype(np.float32), mask.copy(), np.ones((3, 3), np.uint8)
    for turn in range(GROWTH):
        if turn % LOOKS == 0:
            inside = mask.astype(np.float32)
            weight = np.maximum(cv2.GaussianBlur(inside, (0, 0), NEAR), 1e-4)[..., None]
            like = np.linalg.norm(colours - cv2.GaussianBlur(colours * inside[..., None], (0, 0), NEAR) / weight, axis=2) < LIKE
        fresh = (cv2.dilate(mask, step) == 1) & (mask == 0) & like & ~shut
        if not fresh.any():
            break
        mask[fresh] = 1
    return mask


def without_specks(mask, least):
    """A mask without pieces of fewer pixels."""
    count, pieces, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    small = [i for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] < least]
    return np.where(np.isin(pieces, small), 0, mask).astype(np.uint8)


def name_of(colour):
    light, chroma, hue = colour[0], np.hypot(*colour[1:]), np.degrees(np.arctan2(colour[2], colour[1])) % 360
    within = (name for name, *ranges in NAMES if all(low <= value < high for value, (low, high) in zip((light, chroma, hue), ranges)))
    return next(within, None)


def write_pack(path, pack, files):
    """`files` of a pack, their domains by name, as one of its own."""
    names = sorted({domain for _, _, domain, *_ in files})
    labels = dict(domains=names, size=pack.size, files=[[name, split, names.index(domain), *rest] for name, split, domain, *rest in files])
    with tarfile.open(path, 'w') as out:
        for name, blob in [*((name, pack.blobs[name]) for name, *_ in files), ('labels.json', json.dumps(labels).encode())]:
            info = tarfile.TarInfo(name)
            info.size = len(blob)
            out.addfile(info, io.BytesIO(blob))


def sheet(path, pack, files, masks, across=16, down=6):
    """Crops and, below each, what was taken for its hair."""
    shown = np.linspace(0, len(files) - 1, across * down).astype(int)
    out = np.zeros((down, 2, SIZE, across, SIZE, 3), np.uint8)
    for place, i in enumerate(shown):
        crop = pack.bytes_at(files[i][0], SIZE)
        for row, picture in enumerate((crop, crop * np.unpackbits(masks[i]).reshape(SIZE, SIZE, 1))):
            out[place // across, row, :, place % across] = picture
    Image.fromarray(out.reshape(down * 2 * SIZE, across * SIZE, 3)).save(path)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--pack', required=True)
    ap.add_argument('--out', required=True)
    ap.add_argument('--sheet')
    args = ap.parse_args()
    pack, files, masks, colours = Pack(args.pack), [], [], []
    for i, (name, split, _, *rest) in enumerate(pack.files):
        found = hair_of(pack.bytes_at(name, SIZE))
        colour = found and name_of(found[1])
        if colour:
            files.append([name, split, colour, *rest])
            masks.append(np.packbits(found[0]))
            colours.append(found[1])
        if i % 500 == 499:
            print(f'{len(files)} of {i + 1} crops', flush=True)
    write_pack(f'{args.out}.pack', pack, files)
    rgb = cv2.cvtColor(np.array([colours], np.float32), cv2.COLOR_LAB2RGB)[0] * 2 - 1
    np.savez_compressed(f'{args.out}.npz', masks=masks, colours=rgb)
    if args.sheet:
        sheet(args.sheet, pack, files, masks)
    print(f'{len(files)} of {len(pack.files)} crops', dict(Counter(file[2] for file in files)))


if __name__ == '__main__':
    main()
