"""What the world holds: subjects, places and props, from vocabulary.json.

A set of weights need not know all of it. Its curriculum is the subjects it learns: LEARNT are those of the published weights, in the order in which those
number them. What is in no curriculum is shown all the same, by its art.
"""

from __future__ import annotations

import json
from pathlib import Path

_data = json.loads(Path(__file__).with_name("vocabulary.json").read_text())

SUBJECTS: dict[str, dict] = {s["name"]: s for s in _data["subjects"]}
LEARNT: tuple[str, ...] = tuple(_data["learnt"])
PLACES: dict[str, dict] = {p["name"]: p for p in _data["places"]}
ALL_PLACES: dict[str, dict] = {**PLACES, **{p["name"]: p for p in _data["further places"]}}
"""PLACES, which the nets learn, and those that are shown with the art and the light of others."""
STRIPS: dict[str, dict] = _data["staging"]["strips"]
PROPS: dict[str, dict] = {p["name"]: p for p in _data["props"]}
TIMES = ("dawn", "day", "sunset", "night")
WEATHERS = ("clear", "cloudy", "rain", "snow", "fog")
STYLES = ("none", "archival", "film-noir", "papercraft", "stop-motion", "balloon")
CAMERAS = ("static", "pan-left", "pan-right", "zoom-in", "zoom-out", "tilt-up", "tilt-down")
MOTIONS = ("left", "right", "towards", "away", "up", "down", "jump", "circle", "still")
SIZES = ("small", "medium", "large")
ASPECTS = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0}


def curriculum(said: str | list[str]) -> tuple[str, ...]:
    """The subjects a training config asks for: "published", "world", or a list of names."""
    if said == "published":
        return LEARNT
    names = tuple(SUBJECTS) if said == "world" else tuple(said) if isinstance(said, list) else ()
    unknown = [name for name in names if name not in SUBJECTS]
    if not names or unknown:
        raise ValueError(f'subjects: {unknown or said!r}: say "published", "world", or a list of names from vocabulary.json')
    return names
