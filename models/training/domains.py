"""What a model's domains are: every combination of k binary attributes, or N unordered ones."""
from itertools import accumulate

import torch
import torch.nn.functional as F


class Domains:
    """Bit j of a domain's index is attribute j; named domains are counted through.

    `values` [D,L]: what a classifier of L logits should say of each domain, one bit per attribute or one-hot; `asked` [D,L] of 0 and 1:
    whether it should be asked at all. `unasked`: attribute to the one beside which it means nothing (a closed smile where a mouth is open).
    """

    def __init__(self, attributes=(), names=(), unasked=None):
        self.attributes, self.names, self._unasked = list(attributes), list(names), unasked or {}
        if bool(self.attributes) == bool(self.names):
            raise SystemExit('Expected either attributes or named domains.')
        self.count = 2 ** len(self.attributes) if self.attributes else len(self.names)
        self.values = torch.tensor([[(d >> j) & 1 for j in range(len(self.attributes))] for d in range(self.count)]).float() if self.attributes else torch.eye(self.count)
        self.asked = torch.ones_like(self.values)
        for name, beside in self._unasked.items():
            self.asked[:, self.attributes.index(name)] = 1 - self.values[:, self.attributes.index(beside)]

    def to(self, device):
        self.values, self.asked = self.values.to(device), self.asked.to(device)
        return self

    @property
    def logits(self):
        return self.values.shape[1]

    def heads(self):
        """[D,H] of 0 and 1: which of a discriminator's H logits speak of each domain: one per attribute and value, or its own."""
        return torch.stack([(1 - self.values) * self.asked, self.values * self.asked], 2).flatten(1) if self.attributes else self.values

    def meta(self):
        unasked = dict(unasked=self._unasked) if self._unasked else {}
        return dict(attributes=self.attributes, **unasked) if self.attributes else dict(domains=self.names)

    def label(self, d):
        return '+'.join(a for j, a in enumerate(self.attributes) if d >> j & 1) or 'none' if self.attributes else self.names[d]

    def loss(self, logits, y):
        """How far a classifier's logits [N,L] are from domains y [N]."""
        if self.names:
            return F.cross_entropy(logits, y)
        asked = self.asked.to(logits)[y]
        return F.binary_cross_entropy_with_logits(logits, self.values.to(logits)[y], asked, reduction='sum') / asked.sum().clamp(min=1)

    def edit_loss(self, logits, y, target, margin):
        """The same for edits from domains y to target: what the edit changes is to be seen with a margin of logits to spare."""
        source, wanted = (self.values.to(logits)[d] for d in (y, target))
        return self.loss(logits - margin * (wanted - source), target)

    def seen(self, logits):
        """A classifier's verdict [N,L] of 0 and 1: attribute by attribute, or the likeliest of the named domains."""
        return (logits > 0).float() if self.attributes else F.one_hot(logits.argmax(1), self.count).float()

    def draw_targets(self, y, often=()):
        """Random target domains: with attributes mostly one of them flipped, which is what the sliders will ask for; those named in
        `often` three times as often as others."""
        if self.names:
            return (y + torch.randint(1, self.count, y.shape, device=y.device)) % self.count
        shares = [3 if name in often else 1 for name in self.attributes]
        # By comparing with plain numbers: nothing is copied to the device, which a recorded step forbids.
        drawn = torch.rand(y.shape, device=y.device) * sum(shares)
        one = y ^ (1 << sum((drawn > reach).long() for reach in accumulate(shares)))
        return torch.where(torch.rand(y.shape, device=y.device) < 0.7, one, torch.randint_like(y, self.count))

    def changed(self, y, column, value, target):
        """[N]: which crops of domains y one of `edits` changes, and to what can be asked."""
        return (self.values[y][:, column] != value) & (self.asked[target(y), column] == 1)

    def leak(self, says, said, y, target, column):
        """[N]: the share of the other attributes whose verdict [N,L] an edit of this column changed, of those that are asked before and after."""
        others = self.asked[y] * self.asked[target(y)]
        others[:, column] = 0
        return ((says != said) * others).sum(1) / others.sum(1).clamp(min=1)

    def edits(self):
        """Every edit that the evaluation makes: (name, column of `values` that should rise to 1 or fall to 0, value, function from y to target)."""
        if self.names:
            return [(f'to {name}', d, 1, lambda y, d=d: torch.full_like(y, d)) for d, name in enumerate(self.names)]
        return [(f'{name} {word}', j, value, lambda y, j=j: y ^ (1 << j))
                for j, name in enumerate(self.attributes) for value, word in ((1, 'on'), (0, 'off'))]


def domains_of(meta):
    """From a pack's labels or an export's meta."""
    return Domains(meta.get('attributes', ()), meta.get('domains', ()), meta.get('unasked'))
