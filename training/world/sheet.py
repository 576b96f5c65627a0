"""Sheets for the eye.

    python -m training.world.sheet [FILE] [FIRST SEED] [COLUMNS] [ROWS]           random scenes of the whole world
    python -m training.world.sheet subjects [FILE] [FIRST] [COUNT] [COLUMNS]      subjects of the vocabulary by number, each at home, going its way
"""

from __future__ import annotations

import sys

import numpy as np

from training.world.render import frame
from training.world.sample import random_scene
from training.world.stage import stage
from training.world.vocabulary import SUBJECTS


def save(cells: list[np.ndarray], columns: int, file: str) -> None:
    """Pictures of one size in rows from left to right."""
    from PIL import Image

    cells = cells + [np.zeros_like(cells[0])] * (-len(cells) % columns)
    rows = [np.concatenate(cells[i : i + columns], 1) for i in range(0, len(cells), columns)]
    Image.fromarray(np.concatenate(rows, 0)).save(file)


def at_home(name: str, seed: int, side: int) -> np.ndarray:
    """A subject in daylight in its first home, going left or standing."""
    motion = "still" if SUBJECTS[name]["gait"] == "stand" else "left"
    subject = {"name": name, "count": 1, "motion": motion, "size": "large"}
    brief = {"place": None, "time": "day", "weather": "clear", "style": None, "camera": "static", "subjects": [subject]}
    return frame(stage(brief, seed, 4.0, "1:1"), 2.0, side, side)


def subjects(file: str = "subjects.png", first: str = "0", count: str = "60", columns: str = "10") -> None:
    names = list(SUBJECTS)[int(first) : int(first) + int(count)]
    save([at_home(name, 7, 160) for name in names], int(columns), file)


def scenes(file: str = "world.png", seed: str = "0", columns: str = "4", rows: str = "6") -> None:
    cells = [frame(random_scene(int(seed) + i, names=tuple(SUBJECTS))[1], 3.0, 480, 270) for i in range(int(columns) * int(rows))]
    save(cells, int(columns), file)


if __name__ == "__main__":
    if sys.argv[1:2] == ["subjects"]:
        subjects(*sys.argv[2:])
    else:
        scenes(*sys.argv[1:])
