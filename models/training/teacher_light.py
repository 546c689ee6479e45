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
EYES_OF_WOMEN, BROWS_OF_AGE = .8, .35
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
        self.cheeks = torch.stack([p.filled(self.mean[part], self.size) for part in p.CHEEKS]).amax(0)
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
        lines = older * LINES[int(self._value('female', b) > 0)] * p.warped(self.lines[None], home)
        # In shadow and on dark skin as much less as they are darker than the mean face.
        return (change + lines) * ((own + .04) / (p.warped(self.light, home) + .04)).clamp(.3, 1.2)

    def _in_mean_shape(self, a, b, strength):
        smiles = self._changes('smiling', a, b) != 0
        aged = self._aged(a, b, strength, smiles)
        rest = self._of(p.moves(a, b, self.strengths * strength), smiles) - aged
        if self._changes('female', a, b) > 0:
            rest = rest * (1 - (1 - EYES_OF_WOMEN) * self.eyes)
        rest = rest - (1 - AT_LARGE) * (rest * self.oval).sum((2, 3), keepdim=True) / self.oval.sum()
        aged = aged - (1 - AGES_AT_LARGE) * self._blur(aged * self.oval, LARGE) / (self._blur(self.oval, LARGE) + .05)
        if self._changes('old', a, b) > 0:
            aged = aged * (1 - (1 - BROWS_OF_AGE) * self.brows)
        return self._with_red_lips(rest + aged)

    def _of(self, weights, smiles):
        return torch.from_numpy(np.tensordot(weights, (self.closed if smiles else self.open)[self.effects], 1)).float()[None]

    def _aged(self, a, b, strength, smiles):
        if not self._changes('old', a, b):
            return torch.zeros(1, 3, self.size, self.size)
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
        filled = torch.stack([p.filled(self.mean[part], self.size) for part in parts]).amax(0)
        return (self._blur(filled, grown) * 3).clamp(0, 1)

    def _blur(self, x, sigma):
        return blur(x, sigma * self.size, 'replicate')


class Detail:
    """How many times its own detail is added to a face."""

    def __init__(self, file, strengths, effects):
        self.strengths, self.effects = strengths, effects
        self.detail = file['E'].astype(np.float64).mean(0)

    def added(self, a, b, strength, home, moved):
        size = moved.shape[-1]
        raised, wanted = (self._map(np.tensordot(weights, self.detail[self.effects].reshape(len(weights), -1), 1), home, size)
                          for weights in (p.moves(a, b, self.strengths * strength), p.moves(-b, b, .5 * np.ones(len(b)))))
        # Grain, stubble and blotches are not to be made more of.
        own = F.interpolate(p.strengths_of(moved / 2 + .5).mean(0)[None, None], size=size, mode='bilinear', align_corners=False)
        above = F.relu(self._map(self.detail[0].ravel(), home, size) + wanted + DETAIL_ABOVE - own)
        return torch.exp(torch.minimum(raised.clamp(-1.2, .9), above)) - 1

    @staticmethod
    def _map(values, home, size):
        grid = torch.from_numpy(values.reshape(1, 1, p.BAND_CELLS, p.BAND_CELLS)).float()
        return p.warped(F.interpolate(grid, size=size, mode='bilinear', align_corners=False), home)
