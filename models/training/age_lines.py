"""Adds lines of age to prototypes: a mean over many faces has none, since no two have them in the same place.

    python3 age_lines.py --pack faces.pack --meshes meshes.json --prototypes prototypes.npz --out prototypes.npz \
      --halves 001555:right 000576:left 007655:left 007606:right

Each half of an old face, seen in the mean shape and mirrored, gives what is finer there than BROAD; their mean, less what the mean
face has, is `W` (after Tiddeman, Stirrat, Perrett: "Towards realism in facial image transformation", Computer Graphics Forum 2005,
which takes such detail from single faces too). Mirrored, because a generator is taught with mirrored crops. Faces of nobody, please.
"""
import argparse
import os

import numpy as np
import torch

import prototypes as p
from data import Pack
from warping import blur

# In pixels at 256.
BROAD, SEAM, SOFT = 6., 3., 1.5
# Features have their places and their own edges: no line lies so many pixels about them.
BARE = [*((part, 5.) for part in p.EYELIDS), *((part, 4.) for part in p.BROWS), (p.LIPS, 6.), (p.NOSTRILS, 3.)]


def fine(grey, scale):
    """What is finer than BROAD, as on skin of middling light."""
    broad = blur(grey, BROAD * scale, 'replicate')
    return .6 * (grey - broad) / (broad + .1)


def mirrored_half(image, side):
    """[1,1,S,S] both halves of which are one half of the picture's [1,1,S,S]."""
    size = image.shape[-1]
    left = torch.zeros_like(image)
    left[..., :size // 2] = 1
    share = blur(left, SEAM * size / 256, 'replicate')
    share = share if side == 'left' else 1 - share
    return image * share + image.flip(3) * (1 - share)


def bare_skin(mean, size):
    """[1,1,S,S]: 1 where the mean face has skin on both sides, 0 about its features and its edge."""
    scale = size / 256
    share = blur((blur(p.filled(mean[p.OVAL], size), 8 * scale, 'replicate') * 2.2 - 1.2).clamp(0, 1), 4 * scale, 'replicate')
    for part, grown in BARE:
        filled = (blur(p.filled(mean[part], size), grown * scale, 'replicate') * 3).clamp(0, 1)
        share = share * (1 - blur(filled, SOFT * scale, 'replicate'))
    return torch.minimum(share, share.flip(3))


def lines_of(pack, meshes, file, halves):
    """[1,S,S]: the lines of some faces' halves, (name, side), in the mean shape."""
    mean, size = file['mean'].astype(np.float64), pack.size
    by_name = {os.path.splitext(entry[0])[0]: i for i, entry in enumerate(pack.files)}
    seen = []
    for name, side in halves:
        i = by_name[name]
        image = p.warped(pack.decode(pack.files[i][0], size)[None] / 255, p.field(mean[p.MESH], meshes[i][p.MESH]))
        seen.append(mirrored_half(fine(image.mean(1, keepdim=True), size / 256), side))
    usual = torch.from_numpy(file['A'][0].mean(0))[None, None]
    usual = usual - blur(usual, BROAD * size / 256, 'replicate')
    return ((sum(seen) / len(seen) - (usual + usual.flip(3)) / 2) * bare_skin(mean, size))[0].numpy().astype(np.float32)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ('pack', 'meshes', 'prototypes', 'out'):
        ap.add_argument('--' + name, required=True)
    ap.add_argument('--halves', nargs='+', required=True, help='a crop\'s name without its ending, and the half of it to take: 001555:right')
    args = ap.parse_args()
    pack, file = Pack(args.pack), dict(np.load(args.prototypes))
    file['W'] = lines_of(pack, p.read_meshes(args.meshes, pack), file, [half.split(':') for half in args.halves])
    np.savez_compressed(args.out, **file)


if __name__ == '__main__':
    main()
