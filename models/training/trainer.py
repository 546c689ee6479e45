"""One training step after another, and everything that must be kept to go on as if never stopped."""
import copy

import torch

import losses
from augmentation import disturbed, jitter
from checkpoints import build, read, write
from networks import he_init, tone_of
from precision import mixed
from preserve import Preserve, Within
from step_graphs import StepGraphs

# Pictures after which the averaged weights have forgotten half of what they were.
HALF_LIFE = 10_000
# What of an edit's likeness to its source is asked even where it may change what it likes.
LIKENESS = 0.15


class Trainer:
    def __init__(self, args, architecture, data, classifiers, regions, vgg):
        self.args, self.data, self.classifiers, self.device = args, data, classifiers, data.device
        composite = Within if architecture['attention'] else Preserve
        self.preserve = None if args.composite == 'none' else composite(data.size, data.device, args.composite == 'face')
        self.features = vgg or (lambda x: classifiers[0].features(x, 2))
        self.regions, self.editors_regions, self.whole = (maps(data.size).to(self.device) for maps in (regions.maps, regions.editors_maps, regions.whole_maps))
        self.spared = regions.spared_map(data.size).to(self.device)
        self.heads = data.domains.heads().to(self.device)
        torch.manual_seed(0)
        # Channels last: convolutions and what lies between them run on it a sixth faster on a CPU.
        self.g, self.e, self.d = (net.apply(he_init).to(self.device, memory_format=torch.channels_last) for net in build(architecture, data.domains, regions.windows))
        self.g_ema, self.e_ema = copy.deepcopy(self.g), copy.deepcopy(self.e)
        self.lr = torch.tensor(args.lr, device=self.device)
        self.opt_g = self._adam(self.g, self.e)
        self.opt_d = self._adam(self.d)
        self.step, self.seconds, self.half_life = 0, 0.0, HALF_LIFE
        self._run = StepGraphs(self._losses_of, self.device.type == 'cuda' and not args.eager)

    def _adam(self, *nets):
        return torch.optim.Adam([p for net in nets for p in net.parameters()], self.lr, betas=(0.0, 0.99), weight_decay=1e-4, fused=True, capturable=self.device.type == 'cuda')

    def _parts(self):
        return dict(g=self.g, e=self.e, d=self.d, g_ema=self.g_ema, e_ema=self.e_ema, opt_g=self.opt_g, opt_d=self.opt_d)

    def save(self, path):
        cuda = torch.cuda.get_rng_state() if self.device.type == 'cuda' else None
        write(dict(step=self.step, seconds=self.seconds, random=torch.get_rng_state(), cuda_random=cuda,
                   **{name: part.state_dict() for name, part in self._parts().items()}), path)

    def load(self, path):
        state = read(path)
        for name, part in self._parts().items():
            part.load_state_dict(state[name])
        for optimiser in (self.opt_g, self.opt_d):
            optimiser.param_groups[0]['lr'] = self.lr
        self.step, self.seconds = state['step'], state['seconds']
        torch.set_rng_state(state['random'])
        if state['cuda_random'] is not None and self.device.type == 'cuda':
            torch.cuda.set_rng_state(state['cuda_random'])

    def copy_to_average(self):
        self.g_ema.load_state_dict(self.g.state_dict())
        self.e_ema.load_state_dict(self.e.state_dict())

    @property
    def progress(self):
        """Of the whole plan, 0 to 1: by steps where a number of them is planned, else by the clock."""
        return self.step / self.args.steps if self.args.steps else self.seconds / (self.args.of * 60)

    def train_step(self):
        """-> every loss of this step, not weighted; good until the next"""
        self._set_learning_rate()
        for _ in range(self.args.rebuilds):
            self._rebuild()
            self._average()
        # A generator with attention only ever draws what the editor shows.
        composited = self.preserve is not None and (self.g.attention == 1 or self.step % 2 == 0)
        log = self._run(composited, self.step % self.args.r1_every == 0)
        self._average()
        if self.device.type == 'cuda':
            # Else the clock would count the asking for work, not the work.
            torch.cuda.synchronize()
        self.step += 1
        return log

    def _rebuild(self):
        """Reconstruction alone, of a batch of its own: a ninth of a whole step, and what late training needs most of."""
        x, y = self.data.batch(self.args.batch)
        with mixed(self.device):
            drawn = self.g.layers(self.g.content(x), self.e.code(x, y)).colours
        self._descend(self.opt_g, self.args.l_rec * losses.distance(drawn.float(), x))

    def _losses_of(self, composited, penalised):
        """Both sides' descent on one batch; what it needs of Python's is its kind alone, so that it can be recorded."""
        x, y = self.data.batch(self.args.batch)
        target = self.data.domains.draw_targets(y, self.args.often)
        edit = self._edit(x, y, target, composited)
        return {**self._train_discriminator(x, y, edit['shown'].detach(), target, penalised), **self._train_generator(x, y, edit, target)}

    def _edit(self, x, y, target, composited):
        """What this step's losses are about, computed once for both sides. A composited step shows the edit as the editor does."""
        with mixed(self.device):
            style, unrelated, related, moved = self.e(x, y, target)
            content = self.g.content(x)
            layers, of_same = self.g.layers(content, unrelated + moved), self.g.layers(content, style)
        # Detached as well: it says what is, and asks nothing.
        tone = tone_of(x, of_same.colours).detach()
        same = of_same.over(x, tone)
        # Detached: else the losses could spoil the reconstruction instead of moving the edit.
        shown = self.preserve(x, same.detach(), layers, tone, self._touched(self.editors_regions, y, target)) if composited else layers.over(x, tone)
        fake = shown if self.g.attention else layers.over(x, tone)
        return dict(style=style, unrelated=unrelated, related=related, moved=moved, fake=fake, same=same, shown=shown, layers=layers, of_same=of_same)

    def _set_learning_rate(self):
        """Rises over the first steps, holds, and falls over the last two fifths of the plan."""
        fall = max(.02, (1 - min(1., self.progress)) / .4) if self.progress > .6 else 1
        self.lr.fill_(self.args.lr * min(1, (self.step + 1) / self.args.warm_up) * fall)

    def _train_discriminator(self, x, y, shown, target, penalised):
        a, log, wanted = self.args, {}, self.heads[y]
        x = disturbed(x)
        if penalised:
            # A second derivative: in full precision, and seldom, at a weight that makes up for it.
            x = x.detach().requires_grad_()
            real = self.d(x)
            log['r1'] = losses.gradient_penalty(real, wanted, x)
            loss = losses.verdict(real, wanted, True) + a.r1 * a.r1_every * log['r1']
        else:
            with mixed(self.device):
                loss = losses.verdict(self.d(x), wanted, True)
        with mixed(self.device):
            loss = loss + losses.verdict(self.d(disturbed(shown)), self.heads[target], False)
        self._descend(self.opt_d, loss)
        return dict(d=loss.detach(), **{name: value.detach() for name, value in log.items()})

    def _train_generator(self, x, y, edit, target):
        a, fake, same, shown, drawn = self.args, edit['fake'], edit['same'], edit['shown'], edit['of_same'].colours.float()
        half = max(1, len(x) // 2)
        self.d.requires_grad_(False)
        with mixed(self.device):
            edited = edit['unrelated'] + edit['moved']
            keep = 1 - self._touched(self.regions, y, target)
            with torch.no_grad():
                wanted = self.features(x)
            log = dict(
                adv=losses.verdict(self.d(disturbed(shown)), self.heads[target], True),
                sty=losses.distance(self.e.code(fake, target), edited),
                # Of half the batch: a quarter of a step's time otherwise.
                cyc=losses.distance(self.g(fake[:half], edit['style'][:half]), x[:half]),
                ort=losses.orthogonality(edit['unrelated'], edit['related'], edit['moved']),
                rec=losses.distance(drawn, x),
                rec_per=losses.perceptual(self.features(drawn), wanted),
                per=losses.perceptual(self.features(fake), wanted, LIKENESS + (1 - LIKENESS) * keep),
                keep=losses.kept(fake, same.detach(), keep),
                cls=self._attributes(shown, y, target))
            if self.g.attention:
                share, whole = edit['layers'].share.float(), self._touched(self.whole, y, target)
                log.update(share=share.mean() + edit['of_same'].share.float().mean(), idle=losses.distance(same, x), whole=losses.share_of(1 - share, whole),
                           spare=losses.share_of(share, self.spared),
                           tint=losses.tint(fake, x, (1 - keep) * (1 - self.whole.amax(0))))
            if self.g.flow:
                log.update(flow=losses.stretch(edit['layers'].flow) + losses.stretch(edit['of_same'].flow))
            loss = (log['adv'] + a.l_sty * log['sty'] + a.l_cyc * log['cyc'] + a.l_ort * log['ort'] + a.l_rec * (log['rec'] + log['rec_per'] / 2)
                    + a.l_per * log['per'] + a.l_keep * log['keep'] + a.l_cls * log['cls'])
            if self.g.attention:
                loss = loss + a.l_share * log['share'] + a.l_rec * log['idle'] + a.l_whole * (log['whole'] + log['spare']) + a.l_tint * log['tint']
            if self.g.flow:
                loss = loss + a.l_flow * log['flow']
        self._descend(self.opt_g, loss)
        self.d.requires_grad_(True)
        return {name: value.detach() for name, value in log.items()}

    def _touched(self, maps, y, target):
        """[N,1,S,S]: how far any of the attributes that an edit from y to target changes has a say; everywhere between named domains."""
        values = self.data.domains.values
        if self.data.domains.names:
            return torch.ones_like(maps[None, :1])
        return ((values[y] != values[target]).float()[:, :, None, None] * maps).amax(1, keepdim=True)

    def _attributes(self, pictures, y, target):
        """How far the classifiers are from seeing the target, each through a jitter of its own: an edit that only one network
        sees, or only at one place and light, is paint."""
        far = [self.data.domains.edit_loss(net(jitter(pictures))[0].float(), y, target, self.args.margin) for net in self.classifiers]
        return sum(far) / len(far)

    @staticmethod
    def _descend(optimiser, loss):
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()

    @torch.no_grad()
    def _average(self):
        """Exponential moving average of the weights, short at first."""
        beta = min(.5 ** (self.args.batch / self.half_life), self.step / (self.step + 10))
        for net, average in ((self.g, self.g_ema), (self.e, self.e_ema)):
            torch._foreach_mul_(list(average.parameters()), beta)
            torch._foreach_add_(list(average.parameters()), list(net.parameters()), alpha=1 - beta)
