"""What lights of the sky do there by themselves. The same as packages/engine/src/models/akezora/scene/sky-effects.ts."""

from __future__ import annotations

import math

from training.world.recurrence import Clock

BURST, FALL, FLASH, SWAY = 1.9, 2.6, 2.3, 9.0  # seconds from one to the next
FALLING = 0.6  # share of a fall in which it is seen


def in_sky(thing: dict, t: float, clock: Clock) -> tuple[float, float, float, float]:
    """x, y, size and alpha of something in the sky: fireworks burst, shooting stars fall, lightning strikes, auroras sway."""
    name, x, y, size = thing["name"], thing["x"], thing["y"], thing["size"]

    def age_of(period: float) -> float:
        return (clock.recurring(t, period) / period + _start(thing)) % 1.0

    if name.endswith("fireworks"):
        age = age_of(BURST)
        grown = 1 - (1 - min(age / 0.7, 1.0)) ** 3
        alpha = 1.0 if age < 0.45 else max(0.0, 1 - ((age - 0.45) / 0.5) ** 1.5)
        return x, y + 0.09 * size * age * age, size * (0.12 + 0.88 * grown), alpha
    if name == "shooting star":
        u = age_of(FALL) / FALLING
        way = 1.5 * size * (u - 0.5)
        return x - way, y + 0.571 * way, size, math.sin(math.pi * u) ** 0.6 if u < 1 else 0.0
    if name == "lightning":
        age = age_of(FLASH)
        return x, y, size, 1.0 if age < 0.1 else 0.25 if age < 0.14 else 1 - ((age - 0.14) / 0.2) ** 2 if age < 0.34 else 0.0
    if name == "aurora":
        turn = 2 * math.pi * (clock.recurring(t, SWAY) / SWAY + _start(thing))
        return x + 0.035 * math.sin(turn), y, size, 0.84 + 0.16 * math.sin(2 * turn + 1)
    return x + (clock.sway(t, 0.008) if name == "cloud" else 0.0), y, size, 1.0


def _start(thing: dict) -> float:
    """Where in its period something is at first: several never begin together. Lightning strikes at once."""
    own = 0.618 * math.floor(13 * (thing["x"] + 20)) + 2.3 * thing["size"]
    return 0.0 if thing["name"] == "lightning" else own - math.floor(own)
