"""Pictures that no vocabulary knows, for training: the nets must light whatever art they are given.

A name `random/SEED` stands for a texture that the seed makes: a picture of the packages, animated or still, or a piece of one picture cut out in the shape of another,
often in other colours. Needs `python -m training.world.build_pictures`.
"""

from __future__ import annotations

import json
import random
from functools import cache, lru_cache
from pathlib import Path

import numpy as np

from training.world.layers import SPRITE_MARGIN
from training.world.textures import ATLAS, Texture

Array = np.ndarray
FOLDER = ATLAS / "pictures"


@cache
def pool(name: str) -> tuple[Array, list[str]]:
    """The packed pictures "moving" or "still", and their names."""
    return np.load(FOLDER / f"{name}.npy", mmap_mode="r"), json.loads((FOLDER / f"{name}.json").read_text())


def available() -> bool:
    """Whether the pictures are packed."""
    return (FOLDER / "still.json").exists()


def tinted(rng: random.Random, frames: Array) -> Array:
    """Premultiplied u8 [n, h, w, 4] in other colours: a turn of the hue, another contrast, lightness and saturation, for all drawings alike."""
    alpha = frames[..., 3:].astype(np.float32) / 255
    rgb = frames[..., :3].astype(np.float32) / 255 / np.maximum(alpha, 1 / 255)
    grey = rgb @ np.array([[0.3], [0.59], [0.11]], np.float32)
    angle = rng.choice([0.0, rng.uniform(0, 2 * np.pi)])
    c, s, k = np.cos(angle), np.sin(angle), 3**-0.5
    turn = np.full((3, 3), (1 - c) / 3) + c * np.eye(3) + s * k * np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    rgb = grey + (rgb - grey) @ turn.T.astype(np.float32) * rng.choice([1.0, rng.uniform(0.0, 1.6)])
    if rng.random() < 0.08:
        rgb = 1 - rgb
    rgb = np.clip(rgb, 0, 1) ** rng.choice([1.0, rng.uniform(0.5, 2.0)]) * rng.uniform(0.75, 1.0)
    out = np.concatenate([rgb * alpha, alpha], -1)
    return (np.clip(out, 0, 1) * 255 + 0.5).astype(np.uint8)


def cut_out(rng: random.Random) -> Array:
    """A piece of one picture, enlarged, in the shape of another's first drawing: [1, h, w, 4] premultiplied."""
    still, _ = pool("still")
    shape = still[rng.randrange(len(still)), 0, ..., 3:].astype(np.uint16)
    inside = still[rng.randrange(len(still)), 0].astype(np.uint16)
    height, width = shape.shape[:2]
    side = rng.randrange(40, 120)
    x, y = rng.randrange(width - side), rng.randrange(height - side)
    piece = inside[y : y + side, x : x + side]
    ground = np.array([rng.randrange(256) for _ in range(3)], np.uint16)
    filled = piece[..., :3] + ground * (255 - piece[..., 3:]) // 255
    rows, columns = np.arange(height) * side // height, np.arange(width) * side // width
    colours = filled[rows[:, None], columns[None]]
    return np.concatenate([colours * shape // 255, shape], -1).astype(np.uint8)[None]


@lru_cache(maxsize=24)
def random_texture(seed: int) -> Texture:
    """The texture of a seed."""
    rng = random.Random(seed)
    kind = rng.random()
    if kind < 0.15:
        frames = cut_out(rng)
    else:
        pictures, _ = pool("moving" if kind < 0.75 else "still")
        frames = np.asarray(pictures[rng.randrange(len(pictures))])
    if rng.random() < 0.5:
        frames = tinted(rng, frames)
    margin = round(frames.shape[1] * SPRITE_MARGIN)
    return Texture(np.pad(frames, ((0, 0), (margin, margin), (margin, margin), (0, 0))))


def recast(rng: random.Random, scene: dict, share: float = 0.7) -> dict:
    """The scene with the art of most subjects and of some props changed to random pictures; subjects of one name stay alike."""
    if not available():
        return scene
    new = {name: {"art": f"random/{rng.getrandbits(40)}", "faces": rng.choice(["left", "right"])} for name in dict.fromkeys(s["name"] for s in scene["subjects"]) if rng.random() < share}
    props = [{**prop, "name": f"random/{rng.getrandbits(40)}"} if rng.random() < share / 3 else prop for prop in scene["props"]]
    return {**scene, "subjects": [{**s, **new.get(s["name"], {})} for s in scene["subjects"]], "props": props}
