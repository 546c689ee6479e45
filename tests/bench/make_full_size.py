"""A random checkpoint of the published model's full widths (256 px, landmark network, high-pass skips), about 350 MB.

    python3 tests/bench/make_full_size.py test-results/full-size.ckpt

For measuring conversion only: its weights are noise.
"""
import sys
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parent.parent / "fixtures"))
from published_layout import Fan, HighPassGenerator  # noqa: E402
from networks import StyleEncoder, he_init  # noqa: E402

torch.manual_seed(0)
parts = dict(
    generator=HighPassGenerator(256, 64, 512, 64, downs=5).apply(he_init),
    style_encoder=StyleEncoder(256, 64, 512, 64, num_domains=2).apply(he_init),
    fan=Fan(),
)
# Full-width checkpoints come to 350 MB with what the converter has to leave alone, as the published one's `attention`.
parameters = sum(p.numel() for part in parts.values() for p in part.parameters())
spare = max(0, 350_000_000 // 4 - parameters)
state = {name: part.state_dict() for name, part in parts.items()}
state["generator"]["attention.weight"] = torch.randn(spare // 1024, 1024)
torch.save(state, sys.argv[1])
print(f"{parameters:,} parameters, and {spare:,} that are never used")
