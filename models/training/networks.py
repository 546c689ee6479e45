"""The networks of L2M-GAN, with the key names of the published checkpoints, so that one converter reads both.

Shapes: image [N,3,S,S] float in [-1,1]; style code [N,K]; domain index [N] long.
Written from the papers: Yang et al., "L2M-GAN", CVPR 2021; the backbone is Choi et al., "StarGAN v2", CVPR 2020.
"""
import math
from typing import NamedTuple, Optional

import torch
import torch.nn as nn
import torch.nn.functional as F

SLOPE = 0.2
EPSILON = 1e-5
SQRT2 = math.sqrt(2)
# Along a side, by which a generator with attention is brought to the source's tone (src/core/attention-change.ts has the same).
TONE_CELLS = 16
# A flow says where what is seen comes from: so many cells along a side, so far at most in shares of the side (src/core/flow.ts has the same).
FLOW_CELLS, FLOW_REACH = 32, 0.1
# A generator with light bends twice as finely, and calls detail what differs from so many cells along a side (src/core/attention-change.ts has the same).
DETAIL_CELLS, MOST_GAIN = 32, 2
# What a light of its own layer may add to a colour: black may become white.
FAR_LIGHT = 2


def instance_norm(x, gain, bias):
    """Every channel of every picture to mean 0 and spread 1, then times `gain` plus `bias` ([1 or N,C,1,1])."""
    if not x.is_cuda:
        return torch.addcmul(bias.to(x.dtype), F.instance_norm(x, eps=EPSILON), gain.to(x.dtype))
    # CUDA's own leaves the channels-last format, and the convolutions would turn all back.
    variance, mean = torch.var_mean(x.float(), (2, 3), keepdim=True, correction=0)
    factor = gain * torch.rsqrt(variance + EPSILON)
    return torch.addcmul((bias - mean * factor).to(x.dtype), x, factor.to(x.dtype))


class InstanceNorm(nn.Module):
    """With a gain and a bias per channel, under the names of nn.InstanceNorm2d."""

    def __init__(self, channels):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))

    def forward(self, x):
        return instance_norm(x, self.weight[None, :, None, None], self.bias[None, :, None, None])


class ResBlk(nn.Module):
    """Pre-activation residual block: [N,in,H,W] to [N,out,H,W], or half that size with `downsample`."""

    def __init__(self, dim_in, dim_out, normalize=False, downsample=False):
        super().__init__()
        self.downsample = downsample
        self.conv1 = nn.Conv2d(dim_in, dim_in, 3, 1, 1)
        self.conv2 = nn.Conv2d(dim_in, dim_out, 3, 1, 1)
        self.norm1 = InstanceNorm(dim_in) if normalize else None
        self.norm2 = InstanceNorm(dim_in) if normalize else None
        self.conv1x1 = nn.Conv2d(dim_in, dim_out, 1, bias=False) if dim_in != dim_out else None

    def forward(self, x):
        h = x if self.norm1 is None else self.norm1(x)
        h = self.conv1(F.leaky_relu(h, SLOPE))
        if self.downsample:
            h, x = F.avg_pool2d(h, 2), F.avg_pool2d(x, 2)
        h = h if self.norm2 is None else self.norm2(h)
        h = self.conv2(F.leaky_relu(h, SLOPE))
        # Pooling and a 1x1 convolution commute: this order is the cheaper one.
        x = x if self.conv1x1 is None else self.conv1x1(x)
        return (x + h) / SQRT2


class AdaIN(nn.Module):
    """(1 + gamma) * instance_norm(x) + beta, with gamma and beta the halves of a linear layer of the style."""

    def __init__(self, style_dim, channels):
        super().__init__()
        self.fc = nn.Linear(style_dim, channels * 2)

    def forward(self, x, s):
        gamma, beta = self.fc(s)[:, :, None, None].chunk(2, dim=1)
        return instance_norm(x, 1 + gamma, beta)


class AdainResBlk(nn.Module):
    """The decoder's mirror of ResBlk, driven by the style code; doubles the size with `upsample`."""

    def __init__(self, dim_in, dim_out, style_dim, upsample=False):
        super().__init__()
        self.upsample = upsample
        self.conv1 = nn.Conv2d(dim_in, dim_out, 3, 1, 1)
        self.conv2 = nn.Conv2d(dim_out, dim_out, 3, 1, 1)
        self.norm1 = AdaIN(style_dim, dim_in)
        self.norm2 = AdaIN(style_dim, dim_out)
        self.conv1x1 = nn.Conv2d(dim_in, dim_out, 1, bias=False) if dim_in != dim_out else None

    def forward(self, x, s):
        h = F.leaky_relu(self.norm1(x, s), SLOPE)
        x = x if self.conv1x1 is None else self.conv1x1(x)
        if self.upsample:
            h, x = F.interpolate(h, scale_factor=2), F.interpolate(x, scale_factor=2)
        h = self.conv2(F.leaky_relu(self.norm2(self.conv1(h), s), SLOPE))
        return (x + h) / SQRT2


