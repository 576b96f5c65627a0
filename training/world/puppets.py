"""Puppets of stop motion. The same as packages/engine/src/models/akezora/scene/puppets.ts."""

from __future__ import annotations

import math

POSES = 12
MISSES = (0.004, 0.014)


def moment(scene: dict, t: float) -> float:
    """The time things are at: puppets of stop motion are set anew twelve times a second."""
    return math.floor(t * POSES + 1e-6) / POSES if scene["style"] == "stop-motion" else t


def shake(scene: dict, index: int, t: float) -> tuple[float, float]:
    """How a puppet stands off from where it should, sideways in its sizes and in radians."""
    if scene["style"] != "stop-motion":
        return 0.0, 0.0
    at = math.floor(t * POSES + 1e-6)
    return MISSES[0] * _hash(at, 2 * index), MISSES[1] * _hash(at, 2 * index + 1)


def _hash(a: int, b: int) -> float:
    return (a * 7919 + b * 104729 + 12345) % 65537 * 31 % 2048 / 1024 - 1
