"""Poses: how a drawing is bent, lifted and turned in one cycle of what it does. The same as packages/engine/src/models/akezora/actors/life.ts,
whose comments say why.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

CYCLE = {"idle": 3.0, "walk": 0.8, "run": 0.46, "turn": 0.5}
PACES = (0.25, 2.0)
NARROWEST = 0.07


@dataclass(frozen=True)
class Pose:
    """`lift` and `shift` (sideways) in heights of the subject, `turn` in radians; `flip`: mirrored."""

    scale_x: float = 1.0
    scale_y: float = 1.0
    lift: float = 0.0
    turn: float = 0.0
    flip: bool = False
    shift: float = 0.0


def seconds_of(action: str, pace: float = 1.0) -> float:
    return CYCLE[action] / min(PACES[1], max(PACES[0], pace))


def pose(action: str, seconds: float, pace: float = 1.0) -> Pose:
    """The pose of an action after some seconds."""
    cycles = max(0.0, seconds) / seconds_of(action, pace)
    return POSES[action](min(1.0, cycles) if action == "turn" else cycles % 1.0, min(PACES[1], max(PACES[0], pace)))


def smooth(t: float) -> float:
    return t * t * (3 - 2 * t)


def _bump(t: float, start: float, end: float) -> float:
    return 0.0 if t <= start or t >= end else math.sin(math.pi * (t - start) / (end - start)) ** 2


def _idle(t: float, pace: float) -> Pose:
    air = smooth(t / 0.4) if t < 0.4 else smooth((1 - t) / 0.6)
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


def mixed(a: Pose, b: Pose, amount: float) -> Pose:
    mix = lambda p, q: p + (q - p) * amount
    return Pose(mix(a.scale_x, b.scale_x), mix(a.scale_y, b.scale_y), mix(a.lift, b.lift), mix(a.turn, b.turn), b.flip, mix(a.shift, b.shift))
