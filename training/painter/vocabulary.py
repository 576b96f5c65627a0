"""The words that the painter is told of a scene."""

from __future__ import annotations

from functools import cache

from training.world.vocabulary import ASPECTS, CAMERAS, PLACES, STYLES, TIMES, WEATHERS

NONE = 0
KINDS = {"place": PLACES, "time": TIMES, "weather": WEATHERS, "style": STYLES, "camera": CAMERAS, "aspect": ASPECTS}
SLOTS = len(KINDS)


def words() -> list[str]:
    """All words as `kind:name`; index 0 is "not said". Subjects have none: the painter sees their pictures."""
    return ["none"] + [f"{kind}:{name}" for kind, names in KINDS.items() for name in names]


@cache
def word_index() -> dict[str, int]:
    """Numbers of the words."""
    return {w: i for i, w in enumerate(words())}


def scene_words(scene: dict) -> list[int]:
    """The word slots of a scene: place, time, weather, style, camera, aspect."""
    said = {**scene, "camera": scene["camera"]["move"]}
    return [word_index().get(f"{kind}:{said[kind]}", NONE) for kind in KINDS]
