"""Whether a picture is of the world at all: the axes along which summaries of renders vary, and how far off them a render still lies.

    python -m training.reader.likeness          # fits the exported reader anew (a few minutes) and writes it again
    python -m training.reader.likeness FOLDER   # which pictures of a folder are found foreign

A summary is the 512 numbers the looker's `whole` reads. Renders, some of them softened, noisy or saved as JPEG, stay near a subspace of 32
axes; photographs, drawings and noise do not. The limit is what 99 of 100 renders of other seeds stay under.
"""

from __future__ import annotations

import io
import json
import random
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageFilter, ImageOps
from torch import Tensor

from training.common.export import dequantise, quantise

from .model import LIKENESS_AXES, Reader

FITTED, TRIED, STAY_UNDER = 1600, 400, 0.99
SEED = 2_000_000


def worn(picture: np.ndarray, rng: random.Random) -> np.ndarray:
    """A picture as files and painters leave it: as it is, compressed, softened or noisy."""
    image, kind = Image.fromarray(picture), rng.random()
    if kind < 0.3:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=rng.randint(50, 95))
        image = Image.open(file).convert("RGB")
    elif kind < 0.5:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.9)))
    elif kind < 0.6:
        noise = np.random.default_rng(rng.getrandbits(30)).normal(0, rng.uniform(2, 8), picture.shape)
        image = Image.fromarray(np.clip(picture + noise, 0, 255).astype(np.uint8))
    return np.asarray(image)


def renders(count: int, first: int) -> list[np.ndarray]:
    """Worn renders, eight in ten of them 16:9; a function of their seeds alone."""
    from training.world.render import clip

    from .data import SIZES, aspect_of, scene_of

    pictures = []
    for seed in range(first, first + count):
        aspect = aspect_of(seed)
        scene, time = scene_of(2 * seed, aspect, False)
        pictures.append(worn(clip(scene, [time], *SIZES[aspect])[0], random.Random(seed)))
    return pictures


@torch.no_grad()
def summaries(model: Reader, pictures: list[np.ndarray]) -> Tensor:
    """[n, 512]"""
    frames = (torch.from_numpy(p.copy()).permute(2, 0, 1)[None].float() / 127.5 - 1 for p in pictures)
    return torch.cat([model.looker.summary(f) for f in frames])


def fit(model: Reader) -> float:
    """Sets the reader's measure of likeness; returns the limit above which a picture is foreign."""
    known = summaries(model, renders(FITTED, SEED))
    likeness = model.likeness
    likeness.mean, likeness.spread = known.mean(0), known.std(0) + 1e-3
    _, _, axes = torch.linalg.svd((known - likeness.mean) / likeness.spread, full_matrices=False)
    likeness.axes = dequantise(*quantise(axes[:LIKENESS_AXES]))
    return float(likeness(summaries(model, renders(TRIED, SEED + FITTED))).quantile(STAY_UNDER))


def main() -> None:
    from .export import FOLDER, load, write

    model = load()
    about = json.loads((FOLDER / "reader.json").read_text())
    if len(sys.argv) == 1:
        write(model, about["training"])
        return
    paths = sorted(p for p in Path(sys.argv[1]).rglob("*") if p.suffix.lower() in (".png", ".jpg", ".jpeg", ".webp"))
    pictures = [np.asarray(ImageOps.fit(Image.open(p).convert("RGB"), (160, 90))) for p in paths]
    for path, unlike in zip(paths, model.likeness(summaries(model, pictures)).tolist()):
        print(f"{unlike:.3f} {'foreign' if unlike > about['unlikeLimit'] else 'ours'} {path}")


if __name__ == "__main__":
    main()
