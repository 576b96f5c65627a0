"""Parity fixtures for the engine, from the exported weights: `python -m training.painter.fixtures`.

packages/engine/tests/fixtures/akezora/painter.json holds a scene, its times and words; painter.safetensors holds what follows from them (f32 arithmetic, weights
as the engine dequantises them). The scene is drawn with the pictures of `world/compositor_fixtures.py`, so that the fixtures need no art. Write them anew
whenever the weights change:
- noise [4, 4, 90, 160, 3] is not stored: it is (u − 1/2) × √12 of successive uniform values u of the Philox stream "painter fixture" of seed 20;
- rows 40 … 59 of the feature images [90, 160, 11] of frames 0 and 13;
- the window: patch-frame 0 is history at t = 1, and for it stands tanh of the feature image's first three channels; 1 … 3 are the noise, at t = 0.25.
  Conditions, planes of the first 8 tokens of patch-frame 1, and its predicted picture's first frame;
- the sampler: 4 steps over 4 new patch-frames, the mean, standard deviation and a 10×10 corner of z and of the prediction at each step.
"""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from training.painter.data import FPS, camera_of
from training.painter.export import TARGET, read
from training.painter.model import FRAMES, coordinates, trusted
from training.painter.sampler import WINDOW, sample
from training.painter.vocabulary import scene_words
from training.world.compositor_fixtures import staged_features
from training.world.philox import Stream
from training.world.sample import random_scene

FOLDER = Path("packages/engine/tests/fixtures/akezora")
SEED = 20


@torch.no_grad()
def main() -> None:
    painter, _ = read(TARGET)
    brief, scene = random_scene(SEED, "16:9")
    times = [1 + i / FPS for i in range(WINDOW * FRAMES)]
    features = torch.from_numpy(np.stack([staged_features(scene, t, 160, 90) for t in times])).view(1, WINDOW, FRAMES, 90, 160, -1)
    camera = camera_of(scene, times)[None]
    image = torch.cat([features, coordinates(camera, 90, 160)], -1)
    tokens = torch.tensor([scene_words(scene)])
    stream = Stream(SEED, "painter fixture")
    size = (1, WINDOW, FRAMES, 90, 160, 3)
    noise = (torch.tensor([stream.uniform() for _ in range(math.prod(size))]).view(size) - 0.5) * math.sqrt(12)

    trace: dict[str, torch.Tensor] = {}

    def watch(step: int, z: torch.Tensor, clean: torch.Tensor) -> None:
        for name, value in (("z", z), ("clean", clean)):
            trace[f"sampler.{step}.{name}.moments"] = torch.stack([value.mean(), value.std()])
            trace[f"sampler.{step}.{name}.corner"] = value[0, 1, 2, 40:50, 70:80].clone()

    drawn = sample(painter, noise, tokens, image, 4, watch=watch)
    noisy = torch.cat([image[:, :1, ..., :3].tanh(), noise[:, 1:]], 1)
    t = torch.tensor([[1.0, 0.25, 0.25, 0.25]])
    planes, condition = painter.transform(trusted(noisy, t), t, tokens, image)
    clean = painter(noisy, t, tokens, image, torch.arange(1, WINDOW))
    tensors = {
        "noise.first": noise.flatten()[:16].clone(),
        "image.0": image[0, 0, 0, 40:60].contiguous(),
        "image.13": image[0, 3, 1, 40:60].contiguous(),
        "window.condition": condition[0].clone(),
        "window.planes": planes[0, 1, :8].half(),
        "window.clean": clean[0, 0].clone(),
        "sampler.frame": drawn[0, 1, 2].clone(),
        **trace,
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    save_file({k: v.contiguous() for k, v in tensors.items()}, FOLDER / "painter.safetensors")
    (FOLDER / "painter.safetensors").chmod(0o644)
    facts = {
        "brief": brief,
        "scene": scene,
        "times": times,
        "words": tokens[0].tolist(),
        "camera": camera[0].tolist(),
        "levels": t[0].tolist(),
    }
    (FOLDER / "painter.json").write_text(json.dumps(facts, ensure_ascii=False) + "\n")
    for name in ("painter.safetensors", "painter.json"):
        print(name, (FOLDER / name).stat().st_size)


if __name__ == "__main__":
    main()
