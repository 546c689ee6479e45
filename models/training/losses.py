"""The losses of L2M-GAN (Yang et al. 2021), and two of ours; README.md says what each is for."""
import torch
import torch.nn.functional as F


def verdict(logits, real):
    """Adversarial: how far the discriminator's logits [N] are from saying real or fake of all."""
    return F.binary_cross_entropy_with_logits(logits.float(), torch.full_like(logits, real, dtype=torch.float32))


def gradient_penalty(logits, x):
    """R1: half the squared gradient of the discriminator's logits at real crops x."""
    gradient, = torch.autograd.grad(logits.sum(), x, create_graph=True)
    return gradient.float().pow(2).flatten(1).sum(1).mean() / 2


def distance(a, b):
    """Mean absolute difference: of pictures (cycle, reconstruction) or of style codes."""
    return (a - b).abs().mean()


def orthogonality(unrelated, related, moved):
    """|s_related . s_unrelated|, element by element, before and after the transform."""
    return (related * unrelated).abs().mean() + (moved * unrelated).abs().mean()


def perceptual(classifier, a, b):
    """Difference of pictures in the classifier's first two blocks, which see edges and textures but hardly an attribute yet."""
    return sum(distance(p, q) for p, q in zip(classifier.features(a, 2), classifier.features(b, 2)))
