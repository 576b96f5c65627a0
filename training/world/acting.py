"""Acting: how a subject is held while it does what its scene says. The same as packages/engine/src/models/akezora/scene/acting.ts, whose
comments say why.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from training.world.pace import course_at, mean_speed, speed_at, way_at
from training.world.poses import Pose, mixed, pose, seconds_of, smooth
from training.world.recurrence import Clock
from training.world.scene import along

TAU = 2 * math.pi
UNDER_WAY = 0.12


def is_upright(name: str) -> bool:
    return re.match(r"(person|man|woman)\b", name) is not None


def eased(value: float) -> float:
    return smooth(min(max(value, 0.0), 1.0))


@dataclass(frozen=True)
class Moment:
    """A subject at a time, and what its acting depends on."""

    subject: dict
    t: float
    gait: str
    upright: bool
    strides: bool
    afloat: bool
    clock: Clock

    def cycles(self, seconds: float) -> float:
        return self.clock.recurring(self.t, seconds) / seconds + self.subject.get("phase", 0.0)

    def wave(self, seconds: float) -> float:
        return math.sin(TAU * self.cycles(seconds))


def squashed(height: float) -> Pose:
    return Pose(1 / math.sqrt(height), height)


def turned_about(turn: float, height: float) -> Pose:
    return Pose(turn=turn, shift=-height * math.sin(turn), lift=height * (1 - math.cos(turn)))


def breath(now: Moment, slow: float = 1.0) -> Pose:
    seconds = seconds_of("idle")
    return pose("idle", now.cycles(seconds * slow) * seconds)


def climb(now: Moment, slack: float) -> float:
    up, across = course_at(now.subject, now.t)
    return math.atan2(up, across + slack)


def going(action: str, now: Moment) -> Pose:
    if now.afloat:
        return Pose(turn=0.06 * now.wave(2.6))
    if now.gait == "drive":
        return shaken(now)
    if now.gait == "roll":
        return rolling(now)
    speed = mean_speed(now.subject)
    amount = 1.0 if speed < UNDER_WAY / 2 else eased(speed_at(now.subject, now.t) / UNDER_WAY)
    idle = breath(now)
    if now.strides:
        return mixed(idle, Pose(), amount)
    pace = min(max(0.7 + 0.3 * speed, 0.7), 1.3)
    seconds = seconds_of(action, pace)
    return mixed(idle, pose(action, now.cycles(seconds) * seconds, pace), amount)


def rolling(now: Moment) -> Pose:
    return turned_about(2 * way_at(now.subject, now.t, now.clock), 0.5)


def lying(now: Moment, slow: float) -> Pose:
    air = (breath(now, slow).scale_y - 1) * 1.6
    return Pose(1 + air, turn=-1.5, lift=0.16) if now.upright else Pose(1 + air / 4, 1 + air)


def shaken(now: Moment) -> Pose:
    amount = eased(speed_at(now.subject, now.t) / UNDER_WAY) if len(now.subject["path"]) > 1 else 0.0
    return Pose(scale_y=1 + amount * 0.012 * now.wave(0.3), turn=amount * 0.006 * now.wave(0.47))


def nodding(now: Moment, seconds: float) -> Pose:
    busy = eased(1.6 * (0.6 + now.wave(6 * seconds)))
    nod = busy * (0.5 - 0.5 * math.cos(TAU * now.cycles(seconds)))
    return Pose(1 + 0.015 * nod, 1 - 0.04 * nod, turn=0.1 * nod)


def falling(now: Moment) -> Pose:
    size, lift = along(now.subject["path"], ("size", "lift"), now.t)
    tumble = turned_about(eased(max(lift, 0.0) / size) * 0.5 * now.wave(0.8), 0.5)
    spring = spring_at(now.subject, now.t)
    return replace(tumble, scale_x=spring.scale_x, scale_y=spring.scale_y)


def spring_at(subject: dict, t: float) -> Pose:
    size, lift = along(subject["path"], ("size", "lift"), t)
    near = max(0.0, 1 - max(lift, 0.0) / (0.3 * size))
    return squashed(1.06 - 0.22 * near * near)


def dancing(now: Moment) -> Pose:
    beat = now.cycles(1.0)
    return replace(squashed(1 - 0.1 * abs(math.cos(TAU * beat)) ** 3), turn=0.15 * math.sin(TAU * beat))


def looking(now: Moment) -> Pose:
    aside = now.wave(3.0)
    return replace(breath(now), scale_x=1 - 0.14 * aside * aside, turn=0.04 * aside)


ACTS: dict[str, Callable[[Moment], Pose]] = {
    "stand": breath,
    "sit": lambda now: breath(now, 1.3),
    "lie": lambda now: lying(now, 1.5),
    "sleep": lambda now: lying(now, 1.8),
    "walk": lambda now: going("walk", now),
    "run": lambda now: going("run", now),
    "race": lambda now: going("run", now),
    "drive": shaken,
    "roll": rolling,
    "fly": lambda now: Pose(turn=-0.6 * climb(now, 0.25) + 0.035 * now.wave(1.9)),
    "swim": lambda now: turned_about(-0.5 * climb(now, 0.25) + 0.08 * now.wave(1.3), 0.4),
    "float": lambda now: Pose(turn=0.06 * now.wave(3.4)),
    "sail": lambda now: Pose(turn=0.045 * now.wave(3.1), lift=0.012 * now.wave(2.3)),
    "jump": lambda now: spring_at(now.subject, now.t),
    "leap": lambda now: turned_about(-0.85 * climb(now, 0.45), 0.45),
    "dance": dancing,
    "play": lambda now: replace(spring_at(now.subject, now.t), turn=0.1 * now.wave(0.9)),
    "eat": lambda now: nodding(now, 0.75),
    "drink": lambda now: nodding(now, 0.5),
    "fall": falling,
    "hide": lambda now: replace(breath(now), turn=0.05 * now.wave(2.6) ** 3),
    "wave": lambda now: Pose(turn=0.12 * now.wave(0.9)),
    "look": looking,
    "spin": lambda now: Pose(),
}
