"""Where the mouths of a pack's drawn faces are: what teach.py --mouths reads. Minutes on a CPU; needs scipy.

    python3 find_mouths.py --pack drawn.pack --out mouths.json --sheet sheet.png    # look at the sheet

Nobody marked them. Strokes darker than the skin about them, about where mouths mostly are, are right in nine of ten crops; a small
network learns place, size and tilt from those, every crop turned at random, so that it knows heads that are not upright too; and what it
says is brought to the strokes that lie there. Tilts are learnt from the sources named by --upright, whose heads are so on average.
Crops in which the three disagree are left out.
"""
import argparse
import json

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image, ImageDraw
from scipy import ndimage

from data import Pack
from drawn_teacher import Mouth, framed, unframed

SIZE = 128
GRID, CELL_PX = 16, 8
# Where mouths mostly are, in sides: middle and spread.
USUAL, SPREAD = (.5, .69), (.07, .035)
SKIN_PX, DARKEST = 23, .5
TURNS, SCALES, MOVES = .6, (.85, 1.1), .1


def darkness(image):
    """[SIZE,SIZE]: how much darker than the skin about it each place of a picture [SIZE,SIZE,3] is."""
    grey = ndimage.gaussian_filter(image.astype(np.float32) @ np.float32([.15, .6, .25]), .4)
    skin = ndimage.gaussian_filter(ndimage.grey_closing(grey, SKIN_PX), 2)
    return np.clip((skin - grey) / (skin + 20), 0, DARKEST)


def usual_mouth(dark):
    """Box (left, right, top, bottom) of the strokes that are likeliest a mouth, without a network; None where nothing is."""
    down, across = (np.mgrid[:SIZE, :SIZE] + .5) / SIZE
    prior = np.exp(-.5 * ((across - USUAL[0]) / SPREAD[0]) ** 2 - .5 * ((down - USUAL[1]) / SPREAD[1]) ** 2)
    rows, columns = np.nonzero(prior > .02)
    top, left = rows.min(), columns.min()
    window = np.s_[top:rows.max() + 1, left:columns.max() + 1]
    d, p = dark[window], prior[window]
    for least in (.22, .12, .06):
        strokes = d > max(least, .3 * (d * p).max())
        # A smile is often drawn as two strokes.
        joined = ndimage.binary_closing(np.pad(strokes, 8), np.ones((1, 7)))[8:-8, 8:-8] | strokes
        labels, count = ndimage.label(joined, np.ones((3, 3)))
        if not count:
            continue
        weights = ndimage.sum(d * strokes * p, labels, np.arange(1, count + 1))
        at_edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
        weights[[each - 1 for each in at_edge if each]] *= .05
        best = int(weights.argmax()) + 1
        ys, xs = np.nonzero(strokes & (labels == best))
        if best not in at_edge and weights[best - 1] > .25 and np.ptp(xs) >= 3:
            return xs.min() + left, xs.max() + 1 + left, ys.min() + top, ys.max() + 1 + top
    return None


class Finder(nn.Module):
    """[N,6,64,64] to [N,7,16,16]: how likely the mouth is there, from how many cells away, logarithms of width and height, sine and cosine of the tilt."""

    def __init__(self):
        super().__init__()
        self.halve = nn.ModuleList([nn.Conv2d(6, 16, 3, 2, 1), nn.Conv2d(16, 32, 3, 2, 1)])
        self.look = nn.ModuleList([nn.Conv2d(32, 32, 3, 1, far, far) for far in (1, 2, 4, 2, 1)])
        self.norms = nn.ModuleList([nn.BatchNorm2d(n) for n in (16, *[32] * 6)])
        self.say = nn.Conv2d(32, 7, 1)

    def forward(self, x):
        for layer, norm in zip(self.halve, self.norms):
            x = F.relu(norm(layer(x)))
        for layer, norm in zip(self.look, self.norms[2:]):
            x = x + F.relu(norm(layer(x)))
        return self.say(x)


