"""What the teacher does to a face's colours and to its detail: means of prototypes, less what no eye takes for the attribute."""
import numpy as np
import torch
import torch.nn.functional as F

import prototypes as p
from warping import blur

# In shares of the side.
LIGHT_BLUR, LARGE = .025, .11
# Of a change in the whole face's light: a face lighter than its neck is a mask. An age's is one from cheek to jaw, too.
AT_LARGE, AGES_AT_LARGE = .35, .3
# Of the colours about eyes that become a woman's, and of brows that grow old below hair that stays as it is.
EYES_OF_WOMEN, BROWS_OF_AGE = .7, .35
# Of what a woman's skin becomes redder as a man's.
RED_OF_MEN = .35
# Lines of age of a man and of a woman.
LINES = (1., .75)
# Lips lose so much of their red at most.
LIPS_PALER = .25
# Skin gets no lighter than cheeks, so many times, but for a share of what it would.
LIGHTEST, LIGHTER_YET = 1.04, .25
# Detail is raised so far beyond that of the mean face that one becomes.
DETAIL_ABOVE = .35


class Colours:
    """Colours in [0,1] to be added, in the mean shape and then in a face's own."""

    def __init__(self, file, attributes, strengths, effects):
        self.mean, self.attributes, self.strengths, self.effects = file['mean'].astype(np.float64), attributes, strengths, effects
        self.open, self.closed = (file[key].astype(np.float64) for key in ('A', 'Ac'))
        self.size = self.open.shape[-1]
        self.lines = torch.from_numpy(file['W']) if 'W' in file else torch.zeros(1, self.size, self.size)
        self.light = self._blur(torch.from_numpy(self.open[0].mean(0))[None, None].float(), LIGHT_BLUR)
        self.oval, self.lips = (p.filled(self.mean[part], self.size) for part in (p.OVAL, p.LIPS))
        self.skin = 1 - self._about([p.LIPS, *p.EYELIDS, *p.BROWS], .012)
        brows, top = self.mean[np.concatenate(p.BROWS), 1].min(), self.mean[p.OVAL, 1].min()
        down = ((torch.arange(self.size) + .5) / self.size - top) / (brows - top)
        # Where the means have hair, a forehead would get a patch.
        self.below_hair = down.clamp(0, 1).view(1, 1, -1, 1)
        self.oval_at_large = self._at_large(self.oval) + .05
        self.cheeks = self._filled(p.CHEEKS)
        self.eyes, self.brows = (self._about(parts, grown) for parts, grown in ((p.EYELIDS, .03), (p.BROWS, .018)))

    def added(self, a, b, strength, home, moved):
        """[1,3,S,S] for a face whose mean shape is at `home`; a and b are values of -1 and 1."""
        own = self._blur((moved.mean(1, keepdim=True) + 1) / 2, LIGHT_BLUR)
        cheeks = p.warped(self.cheeks, home)
        skin = (own * cheeks).sum() / (cheeks.sum() + 1e-6)
        change = p.warped(self._in_mean_shape(a, b, strength), home)
        # A beard that is not there need not be made lighter.
        lighter = change.mean(1, keepdim=True).clamp(min=1e-4)
        change = change * (F.relu(skin * LIGHTEST - own) / lighter).clamp(LIGHTER_YET, 1).where(lighter > 1e-4, torch.ones(()))
        older = max(0, self._changes('old', a, b)) * strength
        lines = older * LINES[int(self._value('female', b) > 0)] * p.warped(self.lines[None], home) if older else 0
        # In shadow and on dark skin as much less as they are darker than the mean face.
        return (change + lines) * ((own + .04) / (p.warped(self.light, home) + .04)).clamp(.3, 1.2)

    def _in_mean_shape(self, a, b, strength):
        smiles, ages = self._changes('smiling', a, b) != 0, self._changes('old', a, b)
        aged = self._aged(a, b, strength, smiles) if ages else 0
        rest = self._of(p.moves(a, b, self.strengths * strength), smiles) - aged
        if self._changes('female', a, b) > 0:
            rest = rest * (1 - (1 - EYES_OF_WOMEN) * self.eyes)
        if self._changes('female', a, b) < 0:
            rest = rest.mean(1, keepdim=True) + (rest - rest.mean(1, keepdim=True)) * (1 - (1 - RED_OF_MEN) * self.skin)
        if self._changes('female', a, b):
            rest = rest * self.below_hair
        rest = rest - (1 - AT_LARGE) * (rest * self.oval).sum((2, 3), keepdim=True) / self.oval.sum()
        if ages:
            aged = aged - (1 - AGES_AT_LARGE) * self._at_large(aged * self.oval) / self.oval_at_large
        if ages > 0:
            aged = aged * (1 - (1 - BROWS_OF_AGE) * self.brows)
        return self._with_red_lips(rest + aged)

    def _of(self, weights, smiles):
        return torch.from_numpy(np.tensordot(weights, (self.closed if smiles else self.open)[self.effects], 1)).float()[None]

    def _aged(self, a, b, strength, smiles):
        before = np.where(np.array(self.attributes) == 'old', a, b)
        return self._of(p.moves(before, b, self.strengths * strength), smiles)

    def _with_red_lips(self, change):
        """Lips of a man grown old would be grey: both means take their red."""
        red = torch.from_numpy(self.open[0, 0] - self.open[0, 1]).float()
        less = F.relu(change[:, 1] - change[:, 0] - LIPS_PALER * red) * self.lips[:, 0] / 2
        return change + torch.stack([less, -less, -less / 2], 1)

    def _value(self, name, values):
        return values[self.attributes.index(name)] if name in self.attributes else 0

    def _changes(self, name, a, b):
        return (self._value(name, b) - self._value(name, a)) / 2

    def _about(self, parts, grown):
        return (self._blur(self._filled(parts), grown) * 3).clamp(0, 1)

    def _filled(self, parts):
        return torch.stack([p.filled(self.mean[part], self.size) for part in parts]).amax(0)

    def _at_large(self, x):
        """Blurred so far that a few pixels say it as well."""
        few = F.avg_pool2d(x, max(1, self.size // 64))
        return F.interpolate(blur(few, LARGE * few.shape[-1], 'replicate'), size=self.size, mode='bilinear', align_corners=False)

    def _blur(self, x, sigma):
        return blur(x, sigma * self.size, 'replicate')


class Detail:
    """How many times its own detail is added to a face."""

    def __init__(self, file, strengths, effects):
        self.strengths, self.effects = strengths, effects
        self.detail = file['E'].astype(np.float64).mean(0)

    def added(self, a, b, strength, home, moved):
        size = moved.shape[-1]
        raised, wanted = (np.tensordot(weights, self.detail[self.effects].reshape(len(weights), -1), 1)
                          for weights in (p.moves(a, b, self.strengths * strength), p.moves(-b, b, .5 * np.ones(len(b)))))
        raised, wanted = self._maps(np.stack([raised, self.detail[0].ravel() + wanted]), home, size).split(1, 1)
        # Grain, stubble and blotches are not to be made more of.
        own = F.interpolate(p.strengths_of(moved / 2 + .5).mean(0)[None, None], size=size, mode='bilinear', align_corners=False)
        above = F.relu(wanted + DETAIL_ABOVE - own)
        return torch.exp(torch.minimum(raised.clamp(-1.2, .9), above)) - 1

    @staticmethod
    def _maps(values, home, size):
        grid = torch.from_numpy(values.reshape(1, len(values), p.BAND_CELLS, p.BAND_CELLS)).float()
        return p.warped(F.interpolate(grid, size=size, mode='bilinear', align_corners=False), home)
