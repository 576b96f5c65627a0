"""The painter's words and textures, from the world's vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from training.painter.textures import TextureSpec
from training.world.layers import texture_names
from training.world.vocabulary import ASPECTS, CAMERAS, LEARNT, PLACES, STYLES, SUBJECTS, TIMES, WEATHERS

NONE = 0

# Grids of a subject's loop, chosen by measurement: linear interpolation between so many grids repeats the art's 3 s loop at 12 frames/s
# within 23 dB inside its outline. What is not listed needs 12; the art has 24.
FEW = {"airplane", "bus", "cow", "duck", "elephant", "owl", "rabbit", "racing car", "taxi", "tractor"}
MANY = {
    "butterfly",
    "dolphin",
    "eagle",
    "flying saucer",
    "helicopter",
    "honeybee",
    "kangaroo",
    "person biking",
    "person running",
    "snowman",
    "turtle",
}
SUBJECT_SIDE, PROP_SIDE = 36, 32

# Textures that repeat along u: height, width, and whether along v too.
WHOLE = {
    "stars": (96, 96, True),
    "waves": (40, 96, False),
    "bubbles": (72, 72, True),
    "rain far": (56, 56, True),
    "rain near": (88, 88, True),
    "snow far": (56, 56, True),
    "snow near": (88, 88, True),
}


def words(subjects: Sequence[str] = LEARNT) -> list[str]:
    """All words of a curriculum as `kind:name`; index 0 is "not said"."""
    kinds = {
        "place": PLACES,
        "time": TIMES,
        "weather": WEATHERS,
        "style": STYLES,
        "camera": CAMERAS,
        "subject": subjects,
        "aspect": ASPECTS,
    }
    return ["none"] + [f"{kind}:{name}" for kind, names in kinds.items() for name in names]


@cache
def word_index(subjects: tuple[str, ...]) -> dict[str, int]:
    """Numbers of a curriculum's words."""
    return {w: i for i, w in enumerate(words(subjects))}


def scene_words(scene: dict, curriculum: tuple[str, ...] = LEARNT) -> list[int]:
    """The 8 word slots of a scene: place, time, weather, style, camera, up to two kinds of subject, aspect."""
    index = word_index(curriculum)
    subjects = list(dict.fromkeys(s["name"] for s in scene["subjects"]))[:2]
    said = [
        f"place:{scene['place']}",
        f"time:{scene['time']}",
        f"weather:{scene['weather']}",
        f"style:{scene['style']}",
        f"camera:{scene['camera']['move']}",
        *[f"subject:{name}" for name in subjects],
        *["none"] * (2 - len(subjects)),
        f"aspect:{scene['aspect']}",
    ]
    return [index.get(word, NONE) for word in said]


def phases_of(subject: str) -> int:
    return 24 if subject in MANY else 6 if subject in FEW else 12


def sized_specs(
    subjects: Sequence[str], subject: int, prop: int, far: tuple[int, int], ground: tuple[int, int], whole: dict[str, tuple[int, int, bool]]
) -> list[TextureSpec]:
    """Every texture of a curriculum at these sizes: sides of subjects and props, height and width of panoramas, and what repeats (with whether along v too)."""
    specs = []
    for name in texture_names(subjects):
        if name in SUBJECTS:
            specs.append(TextureSpec(name, phases_of(name), subject, subject))
        elif name in whole:
            height, width, wrap_v = whole[name]
            specs.append(TextureSpec(name, 1, height, width, True, wrap_v))
        elif name.endswith(("/far", "/ground")):
            specs.append(TextureSpec(name, 1, *(far if name.endswith("/far") else ground), True))
        elif name == "shadow":
            specs.append(TextureSpec(name, 1, 8, 24))
        else:
            specs.append(TextureSpec(name, 1, prop, prop))
    return specs


def texture_specs(subjects: Sequence[str] = LEARNT) -> list[TextureSpec]:
    """Every texture of a curriculum, sized for 90 rows of pixels."""
    return sized_specs(subjects, SUBJECT_SIDE, PROP_SIDE, (40, 192), (36, 160), WHOLE)
