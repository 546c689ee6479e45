"""Measures a model on pictures that training never saw, by a judge that had no part in training.

    python3 evaluate.py --model run/export --pack my.pack [--judge run/export/judge.pt] [--out quality.json] [--edits FOLDER]

--model is an export's folder or a joined .pt (which needs --judge). The crops are the pack's validation split, brought to
the model's size as the app does it. `npm run evaluate` measures a converted bundle the same way and through the app's own
composites; for photos it also asks a face library. --out writes the rows as a bundle's manifest holds them, --edits every
single edit at full strength (`replace`) as PNG with the judge's logits, for comparing the two.
"""
import argparse
import json
import os

import torch
from PIL import Image

from checkpoints import load_model, read
from classifier import accuracy, load_classifier
from data import Pack
from metrics import OVAL, STRENGTHS, Averages, Edits, frechet, kernel_distance, rounded, spearman

COMPOSITES = ('preserve', 'replace')


def parse():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--model', required=True)
    ap.add_argument('--pack', required=True)
    ap.add_argument('--judge')
    ap.add_argument('--limit', type=int, default=0, help='so many crops, evenly spread; 0 for all')
    ap.add_argument('--batch', type=int, default=64)
    ap.add_argument('--out')
    ap.add_argument('--edits')
    args = ap.parse_args()
    if args.judge is None:
        if not os.path.isdir(args.model):
            ap.error('Expected --judge beside a joined .pt: judge.pt of its export.')
        args.judge = f'{args.model}/judge.pt'
    return args


def outside_oval(size):
    """[S,S] bool: pixels outside the ellipse that stands for the face."""
    x, y, rx, ry = OVAL
    at = (torch.arange(size) + .5) / size
    return ((at[None] - x) / rx) ** 2 + ((at[:, None] - y) / ry) ** 2 > 1


class Measurer:
    def __init__(self, model, judge):
        self.g, self.e, self.domains, meta = model
        self.judge, self.outside = judge, outside_oval(meta['img_size'])
        self.averages = {group: Averages() for group in (*COMPOSITES, 'model')}
        self.slopes, self.clouds = {}, {}

    def see(self, image):
        """The judge's logits [N,L], and its last features [N,128]."""
        logits, features = self.judge(rounded(image))
        return logits, features[-1].mean((2, 3))

    def batch(self, x, y):
        """Measures every edit of these crops; yields (the logit that should change and to what, indices into the batch, edited pictures, logits)."""
        domains, edits = self.domains, Edits(self.g, self.e, x, y)
        self.averages['replace'].add('reconstruction', (edits.base - x).abs().mean((1, 2, 3)), y)
        self._cosine('before', edits.related, edits)
        base, cloud = self.see(edits.base)[0], self.see(x)
        for name, column, value, target in domains.edits():
            here = domains.changed(y, column, value, target)
            self._cloud((name, 'real'), cloud[1][~here])
            if not here.any():
                continue
            some = edits.of(here)
            image = some.at(target(some.y))
            logits, features = self.see(image)
            self._cosine('after', self.e.transform(some.related, target(some.y)), some)
            self._edit('replace', name, column, value, target, some, image, logits, base[here])
            # The plain part of the app's `preserve`; what the app does to the change besides is measured by npm run evaluate.
            preserved = some.x + image - some.base
            self._edit('preserve', name, column, value, target, some, preserved, self.see(preserved)[0], cloud[0][here])
            self._slope(name, column, value, some, target(some.y), {0: base[here], 1: logits})
            self._cloud((name, 'source'), cloud[1][here])
            self._cloud((name, 'edited'), features)
            yield f'{column}-{value}', here.nonzero()[:, 0], image, logits

    def _cloud(self, key, features):
        self.clouds.setdefault(key, []).append(features)

    def _cosine(self, when, related, edits):
        self.averages['model'].add(when, torch.cosine_similarity(related, edits.unrelated).abs(), edits.y)

    def _edit(self, group, name, column, value, target, edits, image, after, before):
        says = self.domains.seen(after)
        self.averages[group].add(name, says[:, column] == value, edits.y)
        if len(self.domains.attributes) > 1:
            self.averages[group].add('leak', self.domains.leak(says, self.domains.seen(before), edits.y, target, column), edits.y)
        change = (rounded(image) - edits.x).abs().mean(1)[:, self.outside]
        self.averages[group].add('outside', change.mean(1) * 127.5, edits.y)

    def _slope(self, name, column, value, edits, target, known):
        """`known`: the judge's logits by strength, where it has seen the picture already."""
        seen = [known[a] if a in known else self.see(edits.at(target, a))[0] for a in STRENGTHS]
        scores = torch.stack([logits[:, column] for logits in seen], 1) * (1 if value else -1)
        for last in (1, 1.5):
            self.slopes.setdefault((name, last), []).append(spearman(scores[:, :STRENGTHS.index(last) + 1]))

    def rows(self):
        """-> rows as a bundle's manifest holds them: {group, name, value, unit}"""
        rows = []

        def row(group, name, value, unit='', digits=1):
            rows.append(dict(group=group, name=name, value=round(value, digits), unit=unit))
        for group in COMPOSITES:
            means = self.averages[group].means()
            for name, _, _, _ in self.domains.edits():
                if name in means:
                    row(group, f'{name}: edits that the judge confirms', 100 * means[name], '%')
            if 'leak' in means:
                row(group, 'untouched attributes whose verdict changes (leak)', 100 * means['leak'], '%')
            row(group, 'mean change outside the face oval, of 255', means['outside'], '', 2)
            if group == 'replace':
                row(group, 'reconstruction, mean absolute difference on [-1,1]', means['reconstruction'], '', 4)
                self._replace_rows(row)
        cosines = self.averages['model'].means()
        row('model', '|cosine| of s_related and s_unrelated', cosines['before'], '', 3)
        row('model', '|cosine| of s_related moved and s_unrelated', cosines['after'], '', 3)
        return rows

    def _replace_rows(self, row):
        for (name, last), parts in self.slopes.items():
            row('replace', f'{name}: Spearman of strength 0 to {last} and the judge\'s score, median face', torch.cat(parts).median().item(), '', 2)
        for what, measure, digits in (('Frechet', frechet, 3), ('kernel', kernel_distance, 4)):
            for kind, text in (('edited', 'edits'), ('source', 'their sources')):
                distances = list(self._distances(measure, kind))
                if distances:
                    row('replace', f'{what} distance of {text} to real ones, on the judge\'s features', sum(distances) / len(distances), '', digits)

    def _distances(self, measure, kind):
        """One per edit that has enough pictures."""
        for name, _, _, _ in self.domains.edits():
            real, pictures = (torch.cat(self.clouds.get((name, k), [torch.zeros(0, 1)])) for k in ('real', kind))
            if min(len(real), len(pictures)) > 1:
                yield measure(pictures, real)


