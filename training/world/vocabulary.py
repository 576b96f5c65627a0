"""What the world holds: subjects, places and props, from vocabulary.json."""

from __future__ import annotations

import json
from pathlib import Path

_data = json.loads(Path(__file__).with_name("vocabulary.json").read_text())

SUBJECTS: dict[str, dict] = {s["name"]: s for s in _data["subjects"]}
PLACES: dict[str, dict] = {p["name"]: p for p in _data["places"]}
PROPS: dict[str, dict] = {p["name"]: p for p in _data["props"]}
TIMES = ("dawn", "day", "sunset", "night")
WEATHERS = ("clear", "cloudy", "rain", "snow", "fog")
STYLES = ("none", "archival", "film-noir", "papercraft", "stop-motion", "balloon")
CAMERAS = ("static", "pan-left", "pan-right", "zoom-in", "zoom-out", "tilt-up", "tilt-down")
MOTIONS = ("left", "right", "towards", "away", "up", "down", "jump", "circle", "still")
SIZES = ("small", "medium", "large")
ASPECTS = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0}
