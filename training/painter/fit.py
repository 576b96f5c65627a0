"""Textures first: before the painter trains, its textures are fitted to unlit renders of random heaps of layers.

In the world's scenes a given drawing of a given animal is seen about once in forty steps, far too rarely to be learned beside everything else in an hour.
Here every frame shows a dozen textures, in neutral light, and the features 0 … 2 are the colour itself: the fit costs a compositor and
nothing more. The painter's head starts as the identity on those three, and what it learns is light, weather, style and sky.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time

import numpy as np
import torch
from torch import Tensor

from training.common.optim import SlabAdam
from training.painter.data import DRAWINGS, SIZES, texture_index
from training.painter.textures import Quads, TextureBank
from training.world.layers import FAR_HEIGHT, GROUND_HEIGHT, PERIOD, SPRITE_MARGIN, Layer
from training.world.render import sample
from training.world.textures import texture
from training.world.vocabulary import ASPECTS, LEARNT, PLACES, PROPS

REPEATS = 2  # updates a heap: drawing it costs ten times one of them
FIELDS = {"stars": 1.25, "bubbles": 0.9, "rain far": 0.6, "rain near": 1.0, "snow far": 0.6, "snow near": 1.0}


def heap(rng: random.Random, subjects: tuple[str, ...]) -> list[Layer]:
    """Random layers of a 16:9 frame, back to front, at the sizes that scenes show them in."""
    aspect, zoom = ASPECTS["16:9"], rng.uniform(1, 1.3)
    out: list[Layer] = []

    def band(name: str, top: float, height: float, period: float) -> None:
        out.append(Layer(name, "far", rng.uniform(-1, 1), top, period * zoom / aspect, height * zoom))

    def sprite(name: str, low: float, high: float) -> None:
        size = rng.uniform(low, high) * (1 + 2 * SPRITE_MARGIN) * zoom
        x, y, phase = rng.uniform(-0.1, 1.1) - size / aspect / 2, rng.uniform(0.05, 0.95) - size / 2, rng.randrange(DRAWINGS) / DRAWINGS
        out.append(Layer(name, "prop", x, y, size / aspect, size, rng.random() < 0.5, phase))

    def field(name: str, alpha: float) -> None:
        out.append(Layer(name, "field", rng.random(), rng.random(), FIELDS[name] / aspect, FIELDS[name], alpha=alpha))

    place, horizon = rng.choice(list(PLACES)), rng.uniform(0.35, 0.75)
    if rng.random() < 0.15:
        field("stars", 1.0)
    if PLACES[place]["far"] and rng.random() < 0.8:
        band(f"{place}/far", horizon - 0.42, FAR_HEIGHT, PERIOD)
    if PLACES[place]["ground"] and rng.random() < 0.8:
        band(f"{place}/ground", horizon - 0.05, GROUND_HEIGHT, PERIOD)
    if rng.random() < 0.15:
        band("waves", horizon, 0.5, 1.5)
    for _ in range(2):
        width = rng.uniform(0.15, 0.6)
        out.append(Layer("shadow", "shadow", rng.random() - width / 2, rng.uniform(0.3, 0.95), width / aspect, width * 0.2, alpha=0.42))
    if rng.random() < 0.3:
        sprite("sun", 0.3, 0.36)
    for name in rng.sample(list(PROPS), 5):
        sprite(name, 0.1, 0.45)
    for name in rng.sample(subjects, 6):
        sprite(name, 0.22, 0.75)
    things = out[-11:]
    rng.shuffle(things)
    out[-11:] = things
    kind = rng.choice(["rain", "snow", "bubbles", *[""] * 7])
    if kind == "bubbles":
        field("bubbles", 0.8)
    elif kind:
        field(f"{kind} far", 0.75)
        field(f"{kind} near", 0.9)
    return out


def unlit(layers: list[Layer], backdrop: np.ndarray, width: int, height: int) -> np.ndarray:
    """The layers' own colours over a backdrop [height, width, 3], values 0 … 1."""
    image = backdrop.copy()
    for layer in layers:
        shown = sample(texture(layer.texture), layer, width, height, (0, 0, width, height))
        if shown is not None:
            rows, columns, rgba = shown
            image[rows, columns] = image[rows, columns] * (1 - rgba[..., 3:]) + rgba[..., :3]
    return image


