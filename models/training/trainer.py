"""One training step after another, and everything that must be kept to go on as if never stopped."""
import copy

import torch

import losses
from checkpoints import build, read, write
from classifier import jitter
from networks import he_init
from precision import mixed
from preserve import Preserve


class Trainer:
    def __init__(self, args, architecture, data, classifiers):
        self.args, self.data, self.classifiers, self.device = args, data, classifiers, data.device
        self.preserve = None if args.composite == 'none' else Preserve(data.size, data.device, args.composite == 'face')
        torch.manual_seed(0)
        # Channels last: convolutions and what lies between them run on it a sixth faster on a CPU.
        self.g, self.e, self.d = (net.apply(he_init).to(self.device, memory_format=torch.channels_last) for net in build(architecture, data.domains))
        self.g_ema, self.e_ema = copy.deepcopy(self.g), copy.deepcopy(self.e)
        self.opt_g = self._adam(self.g, self.e)
        self.opt_d = self._adam(self.d)
        self.step, self.seconds = 0, 0.0

    def _adam(self, *nets):
        return torch.optim.Adam([p for net in nets for p in net.parameters()], self.args.lr, betas=(0.0, 0.99), weight_decay=1e-4)

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
        """-> every loss of this step, not weighted"""
        self._set_learning_rate()
        x, y = self.data.batch(self.args.batch)
        target = self.data.domains.draw_targets(y)
        edit = self._edit(x, y, target)
        log = {**self._train_discriminator(x, y, edit['shown'].detach(), target), **self._train_generator(x, y, edit, target)}
        self._average()
        self.step += 1
        return log

    def _edit(self, x, y, target):
        """What this step's losses are about, computed once for both sides. Every other step has G(x,s) too, a third pass through
        the decoder, and shows the edit as the editor does."""
        with mixed(self.device):
            style, unrelated, related, moved = self.e(x, y, target)
            content = self.g.content(x)
            fake = self.g.render(content, unrelated + moved).float()
            same = self.g.render(content, style).float() if self.step % 2 == 0 else None
        # Detached: else the losses could spoil the reconstruction instead of moving the edit.
        shown = fake if same is None or self.preserve is None else self.preserve(x, same.detach(), fake)
        return dict(style=style, unrelated=unrelated, related=related, moved=moved, fake=fake, same=same, shown=shown)

    def _set_learning_rate(self):
        """Rises over 500 steps, holds, and falls over the last two fifths of the plan."""
        fall = max(.02, (1 - min(1., self.progress)) / .4) if self.progress > .6 else 1
        for optimiser in (self.opt_g, self.opt_d):
            optimiser.param_groups[0]['lr'] = self.args.lr * min(1, (self.step + 1) / 500) * fall

    def _train_discriminator(self, x, y, shown, target):
        a, log = self.args, {}
        if self.step % a.r1_every == 0:
            # A second derivative: in full precision, and seldom, at a weight that makes up for it.
            x = x.detach().requires_grad_()
            real = self.d(x, y)
            log['r1'] = losses.gradient_penalty(real, x)
            loss = losses.verdict(real, 1.) + a.r1 * a.r1_every * log['r1']
        else:
            with mixed(self.device):
                loss = losses.verdict(self.d(x, y), 1.)
        with mixed(self.device):
            loss = loss + losses.verdict(self.d(shown, target), 0.)
        self._descend(self.opt_d, loss)
        return dict(d=loss, **log)

    def _train_generator(self, x, y, edit, target):
        a, fake, shown = self.args, edit['fake'], edit['shown']
        self.d.requires_grad_(False)
        with mixed(self.device):
            edited = edit['unrelated'] + edit['moved']
            log = dict(
                adv=losses.verdict(self.d(shown, target), 1.),
                sty=losses.distance(self.e.code(fake, target), edited),
                cyc=losses.distance(self.g(fake, edit['style']), x),
                ort=losses.orthogonality(edit['unrelated'], edit['related'], edit['moved']),
                per=losses.perceptual(self.classifiers[0], fake, x))
            attributes = log['cls' if shown is fake else 'cls_shown'] = self._attributes(shown, y, target)
            loss = log['adv'] + a.l_sty * log['sty'] + a.l_cyc * log['cyc'] + a.l_ort * log['ort'] + a.l_per * log['per'] + a.l_cls * attributes
            if edit['same'] is not None:
                log['rec'] = losses.distance(edit['same'], x)
                loss = loss + 2 * a.l_rec * log['rec']
        self._descend(self.opt_g, loss)
        self.d.requires_grad_(True)
        return log

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
        beta = min(.999, self.step / (self.step + 10))
        for net, average in ((self.g, self.g_ema), (self.e, self.e_ema)):
            torch._foreach_mul_(list(average.parameters()), beta)
            torch._foreach_add_(list(average.parameters()), list(net.parameters()), alpha=1 - beta)
