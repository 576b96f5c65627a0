"""Which stills the box ships, and what they are called in English and Japanese (names and tags of CLDR, from `emojibase-data`, MIT)."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
DATA = Path(os.environ.get("EMOJIBASE_DATA", HERE / "node_modules" / "emojibase-data"))

GROUPS = {"smileys-emotion", "people-body", "animals-nature", "food-drink", "travel-places", "activities", "objects"}
"""Groups of emoji that show things and beings; symbols and flags are signs."""

SIGNS = {"emotion", "face-hand", "hand-fingers-open", "hand-fingers-partial", "hand-single-finger", "hand-fingers-closed", "person-symbol", "family"}
"""Subgroups of signs among them: speech bubbles, gestures, silhouettes."""

OTHER_SIGNS = {"mahjong red dragon", "joker", "map of Japan", "spade suit", "heart suit", "diamond suit", "club suit", "globe with meridians", "stop sign", "e-mail", "bell with slash", "muted speaker", "low battery", "chart increasing with yen",
            "face in clouds", "desert", "national park", "foggy", "night with stars", "sunrise over mountains", "sunrise", "cityscape at dusk", "sunset", "fog", "sparkler", "moon viewing ceremony", "cityscape", "motorway", "railway track", "bridge at night",
            "heart exclamation", "face with symbols on mouth", "dotted line face", "hot springs", "love hotel", "musical note", "musical notes", "level slider"}

SIDEWAYS = {"transport-ground", "transport-water", "animal-mammal", "animal-bird", "animal-marine", "animal-reptile", "person-activity", "person-sport"}
"""Subgroups whose art looks to the left by custom, unless it is a face."""


@dataclass(frozen=True)
class Naming:
    """`tags`: other words for it, in English and in Japanese."""

    code: str
    emoji: str
    name: str
    ja: str
    tags: dict[str, list[str]]
    faces: str


def _records(language: str) -> list[dict]:
    return json.loads((DATA / language / "data.json").read_text())


def _is_clock_face(code: str) -> bool:
    return len(code) == 5 and "1f550" <= code <= "1f567"


def _faces(record: dict, subgroup: str) -> str:
    if record["hexcode"].endswith(("27A1", "27A1-FE0F")):
        return "right"
    sideways = subgroup in SIDEWAYS and "face" not in record.get("tags", []) and "face" not in record["label"] and "oncoming" not in record["label"]
    return "left" if sideways else "front"


def file_code(code: str, codes: set[str]) -> str | None:
    """The name of an emoji's file in the packages, which write or leave out the variation selector."""
    code = code.lower()
    for candidate in (code, code.replace("-fe0f", ""), f"{code}-fe0f"):
        if candidate in codes:
            return candidate
    return None


def naming(codes: set[str]) -> dict[str, Naming]:
    """Names of all pictures whose codes the packages have, by code; none of another skin tone."""
    japanese = {record["hexcode"]: record for record in _records("ja")}
    out = {}
    for record in _records("en"):
        code = file_code(record["hexcode"], codes)
        twin = japanese.get(record["hexcode"])
        if code is None or twin is None or "group" not in record:
            continue
        _, subgroup = _groups(record)
        tags = {language: sorted({tag for tag in one.get("tags", []) if tag != one["label"]}) for language, one in (("en", record), ("ja", twin))}
        out[code] = Naming(code, record["emoji"], record["label"], twin["label"].replace(": ", " "), tags, _faces(record, subgroup))
    return out


@cache
def _group_names() -> dict:
    return json.loads((DATA / "meta" / "groups.json").read_text())


def _groups(record: dict) -> tuple[str, str]:
    names = _group_names()
    return names["groups"][str(record["group"])], names["subgroups"][str(record["subgroup"])]


def stills(codes: set[str]) -> list[str]:
    """Codes of the pictures that show a thing or a being, in the order of the emoji standard."""
    out = []
    for record in sorted(_records("en"), key=lambda record: record.get("order", 0)):
        code = file_code(record["hexcode"], codes)
        if code is None or "group" not in record or _is_clock_face(code):
            continue
        group, subgroup = _groups(record)
        if group in GROUPS and subgroup not in SIGNS and record["label"] not in OTHER_SIGNS:
            out.append(code)
    return out
