"""Training batches, made as they are needed by processes beside the trainer. A batch is a function of (seed, step, shape) alone. The processes draw its pixels
too, or only say what is drawn where, and the trainer's device draws."""

from __future__ import annotations

import math
import multiprocessing
import os
import random
import signal
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch import Tensor

from training.painter.model import FRAMES
from training.painter.textures import Quads
from training.painter.vocabulary import scene_words, texture_specs
from training.world import batched
from training.world.layers import Layer, horizon_in_frame, layers
from training.world.render import clip
from training.world.sample import STYLED, random_scene
from training.world.vocabulary import LEARNT

FPS = 12
DRAWINGS = 24
SIZES = {"16:9": (160, 90), "9:16": (90, 160), "1:1": (120, 120)}


@dataclass
class Batch:
    """video [B, K, 4, height, width, 3] uint8; words [B, 8]; quads of B × K × 4 frames; camera [B, K, 4, 2]: horizon in the frame and
    zoom; inside [B, K, 4, height, width] bool: within a subject's box."""

    video: Tensor
    words: Tensor
    quads: Quads
    camera: Tensor
    inside: Tensor

    def to(self, device: str) -> Batch:
        """The batch on a device; its quads stay where they are until they are drawn."""
        video, words, camera, inside = (x.to(device, non_blocking=True) for x in (self.video, self.words, self.camera, self.inside))
        return Batch(video, words, self.quads, camera, inside)


def quads_of(scene: dict, times: list[float], index: dict[str, int]) -> Quads:
    """The scene's layers at those times, as quads of the textures numbered by `index`."""
    return quads_of_layers([layers(scene, t) for t in times], index)


def quads_of_layers(shown: list[list[Layer]], index: dict[str, int]) -> Quads:
    """Frames' layers as quads of the textures numbered by `index`."""
    values, texture, flip, start = [], [], [], [0]
    for frame in shown:
        for layer in frame:
            # The art has 24 drawings a loop and shows the one begun last.
            drawing = math.floor(layer.phase * DRAWINGS + 1e-6) / DRAWINGS
            values.append((layer.x, layer.y, layer.width, layer.height, drawing, layer.alpha))
            texture.append(index[layer.texture])
            flip.append(layer.flip)
        start.append(len(values))
    return Quads(torch.tensor(values).reshape(-1, 6), torch.tensor(texture, dtype=torch.int64), torch.tensor(flip, dtype=torch.bool), torch.tensor(start))


def camera_of(scene: dict, times: list[float]) -> Tensor:
    """[K, 4, 2]: the horizon's place in the frame and the zoom at the times of K patch-frames."""
    return torch.tensor([horizon_in_frame(scene, t) for t in times]).view(-1, FRAMES, 2)


def subject_boxes(shown: list[list[Layer]], height: int, width: int) -> Tensor:
    """[boxes, 5] i64: frame, left, top, right and bottom in pixels of the subjects among frames' layers."""
    boxes = []
    for f, frame in enumerate(shown):
        for layer in frame:
            if layer.group == "subject":
                x0, x1 = (min(max(round(v * width), 0), width) for v in (layer.x, layer.x + layer.width))
                y0, y1 = (min(max(round(v * height), 0), height) for v in (layer.y, layer.y + layer.height))
                boxes.append((f, x0, y0, x1, y1))
    return torch.tensor(boxes, dtype=torch.int64).view(-1, 5)


def within(boxes: Tensor, frames: int, height: int, width: int) -> Tensor:
    """[frames, height, width] bool: inside one of the boxes."""
    frame, x0, y0, x1, y1 = boxes.unbind(1)
    x, y = torch.arange(width, device=boxes.device), torch.arange(height, device=boxes.device)
    rows = (y >= y0[:, None]) & (y < y1[:, None])
    columns = (x >= x0[:, None]) & (x < x1[:, None])
    count = torch.zeros(frames, height, width, dtype=torch.int32, device=boxes.device)
    return count.index_add_(0, frame, (rows[:, :, None] & columns[:, None]).int()) > 0


@cache
def texture_index(subjects: tuple[str, ...] = LEARNT) -> dict[str, int]:
    """Numbers of the textures in the bank of a curriculum."""
    return {spec.name: i for i, spec in enumerate(texture_specs(subjects))}


@dataclass
class Sketch:
    """A batch before its pixels, in arrays that one process can hand to another. `drawing` is what its frames show, or `video` already the frames; `frames` is how
    many patch-frames each example has."""

    frames: int
    size: tuple[int, int]
    words: np.ndarray
    quads: tuple[np.ndarray, ...]
    camera: np.ndarray
    boxes: np.ndarray
    drawing: batched.Drawing | None
    video: np.ndarray | None

    def batch(self, pool: batched.Pool) -> Batch:
        """The batch, on the pool's device but for its quads."""
        width, height = self.size
        shape = (len(self.words), self.frames, FRAMES, height, width)
        words, camera, boxes = (torch.from_numpy(x).to(pool.device) for x in (self.words, self.camera, self.boxes))
        video = batched.draw(self.drawing, pool) if self.drawing is not None else torch.from_numpy(self.video).to(pool.device)
        inside = within(boxes, shape[0] * shape[1] * FRAMES, height, width)
        return Batch(video.view(*shape, 3), words, Quads(*(torch.from_numpy(x) for x in self.quads)), camera, inside.view(shape))


