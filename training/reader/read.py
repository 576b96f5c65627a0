"""From pictures to what is in them: decoding of the reader's two nets.

A subject is a local maximum (3×3) of "something is here" above THRESHOLD on the grid of names; its box comes from the same
cell; weaker maxima within 0.45 of a stronger box's height are the same subject. Over a clip a name counts if it is found in a
third of the frames; its number is the most usual one there, its motion the mean over its boxes of the middle frame.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from .data import EVERY, FRAMES
from .model import LOOK_STRIDE, MOVE_STRIDE, Reader, brightness

THRESHOLD = 0.4


@dataclass
class Found:
    """One subject in one frame: centre and height in fractions of the frame; `score` is the probability of its name."""

    name: str
    x: float
    y: float
    height: float
    score: float


def subjects_in(names: Tensor, boxes: Tensor, config, height: int, width: int) -> list[Found]:
    """The subjects of one frame from its logits [N, rows, columns] and boxes [3, rows, columns]."""
    p = names.float().softmax(0)
    there = 1 - p[0]
    top = torch.nn.functional.max_pool2d(there[None], 3, 1, 1)[0]
    spots = ((there == top) & (there > THRESHOLD)).nonzero().tolist()
    spots.sort(key=lambda s: -float(there[s[0], s[1]]))
    found: list[Found] = []
    for row, column in spots:
        dx, dy, log_height = (float(v) for v in boxes[:, row, column])
        x, y = (column + 0.5 + dx) * LOOK_STRIDE / width, (row + 0.5 + dy) * LOOK_STRIDE / height
        tall = float(np.exp(min(log_height, 0.3)))
        if any(((x - f.x) * width / height) ** 2 + (y - f.y) ** 2 < (0.45 * max(f.height, tall)) ** 2 for f in found):
            continue
        best = int(p[1:, row, column].argmax()) + 1
        found.append(Found(config.names[best], x, y, tall, float(p[best, row, column])))
    return found[:6]


def motion_at(motions: Tensor, config, spots: list[Found], height: int, width: int) -> str | None:
    """The likeliest motion at some subjects' centres; `motions` [M, rows, columns] are logits, 0 is never an answer."""
    if not spots:
        return None
    total = torch.zeros(motions.shape[0] - 1)
    for f in spots:
        row = min(max(int(f.y * height / MOVE_STRIDE), 0), motions.shape[1] - 1)
        column = min(max(int(f.x * width / MOVE_STRIDE), 0), motions.shape[2] - 1)
        total += motions[1:, row, column].float().log_softmax(0)
    return config.motions[1 + int(total.argmax())]


@torch.no_grad()
def read(model: Reader, video: np.ndarray) -> dict:
    """What is in frames [8, h, w, 3] u8 a quarter of a second apart, or in one picture [1, h, w, 3] (then without camera and motion)."""
    c, (count, height, width, _) = model.config, video.shape
    frames = torch.from_numpy(np.ascontiguousarray(video)).permute(0, 3, 1, 2).float() / 127.5 - 1
    whole, names, boxes = model.looker(frames)
    out: dict = {}
    parts = whole.float().split([len(t) for t in (c.places, c.times, c.weathers, c.styles)], 1)
    for key, table, logits in zip(("place", "time", "weather", "style"), (c.places, c.times, c.weathers, c.styles), parts):
        out[key] = table[int(logits.log_softmax(1).mean(0).argmax())]
    per_frame = [subjects_in(n, b, c, height, width) for n, b in zip(names, boxes)]
    moving = count == FRAMES
    camera, motions = model.mover(brightness(frames[None])) if moving else (None, None)
    out["camera"] = c.cameras[int(camera[0].argmax())] if moving else None
    out["subjects"] = []
    seen = Counter(name for frame in per_frame for name in {f.name for f in frame})
    weight = {n: sum(f.score for frame in per_frame for f in frame if f.name == n) for n in seen}
    for name in sorted((n for n in seen if seen[n] * 3 >= count), key=lambda n: -weight[n])[:3]:
        numbers = Counter(sum(f.name == name for f in frame) for frame in per_frame if any(f.name == name for f in frame))
        middle = min((i for i, frame in enumerate(per_frame) if any(f.name == name for f in frame)), key=lambda i: abs(i - count // 2))
        spots = [f for f in per_frame[middle] if f.name == name]
        motion = motion_at(motions[0], c, spots, height, width) if moving else None
        out["subjects"].append({"name": name, "count": min(numbers.most_common(1)[0][0], 3), "motion": motion})
    out["boxes"] = [[[f.name, round(f.x, 4), round(f.y, 4), round(f.height, 4)] for f in frame] for frame in per_frame]
    return out


def eight(video: np.ndarray, fps: float) -> np.ndarray:
    """The reader's 8 frames out of a clip of at least two seconds (the first two are read)."""
    picks = [min(round(i * EVERY * fps), len(video) - 1) for i in range(FRAMES)]
    return video[picks]


def right(read_: dict, fact: dict) -> dict[str, bool]:
    """Which of a clip's facts were read rightly. Count and motion are asked of the first subject, whatever else was read."""
    out = {k: read_[k] == fact[k] for k in ("place", "time", "weather", "style", "camera") if fact.get(k) is not None}
    if fact["subjects"]:
        first = fact["subjects"][0]
        found = next((s for s in read_["subjects"] if s["name"] == first["name"]), None)
        names = {s["name"] for s in read_["subjects"]}
        out["subject"] = all(s["name"] in names for s in fact["subjects"])
        if first.get("count") is not None:
            out["count"] = found is not None and found["count"] == first["count"]
        if first.get("motion") is not None:
            out["motion"] = found is not None and found["motion"] == first["motion"]
    return out
