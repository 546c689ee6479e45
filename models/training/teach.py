"""Teaches a generator with flow and light by prototypes (teacher.py), or of drawn mouths (drawn_teacher.py) or hair (hair_teacher.py), what
an edit is, on a CPU; goes on where it stopped when called again.

    python3 teach.py --pack drawn.pack --mouths mouths.json --regions regions/anime.json --init exports/anime-128-mouth --out run --minutes 60 --of 60
    python3 teach.py --pack hair.pack --hair hair.npz --init exports/anime-128-mouth --teachers begun/classifiers.pt --out run --minutes 60 --of 60
    python3 teach.py --pack faces.pack --meshes meshes.json --prototypes prototypes.npz --init exports/faces-256 --out run --minutes 60 --of 60

Every step shows it crops, each on its way to another domain by a strength of its own, and asks for the teacher's picture, flow and
light. The code of the way is L2M-GAN's (equation 7): s_unrelated + a s_related of the target + (1 - a) s_related of the source.
Writes state.pt, export/ and samples.png as train.py does, without a discriminator's say: that one is handed on as it came.
"""
import argparse
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import torch
import torch.nn.functional as F

import losses
from augmentation import relit, similarity, transformed, turned_places, uniform
from checkpoints import architecture_of, read, read_meta, start_from
from classifier import load_classifier
from data import Data, Pack
from drawn_teacher import DrawnTeacher, read_mouths, turned
from hair_teacher import HairTeacher, domain_colours, read_hair, turned_mask
from networks import tone_of
from precision import mixed
from prototypes import read_meshes
from regions import Regions
from teacher import Teacher
from train import keep
from trainer import Trainer

# Share of the crops whose way leads to the code of a face of the target domain, instead of the domain transformer's.
BY_REFERENCE = .25
# Share of the crops that are asked for nothing, and the strengths of the others.
STILL, STRENGTHS = .12, (.25, 1.4)
# Where windows look, mouths and eyes, the picture counts so many times more.
IN_WINDOWS = 3.
# Crops after which the averaged weights have forgotten half of what they were: there is no adversary to swing about.
HALF_LIFE = 2_000
WEIGHTS = dict(picture=4., flow=60., light=6., colours=.1, share=.3, sty=.5, ort=.5)
# Of drawn mouths, a fiftieth of the picture. Where they are painted, picture, share and colours count so many times more, and the flow where
# it moves anything, by how much in sides.
MOUTH_WEIGHTS = dict(picture=4., flow=400., light=6., colours=.5, share=1., sty=.5, ort=.5)
PAINTED, MOVING, FLOWS = 8., 30., .002
# Of drawn hair nothing moves and nothing is painted; its hue is asked beside its light.
HAIR_WEIGHTS = dict(picture=4., flow=60., light=20., hue=40., colours=.02, share=4., sty=.1, ort=.1)
# How far crops are turned, in radians: heads in drawings are tilted.
TURNED, MOUTH_TURNED = .06, .2
# How much wider than the crop is what is shown of it, its border mirrored: hair reaches farther than a face's square.
WIDEST, HAIR_WIDEST = 1.02, 1.8


def parse():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ('pack', 'init', 'out'):
        ap.add_argument('--' + name, required=True)
    for name in ('meshes', 'prototypes'):
        ap.add_argument('--' + name)
    ap.add_argument('--mouths', help='places of drawn mouths (find_mouths.py), in place of meshes and prototypes')
    ap.add_argument('--hair', help='masks of drawn hair (find_hair.py), in place of both; domains are its colours')
    ap.add_argument('--teachers', help='classifiers.pt, whose last is the judge; the export\'s without it')
    ap.add_argument('--regions')
    ap.add_argument('--minutes', type=float, default=1e9)
    ap.add_argument('--of', type=float, default=60, help='planned minutes over all calls')
    ap.add_argument('--batch', type=int, default=8)
    ap.add_argument('--lr', type=float, default=5e-4)
    ap.add_argument('--warm-up', type=int, default=50)
    ap.add_argument('--often', nargs='*', default=[])
    ap.add_argument('--export-every', type=float, default=300)
    args = ap.parse_args()
    return argparse.Namespace(**vars(args), steps=0, composite='square' if args.mouths or args.hair else 'face', rebuilds=0, eager=True)


