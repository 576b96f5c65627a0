"""Training batches, made as they are needed by processes beside the trainer. A batch is a function of (seed, step, shape) alone."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from training.painter.model import FRAMES
from training.painter.vocabulary import scene_words
from training.world.features import FEATURES, features
from training.world.layers import Layer, horizon_in_frame, layers
from training.world.random_art import recast
from training.world.render import clip
from training.world.sample import STYLED, random_scene
from training.world.vocabulary import SUBJECTS

FPS = 24
SIZES = {"16:9": (160, 90), "9:16": (90, 160), "1:1": (120, 120)}


@dataclass
class Batch:
    """video [B, K, 4, height, width, 3] uint8; words [B, 6]; features [B, K, 4, height, width, FEATURES] f16; camera [B, K, 4, 2]: horizon in the frame and
    zoom; inside [B, K, 4, height, width] bool: within a subject's box."""

    video: Tensor
    words: Tensor
    features: Tensor
    camera: Tensor
    inside: Tensor

    def to(self, device: str) -> Batch:
        """The batch on a device."""
        return Batch(*(x.to(device, non_blocking=True) for x in (self.video, self.words, self.features, self.camera, self.inside)))


def camera_of(scene: dict, times: list[float]) -> Tensor:
    """[K, 4, 2]: the horizon's place in the frame and the zoom at the times of K patch-frames."""
    return torch.tensor([horizon_in_frame(scene, t) for t in times]).view(-1, FRAMES, 2)


def features_of(scene: dict, times: list[float], width: int, height: int) -> Tensor:
    """[K, 4, height, width, FEATURES] f32: the feature images at the times of K patch-frames."""
    return torch.from_numpy(np.stack([features(scene, t, width, height) for t in times])).view(-1, FRAMES, height, width, FEATURES)


def within(shown: list[list[Layer]], height: int, width: int) -> np.ndarray:
    """[frames, height, width] bool: inside a subject's box."""
    out = np.zeros((len(shown), height, width), bool)
    for inside, frame in zip(out, shown):
        for layer in frame:
            if layer.group == "subject":
                x0, x1 = (min(max(round(v * width), 0), width) for v in (layer.x, layer.x + layer.width))
                y0, y1 = (min(max(round(v * height), 0), height) for v in (layer.y, layer.y + layer.height))
                inside[y0:y1, x0:x1] = True
    return out


def scene_batch(scenes: list[tuple[dict, float]], frames: int) -> Batch:
    """Windows of `frames` patch-frames of scenes (all of one aspect), each from its own time on."""
    width, height = SIZES[scenes[0][0]["aspect"]]
    shape = (len(scenes), frames, FRAMES, height, width)
    video, drawn, cameras, inside = [], [], [], []
    for scene, begin in scenes:
        times = [begin + i / FPS for i in range(frames * FRAMES)]
        video.append(clip(scene, times, width, height))
        drawn.append(features_of(scene, times, width, height).half())
        cameras.append(camera_of(scene, times))
        inside.append(within([layers(scene, t) for t in times], height, width))
    tokens = torch.tensor([scene_words(scene) for scene, _ in scenes])
    return Batch(torch.from_numpy(np.stack(video)).view(*shape, 3), tokens, torch.stack(drawn), torch.stack(cameras), torch.from_numpy(np.stack(inside)).view(shape))


def make_batch(seed: int, step: int, frames: int, count: int, aspect: str, subjects: Sequence[str] = tuple(SUBJECTS), styled: float = STYLED) -> Batch:
    """`count` windows: two of each random scene when they are single patch-frames, for the scene costs as much as a few frames. Most show art that no vocabulary knows."""
    rng = random.Random(seed * 1_000_003 + step)
    each, chosen = (2 if frames == 1 else 1), []
    while len(chosen) < count:
        scene = recast(rng, random_scene(rng.getrandbits(48), aspect, names=subjects, styled=styled)[1])
        for _ in range(each):
            chosen.append((scene, rng.randrange(0, int(10 * FPS) - frames * FRAMES) / FPS))
    return scene_batch(chosen[:count], frames)


def plan(seed: int, step: int, batch: int, window_batch: int, windows: bool) -> tuple[int, int, str]:
    """Patch-frames, examples and aspect of a step: three in four are 16:9."""
    turn = (step * 2654435761 + seed) % 8
    aspect = "9:16" if turn == 1 else "1:1" if turn == 5 else "16:9"
    return (4, window_batch, aspect) if windows else (1, batch, aspect)


def produce(queue, progress, seed: int, first: int, every: int, batch: int, window_batch: int, windows_from: float, steps: int, subjects: Sequence[str], styled: float) -> None:
    """Puts the batches numbered first, first + every, … into the queue, for ever; `steps` is how many batches the run has, or 0."""
    torch.set_num_threads(1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent, step = os.getppid(), first
    while os.getppid() == parent:
        share = step / steps if steps else progress.value
        frames, count, aspect = plan(seed, step, batch, window_batch, share >= windows_from)
        made = make_batch(seed, step, frames, count, aspect, subjects, styled)
        queue.put([x.numpy() for x in (made.video, made.words, made.features, made.camera, made.inside)])
        step += every


class Feed:
    """Batches of consecutive steps from `step` on, made by `producers` processes in turn. Each batch serves `reuse` steps, which differ in
    noise, in the frames painted and in what is dropped: rendering costs a quarter of a step."""

    def __init__(
        self, seed: int, step: int, batch: int, window_batch: int, windows_from: float, steps: int, producers: int, reuse: int, subjects: Sequence[str], styled: float
    ):
        context = multiprocessing.get_context("spawn")
        self.progress = context.Value("d", 0.0)
        self.queues = [context.Queue(maxsize=2) for _ in range(producers)]
        self.step, self.reuse, self.first = step, reuse, step // reuse
        self.batch: Batch | None = None
        rest = (producers, batch, window_batch, windows_from, steps // reuse, subjects, styled)
        self.processes = [context.Process(target=produce, args=(queue, self.progress, seed, self.first + i, *rest), daemon=True) for i, queue in enumerate(self.queues)]
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
            self.batch = Batch(*(torch.from_numpy(x) for x in queue.get()))
        self.step += 1
        return self.batch

    def close(self) -> None:
        for process in self.processes:
            if self.started:
                process.terminate()
                process.join()
