"""The editor's `preserve` composite as training sees it: src/core/change.ts at the model's own size, at detail 0.

A photo's lines finer than the crop, and the limit on slopes that is about enlarging, have no counterpart here.
Pictures are [N,3,S,S] in [-1,1], planes [N,1,S,S].
"""
import torch
import torch.nn.functional as F

from metrics import OVAL

# The names and values of src/core/change.ts and mask.ts, in 8-bit steps and shares of the side.
EDGES_FROM, GHOSTS_GO_FROM, GHOSTS_FROM, REPLACED_FROM, MEANT_FROM = (0, 6), (6, 16), (5, 20), (.2, .4), (12, 40)
OFF_FACE, CAST_GOES, COLOUR_GOES, EDGE_FEATHER, OVAL_REACH, OVAL_FEATHER = .05, .8, .5, .14, .16, .18


def smoothstep(x):
    x = x.clamp(0, 1)
    return x * x * (3 - 2 * x)


def rise(bounds, value):
    return smoothstep((value - bounds[0]) / (bounds[1] - bounds[0]))


def blur(plane):
    return F.avg_pool2d(F.pad(plane, (1, 1, 1, 1), mode='replicate'), 3, 1)


def smooth(plane):
    return blur(blur(plane))


def unwoven(plane):
    """Without what alternates from pixel to pixel, across or down."""
    across = F.pad(plane, (2, 2, 2, 2), mode='replicate')
    for axis in (2, 3):
        size, parts = across.shape[axis] - 4, (-1, 4, 10, 4, -1)
        across = sum(part / 16 * across.narrow(axis, i, size) for i, part in enumerate(parts))
    return across


def dilate(plane):
    return F.max_pool2d(plane, 3, 1, 1)


def luma_of(x):
    return .299 * x[:, :1] + .587 * x[:, 1:2] + .114 * x[:, 2:]


def contrast_of(x):
    light = luma_of(x) * 127.5
    return blur(dilate(dilate(light) + dilate(-light)))


class Preserve:
    """Composites over crops of one size: within the oval where an aligned face lies (`face`), or over the whole square."""

    def __init__(self, size, device, face):
        at = (torch.arange(size, device=device) + .5) / size
        x, y, rx, ry = OVAL
        radius = (((at[None] - x) / rx) ** 2 + ((at[:, None] - y) / ry) ** 2).sqrt()
        inside = (1 - radius) * min(rx, ry) if face else torch.full_like(radius, OVAL_FEATHER)
        edge = torch.minimum(torch.arange(size, device=device), torch.arange(size - 1, -1, -1, device=device))
        edge = smoothstep((edge - 1) / (size * EDGE_FEATHER))
        self.mask = (smoothstep((inside + OVAL_REACH) / OVAL_FEATHER) * edge * edge[:, None])[None, None]
        self.outside = (-inside).clamp(min=0)[None, None]
        self.off = smoothstep(self.outside / OFF_FACE)
        self.on = 1 - self.off if face else torch.zeros_like(self.off)

    def __call__(self, x, reconstruction, layers, tone=0, allowed=1):
        """What the editor shows of an edit's layers: it adds to the photo x the change from G(x,s) to G(x,s~), where that is `allowed` ([N,1,S,S])."""
        mask = self.mask * allowed
        change = (layers.over(x, tone) - reconstruction) * 127.5
        strength = smooth(change.abs().amax(1, keepdim=True))
        luma = luma_of(change)
        even = smooth(luma)
        light = even + rise(EDGES_FROM, strength) * (unwoven(luma) - even)
        kept = light + (1 - COLOUR_GOES * self.on) * (smooth(change) - even)
        cast = (1 - COLOUR_GOES) * CAST_GOES * ((change - luma) * self.on).sum((2, 3), keepdim=True) / self.on.sum().clamp(min=1)
        share = mask * (1 - self.off * (1 - rise(MEANT_FROM, strength)))
        wide, contrast = blur(dilate(strength)), contrast_of(x)
        ghosts = mask * rise(REPLACED_FROM, wide / contrast.clamp(min=1)) * rise(GHOSTS_GO_FROM, wide) * rise(GHOSTS_FROM, contrast)
        return x + share * (kept - self.on * cast) / 127.5 + ghosts * (reconstruction - x)


class Within(Preserve):
    """The editor's composite of a generator with attention: what that laid over the photo, where it may."""

    def __call__(self, x, reconstruction, layers, tone=0, allowed=1):
        return layers.over(x, tone, self.mask * allowed)
