"""Contact sheets of edits."""
import torch
from PIL import Image

from networks import tone_of


@torch.no_grad()
def save_samples(path, g, e, data, columns=12):
    """Rows: source; reconstruction; each attribute flipped, all flipped (or each named domain); the first edit at 0.5 and at 1.5."""
    domains = data.domains
    index = data.val[torch.linspace(0, len(data.val) - 1, min(columns, len(data.val))).long()]
    x, y = data.crops(index), data.domain[index]
    style, unrelated, related, _ = e(x, y, y)
    if domains.names:
        targets = [torch.full_like(y, d) for d in range(domains.count)]
    else:
        flips = [1 << j for j in range(len(domains.attributes))]
        targets = [y ^ flip for flip in dict.fromkeys([*flips, domains.count - 1])]
    moved = [e.transform(related, target) for target in targets]
    content = g.content(x)
    same = g.layers(content, style)
    tone = tone_of(x, same.colours)
    codes = [*(unrelated + to for to in moved), *(unrelated + related + a * (moved[0] - related) for a in (.5, 1.5))]
    rows = [x, same.over(x, tone), *(g.layers(content, code).over(x, tone) for code in codes)]
    grid = torch.stack(rows).float().clamp(-1, 1).add(1).mul(127.5).byte().cpu().numpy()
    r, c, _, h, w = grid.shape
    Image.fromarray(grid.transpose(0, 3, 1, 4, 2).reshape(r * h, c * w, 3)).save(path)
