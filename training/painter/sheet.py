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


def main(target: str, out: str, count: int, steps: int, seed: int, top: float) -> None:
    """Paints single patch-frames of scenes never trained on with exported weights, and prints the error."""
    from training.painter.data import make_batch
    from training.painter.export import read
    from training.painter.model import coordinates
    from training.painter.sampler import sample

    torch.manual_seed(seed)
    painter, _ = read(Path(target))
    batch = make_batch(10**9 + seed, 1, 1, count, "16:9")
    b, k, f, height, width, _ = batch.video.shape
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        image = torch.cat([batch.features.float(), coordinates(batch.camera, height, width)], -1)
        drawn = sample(painter, torch.randn(b, 1, 1, height, width, 3).expand(batch.video.shape), batch.words, image, steps, top=top)
    clean = batch.video.float() / 127.5 - 1
    error = (drawn - clean).square().mean(-1)
    print(f"{steps} steps to {top}: error {error.mean():.5f}, within subjects' boxes {error[batch.inside].mean():.5f}")
    write_sheet(Path(out), drawn, clean)


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--target", default="models/akezora-2")
    parser.add_argument("--out", default="training/runs/painter/sheet.png")
    parser.add_argument("--count", type=int, default=12)
    parser.add_argument("--steps", type=int, default=4)
    parser.add_argument("--top", type=float, default=0.6)
    parser.add_argument("--seed", type=int, default=1)
    main(**vars(parser.parse_args()))
