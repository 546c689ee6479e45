"""What an attribute does to faces on average, and a face moved along it: a teacher for generators with flow and light (teach.py).

    python3 prototypes.py --pack faces.pack --crops CROPS                        # the crops' pictures, for the landmarks
    npx tsx tests/support/trace-meshes.ts CROPS meshes.json                      # from the top folder
    python3 prototypes.py --pack faces.pack --meshes meshes.json --out prototypes.npz

Shape, colour and strength of detail of many aligned faces, each brought to the mean shape, are regressed on their attributes
(Tiddeman, Burt, Perrett: "Prototyping and transforming facial textures for perception research", IEEE CG&A 2001). Columns of the
fits: mean; each attribute; each pair of attributes; turn of the head; how far the lips are apart; each source but the first.
"""
import argparse
import itertools
import json
import os

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image, ImageDraw

from data import Pack
from networks import FLOW_CELLS, flown
from warping import blur, spline

CELLS = 2 * FLOW_CELLS
"""Flows are worked out on so many places along a side, as a generator gives them."""
STIFFNESS = 2e-5
# Places of MediaPipe's mesh.
NOSE, EYES, LIPS_MIDDLE = 1, (33, 263), (13, 14)
UPPER = [78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308]
LOWER = [78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308]
LIPS = [61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146]
OVAL = [10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
        148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109]
EYELIDS = [[33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7],
           [263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249]]
BROWS = [[70, 63, 105, 66, 107, 55, 65, 52, 53, 46], [300, 293, 334, 296, 336, 285, 295, 282, 283, 276]]
CHEEKS = [[117, 118, 119, 50, 205, 187, 123], [346, 347, 348, 280, 425, 411, 352]]
NOSTRILS = [98, 97, 2, 326, 327, 294, 278, 344, 440, 275, 4, 45, 220, 115, 48, 64]
OTHERS = [2, 4, 5, 6, 33, 105, 107, 133, 145, 159, 263, 334, 336, 362, 374, 386]
MESH = np.unique([*range(0, 468, 4), NOSE, *UPPER, *LOWER, *LIPS, *OVAL, *OTHERS])
"""Enough of the mesh for a smooth field."""
FRAME = np.array([[x, y] for x in (-.1, .25, .5, .75, 1.1) for y in (-.1, .25, .5, .75, 1.1) if x in (-.1, 1.1) or y in (-.1, 1.1)])
"""Places about the crop that nothing moves."""
CLOSED_GAP = .003
"""Lips so far apart, in sides of the crop, are closed."""
NEARLY_CLOSED_GAP = .02
"""Colours of smiles are learnt from mouths no wider open than that: an average of teeth is a smear."""
BANDS_PX = (1., 2., 4.)
"""Bands of detail at 256 px, by the blur that takes each away."""
BAND_CELLS = 64

CENTRES = np.stack(np.meshgrid(*[(np.arange(CELLS) + .5) / CELLS] * 2), -1).reshape(-1, 2).astype(np.float32)


def field(source, target, still=FRAME):
    """Thin-plate spline that takes `source` to `target`, both [P,2], and leaves `still` where it is, evaluated on the cells: [1,2,CELLS,CELLS] places in sides of the crop."""
    source, target = np.concatenate([source, still]), np.concatenate([target, still])
    places = spline(source, target, CENTRES, STIFFNESS)
    return torch.from_numpy(places.reshape(1, CELLS, CELLS, 2)).float().permute(0, 3, 1, 2)


STILL = torch.from_numpy(CENTRES.reshape(1, CELLS, CELLS, 2)).float().permute(0, 3, 1, 2)


def warped(x, places):
    """x [1,C,S,S] seen at `places` [1,2,CELLS,CELLS]."""
    return flown(x, F.interpolate(places - STILL, size=x.shape[-1], mode='bilinear', align_corners=False))


def filled(points, size):
    """[1,1,size,size]: 1 within a polygon of points [P,2]."""
    image = Image.new('L', (2 * size, 2 * size))
    ImageDraw.Draw(image).polygon([tuple(point * 2 * size) for point in points], fill=255)
    return F.avg_pool2d(torch.from_numpy(np.asarray(image).astype(np.float32) / 255)[None, None], 2)


def view_of(mean, mesh):
    """[6,2]: how a mean face is seen as this one, by polynomials of the second degree: a head that is turned is narrower on one side."""
    x, y = (mean - .5).T
    return np.linalg.lstsq(np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], 1), mesh, rcond=None)[0]


def slopes(view, places):
    """[*,2,2]: what becomes there of small moves of the mean face, seen so; `places` [*,2] in it."""
    x, y = (places[..., i:i + 1] - .5 for i in (0, 1))
    return np.stack([view[1] + 2 * x * view[3] + y * view[4], view[2] + x * view[4] + 2 * y * view[5]], -1)


