"""Where an attribute's edit may change an aligned crop, and which parts of it deserve a discriminator of their own (regions/*.json).

    python3 regions.py regions/faces.json smiling=smile,female=gender,old=age regions.json    # for npm run convert -- --regions
"""
import json
import sys

import torch

from domains import Domains

from preserve import smoothstep

# How far an ellipse's edge is soft, in its own half axes.
SOFT = 0.25


class Regions:
    """Without a file: everywhere, for every attribute, and no windows."""

    def __init__(self, path, domains):
        content = dict(attributes={}, windows={}, whole={}, spared=[], photo=[])
        if path:
            with open(path) as file:
                content.update(json.load(file))
        self.windows, self._photo, self._spared = content['windows'], content['photo'], content['spared']
        self._ellipses = [content['attributes'].get(name) for name in domains.attributes] or [None]
        self._whole = [content['whole'].get(name, []) for name in domains.attributes] or [[]]

    def maps(self, size):
        """[k,size,size] in [0,1], one per attribute: 1 where its edit may change what it likes."""
        return torch.stack([torch.ones(size, size) if every is None else covered(every, size) for every in self._ellipses])

    def whole_maps(self, size):
        """[k,size,size] in [0,1]: 1 where an edit of the attribute is to be the generator's own as a whole."""
        return torch.stack([covered(ellipses, size) for ellipses in self._whole])

    def spared_map(self, size):
        """[size,size] in [0,1]: 1 where a generator with attention is to leave its own colours out of every edit: eyes, which may be moved."""
        return covered(self._spared, size)

    def editors_maps(self, size):
        """The same less what the editor leaves the photo's whatever is edited."""
        return self.maps(size) * (1 - covered(self._photo, size))


def covered(ellipses, size):
    """[size,size]: 1 within any of them, 0 outside all."""
    at = (torch.arange(size) + .5) / size
    within = torch.zeros(size, size)
    for x, y, across, down in ellipses:
        radius = (((at[None] - x) / across) ** 2 + ((at[:, None] - y) / down) ** 2).sqrt()
        within = torch.maximum(within, smoothstep((1 + SOFT - radius) / (2 * SOFT)))
    return within


def main():
    """Writes the maps that the editor reads, 32 x 32 cells, under the bundle's names."""
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    source, names, out = sys.argv[1:]
    pairs = [pair.split('=') for pair in names.split(',')]
    maps = Regions(source, Domains([attribute for attribute, _ in pairs])).editors_maps(32)
    with open(out, 'w') as file:
        json.dump({name: [[round(value, 3) for value in row] for row in cells.tolist()] for (_, name), cells in zip(pairs, maps)}, file)


if __name__ == '__main__':
    main()
