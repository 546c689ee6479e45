"""Files: exports of a few MB in half precision, which travel and from which training goes on."""
import json
import os
import shutil

import torch

from classifier import load_classifier
from domains import domains_of
from grow import grow_generator, grow_trunk, widen_generator, with_attention, with_far_light, with_flow, with_light
from networks import Discriminator, Generator, StyleEncoder

FORMAT = 'l2m-training-export/1'
MOST_BYTES = 16 * 2 ** 20
DEFAULTS = dict(img_size=128, width=32, max_width=224, downs=3, encoder_width=32, encoder_max_width=128, disc_width=48, disc_max_width=256, grown=0, patch=1, attention=0, flow=0, light=0)


def build(architecture, domains, windows):
    """-> generator, style encoder, discriminator"""
    a = architecture
    size, both = a['img_size'], dict(grown=a['grown'], patch=a['patch'])
    return (Generator(size, a['width'], a['max_width'], downs=a['downs'], attention=a['attention'], flow=a['flow'], light=a['light'], **both),
            StyleEncoder(size, a['encoder_width'], a['encoder_max_width'], num_domains=domains.count, **both),
            Discriminator(size, a['disc_width'], a['disc_max_width'], domains.heads().shape[1], windows, **both))


def read(path):
    return torch.load(path, map_location='cpu', weights_only=True)


def write(value, path):
    """Whole or not at all."""
    torch.save(value, path + '.tmp')
    os.replace(path + '.tmp', path)


def half(module):
    return {k: (v.half() if v.is_floating_point() else v).cpu().contiguous() for k, v in module.state_dict().items()}


def expect_small(nets):
    """Refuses widths whose exports would be too large to travel, before training rather than after it."""
    g, e, d = (2 * sum(v.numel() for v in net.state_dict().values()) for net in nets)
    for name, size in (('raw_generator.pt', g), ('raw_rest.pt', e + d)):
        if size > MOST_BYTES - 2 ** 18:
            raise SystemExit(f'Expected export files of at most 16 MiB but {name} would have {size / 2 ** 20:.1f}: lower --width, --max-width, --encoder-width or --encoder-max-width.')


def export(folder, meta, ema, raw, classifier, judge):
    """Writes the whole folder beside the old one and then takes its place, so that whoever copies it gets one state."""
    fresh, old = f'{folder}.new', f'{folder}.old'
    for left_over in (fresh, old):
        shutil.rmtree(left_over, ignore_errors=True)
    os.makedirs(fresh)
    (g_ema, e_ema), (g, e, d) = ema, raw
    with open(f'{fresh}/meta.json', 'w') as file:
        json.dump(dict(format=FORMAT, **meta), file, indent=1)
    torch.save(half(g_ema), f'{fresh}/generator.pt')
    torch.save(dict(style_encoder=half(e_ema), attribute_classifier=half(classifier)), f'{fresh}/style_encoder.pt')
    torch.save(half(g), f'{fresh}/raw_generator.pt')
    torch.save(dict(style_encoder=half(e), discriminator=half(d)), f'{fresh}/raw_rest.pt')
    torch.save(half(judge), f'{fresh}/judge.pt')
    if os.path.exists(folder):
        os.replace(folder, old)
    os.replace(fresh, folder)
    shutil.rmtree(old, ignore_errors=True)


def read_meta(folder):
    with open(f'{folder}/meta.json') as file:
        meta = json.load(file)
    if meta.get('format') != FORMAT:
        raise SystemExit(f'Expected an export ({FORMAT}) in "{folder}" but its meta.json says {meta.get("format")}.')
    return meta


def architecture_of(meta):
    return {key: meta.get(key, DEFAULTS[key]) for key in DEFAULTS}


def joined(folder):
    """An export as one checkpoint in the layout that `npm run convert` reads."""
    return dict(generator=read(f'{folder}/generator.pt'), **read(f'{folder}/style_encoder.pt'), meta=read_meta(folder))


def load_model(path):
    """From an export's folder or a joined `.pt`: averaged generator and style encoder, their domains and meta."""
    checkpoint = joined(path) if os.path.isdir(path) else read(path)
    meta = checkpoint['meta']
    domains = domains_of(meta)
    g, e, _ = build(architecture_of(meta), domains, {})
    g.load_state_dict(checkpoint['generator'])
    e.load_state_dict(checkpoint['style_encoder'])
    return g.eval().requires_grad_(False), e.eval().requires_grad_(False), domains, meta


def has_domains(folder, domains):
    """Whether an export is of these very domains, so that its heads and classifiers serve them too."""
    return domains_of(read_meta(folder)).meta() == domains.meta()


def start_from(folder, nets, architecture, domains):
    """Loads an export's raw weights; into a network of twice its size with the outer blocks as good as absent, into a generator
    twice as wide with every channel twice.

    An export of other domains lends all but what belongs to one domain: the heads and transformers start afresh.
    """
    g, e, d = nets
    rest = read(f'{folder}/raw_rest.pt')
    weights = [read(f'{folder}/raw_generator.pt'), rest['style_encoder'], rest['discriminator']]
    meta = read_meta(folder)
    if architecture['width'] == 2 * meta['width']:
        weights[0] = widen_generator(weights[0])
    if architecture['img_size'] == 2 * meta['img_size']:
        trunks = ['main', *(f'windows.{name}' for name in d.windows)]
        weights = [grow_generator(weights[0], g), grow_trunk(weights[1], e, ['shared']), grow_trunk(weights[2], d, trunks)]
    if architecture['attention'] and not meta.get('attention'):
        weights[0] = with_attention(weights[0])
    if architecture['flow'] and not meta.get('flow'):
        weights[0] = with_flow(weights[0])
    if architecture['light'] and not meta.get('light'):
        weights[0] = with_light(weights[0])
    if architecture['light'] == 2 and meta.get('light') != 2:
        weights[0] = with_far_light(weights[0], g)
    if not has_domains(folder, domains):
        weights = [{k: v for k, v in state.items() if not k.startswith(('unshared.', 'transform2.'))} for state in weights]
    for net, state in zip(nets, weights):
        begin(net, state)


def begin(net, state):
    """Loads what fits; what the export has not, or has of another shape (a discriminator's heads, say), starts afresh."""
    own = net.state_dict()
    fitting = {key: value for key, value in state.items() if key in own and own[key].shape == value.shape}
    if len(fitting) < len(own):
        print(f'{type(net).__name__}: {len(own) - len(fitting)} of {len(own)} tensors start afresh', flush=True)
    net.load_state_dict({**own, **fitting})
