"""What edits are worth, by a judge that had no part in training. Every average is over domains first: rare ones count as much.

Pictures are [N,3,S,S] in [-1,1]; the judge sees them rounded to 8 bits, as a person gets them.
"""
import copy

import torch

from networks import tone_of

STRENGTHS = (0, .25, .5, .75, 1, 1.25, 1.5)
# Centre and half axes in the crop of the ellipse that stands for the face's oval (evaluate-edits.ts has the same).
OVAL = (0.5, 0.53, 0.40, 0.52)


def rounded(x):
    """As the app stores samples: 8 bits, halves to even."""
    return ((x.clamp(-1, 1) + 1) * 127.5).round() / 127.5 - 1


def by_domain(values, y):
    """Mean of values [N] over the crops of each domain, then over domains."""
    return torch.stack([values[y == d].float().mean() for d in y.unique()]).mean().item()


class Edits:
    """The averaged networks on fixed crops, encoded once."""

    def __init__(self, g, e, x, y):
        self.g, self.e, self.x, self.y = g, e, x, y
        self.content = g.content(x)
        self.unrelated, self.related = e.decompose(e.code(x, y))
        same = g.layers(self.content, self.unrelated + self.related)
        self.tone = tone_of(x, same.colours)
        self.base = same.over(x, self.tone)

    def of(self, here):
        """Those of some of the crops."""
        some = copy.copy(self)
        for name in ('x', 'y', 'content', 'unrelated', 'related', 'tone', 'base'):
            setattr(some, name, getattr(self, name)[here])
        return some

    def layers(self, target, strength=1.):
        moved = self.e.transform(self.related, target)
        return self.g.layers(self.content, self.unrelated + self.related + strength * (moved - self.related))

    def at(self, target, strength=1.):
        return self.layers(target, strength).over(self.x, self.tone)


class Averages:
    """Values by name, gathered batch by batch with the domains of their crops."""

    def __init__(self):
        self._parts = {}

    def add(self, name, values, y):
        self._parts.setdefault(name, []).append((values.float(), y))

    def means(self):
        out = {}
        for name, parts in self._parts.items():
            values, y = (torch.cat(column) for column in zip(*parts))
            if len(y):
                out[name] = by_domain(values, y)
        return out


@torch.no_grad()
def brief(g, e, judge, data, preserve, regions, crops):
    """A few numbers on some crops [N] while training: reconstruction on the [-1,1] scale; accuracy per edit and leak in `replace`, and accuracy in `preserve` if there is one, within the editor's regions [k,S,S]."""
    domains, averages = data.domains, Averages()
    for index in crops.split(64):
        x, y = data.crops(index), data.domain[index]
        edits = Edits(g, e, x, y)
        averages.add('reconstruction', (edits.base - x).abs().mean((1, 2, 3)), y)
        before = domains.seen(judge(rounded(edits.base))[0])
        for name, column, value, target in domains.edits():
            here = domains.changed(y, column, value, target)
            if not here.any():
                continue
            some = edits.of(here)
            layers = some.layers(target(some.y))
            says = domains.seen(judge(rounded(layers.over(some.x, some.tone)))[0])
            averages.add(f'accuracy_{name.replace(" ", "_")}', says[:, column] == value, some.y)
            if preserve:
                shown = domains.seen(judge(rounded(preserve(some.x, some.base, layers, some.tone, regions[min(column, len(regions) - 1)])))[0])
                averages.add(f'preserve_{name.replace(" ", "_")}', shown[:, column] == value, some.y)
            if len(domains.attributes) > 1:
                averages.add('leak', domains.leak(says, before[here], some.y, target, column), some.y)
    return averages.means()


def spearman(scores):
    """Rank correlation of scores [N,K] with 1..K, each row: [N]"""
    ranks = scores.argsort(1).argsort(1).float()
    wanted = torch.arange(scores.shape[1]).float()
    a, b = ranks - ranks.mean(1, keepdim=True), wanted - wanted.mean()
    return (a * b).sum(1) / (a.norm(dim=1) * b.norm())


def frechet(a, b):
    """Squared Frechet distance of two clouds of features [N,F], [M,F], each taken as normal."""
    p, q = ((v - v.mean(0)).double() / (len(v) - 1) ** .5 for v in (a, b))
    # tr sqrt(S_p S_q) is the sum of the singular values of p q^T, a small matrix whatever F is.
    return ((a.mean(0) - b.mean(0)).double().pow(2).sum() + p.pow(2).sum() + q.pow(2).sum() - 2 * torch.linalg.svdvals(p @ q.T).sum()).item()


def kernel_distance(a, b):
    """Unbiased squared maximum mean discrepancy with the kernel (x.y / F + 1)^3."""
    def kernel(u, v):
        return (u.double() @ v.double().T / u.shape[1] + 1).pow(3)
    n, m = len(a), len(b)
    aa, bb = kernel(a, a), kernel(b, b)
    return ((aa.sum() - aa.trace()) / (n * (n - 1)) + (bb.sum() - bb.trace()) / (m * (m - 1)) - 2 * kernel(a, b).mean()).item()
