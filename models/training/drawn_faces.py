"""A small detector of drawn faces: trains it, judges it on composed pictures, and writes the weights that the app's graph is made of.

    python3 drawn_faces.py train --drawn anime96.tar --photos faces200.tar --run RUN --minutes 20      (again to go on from there)
    python3 drawn_faces.py judge --drawn anime96.tar --photos faces200.tar --run RUN
    python3 drawn_faces.py export --run RUN --out drawn-faces.pt
    npx tsx tests/support/emit-drawn-faces.ts drawn-faces.pt models/face-detector/drawn-faces.onnx      (from the top folder)

It sees faces of 18 to 64 px; a picture is shown to it at halving scales, so that every larger face is that wide at one of them.
"""
import argparse
import math
import os
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from torch.utils.data import DataLoader, IterableDataset

import drawn_scenes as scenes

STRIDE = 8
UNIT = 32
"""Sides are learnt as log2(side / UNIT)."""
LOW, HIGH = 18, 64
INPUT = 128


class Unit(nn.Sequential):
    def __init__(self, cin, cout, stride=1, dilation=1):
        super().__init__(nn.Conv2d(cin, cout, 3, stride, dilation, dilation, bias=False), nn.BatchNorm2d(cout), nn.ReLU())


class Residual(nn.Module):
    def __init__(self, width, dilation=1):
        super().__init__()
        self.first, self.second = Unit(width, width, 1, dilation), Unit(width, width, 1, dilation)

    def forward(self, x):
        return x + self.second(self.first(x))


class DrawnFaces(nn.Module):
    """`[N,3,H,W]` in [-1,1], H and W multiples of 8 -> `[N,4,H/8,W/8]`: logit, x and y of the centre from the cell's in cells, log2 side."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(Unit(3, 16, 2), Unit(16, 32, 2), Residual(32), Unit(32, 64, 2), Residual(64), Residual(64, 2), Unit(64, 64))
        self.head = nn.Conv2d(64, 4, 1)
        nn.init.zeros_(self.head.bias)
        self.head.bias.data[0] = -4

    def forward(self, x):
        return self.head(self.body(x))


def targets(faces):
    """-> heat [n,n], weight of heat [n,n], geometry [3,n,n], weight of geometry [n,n]"""
    n = INPUT // STRIDE
    yy, xx = (np.mgrid[:n, :n] + .5) * STRIDE
    heat, care, near = np.zeros((n, n)), np.ones((n, n)), np.zeros((n, n))
    geometry = np.zeros((3, n, n))
    for face in faces:
        sigma = max(.7 * STRIDE, .13 * face.side)
        bump = np.exp(-((xx - face.x) ** 2 + (yy - face.y) ** 2) / (2 * sigma ** 2))
        inside = (np.abs(xx - face.x) < face.side * .5) & (np.abs(yy - face.y) < face.side * .5)
        if not LOW <= face.side <= HIGH:
            # Somewhat beyond the range an answer is neither asked for nor wrong: the scale beside this one is for it.
            if LOW * .75 < face.side < HIGH * 1.4:
                care[inside] = 0
            continue
        if not (0 <= face.x < INPUT and 0 <= face.y < INPUT):
            continue
        heat = np.maximum(heat, bump)
        heat[min(n - 1, int(face.y / STRIDE)), min(n - 1, int(face.x / STRIDE))] = 1
        closer = bump > np.maximum(near, .35)
        near[closer] = bump[closer]
        geometry[:, closer] = np.stack([(face.x - xx) / STRIDE, (face.y - yy) / STRIDE, np.full((n, n), math.log2(face.side / UNIT))])[:, closer]
    return tuple(np.asarray(a, np.float32) for a in (heat, care, geometry, near))


def loss(out, heat, care, geometry, near):
    """CenterNet's: penalty-reduced focal loss of the heat, L1 of the geometry near the centres."""
    logit = out[:, 0]
    p = torch.sigmoid(logit)
    positive = heat >= 1
    focal = torch.where(positive, (1 - p) ** 2 * F.softplus(-logit), (1 - heat) ** 4 * p ** 2 * F.softplus(logit))
    count = positive.sum().clamp(min=1)
    off = (out[:, 1:] - geometry).abs() * torch.tensor([1., 1., 4.]).view(1, 3, 1, 1)
    return (focal * care).sum() / count + .5 * (off.sum(1) * near).sum() / near.sum().clamp(min=1)


