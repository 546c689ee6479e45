"""Labels the anime faces for training: an open mouth by small networks taught on the labels set by eye, hair by its pixels.

    python3 label_anime.py --tar anime96.tar --csv anime96.csv --out labels/anime96.csv [--sheet sheet.png]

Mouth: a network of 76,000 weights on the lower middle of the face, `open` against closed-smile and neutral (`unusable` is left
out). Five folds: what a network says of a face labelled by eye is said by the one that did not learn from it; of the others it is
the mean of all five. A label by eye is kept; a face without one gets one only where the networks are sure.
Hair: light or dark, by the brightness of the strip above the forehead; what lies between is left empty. README.md, section Labels, has the figures.
"""
import argparse
import csv
import io
import tarfile

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image, ImageDraw

FOLDS, EPOCHS, BATCH, SIDE = 5, 30, 64, 40
# Left, top, right, bottom in the 96 px crop.
MOUTH, HAIR = (18, 38, 78, 96), (20, 2, 76, 26)
DARK, LIGHT = 95, 165
# Of the networks' mean logit, so that nine of ten faces by eye that score so are right about it (see main's output).
SURE_OPEN, SURE_CLOSED = 1.8, -1.5


def parse():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--tar', required=True)
    ap.add_argument('--csv', required=True)
    ap.add_argument('--out', required=True)
    ap.add_argument('--sheet', help='100 faces labelled by the networks, for checking by eye')
    return ap.parse_args()


def load(args):
    """-> images uint8 [N,96,96,3], names, mouth labels set by eye"""
    with open(args.csv, newline='') as file:
        mouths = {row['file']: row['mouth'] for row in csv.DictReader(file)}
    with tarfile.open(args.tar) as tar:
        images = {m.name: np.asarray(Image.open(io.BytesIO(tar.extractfile(m).read())).convert('RGB')) for m in tar if m.name in mouths}
    names = sorted(images)
    return np.stack([images[name] for name in names]), names, [mouths[name] for name in names]


def mouths_of(images):
    """[N,3,S,S] float in [-1,1]: the part of the face with the mouth."""
    left, top, right, bottom = MOUTH
    part = torch.from_numpy(images[:, top:bottom, left:right]).permute(0, 3, 1, 2).float() / 127.5 - 1
    return F.interpolate(part, size=(SIDE, SIDE), mode='bilinear', align_corners=False, antialias=True)


def network():
    layers, channels = [], 3
    for out, stride in ((24, 2), (48, 2), (64, 2), (64, 1)):
        layers += [nn.Conv2d(channels, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out), nn.ReLU()]
        channels = out
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(.3), nn.Linear(channels, 1))


def distort(x):
    """Strong: a network of this size learns 230 open mouths by heart otherwise."""
    n = len(x)

    def uniform(low, high, *shape):
        return torch.empty(n, *shape).uniform_(low, high)
    turn, scale, mirror = uniform(-.35, .35), uniform(.75, 1.2), (torch.rand(n) < .5).float() * 2 - 1
    theta = torch.stack([torch.stack([scale * mirror * turn.cos(), -scale * turn.sin(), uniform(-.22, .22)], 1),
                         torch.stack([scale * mirror * turn.sin(), scale * turn.cos(), uniform(-.22, .22)], 1)], 1)
    x = F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=False), padding_mode='reflection', align_corners=False)
    # Colours say nothing about a mouth: mix the channels, move brightness and contrast.
    mix = torch.softmax(torch.randn(n, 3, 3) * 1.5 + 2 * torch.eye(3), 2)
    x = torch.einsum('nij,njhw->nihw', mix, x) * uniform(.6, 1.4, 1, 1, 1) + uniform(-.35, .35, 1, 1, 1)
    # Cover a corner of the picture.
    cover = (torch.rand(n, 1, 4, 4) < .08).float()
    return x * (1 - F.interpolate(cover, size=x.shape[2:], mode='nearest'))


