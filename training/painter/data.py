"""Training batches, rendered as they are needed by processes beside the trainer. A batch is a function of (seed, step, shape) alone."""

from __future__ import annotations

import math
import multiprocessing
import os
import random
import signal
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor

from training.painter.model import FRAMES
from training.painter.textures import Quads
from training.painter.vocabulary import scene_words, texture_specs
from training.world.layers import horizon_in_frame, layers
from training.world.render import clip
from training.world.sample import random_scene
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
    values, texture, flip, start = [], [], [], [0]
    for t in times:
        for layer in layers(scene, t):
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


def subject_boxes(scene: dict, times: list[float], height: int, width: int) -> Tensor:
    """[frames, height, width] bool: inside a subject's box."""
    inside = torch.zeros(len(times), height, width, dtype=torch.bool)
    for f, t in enumerate(times):
        for layer in layers(scene, t):
            if layer.group == "subject":
                x0, x1 = (min(max(round(v * width), 0), width) for v in (layer.x, layer.x + layer.width))
                y0, y1 = (min(max(round(v * height), 0), height) for v in (layer.y, layer.y + layer.height))
                inside[f, y0:y1, x0:x1] = True
    return inside


@cache
def texture_index(subjects: tuple[str, ...] = LEARNT) -> dict[str, int]:
    """Numbers of the textures in the bank of a curriculum."""
    return {spec.name: i for i, spec in enumerate(texture_specs(subjects))}


def scene_batch(scenes: list[tuple[dict, float]], frames: int, subjects: tuple[str, ...] = LEARNT) -> Batch:
    """Windows of `frames` patch-frames of scenes (all of one aspect), each from its own time on."""
    width, height = SIZES[scenes[0][0]["aspect"]]
    videos, tokens, quads, cameras, inside = [], [], [], [], []
    for scene, begin in scenes:
        times = [begin + i / FPS for i in range(frames * FRAMES)]
        videos.append(torch.from_numpy(clip(scene, times, width, height)).view(frames, FRAMES, height, width, 3))
        tokens.append(scene_words(scene, subjects))
        quads.append(quads_of(scene, times, texture_index(subjects)))
        cameras.append(camera_of(scene, times))
        inside.append(subject_boxes(scene, times, height, width).view(frames, FRAMES, height, width))
    return Batch(torch.stack(videos), torch.tensor(tokens), Quads.join(quads), torch.stack(cameras), torch.stack(inside))


def make_batch(seed: int, step: int, frames: int, count: int, aspect: str, subjects: tuple[str, ...] = LEARNT) -> Batch:
    """`count` windows: two of each random scene when they are single patch-frames, for the scene costs as much as a few frames."""
    rng = random.Random(seed * 1_000_003 + step)
    each, chosen = (2 if frames == 1 else 1), []
    while len(chosen) < count:
        scene = random_scene(rng.getrandbits(48), aspect, names=subjects)[1]
        for _ in range(each):
            chosen.append((scene, rng.randrange(0, int(10 * FPS) - frames * FRAMES) / FPS))
    return scene_batch(chosen[:count], frames, subjects)


def plan(seed: int, step: int, batch: int, window_batch: int, windows: bool) -> tuple[int, int, str]:
    """Patch-frames, examples and aspect of a step: three in four are 16:9."""
    turn = (step * 2654435761 + seed) % 8
    aspect = "9:16" if turn == 1 else "1:1" if turn == 5 else "16:9"
    return (4, window_batch, aspect) if windows else (1, batch, aspect)


def produce(
    queue, progress, seed: int, first: int, every: int, batch: int, window_batch: int, windows_from: float, steps: int, subjects: tuple[str, ...]
) -> None:
    """Puts the batches numbered first, first + every, … into the queue, for ever; `steps` is how many batches the run has, or 0."""
    torch.set_num_threads(1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent, step = os.getppid(), first
    while os.getppid() == parent:
        share = step / steps if steps else progress.value
        frames, count, aspect = plan(seed, step, batch, window_batch, share >= windows_from)
        b = make_batch(seed, step, frames, count, aspect, subjects)
        quads = [x.numpy() for x in (b.quads.values, b.quads.texture, b.quads.flip, b.quads.start)]
        queue.put([b.video.numpy(), b.words.numpy(), *quads, b.camera.numpy(), b.inside.numpy()])
        step += every


class Feed:
    """Batches of consecutive steps from `step` on, made by `producers` processes in turn. Each batch serves `reuse` steps, which differ in
    noise, in the frames painted and in what is dropped: rendering costs a quarter of a step."""

    def __init__(
        self, seed: int, step: int, batch: int, window_batch: int, windows_from: float, steps: int, producers: int, reuse: int, subjects: tuple[str, ...]
    ):
        context = multiprocessing.get_context("spawn")
        self.progress = context.Value("d", 0.0)
        self.queues = [context.Queue(maxsize=2) for _ in range(producers)]
        self.step, self.reuse, self.first = step, reuse, step // reuse
        self.batch: Batch | None = None
        rest = (producers, batch, window_batch, windows_from, steps // reuse, subjects)
        self.processes = [
            context.Process(target=produce, args=(queue, self.progress, seed, self.first + i, *rest), daemon=True) for i, queue in enumerate(self.queues)
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
            video, words, values, texture, flip, start, camera, inside = (torch.from_numpy(x) for x in queue.get())
            self.batch = Batch(video, words, Quads(values, texture, flip, start), camera, inside)
        self.step += 1
        return self.batch

    def close(self) -> None:
        for process in self.processes:
            if self.started:
                process.terminate()
                process.join()
