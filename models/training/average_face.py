"""Makes the sample faces of the app: registered averages of at least 60 crops of one kind, so that each is nobody.

    python3 models/training/average_face.py --tar FACES.tar --csv FACES.csv --out public/samples

Each crop is registered to the running mean by the similarity transform (shift, turn, scale) that correlates best at
50 px, then the `--count` best of 400 candidates are averaged at 512 px. Registration is why eyes and lips stay sharp.
"""
import argparse
import csv
import io
import os
import tarfile

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageFilter

KINDS = {
    'average-man': dict(female='0', old='0', smiling='0'),
    'average-woman': dict(female='1', old='0', smiling='0'),
}
SIZE, SMALL = 512, 50


def load(path, table, kind, limit):
    """-> [N,3,200,200] float in [0,1]: colour crops of a kind, none with glasses, the clearest neutral ones first"""
    rows = [r for r in csv.DictReader(open(table)) if all(r[k] == v for k, v in kind.items()) and float(r['glasses_logit']) < -2]
    rows.sort(key=lambda r: float(r['smile_logit']))
    wanted = {r['file'] for r in rows[:limit]}
    with tarfile.open(path) as tar:
        crops = [np.asarray(Image.open(io.BytesIO(tar.extractfile(m).read())).convert('RGB')) for m in tar if m.name in wanted]
    return torch.from_numpy(np.stack(crops)).permute(0, 3, 1, 2).float() / 255


def similarity(shift_x, shift_y, turn, scale):
    c, s = np.cos(turn) * scale, np.sin(turn) * scale
    return torch.tensor([[c, -s, shift_x], [s, c, shift_y]], dtype=torch.float32)


def warp(images, thetas, size):
    grid = F.affine_grid(thetas, (len(images), 3, size, size), align_corners=False)
    return F.grid_sample(images, grid, mode='bicubic', padding_mode='reflection', align_corners=False).clamp(0, 1)


def standardise(images):
    flat = images[:, :, SMALL // 6:, SMALL // 8:-SMALL // 8].mean(1).flatten(1)
    return F.normalize(flat - flat.mean(1, keepdim=True), dim=1)


def register(images, thetas, target, steps):
    """Coordinate search: for each crop the neighbour of its transform that correlates best with the target."""
    small = F.interpolate(images, size=SMALL * 2, mode='area')
    best, score = thetas.clone(), (standardise(warp(small, thetas, SMALL)) @ standardise(target[None])[0])
    for dx, dy, turn, scale in steps:
        move = torch.cat([similarity(dx, dy, turn, scale), torch.tensor([[0., 0., 1.]])])
        tried = (torch.cat([best, torch.tensor([[[0., 0., 1.]]]).expand(len(best), 1, 3)], 1) @ move)[:, :2]
        value = standardise(warp(small, tried, SMALL)) @ standardise(target[None])[0]
        better = value > score
        best, score = torch.where(better[:, None, None], tried, best), torch.where(better, value, score)
    return best, score


def average(crops, count):
    images = torch.cat([crops, crops.flip(3)])
    thetas = similarity(0, 0, 0, 1).expand(len(images), 2, 3).clone()
    steps = [step for k in (1., .5) for step in (
        (.04 * k, 0, 0, 1), (-.04 * k, 0, 0, 1), (0, .04 * k, 0, 1), (0, -.04 * k, 0, 1),
        (0, 0, .05 * k, 1), (0, 0, -.05 * k, 1), (0, 0, 0, 1 + .04 * k), (0, 0, 0, 1 - .04 * k))]
    for _ in range(6):
        small = warp(F.interpolate(images, size=SMALL * 2, mode='area'), thetas, SMALL)
        target = small.mean(0)
        target = (target + target.flip(2)) / 2
        thetas, score = register(images, thetas, target, steps)
    half = len(crops)
    person = torch.maximum(score[:half], score[half:]).topk(count).indices
    chosen = torch.cat([person, person + half])
    mean = sum(warp(images[i][None], thetas[i][None], SIZE)[0] for i in chosen) / len(chosen)
    return mean, len(person)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--tar', required=True)
    ap.add_argument('--csv', required=True)
    ap.add_argument('--out', required=True)
    ap.add_argument('--count', type=int, default=80)
    args = ap.parse_args()
    os.makedirs(args.out, exist_ok=True)
    for name, kind in KINDS.items():
        mean, people = average(load(args.tar, args.csv, kind, 400), max(60, args.count))
        image = Image.fromarray((mean.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8))
        # A mean is soft: give back some of the contrast that averaging took.
        image = image.filter(ImageFilter.UnsharpMask(radius=5, percent=90, threshold=0))
        image.save(f'{args.out}/{name}.webp', quality=92, method=6)
        print(name, 'mean of', people, 'people, each also mirrored')


if __name__ == '__main__':
    main()
