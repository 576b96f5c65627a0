"""Pixels of every texture, premultiplied, in halving sizes: sprites from the atlas, panoramas and fields from art.py (drawn once, kept beside
the atlas)."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

import numpy as np

from training.world import art
from training.world.layers import SPRITE_MARGIN
from training.world.texture_names import base_of
from training.world.vocabulary import PLACES

ATLAS = Path(__file__).with_name("atlas")
MAX_SPRITE = 192


def halved(image: np.ndarray) -> np.ndarray:
    """[…, h, w, 4] u8 at half the size (odd last rows and columns are cut)."""
    h, w = image.shape[-3] // 2 * 2, image.shape[-2] // 2 * 2
    quads = image[..., :h, :w, :].reshape(*image.shape[:-3], h // 2, 2, w // 2, 2, 4)
    return (quads.astype(np.uint16).sum((-4, -2)) + 2 >> 2).astype(np.uint8)


class Texture:
    """levels[i]: [frames, h, w, 4] u8 premultiplied, each half of the one before; `wrap_u`, `wrap_v` repeat."""

    def __init__(self, frames: np.ndarray, wrap_u: bool = False, wrap_v: bool = False):
        self.levels = [frames]
        self.wrap_u, self.wrap_v = wrap_u, wrap_v
        while min(self.levels[-1].shape[1:3]) >= 32:
            self.levels.append(halved(self.levels[-1]))

    def level(self, width: float, height: float) -> np.ndarray:
        """The smallest level that still has a texel a pixel for a box of this size."""
        chosen = self.levels[0]
        for smaller in self.levels[1:]:
            if smaller.shape[2] < width or smaller.shape[1] < height:
                break
            chosen = smaller
        return chosen


def premultiplied(image: np.ndarray) -> np.ndarray:
    """f32 straight RGBA in [0, 1] → u8 premultiplied."""
    both = np.concatenate([image[..., :3] * image[..., 3:], image[..., 3:]], -1)
    return (both * 255).round().clip(0, 255).astype(np.uint8)


def sprite(name: str, count: int) -> Texture:
    """A sprite's `count` frames with their margins."""
    from PIL import Image

    picture, frames = Image.open(ATLAS / f"{name.replace(' ', '_')}.avif"), []
    for i in range(count):
        picture.seek(i)
        frames.append(premultiplied(np.asarray(picture.convert("RGBA"), np.float32) / 255))
    margin = round(picture.height * SPRITE_MARGIN)
    return Texture(np.pad(np.stack(frames), ((0, 0), (margin, margin), (margin, margin), (0, 0))))


def drawn(name: str, make) -> np.ndarray:
    """Art by its name, from the cache when art.py has not changed."""
    key = hashlib.sha256(Path(art.__file__).read_bytes() + json.dumps(PLACES, sort_keys=True).encode()).hexdigest()[:12]
    folder = ATLAS / "drawn"
    file = folder / f"{name.replace('/', '.').replace(' ', '_')}-{key}.npy"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(f".{id(name)}.part.npy")
        np.save(part, premultiplied(make()))
        part.rename(file)
    return np.load(file)


def texture(name: str) -> Texture:
    """A texture by its name; `random/SEED` is one of random art."""
    name = base_of(name)
    if name.startswith("random/"):
        from training.world.random_art import random_texture

        return random_texture(int(name.removeprefix("random/")))
    return known_texture(name)


@lru_cache(maxsize=None)
def known_texture(name: str) -> Texture:
    """A texture of the world."""
    if "/" in name:
        place, part = name.split("/")
        pixels = drawn(name, lambda: (art.far if part == "far" else art.ground)(PLACES[place]))
        return Texture(pixels[None], wrap_u=True)
    if name == "waves":
        return Texture(drawn(name, art.waves)[None], wrap_u=True)
    if name in ("stars", "bubbles") or name.startswith(("rain ", "snow ")):
        return Texture(drawn(name, lambda: art.fields()[name])[None], wrap_u=True, wrap_v=True)
    if name in art.EFFECTS:
        return Texture(drawn(name, art.EFFECTS[name])[None])
    if name in ("sun", "shadow"):
        return Texture(drawn(name, art.sun if name == "sun" else art.shadow)[None])
    index = {s["name"]: s["frames"] for s in json.loads((ATLAS / "index.json").read_text())["sprites"]}
    return sprite(name, index[name])
