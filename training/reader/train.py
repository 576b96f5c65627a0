"""Trains the reader on rendered shards: `python -m training.train training/configs/reader-cpu.json`.

Frames are blurred, shifted in colour, made noisy and mirrored at random, so that it reads what a painter draws as well as it
can; it never sees a painted frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from training.common.ema import Ema
from training.common.optim import Adam
from training.common.run import Run, generator, schedule
from training.world.vocabulary import curriculum

from .data import FRAMES, open_shard, shards
from .model import LOOK_STRIDE, MOVE_STRIDE, Reader, ReaderConfig, brightness, config_of_world

MIRRORED = {"left": "right", "right": "left", "pan-left": "pan-right", "pan-right": "pan-left"}


@dataclass
class Settings:
    """The run ends after `steps` steps or, if that is 0, after `minutes`. `looks` frames of each clip are shown to the looker.
    `device` is where it trains ("cpu", "cuda"); `sharded` keeps checkpoints in files under 16 MiB. `stop_after` interrupts at a step."""

    stage: str = "reader"
    folder: str = "training/runs/reader"
    data: str = "training/runs/reader/train"
    seed: int = 1
    threads: int = 1
    device: str = "cpu"
    bf16: bool = True
    steps: int = 0
    minutes: float = 35.0
    batch: int = 16
    looks: int = 1
    subjects: str | list = "published"
    lr: float = 2e-3
    decay: float = 1e-3
    warmup: float = 0.02
    cooldown: float = 0.6
    log_every: int = 50
    save_minutes: float = 3.0
    sharded: bool = False
    stop_after: int = 0
    model: dict = field(default_factory=dict)


@dataclass
class Batch:
    """frames [n·looks, 3, h, w], clip [n, 8, h, w], labels [n, 5], and dense targets (−100: not asked)."""

    frames: Tensor
    clip: Tensor
    labels: Tensor
    names: Tensor
    boxes: Tensor
    motions: Tensor

    def to(self, device: str) -> Batch:
        return Batch(*(getattr(self, name).to(device, non_blocking=True) for name in Batch.__dataclass_fields__))


def dense_targets(boxes: np.ndarray, facts: list, height: int, width: int, c: ReaderConfig) -> tuple[Tensor, Tensor]:
    """Names [n, rows, columns] (0 nothing, −100 near a centre but not at it) and boxes [n, 3, rows, columns] (offset in cells, log height)."""
    rows, columns = -(-height // 16) * 16 // LOOK_STRIDE, -(-width // 16) * 16 // LOOK_STRIDE
    names, values = torch.zeros(len(boxes), rows, columns, dtype=torch.long), torch.full((len(boxes), 3, rows, columns), float("nan"))
    y, x = torch.meshgrid(torch.arange(rows) + 0.5, torch.arange(columns) + 0.5, indexing="ij")
    for i, (row, fact) in enumerate(zip(boxes, facts)):
        for cx, cy, size, group in row:
            if group < 0:
                continue
            px, py, tall = cx * width / LOOK_STRIDE, cy * height / LOOK_STRIDE, size * height / LOOK_STRIDE
            distance = ((x - px) ** 2 + (y - py) ** 2).sqrt()
            near, at = distance < max(0.3 * tall, 1.6), distance < max(0.13 * tall, 0.75)
            names[i][near & (names[i] == 0)] = -100
            names[i][at] = c.names.index(fact["subjects"][int(group)]["name"])
            values[i, 0][at], values[i, 1][at], values[i, 2][at] = (px - x)[at], (py - y)[at], float(np.log(max(size, 0.02)))
    return names, values


def motion_targets(boxes: np.ndarray, facts: list, height: int, width: int, c: ReaderConfig) -> Tensor:
    """Motions [n, rows, columns] at the subjects' centres in the middle frame; −100 everywhere else."""
    rows, columns = -(-height // 16) * 16 // MOVE_STRIDE, -(-width // 16) * 16 // MOVE_STRIDE
    out = torch.full((len(boxes), rows, columns), -100)
    for i, (clip, fact) in enumerate(zip(boxes, facts)):
        for cx, cy, _, group in clip[FRAMES // 2]:
            if group < 0 or not (0 < cx < 1 and 0 < cy < 1):
                continue
            py, px = int(cy * height / MOVE_STRIDE), int(cx * width / MOVE_STRIDE)
            out[i, max(py - 1, 0) : py + 2, max(px - 1, 0) : px + 2] = c.motions.index(fact["subjects"][int(group)]["motion"])
    return out


def spoiled(video: Tensor, g: torch.Generator) -> Tensor:
    """Blur, noise, brightness and colour shifts, one kind a clip: [n, frames, 3, h, w] in −1…1."""
    n = len(video)
    out = video * (1 + 0.16 * (torch.rand(n, 1, 1, 1, 1, generator=g) - 0.5)) + 0.1 * (torch.rand(n, 1, 3, 1, 1, generator=g) - 0.5)
    for i in range(n):
        roll = float(torch.rand(1, generator=g))
        if roll < 0.4:
            flat = out[i]
            scale = (2.0, 1.5, 3.0)[int(roll * 30) % 3]
            small = F.interpolate(flat, scale_factor=1 / scale, mode="area")
            out[i] = F.interpolate(small, size=flat.shape[-2:], mode="bilinear")
        if roll > 0.25:
            out[i] += float(torch.rand(1, generator=g)) * 0.1 * torch.randn(out[i].shape, generator=g)
    return out


def make_batch(paths: list[Path], s: Settings, step: int, c: ReaderConfig) -> Batch:
    """A batch of one shard's clips, a function of (seed, step) and the shards there are."""
    g = generator(s.seed, step, 3)
    rng = np.random.default_rng(s.seed * 1_000_003 + step)
    shard = open_shard(paths[rng.integers(len(paths))])
    picks = np.sort(rng.choice(len(shard.video), s.batch, replace=False))
    video, boxes, facts = torch.from_numpy(np.array(shard.video[picks])), shard.boxes[picks].copy(), [shard.facts[i] for i in picks]
    if rng.random() < 0.5:
        video, facts = video.flip(3), [mirror(f) for f in facts]
        boxes[..., 0] = np.where(boxes[..., 3] >= 0, 1 - boxes[..., 0], -1)
    video = spoiled(video.permute(0, 1, 4, 2, 3).float() / 127.5 - 1, g)
    h, w = video.shape[-2:]
    look = rng.integers(0, FRAMES, s.looks)
    frames = video[:, look].flatten(0, 1)
    repeated = [f for f in facts for _ in look]
    names, values = dense_targets(boxes[:, look].reshape(-1, *boxes.shape[2:]), repeated, h, w, c)
    tables = (c.places, c.times, c.weathers, c.styles, c.cameras)
    keys = ("place", "time", "weather", "style", "camera")
    labels = torch.tensor([[t.index(f[k]) for t, k in zip(tables, keys)] for f in facts])
    return Batch(frames, brightness(video), labels, names, values, motion_targets(boxes, facts, h, w, c))


def mirror(fact: dict) -> dict:
    """Facts of the mirrored clip."""
    subjects = [{**x, "motion": MIRRORED.get(x["motion"], x["motion"])} for x in fact["subjects"]]
    return {**fact, "camera": MIRRORED.get(fact["camera"], fact["camera"]), "subjects": subjects}


def loss_of(model: Reader, batch: Batch, s: Settings) -> tuple[Tensor, dict]:
    """Cross-entropies of the whole, the grid of names (background weighs little), boxes (L1), camera and motions."""
    c = model.config
    whole, names, boxes = model.looker(batch.frames.contiguous(memory_format=torch.channels_last))
    camera, motions = model.mover(batch.clip.contiguous(memory_format=torch.channels_last))
    parts, at = {}, 0
    labels = batch.labels.repeat_interleave(s.looks, 0)
    for i, (key, table) in enumerate((("place", c.places), ("time", c.times), ("weather", c.weathers), ("style", c.styles))):
        logits = whole[:, at : at + len(table)].float()
        parts[key], at = (F.cross_entropy(logits, labels[:, i]), (logits.argmax(1) == labels[:, i]).float().mean()), at + len(table)
    logits = camera.float()
    parts["camera"] = (F.cross_entropy(logits, batch.labels[:, 4]), (logits.argmax(1) == batch.labels[:, 4]).float().mean())
    each = F.cross_entropy(names.float(), batch.names, reduction="none", ignore_index=-100)
    there = batch.names > 0
    share = each[there].mean() if there.any() else each.sum() * 0
    right = (names.argmax(1) == batch.names)[there].float().mean() if there.any() else torch.ones((), device=batch.names.device)
    parts["name"] = (share + 3 * each[batch.names == 0].mean(), right)
    asked = ~batch.boxes.isnan()
    parts["box"] = ((boxes.float() - batch.boxes)[asked].abs().mean() if asked.any() else boxes.sum() * 0, torch.zeros(()))
    known = batch.motions >= 0
    if known.any():
        m = motions.float().permute(0, 2, 3, 1)[known]
        parts["motion"] = (F.cross_entropy(m, batch.motions[known]), (m.argmax(1) == batch.motions[known]).float().mean())
    total = sum(weight * parts[k][0] for k, weight in (("place", 1), ("time", 0.7), ("weather", 0.7), ("style", 0.7), ("camera", 1), ("name", 1), ("box", 0.3), ("motion", 1)) if k in parts)
    figures = {k: round(float(v[1].detach()), 3) for k, v in parts.items() if k != "box"}
    return total, figures | {"box": round(float(parts["box"][0].detach()), 3)}


def train(config: dict) -> None:
    """Runs or resumes; new shards are taken up as they appear."""
    s = Settings(**config)
    torch.set_num_threads(s.threads)
    run = Run(Path(s.folder), s.sharded)
    torch.manual_seed(s.seed)
    model = Reader(ReaderConfig(**{**config_of_world(curriculum(s.subjects)).as_json(), **s.model})).to(s.device, memory_format=torch.channels_last)
    optimiser, ema, step = Adam(list(model.parameters()), s.lr, decay=s.decay), Ema(model, 500.0, 0.15), 0
    saved = run.load()
    if saved:
        model.load_state_dict(saved["model"])
        optimiser.load_state_dict(saved["optimiser"])
        ema.load_state_dict(saved["ema"])
        step = saved["step"]
    last_save, mean = run.seconds(), {}

    def save() -> None:
        run.save({"model": model.state_dict(), "ema": ema.state_dict(), "optimiser": optimiser.state_dict(), "step": step, "config": model.config.as_json()})

    def progress() -> float:
        return step / s.steps if s.steps else run.seconds() / (60 * s.minutes)

    while progress() < 1 and not step == s.stop_after > 0:
        batch = make_batch(shards(Path(s.data)), s, step, model.config).to(s.device)
        with torch.autocast(torch.device(s.device).type, torch.bfloat16, enabled=s.bf16):
            loss, figures = loss_of(model, batch, s)
        loss.backward()
        optimiser.step(schedule(progress(), s.warmup, s.cooldown))
        model.zero_grad(set_to_none=True)
        step += 1
        ema.update(step)
        for k, v in {"loss": loss.item(), **figures}.items():
            mean[k] = mean.get(k, v) + (v - mean.get(k, v)) / 50
        if step % s.log_every == 0:
            run.log(step=step, shards=len(shards(Path(s.data))), **{k: round(v, 3) for k, v in mean.items()})
        if run.seconds() - last_save > 60 * s.save_minutes:
            save()
            last_save = run.seconds()
    save()