class Lessons:
    """Crops with landmarks, moved and relit at random, and what the teacher says of them."""

    def __init__(self, data, pack, args):
        self.data, self.often = data, args.often
        self.seen, self.turned, self.widest, self.possible, self.goals = turned_places, TURNED, WIDEST, lambda _, target: target, self._values
        if args.mouths:
            self.places, self.teacher, self.seen, self.turned, self.possible = read_mouths(args.mouths, pack), DrawnTeacher(data.size), turned, MOUTH_TURNED, closing
        elif args.hair:
            hair = read_hair(args.hair, data)
            self.places, self.teacher, self.seen, self.turned, self.goals = dict(enumerate(hair.mattes)), HairTeacher(), turned_mask, MOUTH_TURNED, self._colours
            self.widest = HAIR_WIDEST
            self.colours, self.domain_colours = hair.colours, domain_colours(hair.colours, data.domain, data.domains.count)
        else:
            self.places, self.teacher = read_meshes(args.meshes, pack), Teacher(args.prototypes, data.domains.attributes)
        indices, reach = data.training
        share = np.diff(reach.numpy(), prepend=0) * [i in self.places for i in indices.tolist()]
        self.indices, self.share = indices, torch.from_numpy(share)

    def batch(self, n, seed):
        torch.manual_seed(seed)
        drawn = self.indices[torch.multinomial(self.share, n)]
        y = self.data.domain[drawn]
        target = self.possible(y, self.data.domains.draw_targets(y, self.often))
        references, shown = torch.stack([pick(self.data, d) for d in target.tolist()]), torch.rand(n) < BY_REFERENCE
        strength = torch.empty(n).uniform_(*STRENGTHS) * (torch.rand(n) > STILL)
        x, turns = moved_about(relit(self.data.crops(drawn), .12, .15).clamp(-1, 1), self.turned, self.widest)
        values, goals, lessons = self.data.domains.values, self.goals(target, references, shown), []
        for i, index in enumerate(drawn.tolist()):
            place = self.seen(self.places[index], turns[i].numpy())
            lessons.append(self.teacher.lesson(x[i], place, values[y[i]].numpy(), goals[i], strength[i].item()))
        return *mirrored(x, y, target, strength, *(torch.stack(parts) for parts in zip(*lessons))), references, shown

    def _values(self, target, _references, _shown):
        """What an edit leads to: the values of its attributes ..."""
        return self.data.domains.values[target].numpy()

    def _colours(self, target, references, shown):
        """... or the colour of its domain, or the very colour of the reference where one leads the way."""
        return torch.where(shown[:, None], self.colours[references], self.domain_colours[target])


def closing(y, target):
    """An open mouth has no other smile: it closes instead."""
    return torch.where((y & target & 1) == 1, target ^ 1, target)


def moved_about(x, most, widest):
    """Each crop by a small similarity transform, and the transforms, from places of the result to those of x."""
    turns = similarity(uniform(x, .88, widest), uniform(x, -most, most), uniform(x, -.04, .04, 2))
    return transformed(x, turns), turns


def mirrored(x, y, target, strength, picture, flow, light, share):
    """Half of all batches seen in a mirror."""
    if torch.rand(()) < .5:
        x, picture, light, share, flow = (part.flip(3) for part in (x, picture, light, share, flow * torch.tensor([-1., 1.]).view(1, 2, 1, 1)))
    return x, y, target, strength, picture, flow, light, share


def step(trainer, weight, weights, paints, batch):
    x, y, target, strength, picture, flow, light, share, references, shown = batch
    e, g, data = trainer.e, trainer.g, trainer.data
    painted = 1 + PAINTED * share
    # A mouth is so little of a drawing that a flow of nothing is nearly right.
    moving = 1 + MOVING * (flow.abs().amax(1, keepdim=True) > FLOWS).float() if paints else 1
    with mixed(data.device):
        style, unrelated, related, moved = e(x, y, target)
        goal = torch.where(shown[:, None], e.decompose(e.code(data.crops(references), target))[1], moved)
        a = strength[:, None]
        layers = g.layers(g.content(x), unrelated + a * goal + (1 - a) * related)
        # Colours that paint are to be right by themselves: the wanted picture's tone would give the mouth away.
        fake = layers.over(x, 0 if paints else tone_of(picture, layers.colours).detach())
        wholly = ((strength - 1).abs() < .25).float()[:, None]
        log = dict(
            picture=((fake - picture).abs() * weight * painted).mean(), share=((layers.share.float() - share).abs() * painted).mean(),
            colours=((layers.colours.float() - picture).abs() * painted).mean(), flow=((F.interpolate(layers.flow, size=flow.shape[-1], mode='area') - flow).abs() * moving).mean(),
            light=losses.distance(layers.light, light), hue=hue_off(layers.light - light), ort=losses.orthogonality(unrelated, related, moved),
            sty=((e.code(picture, target) - (unrelated + moved)).abs() * wholly).mean())
        loss = sum(times * log[name] for name, times in weights.items())
    trainer._descend(trainer.opt_g, loss)
    trainer._average()
    trainer.step += 1
    return {name: value.detach().item() for name, value in log.items()}


