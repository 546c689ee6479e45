"""Half precision where it is faster."""
import contextlib

import torch


def has_fast_bfloat16(device):
    """CUDA has; a CPU where it multiplies bfloat16 itself, elsewhere it would be slower than float32."""
    return device.type == 'cuda' or getattr(torch.cpu, '_is_avx512_bf16_supported', lambda: False)()


def mixed(device):
    """Networks run in bfloat16 within it, where that is fast; weights stay float32."""
    return torch.autocast(device.type, dtype=torch.bfloat16) if has_fast_bfloat16(device) else contextlib.nullcontext()
