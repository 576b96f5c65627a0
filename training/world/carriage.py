"""Carriage: how a subject is held at a moment. Every subject turns round through its narrow side, and does what its action says; an actor with
one drawing also waddles, gallops, stretches and breathes. The same as packages/engine/src/models/akezora/scene/carriage.ts, whose comments say why.
"""

from __future__ import annotations

import math
from dataclasses import replace

from training.world.acting import ACTS, UNDER_WAY, Moment, eased, is_upright, spring_at
from training.world.loops import strides_in
from training.world.pace import keeps_right, looks_right, mean_speed, speed_at
from training.world.poses import CYCLE, NARROWEST, Pose, mixed, pose, seconds_of
from training.world.recurrence import Clock

HALF_TURN = CYCLE["turn"] / 2
SPIN = 1.5
KEEPING_SIDE = {"stand", "sit", "lie", "sleep", "dance", "eat", "drink", "fall", "hide", "wave", "look", "float", "jump", "spin", "roll"}


def carriage_at(subject: dict, t: float, info: dict, afloat: bool, clock: Clock = Clock()) -> Pose:
    """How a subject is shown; `afloat`: it flies or swims."""
    faces = subject.get("faces", info["faces"])
    turning, right = _turning_at(subject, t, faces, clock)
    flip = right != (faces == "right")
    action = subject.get("action")
    if not subject.get("life", False) and action is None:
        return replace(turning, flip=flip)
    if action is None:
        acting = _life_at(subject, t, info["gait"], afloat, clock)
    else:
        acting = ACTS[action](Moment(subject, t, info["gait"], is_upright(info["name"]), strides_in(subject, action), afloat, clock))
    lean = (1 if (faces == "front" and action != "roll") or right else -1) * (turning.scale_x - NARROWEST) / (1 - NARROWEST)
    return Pose(turning.scale_x * acting.scale_x, turning.scale_y * acting.scale_y, turning.lift + acting.lift, lean * acting.turn, flip, lean * acting.shift)


def _turning_at(subject: dict, t: float, faces: str, clock: Clock) -> tuple[Pose, bool]:
    action = subject.get("action")
    if action == "spin":
        cos = math.cos(2 * math.pi * clock.recurring(t, SPIN) / SPIN)
        right = keeps_right(subject) if faces == "front" or cos >= 0 else not keeps_right(subject)
        return Pose(NARROWEST + (1 - NARROWEST) * abs(cos)), right
    if faces == "front":
        return Pose(), keeps_right(subject) if action == "roll" else bool(subject.get("flip", False))
    if action in KEEPING_SIDE:
        return Pose(), keeps_right(subject)
    return _turn_at(subject, t)


def _turn_at(subject: dict, t: float) -> tuple[Pose, bool]:
    before, after = looks_right(subject, t - HALF_TURN), looks_right(subject, t + HALF_TURN)
    if before == after:
        return Pose(), before
    early, late = t - HALF_TURN, t + HALF_TURN
    for _ in range(20):
        middle = (early + late) / 2
        if looks_right(subject, middle) == before:
            early = middle
        else:
            late = middle
    held = pose("turn", t - (late - HALF_TURN))
    return held, after if held.flip else before


def _life_at(subject: dict, t: float, gait: str, afloat: bool, clock: Clock) -> Pose:
    cycles = lambda seconds: clock.recurring(t, seconds) / seconds + subject.get("phase", 0.0)
    if subject.get("motion") == "jump":
        return spring_at(subject, t)
    if afloat:
        return Pose(turn=0.06 * math.sin(2 * math.pi * cycles(2.6)))
    idle = pose("idle", cycles(seconds_of("idle")) * seconds_of("idle"))
    amount = eased(speed_at(subject, t) / UNDER_WAY) if len(subject["path"]) > 1 else 0.0
    if amount == 0:
        return idle
    if gait in ("drive", "roll"):
        return mixed(idle, Pose(scale_y=1 + 0.012 * math.sin(2 * math.pi * cycles(0.3))), amount)
    action = "run" if gait == "run" else "walk"
    pace = min(max(0.7 + 0.5 * mean_speed(subject), 0.7), 1.4)
    return mixed(idle, pose(action, cycles(seconds_of(action, pace)) * seconds_of(action, pace), pace), amount)
