"""Makes the sample faces of the app: averages of 64 crops of one kind, each warped to the kind's mean shape, so that each is nobody.

    python3 models/training/average_face.py pick --tar FACES.tar --csv FACES.csv --work WORK
    for kind in WORK/*/; do npx tsx tests/support/trace-meshes.ts $kind ${kind%/}.json; done
    python3 models/training/average_face.py mean --work WORK --out public/samples

A thin-plate spline through 468 landmarks brings every crop to the mean shape, so that eyes, lips and chin lie on each other. The crops
nearest to the middle of their kind in shape (they look straight ahead) and in light are taken.
"""
import argparse
import csv
import json
import os
import tarfile

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from warping import blur, spline

KINDS = {
    'average-woman': ('1', '0', ('generated',)),
    'average-man': ('0', '0', ('generated',)),
    'old-woman': ('1', '1', ('celeba', 'aaf', 'stylegan', 'ffhq')),
    'old-man': ('0', '1', ('celeba', 'stylegan', 'ffhq')),
}
"""Whether female, whether old, and of which sources; none smiles."""
CANDIDATES, COUNT = 260, 64
SIZE = 768
BRIDGE, BRIDGE_REACH = 168, .04
"""Place of the mesh between the eyes, and how far about it glasses would be seen, in sides."""
STIFFNESS = 2e-4
GRID = 96
"""The warp is smooth: it is worked out on so many nodes a side and interpolated between them."""
BANDS_PX, MOST = (1.6, 3.2, 6.4, 12.8, 25.6), 2.6
"""Bands of detail by the blur that takes them away, and how much an averaged one is strengthened at most."""


def aligned(shapes):
    """-> (mean [P,2], similarity-aligned shapes [N,P,2]): generalised Procrustes; the mean keeps the crops' mean place and size."""
    mean = shapes.mean(0)
    for _ in range(5):
        centred = shapes - shapes.mean(1, keepdims=True)
        target = mean - mean.mean(0)
        # As complex numbers a similarity transform is one factor.
        z, t = centred[..., 0] + 1j * centred[..., 1], target[:, 0] + 1j * target[:, 1]
        z = z * ((z.conj() @ t) / (np.abs(z) ** 2).sum(1))[:, None]
        fitted = np.stack([z.real, z.imag], -1) + mean.mean(0)
        mean = fitted.mean(0)
    return mean, fitted


def warp(crop, shape, mean):
    """-> [3,SIZE,SIZE]: the crop ([3,h,w]) with its landmarks at the mean's."""
    nodes = (np.mgrid[:GRID + 1, :GRID + 1] / GRID).reshape(2, -1).T[:, ::-1]
    field = spline(mean, shape, nodes, STIFFNESS).reshape(1, GRID + 1, GRID + 1, 2)
    field = torch.from_numpy(field).float().permute(0, 3, 1, 2)
    middle = F.affine_grid(torch.eye(2, 3)[None], (1, 1, SIZE, SIZE), align_corners=False)
    field = F.grid_sample(field, middle, mode='bicubic', align_corners=True, padding_mode='border').permute(0, 2, 3, 1)
    return F.grid_sample(crop[None], field * 2 - 1, mode='bicubic', padding_mode='reflection', align_corners=False)[0]


def chosen(crops, shapes, count):
    """Indices of the crops nearest to the middle of their kind in shape and light."""
    mean, fitted = aligned(shapes)
    off_shape = np.sqrt(((fitted - mean) ** 2).sum(-1).mean(1))
    small = F.interpolate(crops, size=8, mode='area').flatten(1).numpy()
    off_light = np.abs(small - np.median(small, 0)).mean(1)
    return np.argsort(rank(off_shape) + rank(off_light))[:count]


def rank(values):
    return np.argsort(np.argsort(values)) / len(values)


def blurred(image, sigma):
    """[C,h,w]"""
    return blur(image[None], sigma, 'reflect')[0]


def crisp(mean, faces):
    """Averaging weakens detail the more, the finer it is: each band gets back its usual strength in one face, at most `MOST` times its own."""
    result, rest = 0, mean
    for sigma in BANDS_PX:
        low = blurred(rest, sigma)
        band = rest - low
        usual = sum(((blurred(f, sigma / 2) - blurred(f, sigma)) ** 2).mean(0) for f in faces) / len(faces)
        own = ((blurred(mean, sigma / 2) - blurred(mean, sigma)) ** 2).mean(0)
        gain = (blurred(usual[None], 10) / blurred(own[None], 10).clamp(min=1e-9)).sqrt().clamp(1, MOST)
        result, rest = result + band * gain, low
    return (result + rest).clamp(0, 1)


def pick(args):
    """Writes each kind's crops of the training split: those that smile the least clearly, without being sullen."""
    with open(args.csv) as file:
        rows = [r for r in csv.DictReader(file) if r['split'] == 'train' and r['smiling'] == '0']
    with tarfile.open(args.tar) as tar:
        for name, (female, old, sources) in KINDS.items():
            kind = [r for r in rows if (r['female'], r['old']) == (female, old) and r['source'] in sources]
            kind.sort(key=lambda r: abs(float(r['smile_logit']) + 2.5))
            os.makedirs(f'{args.work}/{name}', exist_ok=True)
            for row in kind[:CANDIDATES]:
                with open(f"{args.work}/{name}/{row['file']}", 'wb') as file:
                    file.write(tar.extractfile(row['file']).read())


def bare(crops, shapes):
    """Indices of the half of the crops with the smoothest bridge of the nose: no glasses lie there."""
    size, rough = crops.shape[-1], []
    for crop, shape in zip(crops, shapes):
        x, y = (round(at * size) for at in shape[BRIDGE])
        reach = round(BRIDGE_REACH * size)
        about = crop.mean(0)[y - reach:y + reach, x - reach // 2:x + reach // 2]
        rough.append(about.mean(1).diff().abs().max().item())
    return np.argsort(rough)[:max(COUNT, len(crops) // 2)]


def mean(args):
    for name in KINDS:
        with open(f'{args.work}/{name}.json') as file:
            meshes = json.load(file)
        crops = torch.stack([read(f'{args.work}/{name}/{file}') for file in meshes])
        shapes = np.array(list(meshes.values()))
        smooth = bare(crops, shapes)
        crops, shapes = crops[smooth], shapes[smooth]
        picked = chosen(crops, shapes, COUNT)
        middle, _ = aligned(shapes[picked])
        light = crops[picked].mean((0, 2, 3))
        faces = []
        for i in picked:
            face = warp(crops[i], shapes[i], middle)
            faces.append(face + .7 * (light - face.mean((1, 2)))[:, None, None])
        image = crisp(sum(faces) / len(faces), faces)
        pixels = (image.permute(1, 2, 0).numpy() * 255).round().astype(np.uint8)
        Image.fromarray(pixels).save(f'{args.out}/{name}.webp', quality=88, method=6)
        print(name, 'mean of', len(faces), 'of', len(crops), 'people')


def read(path):
    """-> [3,h,w] in [0,1]"""
    return torch.from_numpy(np.asarray(Image.open(path).convert('RGB')).copy()).permute(2, 0, 1).float() / 255


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('what', choices=['pick', 'mean'])
    ap.add_argument('--work', required=True)
    ap.add_argument('--tar')
    ap.add_argument('--csv')
    ap.add_argument('--out')
    args = ap.parse_args()
    {'pick': pick, 'mean': mean}[args.what](args)


if __name__ == '__main__':
    main()