def make_heaps(seed: int, step: int, count: int, scale: int = 1, subjects: tuple[str, ...] = LEARNT) -> tuple[Tensor, Tensor, Quads]:
    """Pictures and backdrops [count, 90 × scale, 160 × scale, 3] in [−1, 1], and the quads that should make the one from the other."""
    rng, (width, height) = random.Random(seed * 7_000_003 + step), (side * scale for side in SIZES["16:9"])
    pictures, backdrops, values, names, flips, start = [], [], [], [], [], [0]
    for _ in range(count):
        backdrop = np.full((height, width, 3), [rng.random() for _ in range(3)], np.float32)
        layers = heap(rng, subjects)
        pictures.append(unlit(layers, backdrop, width, height))
        backdrops.append(backdrop)
        for a in layers:
            values.append((a.x, a.y, a.width, a.height, a.phase, a.alpha))
            names.append(texture_index(subjects)[a.texture])
            flips.append(a.flip)
        start.append(len(values))
    quads = Quads(torch.tensor(values), torch.tensor(names), torch.tensor(flips), torch.tensor(start))
    return tuple(torch.from_numpy(np.stack(x)).float() * 2 - 1 for x in (pictures, backdrops)) + (quads,)


def produce(queue, seed: int, first: int, every: int, count: int, scale: int, subjects: tuple[str, ...]) -> None:
    """Heaps of steps first, first + every, …, for ever."""
    torch.set_num_threads(1)
    parent, step = os.getppid(), first
    while os.getppid() == parent:
        pictures, backdrops, quads = make_heaps(seed, step, count, scale, subjects)
        queue.put([x.numpy() for x in (pictures, backdrops, quads.values, quads.texture, quads.flip, quads.start)])
        step += every


def fit(
    bank: TextureBank, adam: SlabAdam, seed: int, minutes: float, steps: int, log, rate: float = 0.05, count: int = 16, producers: int = 2, scale: int = 1,
    subjects: tuple[str, ...] = LEARNT,
) -> None:
    """Fits `bank` for that many minutes, or, if not 0, steps, on pictures `scale` times as large as the painter's."""
    context = multiprocessing.get_context("spawn")
    queues = [context.Queue(maxsize=3) for _ in range(producers)]
    processes = [context.Process(target=produce, args=(q, seed, i, producers, count, scale, subjects), daemon=True) for i, q in enumerate(queues)]
    for process in processes:
        process.start()
    begin, step, total = time.monotonic(), 0, 0.0
    done = 0.0
    while done < 1:
        pictures, backdrops, *rest = (torch.from_numpy(x) for x in queues[step % producers].get())
        pictures, backdrops = pictures.to(bank.texels.device), backdrops.to(bank.texels.device)
        quads = Quads(*rest)
        done = step / steps if steps else (time.monotonic() - begin) / 60 / minutes
        for _ in range(REPEATS):
            image = bank(quads, *pictures.shape[1:3])
            drawn = image[..., :3] + (1 - image[..., 8:]) * backdrops
            # Summed over pixels: Adam forgets the scale, but must see more than its epsilon.
            loss = (drawn - pictures).square().sum() / count
            loss.backward()
            adam.touched = bank.touched(quads)
            adam.step(rate / adam.lr * min(1.0, 2.5 * (1 - min(done, 1.0)) + 0.05))
        step += 1
        total += loss.item() / drawn[0].numel()
        if step % 25 == 0:
            log(fit=step, error=round(total / 25, 5))
            total = 0.0
    for process in processes:
        process.terminate()
        process.join()
