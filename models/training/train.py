"""Trains L2M-GAN on a pack; CPU or CUDA (bf16); stops by the clock or by steps; goes on where it stopped when called again.

    python3 train.py --pack my.pack --out run --minutes 22 --of 21                            # by the clock
    python3 train.py --pack my.pack --out run --steps 20000                                   # by steps
    python3 train.py --pack my.pack --out run --init exports/faces-256 --minutes 22 --of 21   # from an earlier export, of other domains even
    python3 train.py --pack my.pack --out run --init exports/faces-256 --img-size 512 ...     # grown to twice its size
    python3 train.py --pack my.pack --out run --init exports/faces-256 --width 64 ...         # the generator made twice as wide

--minutes and --until end this call; --of (minutes) or --steps are the plan over all calls, after which the learning rate has
fallen and training is over. With --init the network's sizes are the export's; Adam starts afresh, and so do the heads if its domains are others.
Writes state.pt (to go on), export/ (averaged and raw weights in half precision, files of at most 16 MiB) and samples.png.
"""
import argparse
import math
import os
import time

import torch

from checkpoints import DEFAULTS, architecture_of, expect_small, export, read, read_meta, start_from, write
from classifier import accuracy, load_classifier, train_classifier, train_judge
from data import Data, Pack
from grow import twice_as_wide, twice_the_size
from metrics import brief
from regions import Regions
from sheet import save_samples
from trainer import Trainer
from vgg import load_vgg

# Validation crops that are evaluated while training; all of them are at its end.
BRIEFLY = 128


def parse():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--pack', required=True)
    ap.add_argument('--out', required=True)
    ap.add_argument('--init', help='folder of an export to start from')
    ap.add_argument('--minutes', type=float, default=math.inf, help='this call ends after so many')
    ap.add_argument('--until', type=int, default=0, help='this call ends at this step')
    ap.add_argument('--of', type=float, default=21, help='planned minutes of training over all calls')
    ap.add_argument('--steps', type=int, default=0, help='planned steps over all calls, in place of --of')
    for name, text in dict(img_size='px', width='generator channels at full size, doubled at each halving', max_width='the most of them',
                           downs='halvings in the generator: 3 at 128 px leave a 16x16 bottleneck', encoder_width='style encoder',
                           encoder_max_width='the most of them', disc_width='discriminator', disc_max_width='the most of them',
                           patch='2: the networks work at half the picture\'s size',
                           attention='1: the generator says where the picture is its own, and the rest is the source\'s',
                           flow='1: and moves the source\'s pixels about; with --attention 1',
                           light='1: and relights them, and strengthens or smooths their lines; 2: from black to white even; with --flow 1').items():
        ap.add_argument('--' + name.replace('_', '-'), type=int, help=f'{text} ({DEFAULTS[name]})')
    ap.add_argument('--batch', type=int, default=32)
    ap.add_argument('--lr', type=float, default=2e-4)
    ap.add_argument('--warm-up', type=int, default=500, help='steps over which the learning rate rises')
    ap.add_argument('--rebuilds', type=int, default=0, help='cheap steps on reconstruction alone before every whole one: late in training on a CPU, where whole ones are dear')
    ap.add_argument('--classifiers', type=int, default=3, help='how many the losses ask (3)')
    ap.add_argument('--classifier-steps', type=int, default=1500)
    ap.add_argument('--composite', choices=('face', 'square', 'none'), default='face',
                    help="half of the steps judge edits as the editor shows them: within an aligned face's oval, over the whole square, or not at all (face)")
    ap.add_argument('--often', nargs='*', default=[], help='attributes that edits turn three times as often as others')
    ap.add_argument('--regions', help='JSON of where attributes may change the picture, and of windows with a discriminator of their own: regions/faces.json')
    ap.add_argument('--vgg', help="what vgg.py wrote, for the perceptual loss; without it the first classifier's features serve")
    ap.add_argument('--teachers', help='classifiers.pt of an earlier run on the same pack, in place of teaching them')
    ap.add_argument('--l-cyc', type=float, default=1.0)
    ap.add_argument('--l-rec', type=float, default=2.0)
    ap.add_argument('--l-sty', type=float, default=1.0)
    ap.add_argument('--l-ort', type=float, default=1.0)
    ap.add_argument('--l-per', type=float, default=0.5)
    ap.add_argument('--l-keep', type=float, default=2.0)
    ap.add_argument('--l-share', type=float, default=0.1)
    ap.add_argument('--l-whole', type=float, default=1.0)
    ap.add_argument('--l-flow', type=float, default=5.0)
    ap.add_argument('--l-tint', type=float, default=20.0)
    ap.add_argument('--l-cls', type=float, default=0.5)
    ap.add_argument('--margin', type=float, default=2.0, help='logits by which the classifiers are to be sure of what an edit changes (2)')
    ap.add_argument('--r1', type=float, default=1.0)
    ap.add_argument('--r1-every', type=int, default=8)
    ap.add_argument('--eager', action='store_true', help='on CUDA: without recording the steps as graphs, which is slower')
    ap.add_argument('--export-every', type=float, default=120, help='seconds between states, exports and samples')
    return ap.parse_args()


