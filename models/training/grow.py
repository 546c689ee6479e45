"""From weights of a trained network to those of one twice the size, or of a generator twice as wide.

Twice the size: the outer blocks are new, the inner ones are kept. The new blocks begin as a halving and a doubling and
nothing else (their last convolution is zero), so training goes on from the small model's picture, enlarged, instead of
from noise. Twice as wide: every channel twice, so training goes on from the very same picture (Chen et al., "Net2Net", 2016).
"""
import re

import torch

from networks import SQRT2

# Spread of what one twin's weights gain and the other's lose, in spreads of the weights: without it twins would stay twins.
TWINS_DIFFER = 0.5
# Logit of the share that a generator without attention begins with: from much of it training takes hundreds of steps to little.
LITTLE = -1.5
UNSEEN = -3.5


def twice_the_size(sizes):
    """The architecture that `grow_generator` and `grow_trunk` make weights for."""
    return {**sizes, 'img_size': 2 * sizes['img_size'], 'downs': sizes['downs'] + 1, 'grown': sizes['grown'] + 1}


def twice_as_wide(sizes):
    """The architecture that `widen_generator` makes weights for."""
    return {**sizes, 'width': 2 * sizes['width'], 'max_width': 2 * sizes['max_width']}


def grow_generator(old, net):
    """State dict of a Generator for `net`, one with one more `grown`."""
    state = net.state_dict()
    last = max(int(key.split('.')[1]) for key in old if key.startswith('decode.'))
    for key, value in old.items():
        state[re.sub(r'^encode\.(\d+)', lambda m: f'encode.{int(m[1]) + 1}', key)] = value.float()
    # A residual block divides by the root of 2: made up for before the encoder, and undone by to_rgb's norm after the decoder.
    for key in ('from_rgb.weight', 'from_rgb.bias'):
        state[key] = state[key] * SQRT2
    for block in ('encode.0', f'decode.{last + 1}'):
        silence(state, block)
    return state


def grow_trunk(old, net, names):
    """The same for the trunks called `names` of a style encoder or a discriminator."""
    state = net.state_dict()
    for key, value in old.items():
        state[_moved_in(key, names)] = value.float()
    for name in names:
        for key in (f'{name}.0.weight', f'{name}.0.bias'):
            state[key] = state[key] * SQRT2
        silence(state, f'{name}.1')
    return state


def _moved_in(key, names):
    """The layer's name once a new block stands behind the first."""
    for name in names:
        layer = re.match(rf'^{re.escape(name)}\.(\d+)(.*)$', key)
        if layer and layer[1] != '0':
            return f'{name}.{int(layer[1]) + 1}{layer[2]}'
    return key


def widen_generator(old):
    """State dict of a Generator with every channel twice, which renders the same."""
    return {key: _widened(key, value.float()) for key, value in old.items()}


def _widened(key, value):
    if '.fc.' in key:
        # The rows are the channels' gammas, then their betas.
        return torch.cat([part for half in value.chunk(2) for part in (half, half)])
    if not key.startswith('from_rgb.') and value.dim() == 4:
        apart = torch.randn(2 * len(value), *value.shape[1:]) * value.std() * TWINS_DIFFER
        both = torch.cat([value, value]) / 2
        value = torch.cat([both + apart, both - apart], 1)
        return value[:len(value) // 2] if key.startswith('to_rgb.') else value
    return value if key == 'to_rgb.2.bias' else torch.cat([value, value])


def with_attention(old):
    """State dict of a Generator with `attention`, a little everywhere."""
    return _with_planes(old, len(old['to_rgb.2.bias']) // 3, LITTLE)


def with_flow(old):
    """State dict of a Generator with `attention` and `flow`, of none as yet."""
    return _with_planes(old, len(old['to_rgb.2.bias']) // 2, 0.)


def with_light(old):
    """State dict of a Generator with `attention`, `flow` and `light`, of none as yet, and next to nothing drawn: what light and flow can do is theirs to learn."""
    places = len(old['to_rgb.2.bias']) // 6
    state = _with_planes(old, 4 * places, 0.)
    for key, value in (('weight', 0.), ('bias', UNSEEN)):
        state[f'to_rgb.2.{key}'] = state[f'to_rgb.2.{key}'].clone()
        state[f'to_rgb.2.{key}'][3 * places:4 * places] = value
    return state


def with_far_light(old, net):
    """State dict of a Generator `net` with `light` 2 from one with 1 or none: the layer of its light begins at nothing."""
    own = {key: value * 0 for key, value in net.state_dict().items() if key.startswith('to_light.')}
    places = len(net.state_dict()['to_rgb.2.bias'])
    return {**old, **own, **{key: old[key][:places] for key in ('to_rgb.2.weight', 'to_rgb.2.bias')}}


def _with_planes(old, rows, value):
    """With so many rows more in the last layer, which say `value` whatever they see."""
    weight, bias = old['to_rgb.2.weight'], old['to_rgb.2.bias']
    return {**old, 'to_rgb.2.weight': torch.cat([weight, torch.zeros_like(weight[:rows])]), 'to_rgb.2.bias': torch.cat([bias, torch.full_like(bias[:rows], value)])}


def silence(state, block):
    for part in ('weight', 'bias'):
        state[f'{block}.conv2.{part}'] = state[f'{block}.conv2.{part}'] * 0
