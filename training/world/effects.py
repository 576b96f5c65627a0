"""Effects: small pictures that go with what a subject does, and the water in front of what is in it. The same as
packages/engine/src/models/akezora/scene/effects.ts.
"""

from __future__ import annotations

import math

from training.world.pace import keeps_right
from training.world.recurrence import Clock
from training.world.scene import along
from training.world.texture_names import texture_name

PERIOD = 3.0  # frame heights after which a panorama repeats
GROUND_TOP, GROUND_HEIGHT = 0.05, 0.75
WAVES_TOP, WAVES, WAVES_ALPHA, WAVES_SPEED = 0.02, (1.5, 0.5), 0.8, 0.05
DREAM, SPLASH, DROPS = 3.3, 0.9, 7
Effect = tuple[str, str, tuple[float, float, float, float], float]
"""Texture, group, box, alpha."""


def _small(view, x: float, y: float, width: float, height: float | None = None) -> tuple[float, float, float, float]:
    high = width if height is None else height
    return view.box(x - width / 2, y - high / 2, width, high, 1.0)


def dreams(subject: dict, t: float, view, x: float, y: float, size: float, clock: Clock) -> list[Effect]:
    """Three letters that rise from the head of who sleeps."""
    side, out = 1 if keeps_right(subject) else -1, []
    for i in range(3):
        age = (clock.recurring(t, DREAM) / DREAM + subject.get("phase", 0.0) + i / 3) % 1.0
        across = x + side * size * (0.34 + 0.12 * age + 0.05 * math.sin(2 * math.pi * (age + i / 3)))
        box = _small(view, across, y - size * (0.62 + 0.5 * age), size * (0.1 + 0.11 * age))
        out.append(("letter z", "prop", box, math.sin(math.pi * age) ** 0.7))
    return out


def sunk(subject: dict, lift: float, size: float, kind: str) -> float:
    """How deep who is in water lies in it, in frame heights."""
    depths = {"leap": 0.62 if kind == "under" else 0.4, "swim": {"under": 0.4, "ground": 0.42}.get(kind, 0.1)}
    depth = 0.0 if kind == "fly" else depths.get(subject.get("action"), 0.0)
    return depth * max(0.0, 1 - max(lift, 0.0) / (0.3 * size)) * size


def _in_rows(share: float, rows: int) -> float:
    return math.floor(min(share, 0.97) * rows + 0.5) / rows


def water(scene: dict, line: float, drifted: float, view) -> list[Effect]:
    """The water from a line down, over what is sunk in it."""
    left = (scene["panorama"]["offset"] - 0.5) * PERIOD
    start = _in_rows(max((line - scene["horizon"] + GROUND_TOP) / GROUND_HEIGHT, 0.0), 540)
    top = scene["horizon"] - GROUND_TOP + start * GROUND_HEIGHT
    out: list[Effect] = [(texture_name(f"{scene['place']}/ground", start=start), "ground", view.box(left * 0.7, top, PERIOD, (1 - start) * GROUND_HEIGHT, 1.0), 1.0)]
    waves = _in_rows((top - scene["horizon"] - WAVES_TOP) / WAVES[1], 360)
    if waves > 0:
        above = scene["horizon"] + WAVES_TOP + waves * WAVES[1]
        out.append((texture_name("waves", start=waves), "ground", view.box(left + drifted, above, WAVES[0], (1 - waves) * WAVES[1], 1.0), WAVES_ALPHA))
    return out


def splash(subject: dict, t: float, view) -> list[Effect]:
    """Rings and drops where a leap goes through the line of the water; unseen at other times."""
    crossing = _last_crossing(subject, t)
    age = 1.0 if crossing is None else (t - crossing) / SPLASH
    x, y, size = along(subject["path"], ("x", "y", "size"), t if crossing is None else crossing)
    out: list[Effect] = []
    for delay in (0.0, 0.22):
        u = min(max((age - delay) / (1 - delay), 0.0), 1.0)
        width = size * (0.35 + 1.15 * u)
        out.append(("ripple", "prop", _small(view, x, y, width, width * 0.24), 0.0 if age < delay else 0.85 * (1 - u)))
    for i in range(DROPS):
        aside = (i / (DROPS - 1) - 0.5) * 2
        high = 0.5 - 0.28 * abs(aside) + 0.08 * math.sin(5 * i)
        u = min(age, 1.0)
        box = _small(view, x + aside * size * (0.12 + 0.5 * u), y - high * 4 * u * (1 - u) * size, size * (0.12 + 0.035 * math.sin(3 * i)))
        out.append(("drop", "prop", box, min(1.0, 4 * (1 - age)) if age < 1 else 0.0))
    return out


def _last_crossing(subject: dict, t: float) -> float | None:
    found = None
    for point, following in zip(subject["path"], subject["path"][1:]):
        low, high = point.get("lift", 0.0) <= 0.002, following.get("lift", 0.0) > 0.002
        if low and high and point["at"] <= t:
            found = point["at"]
        if not low and not high and following["at"] <= t:
            found = following["at"]
    return found if found is not None and t - found < SPLASH else None