def sketch_of(scenes: list[tuple[dict, float]], frames: int, subjects: tuple[str, ...] = LEARNT, drawn: bool = True) -> Sketch:
    """Windows of `frames` patch-frames of scenes (all of one aspect), each from its own time on; `drawn`: with their pixels."""
    width, height = SIZES[scenes[0][0]["aspect"]]
    moments = [[(scene, begin + i / FPS) for i in range(frames * FRAMES)] for scene, begin in scenes]
    shown = [[layers(*moment) for moment in window] for window in moments]
    quads = Quads.join([quads_of_layers(window, texture_index(subjects)) for window in shown])
    cameras = torch.stack([camera_of(window[0][0], [t for _, t in window]) for window in moments])
    every, every_shown = [m for window in moments for m in window], [frame for window in shown for frame in window]
    if drawn:
        pixels = (None, np.stack([clip(window[0][0], [t for _, t in window], width, height) for window in moments]))
    else:
        pixels = (batched.drawing(every, every_shown, width, height), None)
    return Sketch(
        frames,
        (width, height),
        np.array([scene_words(scene, subjects) for scene, _ in scenes]),
        tuple(x.numpy() for x in (quads.values, quads.texture, quads.flip, quads.start)),
        cameras.numpy(),
        subject_boxes(every_shown, height, width).numpy(),
        *pixels,
    )


def scene_batch(scenes: list[tuple[dict, float]], frames: int, subjects: tuple[str, ...] = LEARNT) -> Batch:
    """Windows of `frames` patch-frames of scenes (all of one aspect), each from its own time on."""
    return sketch_of(scenes, frames, subjects).batch(batched.Pool())


def make_sketch(seed: int, step: int, frames: int, count: int, aspect: str, subjects: tuple[str, ...] = LEARNT, styled: float = STYLED, drawn: bool = True) -> Sketch:
    """`count` windows: two of each random scene when they are single patch-frames, for the scene costs as much as a few frames."""
    rng = random.Random(seed * 1_000_003 + step)
    each, chosen = (2 if frames == 1 else 1), []
    while len(chosen) < count:
        scene = random_scene(rng.getrandbits(48), aspect, names=subjects, styled=styled)[1]
        for _ in range(each):
            chosen.append((scene, rng.randrange(0, int(10 * FPS) - frames * FRAMES) / FPS))
    return sketch_of(chosen[:count], frames, subjects, drawn)


def make_batch(seed: int, step: int, frames: int, count: int, aspect: str, subjects: tuple[str, ...] = LEARNT, styled: float = STYLED) -> Batch:
    """The batch of `make_sketch`."""
    return make_sketch(seed, step, frames, count, aspect, subjects, styled).batch(batched.Pool())


def plan(seed: int, step: int, batch: int, window_batch: int, windows: bool) -> tuple[int, int, str]:
    """Patch-frames, examples and aspect of a step: three in four are 16:9."""
    turn = (step * 2654435761 + seed) % 8
    aspect = "9:16" if turn == 1 else "1:1" if turn == 5 else "16:9"
    return (4, window_batch, aspect) if windows else (1, batch, aspect)


def produce(
    queue, progress, drawn: bool, seed: int, first: int, every: int, batch: int, window_batch: int, windows_from: float, steps: int, subjects: tuple[str, ...], styled: float
) -> None:
    """Puts the batches numbered first, first + every, … into the queue, for ever; `steps` is how many batches the run has, or 0."""
    torch.set_num_threads(1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent, step = os.getppid(), first
    while os.getppid() == parent:
        share = step / steps if steps else progress.value
        frames, count, aspect = plan(seed, step, batch, window_batch, share >= windows_from)
        queue.put(make_sketch(seed, step, frames, count, aspect, subjects, styled, drawn))
        step += every


class Feed:
    """Batches of consecutive steps from `step` on, made by `producers` processes in turn. Each batch serves `reuse` steps, which differ in
    noise, in the frames painted and in what is dropped: rendering costs a quarter of a step. With `drawn` the processes draw, without it `device` does."""

    def __init__(
        self, drawn: bool, device: str, seed: int, step: int, batch: int, window_batch: int, windows_from: float, steps: int, producers: int, reuse: int, subjects: tuple[str, ...], styled: float
    ):
        context = multiprocessing.get_context("spawn")
        self.progress = context.Value("d", 0.0)
        self.queues = [context.Queue(maxsize=2) for _ in range(producers)]
        self.step, self.reuse, self.first = step, reuse, step // reuse
        self.batch: Batch | None = None
        self.pool = batched.Pool(device)
        rest = (producers, batch, window_batch, windows_from, steps // reuse, subjects, styled)
        self.processes = [
            context.Process(target=produce, args=(queue, self.progress, drawn, seed, self.first + i, *rest), daemon=True) for i, queue in enumerate(self.queues)
        ]
        self.started = False

    def tell(self, progress: float) -> None:
        """How far the run is, for a schedule by minutes."""
        self.progress.value = progress

    def take(self, progress: float) -> Batch:
        """The next step's batch."""
        self.tell(progress)
        if not self.started:
            for process in self.processes:
                process.start()
            self.started = True
        if self.batch is None or self.step % self.reuse == 0:
            queue = self.queues[(self.step // self.reuse - self.first) % len(self.queues)]
            self.batch = queue.get().batch(self.pool)
        self.step += 1
        return self.batch

    def close(self) -> None:
        for process in self.processes:
            if self.started:
                process.terminate()
                process.join()
