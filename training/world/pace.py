"""How far and how fast a subject goes along its path, in its own sizes. The same as packages/engine/src/models/akezora/scene/pace.ts."""

from __future__ import annotations

import math

from training.world.recurrence import Clock
from training.world.scene import along, heading_right

STEP = 0.05
Point = tuple[float, float, float]


def _way(a: Point, b: Point) -> float:
    return math.hypot(b[0] - a[0], b[1] - a[1], 1.5 * (b[2] - a[2]))


def _at(subject: dict, t: float) -> Point:
    x, y, size = along(subject["path"], ("x", "y", "size"), t)
    return x, y, size


def within(subject: dict, t: float) -> float:
    first = subject["path"][0]["at"] + STEP
    return min(max(t, first), max(first, subject["path"][-1]["at"] - STEP))


def speed_at(subject: dict, t: float) -> float:
    at = within(subject, t)
    a, b = _at(subject, at - STEP), _at(subject, at + STEP)
    return _way(a, b) / (2 * STEP) / ((a[2] + b[2]) / 2)


def course_at(subject: dict, t: float) -> tuple[float, float]:
    """How fast it rises and goes on sideways, in frame heights a second."""
    at = within(subject, t)
    a, b = (along(subject["path"], ("x", "y", "lift"), s) for s in (at - STEP, at + STEP))
    return (b[2] - b[1] - a[2] + a[1]) / (2 * STEP), abs(b[0] - a[0]) / (2 * STEP)


def mean_speed(subject: dict) -> float:
    path = subject["path"]
    size = sum(point["size"] for point in path) / len(path)
    length = sum(_way((a["x"], a["y"], a["size"]), (b["x"], b["y"], b["size"])) for a, b in zip(path, path[1:]) if not b.get("cut", False))
    return length / max(path[-1]["at"] - path[0]["at"], 0.1) / size


def distance_at(subject: dict, t: float) -> float:
    path, gone = subject["path"], 0.0
    for point, following in zip(path, path[1:]):
        if point["at"] >= t:
            break
        if following.get("cut", False):
            continue
        end = (following["x"], following["y"], following["size"]) if following["at"] <= t else _at(subject, t)
        gone += _way((point["x"], point["y"], point["size"]), end) / ((point["size"] + end[2]) / 2)
    return gone


def way_at(subject: dict, t: float, clock: Clock) -> float:
    """The way that counts for its steps."""
    mean = mean_speed(subject)
    if clock.loops:
        return 0.0 if mean < 1e-6 else clock.recurring(t, 1 / mean) * mean
    return distance_at(subject, t) - distance_at(subject, 0.0) + clock.ahead * mean


def keeps_right(subject: dict) -> bool:
    led = subject["path"][-1]["x"] - subject["path"][0]["x"]
    return led > 0 if abs(led) > 0.25 else bool(subject.get("flip", False))


def looks_right(subject: dict, t: float) -> bool:
    return heading_right(subject, within(subject, t))
