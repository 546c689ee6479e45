"""From weights of a trained network to those of one twice the size: the outer blocks are new, the inner ones are kept.

The new blocks begin as a halving and a doubling and nothing else (their last convolution is zero), so training goes on
from the small model's picture, enlarged, instead of from noise.
"""
import re

from networks import SQRT2


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


def grow_trunk(old, net, name):
    """The same for a style encoder (`shared`) or a discriminator (`main`)."""
    state = net.state_dict()
    for key, value in old.items():
        layer = re.match(rf'^{name}\.(\d+)(.*)$', key)
        state[key if layer is None or layer[1] == '0' else f'{name}.{int(layer[1]) + 1}{layer[2]}'] = value.float()
    for key in (f'{name}.0.weight', f'{name}.0.bias'):
        state[key] = state[key] * SQRT2
    silence(state, f'{name}.1')
    return state


def silence(state, block):
    for part in ('weight', 'bias'):
        state[f'{block}.conv2.{part}'] = state[f'{block}.conv2.{part}'] * 0
