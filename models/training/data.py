"""A pack on the training device: decoded, drawn evenly over domains, augmented."""
import io
import json
import os
import tarfile
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from crop import crop_square, to_bytes, whole_square
from domains import domains_of


class Pack:
    """A pack's labels and its encoded crops: `files` is [[name, split, domain], ...] (prepare.py makes packs)."""

    def __init__(self, path):
        with tarfile.open(path) as tar:
            self.blobs = {member.name: tar.extractfile(member).read() for member in tar}
        labels = json.loads(self.blobs.pop('labels.json'))
        self.files, self.size, self.domains = labels['files'], labels['size'], domains_of(labels)

    def decode(self, name, size):
        """[3,size,size] float in [0,255], brought to size as the app does it."""
        image = np.asarray(Image.open(io.BytesIO(self.blobs[name])).convert('RGB'))
        if image.shape[0] == size:
            return torch.from_numpy(image.copy()).permute(2, 0, 1).float()
        return crop_square(image, whole_square(image.shape[1], image.shape[0]), size)

    def split(self, split, size):
        """The crops of a split unrounded, [N,3,S,S] float in [-1,1], their domains [N] and names."""
        chosen = [f for f in self.files if f[1] == split]
        if not chosen:
            raise SystemExit(f'Expected crops marked "{split}" in the pack but it has none.')
        return torch.stack([self.decode(f[0], size) for f in chosen]) / 127.5 - 1, torch.tensor([f[2] for f in chosen]), [f[0] for f in chosen]


class Data:
    """Keeps a pack's crops as bytes on the device. Every random draw is torch's, so one saved state resumes them all."""

    def __init__(self, pack, size, device):
        self.device, self.size, self.domains = device, size, pack.domains
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            images = np.stack(list(pool.map(lambda f: to_bytes(pack.decode(f[0], size)), pack.files)))
        self.images = torch.from_numpy(images).to(device)
        self.domain = torch.tensor([f[2] for f in pack.files], device=device)
        training = [[i for i, f in enumerate(pack.files) if f[1] != 'val' and f[2] == d] for d in range(self.domains.count)]
        empty = [self.domains.label(d) for d, crops in enumerate(training) if len(crops) < 2]
        if empty:
            raise SystemExit(f'Expected at least 2 training crops for every domain but there are none or one for: {", ".join(empty)}.')
        self.training = self._pool(training)
        # Disjoint halves: the judge never saw a picture that the classifier in the losses learnt from.
        self.halves = [self._pool([crops[half::2] for crops in training]) for half in (0, 1)]
        self.val = torch.tensor([i for i, f in enumerate(pack.files) if f[1] == 'val'], device=device)
        if not len(self.val):
            raise SystemExit('Expected validation crops in the pack but it has none.')
        print('training crops per domain', {self.domains.label(d): len(crops) for d, crops in enumerate(training)}, 'validation', len(self.val), flush=True)

    def _pool(self, by_domain):
        """Indices [D, most], padded, and how many of each row count [D]."""
        padded = torch.nn.utils.rnn.pad_sequence([torch.tensor(crops) for crops in by_domain], batch_first=True)
        return padded.to(self.device), torch.tensor([len(crops) for crops in by_domain], device=self.device)

    def crops(self, index):
        """[N,3,S,S] float in [-1,1]"""
        return self.images[index].permute(0, 3, 1, 2).float() / 127.5 - 1

    def batch(self, n, pool=None):
        """n augmented crops and their domains, every domain as likely as any other however rare."""
        indices, count = pool or self.training
        y = torch.randint(self.domains.count, (n,), device=self.device)
        pick = (torch.rand(n, device=self.device) * count[y]).long()
        return augment(self.crops(indices[y, pick])), y


def augment(x, scale=(0.9, 1.0), rotate=0.06):
    """A small random similarity transform and a mirror image."""
    def uniform(low, high):
        return torch.empty(len(x), device=x.device).uniform_(low, high)
    s, r, mirror = uniform(*scale), uniform(-rotate, rotate), (torch.rand(len(x), device=x.device) < .5).float() * 2 - 1
    theta = torch.zeros(len(x), 2, 3, device=x.device)
    theta[:, 0, 0], theta[:, 0, 1], theta[:, 1, 0], theta[:, 1, 1] = s * mirror, -r, r * mirror, s
    theta[:, 0, 2], theta[:, 1, 2] = uniform(-1, 1) * (1 - s), uniform(-1, 1) * (1 - s)
    return F.grid_sample(x, F.affine_grid(theta, x.shape, align_corners=False), padding_mode='reflection', align_corners=False)
