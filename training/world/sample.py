"""Random briefs and scenes for training and evaluation."""

from __future__ import annotations

import random
from collections.abc import Sequence

from training.captions.split import held_out_combination
from training.world.stage import stage
from training.world.vocabulary import CAMERAS, LEARNT, MOTIONS, PLACES, SIZES, STYLES, SUBJECTS, TIMES, WEATHERS


STYLED = 0.3  # share of scenes in one of the styles


def random_brief(rng: random.Random, names: Sequence[str] = LEARNT, places: Sequence[str] = tuple(PLACES), styled: float = STYLED) -> dict:
    """A brief as a prompt could be; most subjects are at home, one in six is somewhere else. `styled`: the share that has a style."""
    place = rng.choice(places)
    kinds = PLACES[place]["kinds"]
    fitting = [n for n in names if SUBJECTS[n]["kind"] in kinds]
    count = rng.choices([0, 1, 2], [0.04, 0.74, 0.22])[0]
    subjects = []
    for name in rng.sample(names if rng.random() < 1 / 6 or len(fitting) < 2 else fitting, count):
        many = rng.choices([1, 2, 3], [0.7, 0.18, 0.12] if count == 1 else [0.9, 0.08, 0.02])[0]
        subjects.append({"name": name, "count": many, "motion": rng.choice([None, *MOTIONS]), "size": rng.choice([None, None, *SIZES])})
    return {
        "place": place,
        "time": rng.choices(TIMES, [0.2, 0.38, 0.21, 0.21])[0],
        "weather": rng.choices([None, *WEATHERS], [0.3, 0.2, 0.12, 0.14, 0.14, 0.1])[0],
        "style": rng.choices(STYLES, [1 - styled, *[styled / 5] * 5])[0],
        "camera": rng.choice([*CAMERAS, "static", "static"]),
        "subjects": subjects,
    }


def random_scene(seed: int, aspect: str = "16:9", seconds: float = 10.0, names: Sequence[str] = LEARNT, styled: float = STYLED) -> tuple[dict, dict]:
    """(brief, scene) of a seed, for training: never one of the combinations kept for the evaluation, neither as it is said nor as it is staged."""
    rng = random.Random(seed)
    while True:
        brief = random_brief(rng, names, styled=styled)
        if held_out_combination(brief):
            continue
        scene = stage(brief, rng.getrandbits(32), seconds, aspect)
        if not held_out_combination(scene):
            return brief, scene
