"""Prints how far a network grown to twice its size is from the small one's picture, enlarged, an untrained one of that size,
and one twice as wide from the small one's own picture: means of |difference| on [-1,1].

    python3 check_growth.py EXPORT
"""
import os
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../models/training'))
from checkpoints import architecture_of, build, read_meta, start_from
from domains import domains_of
from grow import twice_as_wide, twice_the_size


@torch.no_grad()
def main():
    folder = sys.argv[1]
    meta = read_meta(folder)
    sizes, domains = architecture_of(meta), domains_of(meta)
    twice, wider = twice_the_size(sizes), twice_as_wide(sizes)
    torch.manual_seed(3)
    small, grown, fresh, wide = (build(s, domains, {}) for s in (sizes, twice, twice, wider))
    for nets, its_sizes in ((small, sizes), (grown, twice), (wide, wider)):
        start_from(folder, nets, its_sizes, domains)
    # A smooth picture, as photos are: at this size a pixel and its neighbour differ little.
    x = F.interpolate(torch.rand(2, 3, 6, 6) * 2 - 1, size=sizes['img_size'], mode='bicubic').clamp(-1, 1)
    large, y = F.interpolate(x, scale_factor=2), torch.zeros(2, dtype=torch.long)

    def picture(nets, image):
        return nets[0](image, nets[1].code(image, y))
    wanted = picture(small, x)
    enlarged = F.interpolate(wanted, scale_factor=2)
    print(*((a - b).abs().mean().item() for a, b in ((picture(grown, large), enlarged), (picture(fresh, large), enlarged), (picture(wide, x), wanted))))


if __name__ == '__main__':
    main()
