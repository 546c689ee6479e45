"""Prints how far a network grown to twice its size is from the small one's picture, enlarged: mean of |difference| on [-1,1].

    python3 check_growth.py EXPORT
"""
import os
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../models/training'))
from checkpoints import architecture_of, build, read_meta, start_from
from domains import domains_of


@torch.no_grad()
def main():
    folder = sys.argv[1]
    meta = read_meta(folder)
    sizes, domains = architecture_of(meta), domains_of(meta)
    twice = {**sizes, 'img_size': 2 * sizes['img_size'], 'downs': sizes['downs'] + 1, 'grown': sizes['grown'] + 1}
    torch.manual_seed(3)
    small, grown, fresh = (build(s, domains) for s in (sizes, twice, twice))
    start_from(folder, small, sizes, domains)
    start_from(folder, grown, twice, domains)
    # A smooth picture, as photos are: at this size a pixel and its neighbour differ little.
    x = F.interpolate(torch.rand(2, 3, 6, 6) * 2 - 1, size=sizes['img_size'], mode='bicubic').clamp(-1, 1)
    large, y = F.interpolate(x, scale_factor=2), torch.zeros(2, dtype=torch.long)

    def picture(nets, image):
        return nets[0](image, nets[1].code(image, y))
    wanted = F.interpolate(picture(small, x), scale_factor=2)
    print((picture(grown, large) - wanted).abs().mean().item(), (picture(fresh, large) - wanted).abs().mean().item())


if __name__ == '__main__':
    main()