def judge_rows(judge, x, y, domains):
    """The judge's own accuracy on the same crops, unedited: a judge that cannot tell is no judge."""
    right = accuracy(judge, x, y, domains)
    return [dict(group='judge', name=f'{name}: real crops that the judge gets right', value=round(100 * value, 1), unit='%')
            for name, value in zip(domains.attributes or domains.names, right)]


def write_edit(folder, crop, edit, image, logits, verdicts):
    pixels = ((rounded(image) + 1) * 127.5).round().byte().permute(1, 2, 0).numpy()
    file = f'{os.path.splitext(crop)[0]}--{edit}.png'
    Image.fromarray(pixels).save(f'{folder}/{file}')
    verdicts[file] = [round(v, 4) for v in logits.tolist()]


@torch.no_grad()
def measure(args):
    model, judge = load_model(args.model), load_classifier(read(args.judge))
    pack = Pack(args.pack)
    if pack.domains.meta() != model[2].meta():
        raise SystemExit(f'Expected the domains of the model, {model[2].meta()}, but the pack has {pack.domains.meta()}.')
    x, y, names = pack.split('val', model[3]['img_size'])
    if args.limit and args.limit < len(x):
        chosen = torch.tensor([i * (len(x) - 1) // max(1, args.limit - 1) for i in range(args.limit)])
        x, y, names = x[chosen], y[chosen], [names[i] for i in chosen]
    measurer, verdicts = Measurer(model, judge), {}
    if args.edits:
        os.makedirs(args.edits, exist_ok=True)
    for start in range(0, len(x), args.batch):
        part = slice(start, start + args.batch)
        for edit, indices, images, seen in measurer.batch(x[part], y[part]):
            if args.edits:
                for i, image, logits in zip(indices.tolist(), images, seen):
                    write_edit(args.edits, names[start + i], edit, image, logits, verdicts)
    if args.edits:
        with open(f'{args.edits}/verdicts.json', 'w') as file:
            json.dump(verdicts, file, indent=0)
    return dict(measuredBy=f'evaluate.py on {len(x)} validation crops of {os.path.basename(args.pack)}', rows=judge_rows(judge, x, y, model[2]) + measurer.rows())


def main():
    args = parse()
    quality = measure(args)
    for row in quality['rows']:
        print(f'{row["group"]:9}{row["name"]:95}{row["value"]:>9} {row["unit"]}')
    print(quality['measuredBy'])
    if args.out:
        with open(args.out, 'w') as file:
            json.dump(quality, file, indent=2)


if __name__ == '__main__':
    main()
