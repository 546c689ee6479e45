"""The losses of L2M-GAN (Yang et al. 2021), and some of ours; README.md says what each is for."""
import torch
import torch.nn.functional as F

# `tint`: cells along a side; what is added to red, green and blue, so that black has no tint; by how much green's share of their sum may differ.
TINT_CELLS = 32
TINT_DARK = .05
TINT_SLACK = .01
# And by how much of white's light a cell may become lighter.
LIGHT_SLACK = .04


def verdict(views, heads, real):
    """Adversarial, not saturating: how far a discriminator's logits, a list of [N,H,h,w], are from saying real (or not) in the
    logits that are asked, `heads` [N,H] of 0 and 1. Summed over the views, each view's mean."""
    sign = -1 if real else 1
    return sum((F.softplus(sign * logits.float()).mean((2, 3)) * heads).sum() for logits in views) / heads.sum()


def gradient_penalty(views, heads, x):
    """R1: half the squared gradient of the discriminator's asked logits at real crops x, summed over the views."""
    asked = sum((logits.float().mean((2, 3)) * heads).sum() for logits in views) * len(heads) / heads.sum()
    gradient, = torch.autograd.grad(asked, x, create_graph=True)
    return gradient.float().pow(2).flatten(1).sum(1).mean() / 2


def distance(a, b):
    """Mean absolute difference: of pictures (cycle, reconstruction) or of style codes."""
    return (a - b).abs().mean()


def orthogonality(unrelated, related, moved):
    """|s_related . s_unrelated|, element by element, before and after the transform."""
    return (related * unrelated).abs().mean() + (moved * unrelated).abs().mean()


def kept(a, b, share):
    """Mean absolute difference of pictures or features [N,C,h,w] where `share` [N,1,S,S] says how much is to be kept."""
    if share.shape[-1] != a.shape[-1]:
        share = F.interpolate(share, size=a.shape[-1], mode='area')
    return ((a - b).abs() * share).mean()


def tint(a, b, where):
    """How far picture a is from b, both [N,3,S,S] in [-1,1], between green and magenta, and how much lighter, at large: mean over the
    places where it is asked, `where` [N,1,S,S]. Skin and hair of all kinds lie close to one another on that axis, bruises do not; and
    a beard or a brow is darker than skin, while a light spot is a lamp's."""
    cells = [F.interpolate((picture.float() + 1) / 2, size=TINT_CELLS, mode='area').clamp(min=0) for picture in (a, b)]
    greens, lights = zip(*(((c[:, 1:2] + TINT_DARK) / (c.sum(1, keepdim=True) + 3 * TINT_DARK), c.mean(1, keepdim=True)) for c in cells))
    far = ((greens[0] - greens[1]).abs() - TINT_SLACK).clamp(min=0) + (lights[0] - lights[1] - LIGHT_SLACK).clamp(min=0)
    return share_of(far, F.interpolate(where, size=TINT_CELLS, mode='area'))


def share_of(share, where):
    """Mean of a plane [N,1,S,S] over the places where it is asked, 0 where nowhere is."""
    where = where.expand_as(share)
    return (share * where).sum() / where.sum().clamp(min=1)


def stretch(flow):
    """Mean squared change of a flow [N,2,S,S], in shares of the side, from place to place: 1 would be a fold."""
    across, down = flow.diff(dim=3) * flow.shape[-1], flow.diff(dim=2) * flow.shape[-1]
    return across.pow(2).mean() + down.pow(2).mean()


def perceptual(features, wanted, share=None):
    """Difference of two pictures' features, layer by layer, in units of what each layer says at all; `share` as in `kept`."""
    return sum((distance(p, q) if share is None else kept(p, q, share)) / q.abs().mean().clamp(min=1e-4) for p, q in zip(features, wanted)) / len(wanted)
