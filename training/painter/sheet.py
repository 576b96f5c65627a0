"""Contact sheets: what was painted above what was rendered."""

from __future__ import annotations

from pathlib import Path

import torch
from PIL import Image
from torch import Tensor


def to_bytes(video: Tensor) -> Tensor:
    """[−1, 1] → uint8."""
    return ((video.float() + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)


def write_sheet(path: Path, painted: Tensor, rendered: Tensor, columns: int = 4, scale: int = 2) -> None:
    """Pairs of rows, painted above rendered, of the second frame of each clip. Both [B, K, 4, height, width, 3] in [−1, 1]."""
    a, b = to_bytes(painted[:, 0, 1]), to_bytes(rendered[:, 0, 1])
    rows = []
    for i in range(0, len(a) - len(a) % columns, columns):
        rows += [torch.cat(list(a[i : i + columns]), 1), torch.cat(list(b[i : i + columns]), 1)]
    sheet = torch.cat(rows)
    image = Image.fromarray(sheet.numpy())
    path.parent.mkdir(parents=True, exist_ok=True)
    image.resize((image.width * scale, image.height * scale), Image.Resampling.BICUBIC).save(path)
