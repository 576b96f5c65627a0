"""Loops: which drawing of its art a subject shows. The same as packages/engine/src/models/akezora/scene/loops.ts, whose comments say why."""

from __future__ import annotations

import math

from training.world.pace import mean_speed, speed_at, way_at
from training.world.recurrence import Clock

LOOP = 3.0
ALL = {"from": 0, "to": 1, "of": 1}
GAITS = {
    "fox": {
        "run": {"from": 0, "to": 12, "of": 36, "stride": 0.9},
        "walk": {"from": 12, "to": 24, "of": 36, "stride": 0.34},
        "stand": {"from": 24, "to": 36, "of": 36},
    },
    "person running": {"run": {**ALL, "stride": 4.8}, "walk": {**ALL, "stride": 3.2}, "rest": 0.29},
    "person walking": {"run": {**ALL, "stride": 2.2}, "walk": {**ALL, "stride": 1.7}, "rest": 0.44},
    "person biking": {"run": {**ALL, "stride": 4.0}, "walk": {**ALL, "stride": 4.0}, "rest": 0.0},
    "kangaroo": {"run": {**ALL, "stride": 3.6}, "walk": {**ALL, "stride": 2.8}, "rest": 0.29},
}
CALM = {"walk", "run", "race", "leap", "jump", "lie", "sleep", "sit", "eat", "drink"}
TUMBLING = {"dolphin"}
QUICK = {"dance", "play", "fly", "wave"}
STANDS, RUNS = 0.05, 0.8


def _art(subject: dict) -> str:
    return subject.get("actor", subject.get("art", subject["name"]))


def _gaits(subject: dict) -> dict:
    return GAITS.get(_art(subject), {})


def _cycle(subject: dict, action: str) -> dict | None:
    if action == "walk":
        return _gaits(subject).get("walk")
    return _gaits(subject).get("run") if action in ("run", "race", "drive", "leap") else None


def _is_calm(subject: dict, action: str) -> bool:
    return action in CALM or _art(subject) in TUMBLING


def shows_first_only(subject: dict) -> bool:
    """Whether a subject shows the first drawing of its art all the time."""
    return "action" in subject and not _gaits(subject) and _is_calm(subject, subject["action"])


def strides_in(subject: dict, action: str) -> bool:
    """Whether the drawings of a subject make its steps."""
    return _cycle(subject, action) is not None


def _implied(subject: dict, t: float) -> str:
    if subject.get("motion") == "jump":
        return "leap"
    if len(subject["path"]) == 1 or speed_at(subject, t) < STANDS:
        return "stand"
    return "run" if mean_speed(subject) > RUNS else "walk"


def loop_at(subject: dict, t: float, clock: Clock) -> float:
    """Where in its loop a subject is, from 0 to 1."""
    stand, action = _gaits(subject).get("stand"), subject.get("action")
    cycles = lambda seconds: subject.get("phase", 0.0) + clock.recurring(t, seconds) / seconds
    if action is None and stand is None:
        return cycles(LOOP) % 1.0
    act = action or _implied(subject, t)
    cycle = _cycle(subject, act)
    if cycle is not None and mean_speed(subject) > STANDS:
        return _within(cycle, subject.get("phase", 0.0) + way_at(subject, t, clock) / cycle["stride"])
    if cycle is not None:
        return _within(cycle, cycles(1.0 if act == "walk" else 0.55))
    if stand is not None:
        return _within(stand, cycles(LOOP))
    if "rest" in _gaits(subject):
        return _gaits(subject)["rest"]
    if _is_calm(subject, act):
        return 0.0
    return cycles(LOOP / 1.6 if act in QUICK else LOOP) % 1.0


def _within(cycle: dict, cycles: float) -> float:
    return (cycle["from"] + (cycles - math.floor(cycles)) * (cycle["to"] - cycle["from"])) / cycle["of"]