class Generator(nn.Module):
    """Content encoder of `downs` halvings and two more blocks, then its mirror driven by the style code.

    The papers go down to 16x16. The width doubles at each halving but the first `grown`: a network for twice the size keeps what
    it grew from whole. With `patch` 2 it works at half the picture's size: its first convolution takes every second place, its
    last makes four pixels of each (Shi et al., "ESPCN", 2016), for a third of the time of a whole level more.

    With `attention` it also says how far each pixel is its own and how far the source's (Pumarola et al., "GANimation", 2018):
    what an edit is not about is the photo's by construction, so that nothing is lost by drawing it again. With `flow` it moves the
    source's pixels about before that (Yin et al., "Instance-Level Facial Attributes Transfer with Geometry-Aware Flow", 2019):
    what only changes its shape stays as sharp as the photo. With `light` it also lightens, darkens and tints what lies there, and
    strengthens or smooths its lines: what an age or a beard's shadow is, without drawing anything.
    """

    def __init__(self, img_size=128, width=32, max_width=224, style_dim=64, downs=None, grown=0, patch=1, attention=0, flow=0, light=0):
        super().__init__()
        downs = int(math.log2(img_size // patch)) - 4 if downs is None else downs
        self.patch, self.attention, self.flow, self.light = patch, attention, flow, light
        planes = 3 + attention + 2 * flow + 4 * (light == 1)
        self.from_rgb = _stem(width, patch)
        last = nn.Conv2d(width, planes, 1) if patch == 1 else nn.Conv2d(width, planes * patch * patch, 3, 1, 1)
        self.to_rgb = nn.Sequential(InstanceNorm(width), nn.LeakyReLU(SLOPE), last)
        if light == 2:
            # Not normed: of what is as large everywhere nobody could say how much of a colour is to be added.
            self.to_light = nn.Sequential(nn.LeakyReLU(SLOPE), nn.Conv2d(width, 4 * patch * patch, 1))
        widths = [width]
        for i in range(downs):
            widths.append(width if i < grown else min(widths[-1] * 2, max_width))
        pairs = [*zip(widths, widths[1:]), (widths[-1], widths[-1]), (widths[-1], widths[-1])]
        self.encode = nn.ModuleList([ResBlk(a, b, normalize=True, downsample=i < downs) for i, (a, b) in enumerate(pairs)])
        self.decode = nn.ModuleList([AdainResBlk(b, a, style_dim, upsample=i < downs) for i, (a, b) in enumerate(pairs)][::-1])

    def content(self, x):
        x = self.from_rgb(x)
        for block in self.encode:
            x = block(x)
        return x

    def layers(self, content, s):
        """What it draws and, with `attention` and `flow`, how far that is seen and what becomes of the source: `Layers`."""
        for block in self.decode:
            content = block(content, s)
        out = F.pixel_shuffle(self.to_rgb(content), self.patch)
        if not self.attention:
            return Layers(out)
        flow = flow_of(out[:, 4:6], FLOW_CELLS * (2 if self.light else 1)) if self.flow else None
        light = self._light(content, out) if self.light else None
        return Layers(out[:, :3], soft(torch.sigmoid(out[:, 3:4])), flow, light)

    def _light(self, features, out):
        if self.light == 1:
            return torch.tanh(out[:, 6:].float())
        light = torch.tanh(F.pixel_shuffle(self.to_light(features), self.patch).float())
        return torch.cat([FAR_LIGHT * light[:, :3], light[:, 3:]], 1)

    def forward(self, x, s):
        return self.layers(self.content(x), s).over(x)


class Layers(NamedTuple):
    """A generator's own colours [N,3,S,S]; with `attention` the share of them in the picture, [N,1,S,S] in [0,1], smooth; with
    `flow` from how far right and down in the source each place is taken, [N,2,S,S] in shares of the side; with `light` what is added
    to its colours, and last how much of its detail, [N,4,S,S] in [-1,1], colours in [-2,2] by a layer of its own (MOST_GAIN times that much detail)."""

    colours: torch.Tensor
    share: Optional[torch.Tensor] = None
    flow: Optional[torch.Tensor] = None
    light: Optional[torch.Tensor] = None

    def over(self, x, tone=0, where=1):
        """The picture that is made of the source x, [N,3,S,S]; `tone` as `tone_of` gives it, changes only as far as `where` [N,1,S,S] says."""
        if self.share is None:
            return self.colours.float()
        moved = x if self.flow is None else flown(x, self.flow * where)
        if self.light is not None:
            moved = moved + where * (self.light[:, :3] + MOST_GAIN * self.light[:, 3:] * detail_of(moved))
        return torch.lerp(moved, self.colours.float() + tone, self.share.float() * where)


def flow_of(raw, count=FLOW_CELLS):
    """Two of a generator's planes [N,2,S,S] as a flow of `count` cells along a side, smooth between them."""
    size = raw.shape[-1]
    cells = F.avg_pool2d(raw.float(), max(1, size // count))
    return F.interpolate(FLOW_REACH * (2 * torch.sigmoid(cells) - 1), size=size, mode='bilinear', align_corners=False)


def flown(x, flow):
    """Every place of x [N,3,S,S] from where its flow [N,2,S,S] says."""
    still = torch.eye(2, 3, device=x.device).expand(len(x), 2, 3)
    grid = F.affine_grid(still, x.shape, align_corners=False) + 2 * flow.permute(0, 2, 3, 1)
    return F.grid_sample(x, grid, padding_mode='border', align_corners=False)


def detail_of(x):
    """What of a picture [N,3,S,S] DETAIL_CELLS along a side do not say."""
    return x - at_large(x, DETAIL_CELLS)


def tone_of(x, drawn):
    """What the generator's own colours of the source, `drawn`, miss of its light and colour at large, [N,3,S,S]: what it draws is laid
    over the source in the source's tone."""
    return at_large(x - drawn.float(), TONE_CELLS)


def at_large(x, count):
    """What `count` cells along a side, at most as many as pixels, say of a picture [N,C,S,S]."""
    cells = F.interpolate(x, size=min(count, x.shape[-1]), mode='area')
    return F.interpolate(cells, size=x.shape[-1], mode='bilinear', align_corners=False)


def soft(share):
    """Without what only one pixel says."""
    for _ in range(2):
        share = F.avg_pool2d(share, 3, 1, 1, count_include_pad=False)
    return share


def _stem(width, patch):
    """The first convolution: [N,3,S,S] to [N,width,S/patch,S/patch]"""
    return nn.Conv2d(3, width, 3, 1, 1) if patch == 1 else nn.Conv2d(3, width, 2 * patch, patch, patch // 2)


def _halvings(count, width, max_width, grown, patch):
    """The stem and `count` halving residual blocks; returns the layers and channels."""
    layers, dim = [_stem(width, patch)], width
    for i in range(count):
        out = dim if i < grown else min(dim * 2, max_width)
        layers.append(ResBlk(dim, out, downsample=True))
        dim = out
    return layers, dim


def _trunk(img_size, width, max_width, grown, patch):
    """Residual blocks down to 4x4, then a 4x4 convolution: [N,3,S,S] to [N,channels,1,1]; returns the layers and channels."""
    layers, dim = _halvings(int(math.log2(img_size // patch)) - 2, width, max_width, grown, patch)
    return [*layers, nn.LeakyReLU(SLOPE), nn.Conv2d(dim, dim, 4), nn.LeakyReLU(SLOPE)], dim


def _mlp(dim):
    return nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim, dim), nn.ReLU(), nn.Linear(dim, dim))


def _pick(every, y):
    """[N,D,K] and [N] to [N,K]"""
    return every.gather(1, y[:, None, None].expand(-1, 1, every.shape[2]))[:, 0]


class StyleEncoder(nn.Module):
    """A head per domain (`unshared`), the decomposer (`transform1`) and the domain transformers (`transform2`)."""

    def __init__(self, img_size=128, width=32, max_width=192, style_dim=64, num_domains=8, grown=0, patch=1):
        super().__init__()
        layers, dim = _trunk(img_size, width, max_width, grown, patch)
        self.shared = nn.Sequential(*layers)
        self.unshared = nn.ModuleList([nn.Linear(dim, style_dim) for _ in range(num_domains)])
        self.transform1 = _mlp(style_dim)
        self.transform2 = nn.ModuleList([_mlp(style_dim) for _ in range(num_domains)])

    def codes(self, x):
        """Style code by every domain's head: [N,D,K]."""
        h = self.shared(x).flatten(1)
        return torch.stack([head(h) for head in self.unshared], 1)

    def code(self, x, y):
        return _pick(self.codes(x), y)

    def decompose(self, s):
        """s_unrelated and s_related, which add up to s."""
        unrelated = self.transform1(s)
        return unrelated, s - unrelated

    def targets(self, related):
        """s_related moved to every domain: [N,D,K]."""
        return torch.stack([transformer(related) for transformer in self.transform2], 1)

    def transform(self, related, y):
        return _pick(self.targets(related), y)

    def forward(self, x, y, y_target):
        s = self.code(x, y)
        unrelated, related = self.decompose(s)
        return s, unrelated, related, self.transform(related, y_target)


class Discriminator(nn.Module):
    """Looks at the whole crop (`main`) and at windows of it (`windows`: mouth, eyes), each with a logit per value of an attribute, or per
    named domain: real and of that value, or not.

    The papers have a logit per domain; a value is learnt from every domain that has it, and so the rarest are not learnt by heart.
    `windows`: name to shares of the side (left, top, right, bottom).
    """

    def __init__(self, img_size, width, max_width, heads, windows, grown=0, patch=1):
        super().__init__()
        self.places = {name: [round(share * img_size) for share in place] for name, place in windows.items()}
        layers, dim = _trunk(img_size, width, max_width, grown, patch)
        self.main = nn.Sequential(*layers, nn.Conv2d(dim, heads, 1))
        self.windows = nn.ModuleDict({name: self._window(img_size, width, max_width // 2, heads, grown, patch) for name in windows})

    @staticmethod
    def _window(img_size, width, max_width, heads, grown, patch):
        """Down to a sixteenth of the crop's side, so that every part of a mouth gets a verdict of its own: [N,3,h,w] to [N,heads,h',w']."""
        layers, dim = _halvings(int(math.log2(img_size // patch)) - 4, width, max_width, grown, patch)
        return nn.Sequential(*layers, nn.LeakyReLU(SLOPE), nn.Conv2d(dim, dim, 3, 1, 1), nn.LeakyReLU(SLOPE), nn.Conv2d(dim, heads, 1))

    def forward(self, x):
        """-> logits [N,heads,h,w], one list entry for the whole crop and one per window"""
        crops = (x[:, :, top:bottom, left:right] for left, top, right, bottom in self.places.values())
        return [self.main(x), *(network(crop) for network, crop in zip(self.windows.values(), crops))]


class AttributeClassifier(nn.Module):
    """Small CNN at 64x64: [N,k] logits, positive where the attribute is on, and its features block by block.

    It looks at the whole picture and, with blocks of their own, at windows of it (`windows`: shares of the side, left, top, right,
    bottom), each brought to 64x64: a drawn mouth is ten pixels wide, and five would be left of it.
    """

    SIDE = 64

    def __init__(self, num_attributes, width=24, max_width=128, windows=()):
        super().__init__()
        self.blocks = _classifier_blocks(width, max_width)
        self.windows = nn.ModuleList([_classifier_blocks(width, max_width) for _ in windows])
        # In the state dict, since a window is as much part of what was learnt as the weights are.
        if len(windows):
            self.register_buffer('places', torch.tensor(windows))
        self.head = nn.Linear(max_width * (1 + len(windows)), num_attributes)

    def features(self, x, count=4):
        """Of the first `count` blocks over the whole picture, [N,C,32,32] to [N,C,4,4]."""
        return _features(self.blocks[:count], self._sized(x))

    def forward(self, x):
        features = self.features(x)
        last = [features[-1], *(_features(blocks, self._sized(crop))[-1] for blocks, crop in zip(self.windows, self._crops(x)))]
        return self.head(torch.cat([each.mean((2, 3)) for each in last], 1)), features

    def _crops(self, x):
        for place in self.places.tolist() if len(self.windows) else ():
            left, top, right, bottom = (round(share * x.shape[-1]) for share in place)
            yield x[:, :, top:bottom, left:right]

    def _sized(self, x):
        return x if x.shape[-2:] == (self.SIDE, self.SIDE) else F.interpolate(x, size=self.SIDE, mode='bilinear', align_corners=False)


def _classifier_blocks(width, max_width):
    dims = [3, width, width * 2, width * 4, max_width]
    return nn.ModuleList([nn.Sequential(
        nn.Conv2d(a, b, 3, 1, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU(),
        nn.Conv2d(b, b, 3, 1, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU(), nn.MaxPool2d(2)) for a, b in zip(dims, dims[1:])])


def _features(blocks, x):
    features = []
    for block in blocks:
        x = block(x)
        features.append(x)
    return features


def he_init(module):
    if isinstance(module, (nn.Conv2d, nn.Linear)):
        nn.init.kaiming_normal_(module.weight, mode='fan_in', nonlinearity='relu')
        if module.bias is not None:
            nn.init.zeros_(module.bias)