def architecture(args):
    """Sizes as asked; those not asked for are the export's with --init, else the defaults."""
    begun = f'{args.out}/export' if os.path.exists(f'{args.out}/export/meta.json') else args.init
    base = architecture_of(read_meta(begun)) if begun else DEFAULTS
    asked = {key: value for key in DEFAULTS if (value := getattr(args, key, None)) is not None}
    if args.init and begun == args.init and asked.get('img_size') == 2 * base['img_size']:
        base = twice_the_size(base)
    if args.init and begun == args.init and asked.get('width') == 2 * base['width']:
        base = twice_as_wide(base)
    if args.init and begun == args.init:
        base = {**base, **{kind: asked[kind] for kind in ('attention', 'flow', 'light') if asked.get(kind)}}
    # A discriminator of other widths starts afresh.
    fixed = [key for key in asked if not (key.startswith('disc_') and begun == args.init)]
    differing = [key for key in fixed if begun and asked[key] != base[key]]
    if differing:
        raise SystemExit(f'Expected the sizes of {begun} ({base}), or twice the --img-size or the --width of --init, but these differ: {differing}.')
    return {**base, **asked}


def classifiers(args, data, windows):
    """The losses' classifiers and, last, the judge: this run's, else those handed over, else taught now."""
    path = f'{args.out}/classifiers.pt'
    begun = path if os.path.exists(path) else args.teachers
    if begun:
        nets = [load_classifier(weights) for weights in read(begun)]
    else:
        nets = [*(train_classifier(data, args.classifier_steps, windows, i) for i in range(args.classifiers)), train_judge(data, args.classifier_steps, windows)]
    if begun != path:
        write([net.state_dict() for net in nets], path)
    # In one memory format wherever they come from: a resumed run ends with the same weights to the bit.
    return [net.to(data.device, memory_format=torch.channels_last) for net in nets]


def keep(args, sizes, trainer, nets, crops):
    """Evaluates on some validation crops, and writes everything that outlives this call: the state first, so that nothing after it can lose it."""
    trainer.save(f'{args.out}/state.pt')
    data, judge = trainer.data, nets[-1]
    metrics = brief(trainer.g_ema, trainer.e_ema, judge, data, trainer.preserve, trainer.editors_regions, crops)
    print('step', trainer.step, {name: round(value, 3) for name, value in metrics.items()}, flush=True)
    save_samples(f'{args.out}/samples.png', trainer.g_ema, trainer.e_ema, data)
    meta = dict(**data.domains.meta(), **sizes, step=trainer.step, seconds=trainer.seconds, batch=args.batch, metrics=metrics)
    export(f'{args.out}/export', meta, (trainer.g_ema, trainer.e_ema), (trainer.g, trainer.e, trainer.d), nets[0], judge)


def report(trainer, totals, seconds):
    means = {name: round((total / count).item(), 3) for name, (total, count) in totals.items()}
    print(trainer.step, f'{trainer.seconds:.0f}s', f'{100 / seconds:.1f} steps/s', means, flush=True)
    if not all(math.isfinite(value) for value in means.values()):
        raise SystemExit('Diverged: a loss is no number any more. Lower --lr or raise --r1; the last export is whole.')


def train(args, sizes, trainer, nets, start):
    val = trainer.data.val
    some = val[torch.linspace(0, len(val) - 1, min(BRIEFLY, len(val))).long().to(val.device)]
    totals, lap, kept = {}, time.time(), time.time()
    while time.time() - start < args.minutes * 60 and trainer.progress < 1 and not (args.until and trainer.step >= args.until):
        tick = time.time()
        for name, value in trainer.train_step().items():
            total, count = totals.get(name, (0, 0))
            totals[name] = total + value.float(), count + 1
        if trainer.step % 100 == 0:
            report(trainer, totals, time.time() - lap)
            totals, lap = {}, time.time()
        trainer.seconds += time.time() - tick
        if time.time() - kept > args.export_every:
            keep(args, sizes, trainer, nets, some)
            kept = lap = time.time()
    keep(args, sizes, trainer, nets, val)


def main():
    args, start = parse(), time.time()
    sizes = architecture(args)
    os.makedirs(args.out, exist_ok=True)
    device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    pack = Pack(args.pack)
    data = Data(pack, sizes['img_size'], device)
    regions = Regions(args.regions, data.domains)
    nets = classifiers(args, data, list(regions.windows.values()))
    for net in nets:
        print('judge' if net is nets[-1] else 'classifier', 'right on unseen crops', [round(v, 3) for v in accuracy(net, data.crops(data.val), data.domain[data.val], data.domains)], f'{time.time() - start:.0f}s', flush=True)
    vgg = load_vgg(read(args.vgg)).to(device, memory_format=torch.channels_last) if args.vgg else None
    trainer = Trainer(args, sizes, data, nets[:-1], regions, vgg)
    expect_small((trainer.g, trainer.e, trainer.d))
    if os.path.exists(f'{args.out}/state.pt'):
        trainer.load(f'{args.out}/state.pt')
    elif args.init:
        start_from(args.init, (trainer.g, trainer.e, trainer.d), sizes, data.domains)
        trainer.copy_to_average()
    train(args, sizes, trainer, nets, start)


if __name__ == '__main__':
    main()
