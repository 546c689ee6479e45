"""Packs pictures and their labels into one small file for train.py.

    python3 prepare.py --pictures FOLDER --csv labels.csv --attributes smiling,glasses --out my.pack     # binary attributes
    python3 prepare.py --pictures FOLDER --out pets.pack                                                 # a folder per domain
    python3 prepare.py --pictures FOLDER --csv splits.csv --out pets.pack                                # the same, its splits given

--pictures is a folder (searched whole) or a tar. The CSV has a column `file` (a path inside --pictures; or its first column)
and one per attribute: 1, true, yes or 0, -1, false, no. `name=column:values:values` names the values that mean on and off
(several with +); rows with neither are left out. Without --csv each folder at the top is a domain, as many as there are.
--align tight or celeba-hq cuts crops by five points, columns lefteye_x, lefteye_y, righteye_*, nose_*, leftmouth_*,
rightmouth_*, left and right as the viewer sees them; without it every picture is taken as an aligned crop.
A column `split` says train or val; without it every 25th picture of a domain is validation, which no training ever sees.
A pack is a tar of WebP crops and labels.json: {attributes or domains, size, files: [[name, split, domain, source if --source]]}.
"""
import argparse
import csv
import io
import json
import os
import tarfile
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np
import torch
from PIL import Image, ImageOps

from crop import aligned_square, crop_square, template, to_bytes, whole_square
from domains import Domains

PICTURES = ('.jpg', '.jpeg', '.png', '.webp', '.bmp')
ON, OFF = {'1', 'true', 'yes'}, {'0', '-1', 'false', 'no'}
COLUMNS = ('lefteye', 'righteye', 'nose', 'leftmouth', 'rightmouth')
FEW = 100
AT_A_TIME = 64


def parse():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--pictures', required=True)
    ap.add_argument('--csv')
    ap.add_argument('--attributes')
    ap.add_argument('--unasked', nargs='*', default=[], help='smile:open: nobody knows whether an open mouth smiles, and no network is asked')
    ap.add_argument('--align', choices=('none', 'tight', 'celeba-hq'), default='none')
    ap.add_argument('--size', type=int, default=128)
    ap.add_argument('--quality', type=int, default=85, help='of WebP; 100 is lossless')
    ap.add_argument('--source', help='column that says where a picture comes from: sources are drawn more evenly within a domain')
    ap.add_argument('--only', choices=('train', 'val'), help='one split: for evaluation pictures at their own size, say')
    ap.add_argument('--out', required=True)
    args = ap.parse_args()
    if (args.attributes or args.align != 'none') and not args.csv:
        ap.error('Expected --csv beside --attributes and --align.')
    return args


def pictures(path):
    """Yields (path inside, bytes), in a fixed order."""
    if os.path.isdir(path):
        found = sorted(os.path.relpath(os.path.join(folder, name), path) for folder, _, names in os.walk(path) for name in names)
        for name in found:
            if name.lower().endswith(PICTURES):
                with open(os.path.join(path, name), 'rb') as file:
                    yield name.replace(os.sep, '/'), file.read()
        return
    with tarfile.open(path) as tar:
        for member in tar:
            if member.isfile() and member.name.lower().endswith(PICTURES):
                yield member.name, tar.extractfile(member).read()


def reader(spec):
    """From `name`, `name=column` or `name=column:on:off` to (name, function from a row to 1, 0 or None)."""
    name, _, rest = spec.partition('=')
    column, *values = (rest or name).split(':')
    on, off = ({*value.split('+')} for value in values) if values else (ON, OFF)

    def read(row):
        value = row[column].strip() if values else row[column].strip().lower()
        return 1 if value in on else 0 if value in off else None
    return name, read


def table_rows(path):
    """-> {file's name: row} of a CSV"""
    with open(path, newline='') as file:
        table = csv.DictReader(file)
        key = 'file' if 'file' in table.fieldnames else table.fieldnames[0]
        return {row[key]: row for row in table}