def hue_off(light):
    """Mean of what a light's difference [N,4,S,S] has of colour: else whether hair is dark is learnt long before which hue it has."""
    colours = light[:, :3]
    return (colours - colours.mean(1, keepdim=True)).abs().mean()


def weights_of(windows, size):
    """[1,1,size,size], 1 on average: how much each place of the picture counts."""
    weight = torch.ones(1, 1, size, size)
    for left, top, right, bottom in windows.values():
        weight[:, :, round(top * size):round(bottom * size), round(left * size):round(right * size)] += IN_WINDOWS
    return weight / weight.mean()


class Ahead:
    """The next batch of lessons, made in a process of its own meanwhile."""

    def __init__(self, lessons, size, first):
        Ahead.lessons, self.size, self.seed = lessons, size, first
        self.pool = ProcessPoolExecutor(1, multiprocessing.get_context('fork'))
        self.coming = self._ask()

    def _ask(self):
        self.seed += 1
        return self.pool.submit(Ahead._make, self.size, self.seed)

    @staticmethod
    def _make(size, seed):
        torch.set_num_threads(1)
        # As arrays: tensors between processes are files that are open.
        return [part.numpy() for part in Ahead.lessons.batch(size, seed)]

    def batch(self):
        now, self.coming = self.coming.result(), self._ask()
        return [torch.from_numpy(part) for part in now]


def pick(data, domain):
    """Any training crop of a domain."""
    indices = data.training[0]
    own = indices[data.domain[indices] == domain]
    return own[torch.randint(len(own), ())]


def main():
    args, start = parse(), time.time()
    sizes = {**architecture_of(read_meta(args.init)), 'attention': 1, 'flow': 1, 'light': 2 if args.hair else 1}
    os.makedirs(args.out, exist_ok=True)
    pack = Pack(args.pack)
    if args.mouths and pack.domains.attributes != ['open', 'smile']:
        raise SystemExit(f'Expected a pack of the attributes open and smile for --mouths but it has {pack.domains.attributes}.')
    data = Data(pack, sizes['img_size'], torch.device('cpu'))
    nets = [load_classifier(weights) for weights in read(args.teachers or f'{args.init}/classifiers.pt')]
    regions = Regions(args.regions, data.domains)
    trainer = Trainer(args, sizes, data, nets[:-1], regions, None)
    trainer.half_life = HALF_LIFE
    weight, weights = weights_of(regions.windows, data.size), MOUTH_WEIGHTS if args.mouths else HAIR_WEIGHTS if args.hair else WEIGHTS
    # A GAN's Adam has no momentum; what is asked for here stands still, and ten times the steps went by without it.
    trainer.opt_g = torch.optim.AdamW([p for net in (trainer.g, trainer.e) for p in net.parameters()], trainer.lr, betas=(.9, .99), weight_decay=1e-4, fused=True)
    if os.path.exists(f'{args.out}/state.pt'):
        trainer.load(f'{args.out}/state.pt')
    else:
        start_from(args.init, (trainer.g, trainer.e, trainer.d), sizes, data.domains)
        trainer.copy_to_average()
    lessons = Ahead(Lessons(data, pack, args), args.batch, trainer.step)
    some = data.val[torch.linspace(0, len(data.val) - 1, min(96, len(data.val))).long()]
    kept, totals, first = time.time(), [], trainer.step
    # One step at least, however long a busy machine took to come here.
    while trainer.progress < 1 and (trainer.step == first or time.time() - start < args.minutes * 60):
        tick = time.time()
        trainer._set_learning_rate()
        totals.append(step(trainer, weight, weights, bool(args.mouths), lessons.batch()))
        trainer.seconds += time.time() - tick
        if trainer.step % 50 == 0:
            print(trainer.step, f'{trainer.seconds:.0f}s', {name: round(sum(t[name] for t in totals) / len(totals), 5) for name in totals[0]}, flush=True)
            totals = []
        if time.time() - kept > args.export_every:
            keep(args, sizes, trainer, nets, some)
            kept = time.time()
    keep(args, sizes, trainer, nets, data.val)


if __name__ == '__main__':
    main()