def seen(x):
    """What the network is shown of darkness, grey and red [N,3,SIZE,SIZE]: a disc, so that corners do not tell how it was turned."""
    at = torch.linspace(-1, 1, SIZE)
    x = x * ((at[None] ** 2 + at[:, None] ** 2) < .94).float()
    x = torch.cat([F.max_pool2d(x[:, :1], 2), F.avg_pool2d(x[:, 1:], 2)], 1)
    at = torch.linspace(-1, 1, SIZE // 2)
    places = torch.stack([at[None].expand(SIZE // 2, -1), at[:, None].expand(-1, SIZE // 2), at[None] ** 2 + at[:, None] ** 2])
    return torch.cat([x, places.expand(len(x), -1, -1, -1)], 1)


def turned(x, boxes):
    """Crops turned, mirrored and moved at random, and their boxes [N,4] with them: places in cells, sizes in cells and directions."""
    n = len(x)
    angle, scale = torch.empty(n).uniform_(-TURNS, TURNS) * (torch.rand(n) < .8), torch.empty(n).uniform_(*SCALES)
    mirror = torch.where(torch.rand(n) < .5, -1., 1.)
    c, s = scale * angle.cos(), scale * angle.sin()
    turn = torch.stack([c * mirror, -s, s * mirror, c], 1).view(n, 2, 2)
    move = torch.empty(n, 2, 1).uniform_(-MOVES, MOVES)
    x = F.grid_sample(x, F.affine_grid(torch.cat([turn, move], 2), x.shape, align_corners=False), align_corners=False)
    x = torch.cat([x[:, :1], x[:, 1:2] + torch.empty(n, 1, 1, 1).uniform_(-.15, .15), x[:, 2:]], 1)
    back = torch.linalg.inv(turn)
    middle = torch.stack([boxes[:, :2].mean(1), boxes[:, 2:].mean(1)], 1)[:, :, None] / (SIZE / 2) - 1
    places = ((back @ (middle - move))[:, :, 0] + 1) * GRID / 2
    along = F.normalize(back[:, :, 0] * mirror[:, None])
    sizes = (boxes[:, 1::2] - boxes[:, ::2]) / CELL_PX / scale[:, None]
    return x, places, sizes.log(), along.flip(1)


def wrongness(out, places, sizes, along, upright):
    """How wrong the network is of crops; bounded, since a tenth of what it is told is wrong."""
    cells = torch.arange(GRID) + .5
    away = torch.stack([(places[:, 0, None, None] - cells[None, None]).expand(-1, GRID, -1), (places[:, 1, None, None] - cells[None, :, None]).expand(-1, -1, GRID)], 1)
    near = (-(away ** 2).sum(1) / (2 * .7 ** 2)).exp()
    heat = -(near.flatten(1) / near.flatten(1).sum(1, keepdim=True) * out[:, 0].flatten(1).log_softmax(1)).sum(1)
    here = (near > .3).float()[:, None]

    def missed(planes, wanted):
        return ((planes - wanted).abs() * here).sum((1, 2, 3)) / here.sum((1, 2, 3)).clamp(min=1)
    return (heat.clamp(max=8) + .5 * missed(out[:, 1:3], away).clamp(max=1.5) + .3 * missed(out[:, 3:5], sizes[:, :, None, None])
            + 2 * missed(out[:, 5:7], along[:, :, None, None]) * upright).mean()


def teach(x, boxes, known, upright, epochs):
    net, random = Finder(), np.random.default_rng(0)
    optimizer = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=1e-3)
    steps = epochs * (len(known) // 32)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda k: min(1, (k + 1) / 50) * max(.02, 1 - k / steps))
    for epoch in range(epochs):
        total = 0
        for chosen in np.array_split(random.permutation(known), len(known) // 32):
            shown, *wanted = turned(x[chosen].float() / 128 - torch.tensor([0., 1, 1]).view(1, 3, 1, 1), boxes[chosen])
            loss = wrongness(net(seen(shown)), *wanted, upright[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f'{epoch + 1} of {epochs}: {total / (len(known) // 32):.3f}', flush=True)
    return net.eval()


@torch.no_grad()
def said(net, x):
    """[N,6]: place, width and height in pixels, tilt, and how likely."""
    out = net(seen(x.float() / 128 - torch.tensor([0., 1, 1]).view(1, 3, 1, 1)))
    likely, cell = out[:, 0].flatten(1).softmax(1).max(1)
    there = out.flatten(2)[torch.arange(len(out)), :, cell]
    return torch.stack([(cell % GRID + .5 + there[:, 1]) * CELL_PX, (cell // GRID + .5 + there[:, 2]) * CELL_PX,
                        there[:, 3].exp() * CELL_PX, there[:, 4].exp() * CELL_PX, torch.atan2(there[:, 5], there[:, 6]), likely], 1).numpy()


def on_strokes(dark, told, is_open):
    """A mouth by the strokes about where the network says it is; None where there are none or they are another thing."""
    x, y, width, height, tilt, likely = told
    width, height = np.clip(width, 5, 45), np.clip(height, 2, 30)
    places = (np.mgrid[:SIZE, :SIZE] + .5)[::-1].reshape(2, -1).T
    for last in (False, False, True):
        c, s = np.cos(tilt), np.sin(tilt)
        u, v = (each.reshape(SIZE, SIZE) for each in framed(places, Mouth(x, y, width, height, 0, tilt)))
        strokes = (open_strokes if is_open else closed_strokes)(dark, u, v, width, height)
        if strokes is None or strokes.sum() < 3:
            return None
        us, vs, weights = u[strokes], v[strokes], dark[strokes]
        outer = (.02, .98) if is_open else (0, 1)
        (left, right), (top, bottom) = (np.quantile(each, outer) + (-.5, .5) for each in (us, vs))
        across, half = (left + right) / 2, max((right - left) / 2, 2)
        down = (top + bottom) / 2 if is_open else np.average(vs, weights=weights)
        bend, turn = (0, 0) if is_open or half <= 3.5 else bent((us - across) / half, vs, weights)
        x, y = x + c * across - s * down, y + s * across + c * down
        if half > 5 and not last:
            tilt += .6 * np.clip(np.arctan(turn / half), -.15, .15)
    mouth = Mouth(x / SIZE, y / SIZE, 2 * half / SIZE, (bottom - top) / SIZE if is_open else 0, np.clip(bend / SIZE, -.04, .06), tilt)
    agree = likely > .15 and np.hypot(x - told[0], y - told[1]) < (6 if is_open else 4) and weights.max() > (.12 if is_open else .06)
    possible = .2 < mouth.x < .8 and .55 < mouth.y < .82 and abs(tilt) < TURNS and mouth.width < .34 and mouth.height < .24
    return mouth if agree and possible else None


def closed_strokes(dark, u, v, width, height):
    near = (np.abs(u) < width / 2 + 4) & (np.abs(v) < max(height, 4) / 2 + 2.5)
    likely = dark * near * np.exp(-.5 * (v / (height / 2 + 2.5)) ** 2)
    least = max(.03, .3 * likely.max())
    labels, _ = ndimage.label(dark > least, np.ones((3, 3)))
    return np.isin(labels, np.setdiff1d(labels[likely > least], 0)) & (np.abs(u) < .65 * width + 4) & (np.abs(v) < .6 * max(height, 3) + 2.5)


def open_strokes(dark, u, v, width, height):
    core = (np.abs(u) < .35 * width + 1) & (np.abs(v) < .35 * height + 1)
    level = np.quantile(dark[core], .8)
    inside = (dark > max(.03, .42 * level)) & (np.abs(u) < .62 * width + 2) & (np.abs(v) < .62 * height + 2)
    labels, count = ndimage.label(inside)
    if not count:
        return None
    weights = ndimage.sum(np.minimum(dark, level) * core, labels, np.arange(1, count + 1))
    return np.isin(labels, 1 + np.nonzero(weights > .25 * weights.max())[0])


def bent(across, down, weights):
    """How far the ends of strokes lie above their middle, and how much lower the right one is than the middle by its slope."""
    root = np.sqrt(weights)
    terms = np.stack([np.ones_like(across), across, across ** 2], 1) * root[:, None]
    # Few pixels say little: drawn towards straight ones.
    terms = np.concatenate([terms, np.diag([0, .3, .3])])
    _, slope, curve = np.linalg.lstsq(terms, np.concatenate([down * root, np.zeros(3)]), rcond=None)[0]
    return -curve, slope


def save_sheet(path, pack, mouths, columns=12):
    """A hundred crops and more with what was found."""
    names = sorted(mouths)
    chosen = [names[i] for i in np.random.default_rng(0).choice(len(names), min(120, len(names)), replace=False)]
    sheet = Image.new('RGB', (columns * SIZE, -(-len(chosen) // columns) * SIZE))
    for k, name in enumerate(chosen):
        mouth, picture = mouths[name], Image.fromarray(pack.bytes_at(name, SIZE))
        across, down = mouth.width / 2 + .015, max(mouth.height, .012) / 2 + .015
        corners = unframed(np.array([-1, 1, 1, -1, -1]) * across, np.array([-1, -1, 1, 1, -1]) * down, mouth) + (mouth.x, mouth.y)
        ImageDraw.Draw(picture).line([tuple(corner * SIZE) for corner in corners], fill=(0, 160, 0))
        sheet.paste(picture, (k % columns * SIZE, k // columns * SIZE))
    sheet.save(path)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--pack', required=True, help='with an attribute `open`')
    ap.add_argument('--out', required=True)
    ap.add_argument('--sheet')
    ap.add_argument('--upright', default='sharp')
    ap.add_argument('--epochs', type=int, default=10)
    args = ap.parse_args()
    torch.manual_seed(0)
    pack = Pack(args.pack)
    images = [pack.bytes_at(name, SIZE) for name, *_ in pack.files]
    dark = np.stack([darkness(image).astype(np.float16) for image in images])
    x = torch.from_numpy(np.stack([np.stack([np.clip(each.astype(np.float32) * 400, 0, 255), image.mean(-1), np.clip(image[..., 0].astype(float) - image[..., 1] + 128, 0, 255)]).astype(np.uint8)
                                   for each, image in zip(dark, images)]))
    found = [usual_mouth(each.astype(np.float32)) for each in dark]
    known = np.array([i for i, box in enumerate(found) if box])
    boxes = torch.tensor([box or (0, 1, 0, 1) for box in found]).float()
    upright = torch.tensor([float(len(file) < 4 or file[3] == args.upright) for file in pack.files])
    print(f'{len(known)} of {len(found)} crops with strokes where mouths mostly are', flush=True)
    net = teach(x, boxes, known, upright, args.epochs)
    told = np.concatenate([said(net, part) for part in x.split(64)])
    is_open = pack.domains.values[:, pack.domains.attributes.index('open')] > 0
    mouths = {file[0]: on_strokes(each.astype(np.float32), where, bool(is_open[file[2]])) for file, each, where in zip(pack.files, dark, told)}
    mouths = {name: mouth for name, mouth in mouths.items() if mouth}
    print(f'{len(mouths)} mouths found')
    with open(args.out, 'w') as file:
        json.dump({name: [round(float(value), 4) for value in mouth] for name, mouth in mouths.items()}, file)
    if args.sheet:
        save_sheet(args.sheet, pack, mouths)


if __name__ == '__main__':
    main()