def gap_of(shapes):
    """How far the lips are apart beyond closed ones."""
    return np.maximum(0, np.linalg.norm(shapes[..., LIPS_MIDDLE[0], :] - shapes[..., LIPS_MIDDLE[1], :], axis=-1) - CLOSED_GAP)


def moves(a, b, strengths):
    """Weights of the attributes' and the pairs' columns for a face taken from values a to b, both [k] of -1 and 1."""
    far, middle = (b - a) * strengths, (a + b) / 2
    return np.array([*far, *(middle[i] * far[j] + middle[j] * far[i] for i, j in itertools.combinations(range(len(a)), 2))])


def read_meshes(path, pack):
    """Landmarks [468,2] by a crop's number in the pack; crops without a face are left out."""
    with open(path) as file:
        meshes = {os.path.splitext(name)[0]: np.array(mesh) for name, mesh in json.load(file).items()}
    return {i: meshes[name] for i, (file, *_) in enumerate(pack.files) if (name := os.path.splitext(file)[0]) in meshes}


def design(pack, chosen, shapes):
    """Rows of the regression [N,columns], centred but for the first."""
    k = len(pack.domains.attributes)
    values = pack.domains.values[[pack.files[i][2] for i in chosen]].numpy() * 2 - 1
    pairs = [values[:, i] * values[:, j] for i, j in itertools.combinations(range(k), 2)]
    turn = shapes[:, NOSE, 0] - shapes[:, EYES, 0].mean(1)
    sources = [pack.files[i][3] if len(pack.files[i]) > 3 else '' for i in chosen]
    from_source = [np.array([source == name for source in sources], float) for name in sorted(set(sources))[1:]]
    centred = [column - column.mean() for column in (turn, *from_source)]
    return np.stack([np.ones(len(chosen)), *values.T, *pairs, centred[0], gap_of(shapes), *centred[1:]], 1)


class Fit:
    """Least squares of many rows, which need not be held at once."""

    def __init__(self, columns, size):
        self.squares, self.products = 1e-3 * np.eye(columns), np.zeros((columns, size))

    def add(self, row, wanted):
        self.squares += np.outer(row, row)
        self.products += np.outer(row, wanted)

    def solved(self, *shape):
        return np.linalg.solve(self.squares, self.products).reshape(-1, *shape).astype(np.float32)


def strengths_of(image):
    """[bands,BAND_CELLS,BAND_CELLS]: logarithms of how strong each band of a picture's [1,3,S,S] detail is, about there."""
    rest, result = image.mean(1, keepdim=True), []
    for sigma in BANDS_PX:
        low = blur(rest, sigma * image.shape[-1] / 256, 'replicate')
        result.append(F.interpolate(blur((rest - low) ** 2, 3 * image.shape[-1] / 256, 'replicate'), size=BAND_CELLS, mode='area')[0])
        rest = low
    return .5 * torch.log(torch.cat(result) + 1e-6)


def fit(pack, meshes):
    """What the teacher reads: `mean` shape, and by columns `B` shapes, `A` colours in [0,1] of the mean shape, `Ac` those of closed mouths, `E` detail."""
    chosen = [i for i in meshes if pack.files[i][1] != 'val']
    shapes = np.stack([meshes[i] for i in chosen])
    rows, mean, size = design(pack, chosen, shapes), shapes.mean(0), pack.size
    shape, colour, closed, detail = (Fit(rows.shape[1], n) for n in (shapes[0].size, 3 * size ** 2, 3 * size ** 2, len(BANDS_PX) * BAND_CELLS ** 2))
    for row, mesh, i in zip(rows, shapes, chosen):
        image = warped(pack.decode(pack.files[i][0], size)[None] / 255, field(mean[MESH], mesh[MESH]))
        shape.add(row, mesh.ravel())
        colour.add(row, image.numpy().ravel())
        detail.add(row, strengths_of(image).numpy().ravel())
        if gap_of(mesh) < NEARLY_CLOSED_GAP - CLOSED_GAP:
            closed.add(row, image.numpy().ravel())
    return dict(mean=mean, B=shape.solved(468, 2), A=colour.solved(3, size, size), Ac=closed.solved(3, size, size),
                E=detail.solved(len(BANDS_PX), BAND_CELLS, BAND_CELLS).swapaxes(0, 1))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--pack', required=True)
    ap.add_argument('--crops', help='a folder to write the crops to, and nothing else')
    ap.add_argument('--meshes')
    ap.add_argument('--out')
    args = ap.parse_args()
    pack = Pack(args.pack)
    if args.crops:
        os.makedirs(args.crops, exist_ok=True)
        for name, *_ in pack.files:
            Image.fromarray(pack.bytes_at(name, pack.size)).save(f'{args.crops}/{os.path.splitext(name)[0]}.jpg', quality=96)
    else:
        np.savez_compressed(args.out, **fit(pack, read_meshes(args.meshes, pack)))


if __name__ == '__main__':
    main()
