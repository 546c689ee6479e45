"""The classifier that the losses use, and the judge that had no part in training."""
import torch

from augmentation import jitter
from networks import AttributeClassifier
from precision import mixed

CLASSIFIER_WIDTH, JUDGE_WIDTH = 24, 16


def load_classifier(weights):
    """From a state dict: widths are read off its shapes."""
    windows = weights['places'].tolist() if 'places' in weights else ()
    width, max_width = weights['blocks.0.0.weight'].shape[0], weights['blocks.3.0.weight'].shape[0]
    net = AttributeClassifier(weights['head.weight'].shape[0], width, max_width, windows)
    net.load_state_dict(weights)
    return net.eval().requires_grad_(False)


def train_judge(data, steps, windows):
    """Of another width, and taught on the half of the training crops that no classifier of the losses saw."""
    return fit(JUDGE_WIDTH, data, 1, steps, 2, windows)


def train_classifier(data, steps, windows, index=0):
    """One of those of the losses: every `index` is another network, and every second one wider."""
    return fit(CLASSIFIER_WIDTH + 8 * (index % 2), data, 0, steps, 1 if index == 0 else index + 2, windows)


def fit(width, data, half, steps, seed, windows, batch=64):
    torch.manual_seed(seed)
    net = AttributeClassifier(data.domains.logits, width, windows=windows).to(data.device, memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(net.parameters(), 3e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=max(steps, 10))
    for _ in range(steps):
        x, y = data.batch(batch, data.halves[half], jitter)
        with mixed(data.device):
            logits = net(x)[0]
        loss = data.domains.loss(logits.float(), y)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    return net.eval().requires_grad_(False)


@torch.no_grad()
def accuracy(net, crops, y, domains):
    """How often a classifier is right on real crops, per column of the domains' values, averaged over the domains of which that is asked."""
    right = torch.cat([(domains.seen(net(part)[0]) == domains.values.to(part)[d]).float() for part, d in zip(crops.split(256), y.split(256))])
    asked = domains.asked[y.unique()]
    return ((torch.stack([right[y == d].mean(0) for d in y.unique()]) * asked).sum(0) / asked.sum(0)).tolist()
