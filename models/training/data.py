"""A pack on the training device: decoded, drawn by domain and source, augmented."""
import io
import json
import os
import tarfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from PIL import Image

from augmentation import augment
from crop import crop_square, to_bytes, whole_square
from domains import domains_of


class Pack:
    """A pack's labels and its encoded crops: `files` is [[name, split, domain, source?], ...] (prepare.py makes packs)."""

    def __init__(self, path):
        with tarfile.open(path) as tar:
            self.blobs = {member.name: tar.extractfile(member).read() for member in tar}
        labels = json.loads(self.blobs.pop('labels.json'))
        self.files, self.size, self.domains = labels['files'], labels['size'], domains_of(labels)

    def _picture(self, name):
        return np.asarray(Image.open(io.BytesIO(self.blobs[name])).convert('RGB'))

    def decode(self, name, size):
        """[3,size,size] float in [0,255], brought to size as the app does it."""
        return sized(self._picture(name), size)

    def bytes_at(self, name, size):
        """[size,size,3] uint8, the same rounded."""
        image = self._picture(name)
        return image if image.shape[0] == size else to_bytes(sized(image, size))

    def split(self, split, size):
        """The crops of a split unrounded, [N,3,S,S] float in [-1,1], their domains [N] and names."""
        chosen = [f for f in self.files if f[1] == split]
        if not chosen:
            raise SystemExit(f'Expected crops marked "{split}" in the pack but it has none.')
        return torch.stack([self.decode(f[0], size) for f in chosen]) / 127.5 - 1, torch.tensor([f[2] for f in chosen]), [f[0] for f in chosen]


def sized(image, size):
    """[H,W,3] uint8 to [3,size,size] float in [0,255]"""
    if image.shape[0] == size:
        return torch.from_numpy(image.copy()).permute(2, 0, 1).float()
    return crop_square(image, whole_square(image.shape[1], image.shape[0]), size)


class Data:
    """Keeps a pack's crops as bytes on the device. Every random draw is torch's, so one saved state resumes them all."""

    def __init__(self, pack, size, device):
        self.device, self.size, self.domains = device, size, pack.domains.to(device)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            images = np.stack(list(pool.map(lambda f: pack.bytes_at(f[0], size), pack.files)))
        self.images = torch.from_numpy(images).to(device)
        self.domain = torch.tensor([f[2] for f in pack.files], device=device)
        # Shares go by roots of numbers: of a domain's, so that rare ones are seen often and not learnt by heart; within it of a source's, so that no domain is one source's.
        training = [i for i, f in enumerate(pack.files) if f[1] != 'val']
        counts = Counter(pack.files[i][2] for i in training)
        empty = [self.domains.label(d) for d in range(self.domains.count) if counts[d] < 2]
        if empty:
            raise SystemExit(f'Expected at least 2 training crops for every domain but there are none or one for: {", ".join(empty)}.')
        self.training = self._pool(pack, training)
        # Disjoint halves: the judge never saw a picture that the classifier in the losses learnt from.
        by_domain = sorted(training, key=lambda i: pack.files[i][2:])
        self.halves = [self._pool(pack, by_domain[half::2]) for half in (0, 1)]
        self.val = torch.tensor([i for i, f in enumerate(pack.files) if f[1] == 'val'], device=device)
        if not len(self.val):
            raise SystemExit('Expected validation crops in the pack but it has none.')
        print('training crops per domain', {self.domains.label(d): counts[d] for d in range(self.domains.count)}, 'validation', len(self.val), flush=True)

    def _pool(self, pack, chosen):
        """Crops' indices [M], and up to where each reaches in [0,1] by its share [M]."""
        kinds = [tuple(pack.files[i][2:]) for i in chosen]
        crops, domain_crops = Counter(kinds), Counter(kind[0] for kind in kinds)
        source_roots = Counter()
        for kind, count in crops.items():
            source_roots[kind[0]] += count ** .5
        share = torch.tensor([domain_crops[kind[0]] ** .5 * crops[kind] ** -.5 / source_roots[kind[0]] for kind in kinds], dtype=torch.float64)
        return torch.tensor(chosen, device=self.device), (share.cumsum(0) / share.sum()).to(self.device)

    def crops(self, index):
        """[N,3,S,S] float in [-1,1]"""
        return self.images[index].permute(0, 3, 1, 2).float() / 127.5 - 1

    def batch(self, n, pool=None, change=augment):
        """n changed crops [N,3,S,S] and their domains [N]."""
        indices, reach = pool or self.training
        drawn = indices[torch.searchsorted(reach, torch.rand(n, dtype=torch.float64, device=self.device)).clamp(max=len(indices) - 1)]
        return change(self.crops(drawn)), self.domain[drawn]
