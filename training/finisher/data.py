"""Training crops of the finisher: exact 1080p pixels of a scene, what a painter would have made of the two frames around, and where the layers lie."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from training.finisher.vocabulary import scene_words, texture_specs
from training.painter.data import SIZES, camera_of, quads_of
from training.painter.model import FRAMES, coordinates
from training.painter.sampler import sample
from training.painter.textures import Quads
from training.painter.vocabulary import scene_words as painter_words
from training.world.layers import layers
from training.world.render import frame
from training.world.sample import STYLED, random_scene
from training.world.vocabulary import LEARNT

FPS = 12
SCALE = 12
CROP = (40, 28)  # painted pixels, width and height
HELD = 2 * FRAMES  # frames that a painter paints of a scene at once
RIM = 4  # painted pixels around a crop, whose outputs are not judged


@dataclass
class Crops:
    """pair [n, 6, h, w], between [n], words [n, 4], quads of n crops, target [n, 3, 12 h, 12 w]; h, w with the rim."""

    pair: Tensor
    between: Tensor
    words: Tensor
    quads: Quads
    target: Tensor

    def to(self, device: str) -> Crops:
        """The crops on a device; their quads stay where they are until they are drawn."""
        pair, between, words, target = (x.to(device, non_blocking=True) for x in (self.pair, self.between, self.words, self.target))
        return Crops(pair, between, words, self.quads, target)


@cache
def texture_index(subjects: tuple[str, ...] = LEARNT) -> dict[str, int]:
    """Numbers of the textures in the bank of a curriculum."""
    return {spec.name: i for i, spec in enumerate(texture_specs(subjects))}


def within(quads: Quads, left: float, top: float, width: float, height: float) -> Quads:
    """Quads of the whole frame as those of a part of it (fractions of the frame)."""
    values = quads.values.clone()
    values[:, 0] = (values[:, 0] - left) / width
    values[:, 1] = (values[:, 1] - top) / height
    values[:, 2] /= width
    values[:, 3] /= height
    return Quads(values, quads.texture, quads.flip, quads.start)


def corner(rng: random.Random, scene: dict, t: float, width: int, height: int) -> tuple[int, int]:
    """Left and top of a crop with its rim; two in three are at a subject or prop."""
    w, h = CROP[0] + 2 * RIM, CROP[1] + 2 * RIM
    things = [layer for layer in layers(scene, t) if layer.group in ("subject", "prop", "sky") and 0 < layer.x + layer.width / 2 < 1]
    if things and rng.random() < 0.66:
        thing = rng.choice(things)
        x = (thing.x + thing.width * rng.uniform(0.1, 0.9)) * width - w / 2
        y = (thing.y + thing.height * rng.uniform(0.1, 0.9)) * height - h / 2
    else:
        x, y = rng.uniform(0, width - w), rng.uniform(0, height - h)
    return min(max(int(x), 0), width - w), min(max(int(y), 0), height - h)


def degraded(rng: random.Random, exact: np.ndarray, other: np.ndarray, seed: int) -> Tensor:
    """Two exact frames roughly as a painter gives them: softer, a little off in colour, with smooth noise. [6, h, w] in [−1, 1]."""
    g = torch.Generator().manual_seed(seed)
    pair = torch.from_numpy(np.concatenate([exact, other], -1)).permute(2, 0, 1).float() / 127.5 - 1
    blur = rng.choice([0.0, 0.0, 0.5, 0.8, 1.1])
    if blur:
        x = torch.arange(-2, 3).float()
        kernel = torch.exp(-(x**2) / (2 * blur**2))
        kernel = kernel / kernel.sum()
        flat = F.pad(pair[None], (2, 2, 2, 2), mode="replicate")
        flat = F.conv2d(flat, kernel.view(1, 1, 1, 5).repeat(6, 1, 1, 1), groups=6)
        pair = F.conv2d(flat, kernel.view(1, 1, 5, 1).repeat(6, 1, 1, 1), groups=6)[0]
    strength = rng.choice([0.0, 0.03, 0.06, 0.1])
    coarse = torch.randn(1, 6, pair.shape[1] // 2 + 1, pair.shape[2] // 2 + 1, generator=g) * strength
    noise = F.interpolate(coarse, size=pair.shape[1:], mode="bilinear")[0] + torch.randn(pair.shape, generator=g) * strength * 0.4
    tint = torch.randn(3, 1, 1, generator=g).repeat(2, 1, 1) * rng.choice([0.0, 0.02, 0.04])
    return (pair + noise + tint).clamp(-1, 1)


class Hand:
    """A painter's hand: what exported weights paint of a scene, as the engine's Turbo does."""

    def __init__(self, folder: Path):
        from training.painter.export import read

        self.painter, self.bank, _ = read(folder)

    @torch.no_grad()
    def paint(self, scene: dict, first: int, seed: int) -> Tensor:
        """The HELD frames of the scene from frame `first` on: [HELD, 3, height, width] in [−1, 1]."""
        width, height = SIZES[scene["aspect"]]
        times = [(first + i) / FPS for i in range(HELD)]
        shape = (1, HELD // FRAMES, FRAMES, height, width)
        with torch.autocast("cpu", torch.bfloat16):
            features = self.bank(quads_of(scene, times, self.bank.index), height, width).view(*shape, -1)
            image = torch.cat([features, coordinates(camera_of(scene, times)[None], height, width)], -1)
            noise = torch.randn(*shape, 3, generator=torch.Generator().manual_seed(seed))
            drawn = sample(self.painter, noise, torch.tensor([painter_words(scene)]), image)
        return drawn[0].flatten(0, 1).permute(0, 3, 1, 2).float()


@dataclass
class Moment:
    """A time of a scene between two painted frames: pair [6, height, width]; `between` of them."""

    scene: dict
    first: int
    between: float
    pair: Tensor


def moments(rng: random.Random, aspect: str, hand: Hand | None, subjects: tuple[str, ...], styled: float) -> list[Moment]:
    """Three moments of a random scene as a painter painted them, or, without one, a single moment, degraded."""
    width, height = SIZES[aspect]
    scene = random_scene(rng.getrandbits(48), aspect, names=subjects, styled=styled)[1]
    if hand is None:
        first = rng.randrange(0, 10 * FPS - 2)
        before, after = frame(scene, first / FPS, width, height), frame(scene, (first + 1) / FPS, width, height)
        return [Moment(scene, first, rng.choice([0.0, 0.5]), degraded(rng, before, after, rng.getrandbits(31)))]
    start = rng.randrange(0, 10 * FPS - HELD - 1)
    held = hand.paint(scene, start, rng.getrandbits(31))
    chosen = rng.sample(range(HELD - 1), 3)
    return [Moment(scene, start + i, rng.choice([0.0, 0.5]), held[i : i + 2].flatten(0, 1)) for i in chosen]


def make_crops(seed: int, step: int, count: int, hand: Hand | None = None, subjects: tuple[str, ...] = LEARNT, styled: float = STYLED) -> Crops:
    """`count` crops of one aspect, two of each moment. With a painter's hand three in four are of pictures as it painted them, the rest of exact ones degraded:
    pictures that a user gives come to the finisher unpainted."""
    rng = random.Random(seed * 1_000_003 + step)
    aspect = rng.choices(["16:9", "9:16", "1:1"], [0.7, 0.15, 0.15])[0]
    width, height = SIZES[aspect]
    w, h = CROP[0] + 2 * RIM, CROP[1] + 2 * RIM
    pairs, shares, tokens, quads, targets = [], [], [], [], []
    while len(pairs) < count:
        painted = [*moments(rng, aspect, hand, subjects, styled), *(moments(rng, aspect, None, subjects, styled) if hand else [])]
        for moment in painted:
            t = (moment.first + moment.between) / FPS
            whole = quads_of(moment.scene, [t], texture_index(subjects))
            for _ in range(2):
                left, top = corner(rng, moment.scene, t, width, height)
                window = (left * SCALE, top * SCALE, (left + w) * SCALE, (top + h) * SCALE)
                exact = frame(moment.scene, t, width * SCALE, height * SCALE, window)
                pairs.append(moment.pair[:, top : top + h, left : left + w])
                shares.append(moment.between)
                tokens.append(scene_words(moment.scene))
                quads.append(within(whole, left / width, top / height, w / width, h / height))
                targets.append(torch.from_numpy(exact))
    target = torch.stack(targets[:count]).permute(0, 3, 1, 2)
    return Crops(torch.stack(pairs[:count]), torch.tensor(shares[:count]), torch.tensor(tokens[:count]), Quads.join(quads[:count]), target)