def labelled_rows(args):
    """-> Domains, function from a file's name to its row (with `domain`) or None"""
    readers = [reader(spec) for spec in args.attributes.split(',')]
    rows = table_rows(args.csv)
    for row in rows.values():
        bits = [read(row) for _, read in readers]
        row['domain'] = None if None in bits else sum(bit << k for k, bit in enumerate(bits))
    return Domains([name for name, _ in readers], unasked=dict(pair.split(':') for pair in args.unasked)), rows.get


def foldered_rows(args):
    """The same with a folder per domain; a CSV lends its rows, and what it does not name is left out."""
    names = sorted({name.split('/')[0] for name, _ in pictures(args.pictures) if '/' in name})
    if len(names) < 2:
        raise SystemExit(f'Expected at least two folders with pictures in "{args.pictures}" but found {len(names)}: give --csv for attributes.')
    rows = table_rows(args.csv) if args.csv else None

    def row_of(name):
        row = {} if rows is None else rows.get(name)
        return None if row is None or '/' not in name else {**row, 'domain': names.index(name.split('/')[0])}
    return Domains(names=names), row_of


def square_of(args, image, row):
    if args.align == 'none':
        return whole_square(*image.size)
    points = np.array([[float(row[f'{column}_{axis}']) for axis in 'xy'] for column in COLUMNS])
    return aligned_square(points, template(args.align))


def encode(args, data, row):
    """-> bytes of the WebP crop, or None for a file that is no picture"""
    try:
        opened = Image.open(io.BytesIO(data))
        # Five points lie on the stored samples; without them a photo is turned the right way up.
        image = (opened if args.align != 'none' else ImageOps.exif_transpose(opened)).convert('RGB')
    except OSError:
        return None
    crop = crop_square(np.asarray(image), square_of(args, image, row), args.size)
    buffer = io.BytesIO()
    Image.fromarray(to_bytes(crop)).save(buffer, 'WEBP', quality=args.quality, lossless=args.quality == 100)
    return buffer.getvalue()


def main():
    args = parse()
    domains, row_of = labelled_rows(args) if args.attributes else foldered_rows(args)
    files, seen, left_out, broken = [], [0] * domains.count, 0, []
    with tarfile.open(args.out + '.tmp', 'w') as out:
        def add(name, data):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            out.addfile(info, io.BytesIO(data))
        def chosen():
            """What goes in: (name, bytes, row, split)."""
            nonlocal left_out
            for name, data in pictures(args.pictures):
                row = row_of(name) or row_of(os.path.basename(name))
                if row is None or row['domain'] is None:
                    left_out += 1
                    continue
                split = row.get('split') or ('val' if seen[row['domain']] % 25 == 0 else 'train')
                seen[row['domain']] += 1
                if not args.only or split == args.only:
                    yield name, data, row, split
        # Crops beside one another, each on one thread: they are small.
        torch.set_num_threads(1)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            pieces = chosen()
            # Some at a time: given all, the pool would hold every picture before the first is packed.
            while some := list(islice(pieces, AT_A_TIME)):
                for (name, _, row, split), crop in zip(some, pool.map(lambda one: encode(args, one[1], one[2]), some)):
                    if crop is None:
                        broken.append(name)
                        continue
                    files.append([f'{len(files):06}.webp', split, row['domain'], *([row[args.source]] if args.source else [])])
                    add(files[-1][0], crop)
        add('labels.json', json.dumps(dict(**domains.meta(), size=args.size, files=files)).encode())
    if not files:
        os.remove(args.out + '.tmp')
        raise SystemExit(f'Expected labelled pictures in "{args.pictures}" but found none: does the column `file` hold their paths?')
    os.replace(args.out + '.tmp', args.out)
    print(f'{len(files)} crops of {args.size} px -> {args.out}; {left_out} pictures without a label; {len(broken)} unreadable {broken[:5]}')
    for d in range(domains.count):
        crops = sum(f[2] == d for f in files)
        print(f'  {domains.label(d)}: {crops}{"  <- few: such a domain is memorised rather than learnt" if crops < FEW and not args.only else ""}')


if __name__ == '__main__':
    main()
