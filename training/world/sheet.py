"""A contact sheet of random scenes, for the eye: `python -m training.world.sheet [FILE] [FIRST SEED] [COLUMNS] [ROWS]`."""

from __future__ import annotations

import sys

import numpy as np

from training.world.render import frame
from training.world.sample import random_scene


def main(file: str = "world.png", seed: str = "0", columns: str = "4", rows: str = "6") -> None:
    from PIL import Image

    grid = []
    for r in range(int(rows)):
        line = []
        for c in range(int(columns)):
            _, scene = random_scene(int(seed) + r * int(columns) + c)
            line.append(frame(scene, 3.0, 480, 270))
        grid.append(np.concatenate(line, 1))
    Image.fromarray(np.concatenate(grid, 0)).save(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
