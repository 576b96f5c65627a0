"""The words that the finisher is told of a scene."""

from __future__ import annotations

from training.world.vocabulary import PLACES, STYLES, TIMES, WEATHERS

KINDS = {"place": PLACES, "time": TIMES, "weather": WEATHERS, "style": STYLES}


def words() -> list[str]:
    """Words the finisher is told, as `kind:name`; index 0 is "not said"."""
    return ["none"] + [f"{kind}:{name}" for kind, names in KINDS.items() for name in names]


def scene_words(scene: dict) -> list[int]:
    """The 4 word slots of a scene."""
    index = {w: i for i, w in enumerate(words())}
    return [index.get(f"{kind}:{scene[kind]}", 0) for kind in KINDS]