class Scenes(IterableDataset):
    def __init__(self, drawn, photos, seed):
        self.drawn, self.photos, self.seed = drawn, photos, seed

    def __iter__(self):
        rng = np.random.default_rng(self.seed)
        while True:
            if rng.random() < .12:
                image, faces = scenes.framed(rng, INPUT, self.drawn, self.photos, (16, 80))
            else:
                image, faces = scenes.scene(rng, INPUT, INPUT, self.drawn, self.photos, (14, 110))
            yield np.array(image).transpose(2, 0, 1), *targets(faces)


def train(args):
    torch.set_num_threads(args.threads)
    os.makedirs(args.run, exist_ok=True)
    path = f'{args.run}/state.pt'
    net = DrawnFaces()
    optimiser = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=1e-3)
    done = 0
    if os.path.exists(path):
        state = torch.load(path)
        net.load_state_dict(state['net'])
        optimiser.load_state_dict(state['optimiser'])
        done = state['steps']
    loader = iter(DataLoader(Scenes(*scenes.load(args.drawn, args.photos, False), done + 1), args.batch, num_workers=1, prefetch_factor=4))
    start = saved = time.time()
    running = None
    while (gone := (time.time() - start) / 60 / args.minutes) < 1:
        for group in optimiser.param_groups:
            # Rises over the first steps (unless it goes on from another run), falls along a cosine.
            group['lr'] = args.rate * min(1 if done > args.warm else done / args.warm + .02, .5 + .5 * math.cos(math.pi * gone) + .005)
        pixels, *goal = next(loader)
        value = loss(net(pixels.float() / 127.5 - 1), *goal)
        optimiser.zero_grad()
        value.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5)
        optimiser.step()
        done += 1
        running = value.item() if running is None else .98 * running + .02 * value.item()
        if done % 50 == 0:
            print(f'{done} steps, {(time.time() - start) / 60:.1f} min, loss {running:.3f}', flush=True)
        if time.time() - saved > 60:
            torch.save({'net': net.state_dict(), 'optimiser': optimiser.state_dict(), 'steps': done}, path)
            saved = time.time()
    torch.save({'net': net.state_dict(), 'optimiser': optimiser.state_dict(), 'steps': done}, path)


