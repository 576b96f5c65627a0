"""Carriage: how a subject is held at a moment. Every subject turns round through its narrow side; an actor with one drawing also waddles,
gallops, stretches and breathes. The same as packages/engine/src/models/akezora/scene/carriage.ts and actors/life.ts, whose comments say why.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from training.world.recurrence import Clock
from training.world.scene import along, heading_right

CYCLE = {"idle": 3.0, "walk": 0.8, "run": 0.46, "turn": 0.5}
PACES = (0.25, 2.0)
NARROWEST = 0.07
HALF_TURN = CYCLE["turn"] / 2
STEP = 0.05
UNDER_WAY = 0.12


@dataclass(frozen=True)
class Pose:
    """`lift` in heights of the subject, `turn` in radians; `flip`: mirrored."""

    scale_x: float = 1.0
    scale_y: float = 1.0
    lift: float = 0.0
    turn: float = 0.0
    flip: bool = False


def seconds_of(action: str, pace: float = 1.0) -> float:
    return CYCLE[action] / min(PACES[1], max(PACES[0], pace))


def pose(action: str, seconds: float, pace: float = 1.0) -> Pose:
    """The pose of an action after some seconds."""
    cycles = max(0.0, seconds) / seconds_of(action, pace)
    return POSES[action](min(1.0, cycles) if action == "turn" else cycles % 1.0, min(PACES[1], max(PACES[0], pace)))


def _smooth(t: float) -> float:
    return t * t * (3 - 2 * t)


def _bump(t: float, start: float, end: float) -> float:
    return 0.0 if t <= start or t >= end else math.sin(math.pi * (t - start) / (end - start)) ** 2


def _idle(t: float, pace: float) -> Pose:
    air = _smooth(t / 0.4) if t < 0.4 else _smooth((1 - t) / 0.6)
    return Pose(1 + 0.008 * air, 1 + 0.024 * air)


def _walk(t: float, pace: float) -> Pose:
    step = math.sin(2 * math.pi * t) ** 2
    strength = min(1.3, 0.7 + 0.3 * pace)
    height = 1 + 0.03 * step
    return Pose(1 / math.sqrt(height), height, 0.035 * strength * step, 0.075 * strength * math.sin(2 * math.pi * t))


def _run(t: float, pace: float) -> Pose:
    leap = _bump(t, 0.12, 0.92)
    strength = min(1.3, 0.6 + 0.4 * pace)
    push = _bump(t, 0.0, 0.26) + 0.8 * _bump(t, 0.8, 1.0)
    height = 1 - 0.1 * push * strength + 0.05 * leap
    return Pose(1 / math.sqrt(height), height, 0.13 * strength * leap, -0.1 * strength * math.sin(2 * math.pi * t))


def _turn(t: float, pace: float) -> Pose:
    around = math.sin(math.pi * t) ** 2
    return Pose(NARROWEST + (1 - NARROWEST) * abs(math.cos(math.pi * t)), 1 + 0.05 * around, 0.04 * around, 0.0, t >= 0.5)


POSES = {"idle": _idle, "walk": _walk, "run": _run, "turn": _turn}


def _mixed(a: Pose, b: Pose, amount: float) -> Pose:
    mix = lambda p, q: p + (q - p) * amount
    return Pose(mix(a.scale_x, b.scale_x), mix(a.scale_y, b.scale_y), mix(a.lift, b.lift), mix(a.turn, b.turn), b.flip)


def carriage_at(subject: dict, t: float, info: dict, afloat: bool, clock: Clock = Clock()) -> Pose:
    """How a subject is shown; `afloat`: it flies or swims."""
    faces = subject.get("faces", info["faces"])
    turning, right = (Pose(), bool(subject.get("flip", False))) if faces == "front" else _turn_at(subject, t)
    flip = right != (faces == "right")
    if not subject.get("life", False):
        return replace(turning, flip=flip)
    life = _life_at(subject, t, info["gait"], afloat, clock)
    lean = (1 if faces == "front" or right else -1) * (turning.scale_x - NARROWEST) / (1 - NARROWEST)
    return Pose(turning.scale_x * life.scale_x, turning.scale_y * life.scale_y, turning.lift + life.lift, lean * life.turn, flip)


def _within(subject: dict, t: float) -> float:
    first = subject["path"][0]["at"] + STEP
    return min(max(t, first), max(first, subject["path"][-1]["at"] - STEP))


def _turn_at(subject: dict, t: float) -> tuple[Pose, bool]:
    right = lambda at: heading_right(subject, _within(subject, at))
    before, after = right(t - HALF_TURN), right(t + HALF_TURN)
    if before == after:
        return Pose(), before
    early, late = t - HALF_TURN, t + HALF_TURN
    for _ in range(20):
        middle = (early + late) / 2
        if right(middle) == before:
            early = middle
        else:
            late = middle
    held = pose("turn", t - (late - HALF_TURN))
    return held, after if held.flip else before


def _speed_at(subject: dict, t: float) -> float:
    at = _within(subject, t)
    a, b = (along(subject["path"], ("x", "y", "size"), s) for s in (at - STEP, at + STEP))
    return math.hypot(b[0] - a[0], b[1] - a[1], 1.5 * (b[2] - a[2])) / (2 * STEP) / ((a[2] + b[2]) / 2)


def _mean_speed(subject: dict) -> float:
    path = subject["path"]
    size = sum(point["size"] for point in path) / len(path)
    length = sum(math.hypot(b["x"] - a["x"], b["y"] - a["y"], 1.5 * (b["size"] - a["size"])) for a, b in zip(path, path[1:]) if not b.get("cut", False))
    return length / max(path[-1]["at"] - path[0]["at"], 0.1) / size


def _life_at(subject: dict, t: float, gait: str, afloat: bool, clock: Clock) -> Pose:
    cycles = lambda seconds: clock.recurring(t, seconds) / seconds + subject.get("phase", 0.0)
    if subject.get("motion") == "jump":
        return _spring_at(subject, t)
    if afloat:
        return Pose(turn=0.06 * math.sin(2 * math.pi * cycles(2.6)))
    idle = pose("idle", cycles(seconds_of("idle")) * seconds_of("idle"))
    amount = _smooth(min(max(_speed_at(subject, t) / UNDER_WAY, 0.0), 1.0)) if len(subject["path"]) > 1 else 0.0
    if amount == 0:
        return idle
    if gait in ("drive", "roll"):
        return _mixed(idle, Pose(scale_y=1 + 0.012 * math.sin(2 * math.pi * cycles(0.3))), amount)
    action = "run" if gait == "run" else "walk"
    pace = min(max(0.7 + 0.5 * _mean_speed(subject), 0.7), 1.4)
    return _mixed(idle, pose(action, cycles(seconds_of(action, pace)) * seconds_of(action, pace), pace), amount)


def _spring_at(subject: dict, t: float) -> Pose:
    size, lift = along(subject["path"], ("size", "lift"), t)
    near = max(0.0, 1 - max(lift, 0.0) / (0.3 * size))
    height = 1.06 - 0.22 * near * near
    return Pose(1 / math.sqrt(height), height)
