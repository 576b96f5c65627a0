"""What comes again and again by itself: clouds, waves, weather, steps. The same as packages/engine/src/models/akezora/scene/recurrence.ts."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Clock:
    """The times of what recurs in a scene. From `loop` on things hasten or slow a little, to be after `seconds` as at 0; None: it does not loop."""

    seconds: float = 1.0
    loop: float | None = None
    ahead: float = 0.0

    @property
    def loops(self) -> bool:
        return self.loop is not None and self.loop < self.seconds

    def recurring(self, t: float, period: float) -> float:
        """Seconds at which something with a period is; never negative."""
        if self.loop is None or self.loop >= self.seconds:
            return _not_negative(t + self.ahead, period)
        turns, within = self._turn(t)
        whole = self._cycles(period) * period
        now = within if within <= self.loop else self.loop + (within - self.loop) * (whole - self.loop) / (self.seconds - self.loop)
        return _not_negative(now + turns * whole + self.ahead, period)

    def drift(self, t: float, speed: float, length: float) -> float:
        """How far something has drifted that looks the same again after `length`."""
        if self.loop is None or self.loop >= self.seconds:
            return speed * (t + self.ahead)
        period = length / abs(speed)
        hastens = (self._cycles(period) * period - self.loop) / (self.seconds - self.loop)
        return self.sway(t, speed) if hastens > 2 else math.copysign(1.0, speed) * (self.recurring(t, period) / period) * length

    def sway(self, t: float, speed: float) -> float:
        """How far something has drifted that never looks the same again: in a loop it comes back to its place."""
        if self.loop is None or self.loop >= self.seconds:
            return speed * (t + self.ahead)
        _, within = self._turn(t)
        rest = self.seconds - self.loop
        u = max(0.0, within - self.loop) / rest
        back = self.loop * (1 + u * u * (2 * u - 3)) + rest * (u * (u - 1) ** 2 + u * u * (u - 1))
        return speed * ((within if within <= self.loop else back) + self.ahead)

    def _turn(self, t: float) -> tuple[int, float]:
        turns = math.floor(t / self.seconds)
        return turns, t - turns * self.seconds

    def _cycles(self, period: float) -> int:
        least = (self.loop + 0.3 * (self.seconds - self.loop)) / period
        return max(1, math.floor(self.seconds / period + 0.5), math.ceil(least))


def _not_negative(seconds: float, period: float) -> float:
    return seconds + math.ceil(-seconds / period) * period if seconds < 0 else seconds


def clock_of(scene: dict) -> Clock:
    """The clock of a scene."""
    return Clock(scene["seconds"], scene.get("loop"), scene.get("clock", 0.0))
