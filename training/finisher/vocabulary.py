"""The finisher's textures: finer than the painter's, sized for 270 rows of pixels."""

from __future__ import annotations

from collections.abc import Sequence

from training.painter.textures import TextureSpec
from training.painter.vocabulary import sized_specs
from training.world.vocabulary import LEARNT, PLACES, STYLES, TIMES, WEATHERS

SUBJECT_SIDE, PROP_SIDE = 44, 48
WHOLE = {
    "stars": (192, 192, True),
    "waves": (64, 160, False),
    "bubbles": (128, 128, True),
    "rain far": (128, 128, True),
    "rain near": (160, 160, True),
    "snow far": (112, 112, True),
    "snow near": (160, 160, True),
}


def texture_specs(subjects: Sequence[str] = LEARNT) -> list[TextureSpec]:
    """Every texture of a curriculum."""
    return sized_specs(subjects, SUBJECT_SIDE, PROP_SIDE, (56, 256), (40, 192), WHOLE)


def words() -> list[str]:
    """Words the finisher is told, as `kind:name`; index 0 is "not said"."""
    kinds = {"place": PLACES, "time": TIMES, "weather": WEATHERS, "style": STYLES}
    return ["none"] + [f"{kind}:{name}" for kind, names in kinds.items() for name in names]


def scene_words(scene: dict) -> list[int]:
    """The 4 word slots of a scene."""
    index = {w: i for i, w in enumerate(words())}
    return [index.get(f"{kind}:{scene[kind]}", 0) for kind in ("place", "time", "weather", "style")]