def find(net, image, threshold, longest):
    """-> [(score, Face)]: what the app does, in Python. The picture at halving scales, the best of what overlaps."""
    found = []
    scale = min(1, longest / max(image.size))
    while min(image.size) * scale >= LOW:
        w, h = (max(1, round(v * scale)) for v in image.size)
        pixels = np.asarray(image.resize((w, h), Image.BOX if scale < 1 else None)).astype(np.float32) / 127.5 - 1
        padded = np.zeros((3, -(-h // STRIDE) * STRIDE, -(-w // STRIDE) * STRIDE), np.float32)
        padded[:, :h, :w] = pixels.transpose(2, 0, 1)
        with torch.no_grad():
            out = net(torch.from_numpy(padded)[None])[0]
        p = torch.sigmoid(out[0])
        peak = (p > threshold) & (p == F.max_pool2d(p[None], 3, 1, 1)[0])
        for y, x in peak.nonzero().tolist():
            _, dx, dy, size = out[:, y, x].tolist()
            face = scenes.Face((x + .5 + dx) * STRIDE * image.width / w, (y + .5 + dy) * STRIDE * image.height / h, UNIT * 2 ** size * image.width / w)
            found.append((p[y, x].item(), face))
        scale /= 2
    kept = []
    for score, face in sorted(found, key=lambda f: -f[0]):
        if all(iou(face, other) < .25 and not contains(face, other) for _, other in kept):
            kept.append((score, face))
    return kept


def shared(a, b):
    w, h = ((a.side + b.side) / 2 - abs(p - q) for p, q in ((a.x, b.x), (a.y, b.y)))
    return max(0, min(w, a.side, b.side)) * max(0, min(h, a.side, b.side))


def iou(a, b):
    both = shared(a, b)
    return both / (a.side ** 2 + b.side ** 2 - both)


def contains(a, b):
    return shared(a, b) > .6 * min(a.side, b.side) ** 2


def judged(rng, drawn, photos):
    """One picture to judge by: 300 to 1,000 px, faces of 24 to 400 px."""
    w, h = (int(v) for v in rng.integers(300, 1001, 2))
    return scenes.scene(rng, w, h, drawn, photos, (24, min(400, w, h)))


def count(found, faces):
    """-> (faces found at IoU of at least one half, answers that are no face)"""
    left, right = list(faces), 0
    for _, face in found:
        best = max(left, key=lambda f: iou(f, face), default=None)
        if best is not None and iou(best, face) >= .5:
            left.remove(best)
            right += 1
    return right, len(found) - right


def load_net(run):
    net = DrawnFaces()
    net.load_state_dict(torch.load(f'{run}/state.pt')['net'])
    return net.eval()


def judge(args):
    torch.set_num_threads(args.threads)
    net = load_net(args.run)
    drawn, photos = scenes.load(args.drawn, args.photos, True)
    rng = np.random.default_rng(20260)
    answers, bands = [], {}
    for _ in range(args.pictures):
        image, faces = judged(rng, drawn, photos)
        answers.append((find(net, image, .1, args.longest), faces))
    total = sum(len(f) for _, f in answers)
    print(f'{len(answers)} pictures, {total} faces, {len(drawn)} crops that it never saw')
    for threshold in (.2, .25, .3, .35, .4, .45, .5, .6):
        counts = [count([f for f in found if f[0] >= threshold], faces) for found, faces in answers]
        right, wrong = (sum(c[i] for c in counts) for i in (0, 1))
        print(f'threshold {threshold}: found {right / total:.3f}, wrong {wrong / len(answers):.3f} a picture, '
              f'{sum(c[1] > 0 for c in counts) / len(answers):.3f} of the pictures')
    for found, faces in answers:
        for face in faces:
            band = bands.setdefault(int(math.log2(face.side / 24)), [0, 0])
            band[1] += 1
            band[0] += any(s >= args.threshold and iou(f, face) >= .5 for s, f in found)
    for band, (right, of) in sorted(bands.items()):
        print(f'  {24 * 2 ** band} to {48 * 2 ** band} px: {right} of {of}')


def export(args):
    """Batch norms become part of the convolutions before them; keys are the app's."""
    net = load_net(args.run)
    weights = {}

    def fold(name, unit):
        conv, norm = unit[0], unit[1]
        gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        weights[f'{name}.weight'] = (conv.weight * gain[:, None, None, None]).detach().clone()
        weights[f'{name}.bias'] = (norm.bias - norm.running_mean * gain).detach().clone()

    for i, part in enumerate(net.body):
        if isinstance(part, Unit):
            fold(f'body.{i}', part)
        else:
            fold(f'body.{i}.first', part.first)
            fold(f'body.{i}.second', part.second)
    weights['head.weight'], weights['head.bias'] = net.head.weight.detach().clone(), net.head.bias.detach().clone()
    torch.save(weights, args.out)
    print(sum(v.numel() for v in weights.values()), 'numbers')


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('what', choices=['train', 'judge', 'export'])
    ap.add_argument('--drawn')
    ap.add_argument('--photos')
    ap.add_argument('--run', required=True)
    ap.add_argument('--out')
    ap.add_argument('--minutes', type=float, default=20)
    ap.add_argument('--batch', type=int, default=32)
    ap.add_argument('--rate', type=float, default=2e-3)
    ap.add_argument('--warm', type=int, default=60)
    ap.add_argument('--threads', type=int, default=1)
    ap.add_argument('--pictures', type=int, default=300)
    ap.add_argument('--longest', type=int, default=1024)
    ap.add_argument('--threshold', type=float, default=.6)
    args = ap.parse_args()
    {'train': train, 'judge': judge, 'export': export}[args.what](args)


if __name__ == '__main__':
    main()
