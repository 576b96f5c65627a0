"""Between which values a trained painter's head moves: the engine's int8 form spreads its 256 levels over them."""

from __future__ import annotations

import random

import torch
from torch import Tensor

from training.painter.data import FPS, camera_of, features_of
from training.painter.model import FRAMES, Painter, coordinates
from training.painter.sampler import WINDOW, sample
from training.painter.vocabulary import scene_words
from training.world.random_art import recast
from training.world.sample import random_scene

MARGIN = 1.1  # more than was seen, for scenes that were not
SEED = 7000  # of scenes and noise nobody trained on


@torch.no_grad()
def measure(painter: Painter, scenes: int = 5) -> dict:
    """Of windows sampled in four steps: the greatest |value| the head is given, the greatest after c1 and c2, and [least, greatest] of c3."""
    head = painter.head
    seen: dict[str, list[Tensor]] = {"input": [], "c1": [], "c2": [], "least": [], "most": []}

    def keep(name: str, value: Tensor) -> None:
        seen[name].append(value)

    hooks = [
        head.c1.register_forward_pre_hook(lambda _, x: keep("input", x[0].abs().amax())),
        head.c2.register_forward_pre_hook(lambda _, x: keep("c1", x[0].amax())),
        head.c3.register_forward_pre_hook(lambda _, x: keep("c2", x[0].amax())),
        head.c3.register_forward_hook(lambda _, __, x: (keep("least", x.amin()), keep("most", x.amax()))[0]),
    ]
    for k in range(scenes):
        scene = recast(random.Random(SEED + k), random_scene(SEED + k, "16:9")[1])
        times = [k + i / FPS for i in range(WINDOW * FRAMES)]
        image = torch.cat([features_of(scene, times, 160, 90)[None], coordinates(camera_of(scene, times)[None], 90, 160)], -1)
        noise = torch.randn(1, 1, 1, 90, 160, 3, generator=torch.Generator().manual_seed(SEED + k)).repeat(1, WINDOW, FRAMES, 1, 1, 1)
        sample(painter, noise, torch.tensor([scene_words(scene)]), image)
    for hook in hooks:
        hook.remove()
    most = {name: round(float(torch.stack(values).max()) * MARGIN, 4) for name, values in seen.items()}
    least = round(float(torch.stack(seen["least"]).min()) * MARGIN, 4)
    return {"input": most["input"], "c1": most["c1"], "c2": most["c2"], "c3": [min(least, 0.0), max(most["most"], 0.0)]}
