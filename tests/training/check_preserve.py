"""Prints the trainer's `preserve` composite of a drawn picture, its invented reconstruction and edit, and the region, as JSON.

    python3 check_preserve.py SIZE face|square
"""
import json
import os
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../../models/training'))
from networks import Layers
from preserve import Preserve


def picture(cells, size):
    return F.interpolate(torch.rand(1, 3, cells, cells) * 1.6 - .8, size=size, mode='bicubic')


def main():
    size, kind = int(sys.argv[1]), sys.argv[2]
    torch.manual_seed(5)
    preserve = Preserve(size, torch.device('cpu'), kind == 'face')
    x = picture(9, size)
    same = x + .1 * picture(14, size)
    # From no change to one that replaces what is there, with noise of a pixel's size.
    edited = same + .5 * picture(5, size) * torch.linspace(0, 1, size) + .03 * torch.randn(1, 3, size, size)
    planes = dict(x=x, reconstruction=same, edited=edited, shown=preserve(x, same, Layers(edited)), mask=preserve.mask, outside=preserve.outside)
    print(json.dumps({name: plane.flatten().tolist() for name, plane in planes.items()}))


if __name__ == '__main__':
    main()
