"""The classifier that the losses use, and the judge that had no part in training."""
import torch

from data import augment
from networks import AttributeClassifier

CLASSIFIER_WIDTH, JUDGE_WIDTH = 24, 16


def load_classifier(weights):
    """From a state dict: widths are read off its shapes."""
    net = AttributeClassifier(weights['head.weight'].shape[0], weights['blocks.0.0.weight'].shape[0], weights['head.weight'].shape[1])
    net.load_state_dict(weights)
    return net.eval().requires_grad_(False)


def train_pair(data, steps):
    """Two networks of different widths and seeds, taught on disjoint halves of the training crops."""
    return [fit(width, data, half, steps, seed=half + 1) for half, width in enumerate((CLASSIFIER_WIDTH, JUDGE_WIDTH))]


def fit(width, data, half, steps, seed, batch=64):
    torch.manual_seed(seed)
    net = AttributeClassifier(data.domains.logits, width).to(data.device)
    optimiser = torch.optim.AdamW(net.parameters(), 3e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=max(steps, 10))
    for _ in range(steps):
        x, y = data.batch(batch, data.halves[half])
        # Harder than the generator's augmentation: whatever else a classifier looks at, a generator learns to paint.
        x = augment(x, (0.8, 1.15), 0.2) * torch.empty(batch, 1, 1, 1, device=x.device).uniform_(.8, 1.2)
        loss = data.domains.loss(net(x)[0], y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return net.eval().requires_grad_(False)


@torch.no_grad()
def accuracy(net, crops, y, domains):
    """How often a classifier is right on real crops, per column of the domains' values, averaged over domains."""
    right = torch.cat([(domains.seen(net(part)[0]) == domains.values.to(part)[d]).float() for part, d in zip(crops.split(256), y.split(256))])
    return torch.stack([right[y == d].mean(0) for d in y.unique()]).mean(0).tolist()
