"""From an export of several attributes to one of some of them: to go on from, or for a bundle that shows only what is good.

    python3 keep_attributes.py EXPORT OUT open smile --others on [--classifiers run/classifiers.pt]

Of the domains' heads and transformers those stay in which the other attributes are all off, or all on.

With --classifiers their logits of the attributes that stay are written to OUT/classifiers.pt, for --teachers.
"""
import argparse
import json
import os
import re

import torch

from checkpoints import read, read_meta, write
from domains import domains_of


def domains_kept(bits, count, others):
    """The old domain that stands for each domain of the attributes at `bits`; the rest of `count` are `others`."""
    rest = sum(others << bit for bit in range(count) if bit not in bits)
    return [rest | sum(((d >> i) & 1) << bit for i, bit in enumerate(bits)) for d in range(2 ** len(bits))]


def with_heads(state, domains):
    """A style encoder with these domains' heads and transformers."""
    out = {}
    for key, value in state.items():
        head = re.match(r'(unshared|transform2)\.(\d+)\.(.*)', key)
        if not head:
            out[key] = value
        elif int(head[2]) in domains:
            out[f'{head[1]}.{domains.index(int(head[2]))}.{head[3]}'] = value
    return out


def with_rows(state, rows, count):
    """A network whose last layers, those of `count` rows, keep these."""
    return {key: value[rows] if len(value.shape) and value.shape[0] == count else value for key, value in state.items()}


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('export')
    ap.add_argument('out')
    ap.add_argument('attributes', nargs='+')
    ap.add_argument('--others', choices=('off', 'on'), default='off')
    ap.add_argument('--classifiers')
    args = ap.parse_args()
    meta = read_meta(args.export)
    names = domains_of(meta).attributes
    bits = [names.index(name) for name in args.attributes]
    domains = domains_kept(bits, len(names), int(args.others == 'on'))
    heads = [2 * bit + value for bit in bits for value in (0, 1)]
    unasked = {name: beside for name, beside in meta.get('unasked', {}).items() if {name, beside} <= set(args.attributes)}
    meta = {**{key: value for key, value in meta.items() if key != 'unasked'}, 'attributes': args.attributes, **({'unasked': unasked} if unasked else {})}
    style, rest = read(f'{args.export}/style_encoder.pt'), read(f'{args.export}/raw_rest.pt')
    os.makedirs(args.out, exist_ok=True)
    with open(f'{args.out}/meta.json', 'w') as file:
        json.dump(meta, file, indent=1)
    for name in ('generator.pt', 'raw_generator.pt'):
        write(read(f'{args.export}/{name}'), f'{args.out}/{name}')
    write(dict(style_encoder=with_heads(style['style_encoder'], domains), attribute_classifier=with_rows(style['attribute_classifier'], bits, len(names))), f'{args.out}/style_encoder.pt')
    write(dict(style_encoder=with_heads(rest['style_encoder'], domains), discriminator=with_rows(rest['discriminator'], heads, 2 * len(names))), f'{args.out}/raw_rest.pt')
    write(with_rows(read(f'{args.export}/judge.pt'), bits, len(names)), f'{args.out}/judge.pt')
    if args.classifiers:
        write([with_rows(state, bits, len(names)) for state in read(args.classifiers)], f'{args.out}/classifiers.pt')


if __name__ == '__main__':
    main()