def learn(x, y, seed):
    torch.manual_seed(seed)
    net, (off, on) = network(), ((y == v).nonzero()[:, 0] for v in (0, 1))
    steps = EPOCHS * len(y) // BATCH
    optimiser = torch.optim.AdamW(net.parameters(), 3e-3, weight_decay=.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=steps)
    for _ in range(steps):
        index = torch.cat([pool[torch.randint(len(pool), (BATCH // 2,))] for pool in (off, on)])
        # Half and half is not how often mouths are open: softened labels keep the logits from running away.
        loss = F.binary_cross_entropy_with_logits(net(distort(x[index]))[:, 0], y[index].float() * .9 + .05)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return net.eval()


@torch.no_grad()
def say(net, x):
    """Mean logit of a face and its mirror image."""
    return torch.cat([(net(part)[:, 0] + net(part.flip(3))[:, 0]) / 2 for part in x.split(256)])


def area_under_curve(logits, y):
    """Share of pairs of an open and another mouth that the logits put in the right order."""
    return (logits[y == 1][:, None] > logits[y == 0][None]).float().mean().item()


def light_hair(image):
    """1 light, 0 dark, None between: by the median brightness of the strip above the forehead."""
    left, top, right, bottom = HAIR
    middle = np.median(np.asarray(Image.fromarray(image[top:bottom, left:right]).convert('L')))
    return 1 if middle > LIGHT else 0 if middle < DARK else None


def label_mouths(images, by_eye):
    """-> logits [N], fold of each face labelled by eye (-1 else), labels 1, 0 or -1"""
    x = mouths_of(images)
    eye = torch.tensor([1 if m == 'open' else 0 if m in ('neutral', 'closed-smile') else -1 for m in by_eye])
    known = (eye >= 0).nonzero()[:, 0]
    fold = torch.full((len(x),), -1)
    for value in (0, 1):
        members = known[eye[known] == value]
        fold[members[torch.randperm(len(members), generator=torch.Generator().manual_seed(value))]] = torch.arange(len(members)) % FOLDS
    logits, areas = torch.zeros(len(x)), []
    for k in range(FOLDS):
        learnt = known[fold[known] != k]
        net = learn(x[learnt], eye[learnt], seed=k)
        said = say(net, x)
        held = fold == k
        areas.append(area_under_curve(said[held], eye[held]))
        logits[held] = said[held]
        logits[fold < 0] += said[fold < 0] / FOLDS
        print(f'fold {k}: AUC {areas[-1]:.3f}', flush=True)
    print(f'AUC {np.mean(areas):.3f}, standard deviation over folds {np.std(areas, ddof=1):.3f}')
    for name, sure, value in (('open', logits > SURE_OPEN, 1), ('closed', logits < SURE_CLOSED, 0)):
        here = sure & (eye >= 0)
        print(f'sure of {name}: {here.sum()} faces by eye, {100 * (eye[here] == value).float().mean():.1f} % rightly, {100 * here.sum() / (eye == value).sum():.0f} % of them all')
    machine = torch.where(logits > SURE_OPEN, 1, torch.where(logits < SURE_CLOSED, 0, -1))
    unusable = torch.tensor([m == 'unusable' for m in by_eye])
    return logits, fold, torch.where(eye >= 0, eye, torch.where(unusable, -1, machine))


def save_sheet(path, images, labels, chosen):
    """Faces labelled by the networks: fifty open, fifty closed."""
    sheet = Image.new('RGB', (20 * 96, 5 * 100))
    for i, n in enumerate(chosen):
        face = Image.fromarray(images[n])
        ImageDraw.Draw(face).rectangle((0, 92, 95, 95), fill='red' if labels[n] else 'blue')
        sheet.paste(face, (i % 20 * 96, i // 20 * 100))
    sheet.save(path)


def main():
    args = parse()
    images, names, by_eye = load(args)
    logits, fold, mouth = label_mouths(images, by_eye)
    hair = [light_hair(image) for image in images]
    rows = [dict(file=name, split='val' if f == 0 else 'train', smile=m if m >= 0 else '', light_hair='' if h is None else h, mouth_logit=round(logit, 2), fold=f if f >= 0 else '')
            for name, m, h, logit, f in zip(names, mouth.tolist(), hair, logits.tolist(), fold.tolist())]
    with open(args.out, 'w', newline='') as file:
        table = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator='\n')
        table.writeheader()
        table.writerows(rows)
    for split in ('train', 'val'):
        counts = {f'smile {s}, light {h}': sum(r['smile'] == s and r['light_hair'] == h and r['split'] == split for r in rows) for s in (0, 1) for h in (0, 1)}
        print(split, counts, 'mouth alone', {s: sum(r['smile'] == s and r['split'] == split for r in rows) for s in (0, 1)})
    if args.sheet:
        random = np.random.default_rng(1)
        unseen = [np.array([n for n in range(len(names)) if by_eye[n] == '' and mouth[n] == value]) for value in (1, 0)]
        save_sheet(args.sheet, images, mouth, np.concatenate([random.permutation(pool)[:50] for pool in unseen]))


if __name__ == '__main__':
    main()
