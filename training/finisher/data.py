"""Training crops of the finisher: exact 1080p pixels of a scene, what a painter would have made of the frame, and the scene unlit in both sizes."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from training.finisher.model import FINE, MIDDLE, UNLIT
from training.finisher.vocabulary import scene_words
from training.painter.data import FPS, SIZES, camera_of, features_of
from training.painter.model import FRAMES, coordinates
from training.painter.sampler import sample
from training.painter.vocabulary import scene_words as painter_words
from training.world.features import features
from training.world.layers import layers
from training.world.random_art import recast
from training.world.render import frame
from training.world.sample import STYLED, random_scene
from training.world.vocabulary import SUBJECTS

SCALE = MIDDLE * FINE
CROP = (40, 28)  # painted pixels, width and height
HELD = 2 * FRAMES  # frames that a painter paints of a scene at once
RIM = 4  # painted pixels around a crop, whose outputs are not judged; beyond the frame they are the painted frame's reflection


@dataclass
class Crops:
    """painted [n, 3, h, w], words [n, 4], image [n, FEATURES, 3 h, 3 w], unlit [n, 4, 12 h, 12 w] f16, target [n, 3, 12 h, 12 w] u8; h, w with the rim."""

    painted: Tensor
    words: Tensor
    image: Tensor
    unlit: Tensor
    target: Tensor

    def to(self, device: str) -> Crops:
        """The crops on a device."""
        return Crops(*(x.to(device, non_blocking=True) for x in (self.painted, self.words, self.image, self.unlit, self.target)))


def corner(rng: random.Random, scene: dict, t: float, width: int, height: int) -> tuple[int, int]:
    """Left and top of a crop with its rim, which may lie beyond the frame; two in three are at a subject or prop."""
    w, h = CROP[0] + 2 * RIM, CROP[1] + 2 * RIM
    things = [layer for layer in layers(scene, t) if layer.group in ("subject", "prop", "sky") and 0 < layer.x + layer.width / 2 < 1]
    if things and rng.random() < 0.66:
        thing = rng.choice(things)
        x = (thing.x + thing.width * rng.uniform(0.1, 0.9)) * width - w / 2
        y = (thing.y + thing.height * rng.uniform(0.1, 0.9)) * height - h / 2
    else:
        x, y = rng.uniform(-RIM, width - w + RIM), rng.uniform(-RIM, height - h + RIM)
    return min(max(round(x), -RIM), width - w + RIM), min(max(round(y), -RIM), height - h + RIM)


def degraded(rng: random.Random, exact: np.ndarray, seed: int) -> Tensor:
    """An exact frame roughly as a painter gives it: softer, a little off in colour, with smooth noise. [3, h, w] in [−1, 1]."""
    g = torch.Generator().manual_seed(seed)
    picture = torch.from_numpy(exact).permute(2, 0, 1).float() / 127.5 - 1
    blur = rng.choice([0.0, 0.0, 0.5, 0.8, 1.1])
    if blur:
        x = torch.arange(-2, 3).float()
        kernel = torch.exp(-(x**2) / (2 * blur**2))
        kernel = kernel / kernel.sum()
        flat = F.pad(picture[None], (2, 2, 2, 2), mode="replicate")
        flat = F.conv2d(flat, kernel.view(1, 1, 1, 5).repeat(3, 1, 1, 1), groups=3)
        picture = F.conv2d(flat, kernel.view(1, 1, 5, 1).repeat(3, 1, 1, 1), groups=3)[0]
    strength = rng.choice([0.0, 0.03, 0.06, 0.1])
    coarse = torch.randn(1, 3, picture.shape[1] // 2 + 1, picture.shape[2] // 2 + 1, generator=g) * strength
    noise = F.interpolate(coarse, size=picture.shape[1:], mode="bilinear")[0] + torch.randn(picture.shape, generator=g) * strength * 0.4
    tint = torch.randn(3, 1, 1, generator=g) * rng.choice([0.0, 0.02, 0.04])
    return (picture + noise + tint).clamp(-1, 1)


class Hand:
    """A painter's hand: what exported weights paint of a scene, as the engine's `fast` does."""

    def __init__(self, folder: Path):
        from training.painter.export import read

        self.painter, _ = read(folder)

    @torch.no_grad()
    def paint(self, scene: dict, first: int, seed: int) -> Tensor:
        """The HELD frames of the scene from frame `first` on: [HELD, 3, height, width] in [−1, 1]."""
        width, height = SIZES[scene["aspect"]]
        times = [(first + i) / FPS for i in range(HELD)]
        with torch.autocast("cpu", torch.bfloat16):
            image = torch.cat([features_of(scene, times, width, height), coordinates(camera_of(scene, times)[None], height, width)[0]], -1)[None]
            noise = torch.randn(1, 1, 1, height, width, 3, generator=torch.Generator().manual_seed(seed))
            drawn = sample(self.painter, noise.repeat(1, HELD // FRAMES, FRAMES, 1, 1, 1), torch.tensor([painter_words(scene)]), image, steps=2)
        return drawn[0].flatten(0, 1).permute(0, 3, 1, 2).float()


@dataclass
class Moment:
    """A time of a scene as it was painted: painted [3, height, width]."""

    scene: dict
    t: float
    painted: Tensor


def moments(rng: random.Random, aspect: str, hand: Hand | None, subjects: Sequence[str], styled: float) -> list[Moment]:
    """Three moments of a random scene as a painter painted them, or, without one, a single moment, degraded."""
    width, height = SIZES[aspect]
    scene = recast(rng, random_scene(rng.getrandbits(48), aspect, names=subjects, styled=styled)[1])
    if hand is None:
        t = rng.randrange(0, 10 * FPS) / FPS
        return [Moment(scene, t, degraded(rng, frame(scene, t, width, height), rng.getrandbits(31)))]
    start = rng.randrange(0, 10 * FPS - HELD)
    held = hand.paint(scene, start, rng.getrandbits(31))
    return [Moment(scene, (start + i) / FPS, held[i]) for i in rng.sample(range(HELD), 3)]


def whole(moment: Moment, window: tuple[int, int, int, int]) -> tuple[Tensor, ...]:
    """What a finisher sees and should make of a part of the frame: painted, words, image, unlit and target of `window` (painted pixels, also beyond the frame)."""
    width, height = SIZES[moment.scene["aspect"]]
    sized = lambda scale: (width * scale, height * scale, tuple(v * scale for v in window))
    left, top, right, bottom = window
    around = F.pad(moment.painted[None], (RIM, RIM, RIM, RIM), mode="reflect")[0]
    painted = around[:, top + RIM : bottom + RIM, left + RIM : right + RIM]
    image = torch.from_numpy(features(moment.scene, moment.t, *sized(MIDDLE))).permute(2, 0, 1)
    unlit = torch.from_numpy(features(moment.scene, moment.t, *sized(SCALE))[..., :UNLIT]).permute(2, 0, 1).half()
    target = torch.from_numpy(frame(moment.scene, moment.t, *sized(SCALE))).permute(2, 0, 1)
    return painted, torch.tensor(scene_words(moment.scene)), image, unlit, target


def make_crops(seed: int, step: int, count: int, hand: Hand | None = None, subjects: Sequence[str] = tuple(SUBJECTS), styled: float = STYLED) -> Crops:
    """`count` crops of one aspect, two of each moment. With a painter's hand three in four are of pictures as it painted them, the rest of exact ones degraded:
    pictures that a user gives come to the finisher unpainted."""
    rng = random.Random(seed * 1_000_003 + step)
    aspect = rng.choices(["16:9", "9:16", "1:1"], [0.7, 0.15, 0.15])[0]
    width, height = SIZES[aspect]
    w, h = CROP[0] + 2 * RIM, CROP[1] + 2 * RIM
    crops: list[tuple[Tensor, ...]] = []
    while len(crops) < count:
        painted = [*moments(rng, aspect, hand, subjects, styled), *(moments(rng, aspect, None, subjects, styled) if hand else [])]
        for moment in painted:
            for _ in range(2):
                left, top = corner(rng, moment.scene, moment.t, width, height)
                crops.append(whole(moment, (left, top, left + w, top + h)))
    return Crops(*(torch.stack(parts) for parts in zip(*crops[:count])))
