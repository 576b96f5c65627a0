"""Rooms: walls with windows, which are holes that the sky is seen through, and floors. Colours are those of day, like those of `art.py`."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from training.world.layers import PERIOD, ROOM_HEIGHT, ROOM_TOP
from training.world.philox import fnv1a64

HEIGHT, FINE = 720, 2
Array = np.ndarray
Tone = str | tuple[int, int, int, int]
HOLE = (0, 0, 0, 0)


class Wall:
    """A wall to draw on: x in frame heights from its left edge, y in frame heights above the floor."""

    def __init__(self, tone: Tone) -> None:
        self.size = (int(PERIOD * HEIGHT * FINE), int(ROOM_HEIGHT * HEIGHT * FINE))
        self.image = Image.new("RGBA", self.size, tone)

    def box(self, left: float, bottom: float, width: float, height: float, tone: Tone, radius: float = 0.0) -> None:
        unit = HEIGHT * FINE
        corners = [left * unit, (ROOM_TOP - bottom - height) * unit, (left + width) * unit - 1, (ROOM_TOP - bottom) * unit - 1]
        draw = ImageDraw.Draw(self.image)
        if radius:
            draw.rounded_rectangle(corners, radius * unit, fill=tone)
        else:
            draw.rectangle(corners, fill=tone)

    def window(self, left: float, bottom: float, width: float, height: float, frame: Tone = "#fdf8ee") -> None:
        """A window of two by two panes on a sill."""
        rim = 0.018
        self.box(left - rim, bottom - rim, width + 2 * rim, height + 2 * rim, frame)
        self.box(left, bottom, width, height, HOLE)
        self.box(left + width / 2 - rim / 2, bottom, rim, height, frame)
        self.box(left, bottom + 0.56 * height, width, rim, frame)
        self.box(left - 2.2 * rim, bottom - 2.4 * rim, width + 4.4 * rim, 1.6 * rim, "#e4d9c4")

    def curtains(self, left: float, bottom: float, width: float, height: float, tone: Tone, fold: Tone) -> None:
        for side in (left - 0.1, left + width - 0.03):
            self.box(side, bottom - 0.1, 0.13, height + 0.16, tone)
            for i in range(3):
                self.box(side + 0.02 + 0.042 * i, bottom - 0.1, 0.012, height + 0.16, fold)
        self.box(left - 0.15, bottom + height + 0.05, width + 0.3, 0.016, "#8a623d")

    def picture(self, left: float, bottom: float, width: float, height: float, sky: Tone, land: Tone) -> None:
        self.box(left, bottom, width, height, "#9a6b3f")
        self.box(left + 0.014, bottom + 0.014, width - 0.028, height - 0.028, sky)
        self.box(left + 0.014, bottom + 0.014, width - 0.028, 0.4 * height, land)

    def pixels(self) -> Array:
        width, height = self.size
        fine = np.asarray(self.image, np.float32) / 255
        weight = fine[..., 3:]
        small = np.concatenate([fine[..., :3] * weight, weight], -1).reshape(height // FINE, FINE, width // FINE, FINE, 4).mean((1, 3))
        small[..., :3] /= np.maximum(small[..., 3:], 1e-4)
        # Darker towards the ceiling and, a little, at the floor.
        above = (ROOM_TOP - (np.arange(height // FINE) + 0.5) / HEIGHT)[:, None, None]
        small[..., :3] *= 1.02 - 0.13 * np.clip(above - 0.35, 0, 1) - 0.1 * np.exp(-((above / 0.05) ** 2))
        return np.clip(small, 0, 1).astype(np.float32)


def rng_of(name: str) -> np.random.Generator:
    return np.random.default_rng(fnv1a64(name) & 0x7FFFFFFF)


def room() -> Array:
    """A living room: papered wall, two windows with curtains, pictures, a shelf."""
    wall = Wall("#f3dfc0")
    for i in range(60):
        wall.box(i * PERIOD / 60, 0, PERIOD / 120, 1.2, "#f0d9b6")
    wall.box(0, 0, PERIOD, 0.11, "#d8b488")
    wall.box(0, 0.11, PERIOD, 0.014, "#c39a69")
    wall.box(0, 0, PERIOD, 0.028, "#fbf3e3")
    for left in (0.3, 1.85):
        wall.window(left, 0.22, 0.42, 0.32)
        wall.curtains(left, 0.22, 0.42, 0.32, "#c96f5b", "#b25c4b")
    wall.picture(1.04, 0.3, 0.26, 0.2, "#a9d8ee", "#86b96c")
    wall.picture(1.4, 0.34, 0.15, 0.18, "#f7d9a8", "#d98f5c")
    wall.picture(2.62, 0.3, 0.2, 0.24, "#c9bfe6", "#7f9fc9")
    return wall.pixels()


def kitchen() -> Array:
    """A kitchen: tiles, cupboards above and below a worktop, a window over the sink."""
    wall = Wall("#eaf2f0")
    for row in range(5):
        for i in range(60):
            if (row + i) % 2:
                wall.box(i * 0.05, 0.27 + row * 0.05, 0.05, 0.05, "#dfebe8")
    wall.box(0, 0.52, PERIOD, 0.8, "#f7ecd2")
    wall.box(0, 0, PERIOD, 0.25, "#7fb3a6")
    wall.box(0, 0, PERIOD, 0.03, "#55796f")
    wall.box(0, 0.25, PERIOD, 0.026, "#b98a5a")
    for i in range(10):
        left = i * 0.3
        wall.box(left + 0.014, 0.045, 0.272, 0.19, "#93c4b8", 0.01)
        wall.box(left + 0.12, 0.2, 0.06, 0.012, "#f4e7c8")
    for i in range(10):
        left = i * 0.3
        if i in (1, 2, 6, 7):
            continue
        wall.box(left + 0.012, 0.47, 0.276, 0.24, "#93c4b8", 0.01)
        wall.box(left + 0.24, 0.49, 0.016, 0.06, "#f4e7c8")
    for left in (0.39, 1.89):
        wall.window(left, 0.33, 0.42, 0.26)
    for left, tone in ((0.98, "#d66b5a"), (1.1, "#f0b450"), (1.2, "#5d8fc4"), (2.62, "#d66b5a"), (2.72, "#f0b450")):
        wall.box(left, 0.276, 0.06, 0.085, tone, 0.012)
        wall.box(left - 0.005, 0.352, 0.07, 0.018, "#f7efe0", 0.006)
    wall.box(1.5, 0.03, 0.26, 0.246, "#e9edf0", 0.012)
    wall.box(1.53, 0.06, 0.2, 0.12, "#3c4754", 0.012)
    for i in range(4):
        wall.box(1.535 + 0.052 * i, 0.225, 0.03, 0.03, "#525e6b", 0.014)
    return wall.pixels()


def library() -> Array:
    """A library: shelves of books to the ceiling, and windows between them."""
    wall = Wall("#6b4326")
    rng = rng_of("library books")
    tones = ["#a8413a", "#c9863b", "#3f6f8f", "#4d7f55", "#7a4f86", "#d8c08a", "#8a5a38", "#2f4f6a", "#b8605a", "#5f8f86"]
    board, shelf = 0.016, 0.145
    for case in range(6):
        left = case * 0.5
        wall.box(left, 0, 0.5, 1.2, "#7c5030")
        wall.box(left + 0.02, 0.03, 0.46, 1.2, "#4b2d19")
        for row in range(7):
            bottom = 0.04 + row * shelf
            x = left + 0.026
            while x < left + 0.465:
                thick = float(rng.uniform(0.013, 0.028))
                if rng.random() < 0.06:
                    x += float(rng.uniform(0.02, 0.05))
                    continue
                if x + thick > left + 0.474:
                    break
                tall = float(rng.uniform(0.088, 0.122))
                wall.box(x, bottom, thick - 0.0015, tall, str(rng.choice(tones)))
                wall.box(x, bottom + 0.7 * tall, thick - 0.0015, 0.008, "#ead9a8")
                x += thick
            wall.box(left + 0.01, bottom - board, 0.48, board, "#8d5e3a")
    for left in (0.54, 2.04):
        wall.box(left, 0, 0.42, 1.2, "#e3cfa6")
        wall.box(left, 0, 0.42, 0.16, "#8d5e3a")
        wall.window(left + 0.07, 0.24, 0.28, 0.36, "#f6ead0")
    wall.box(0, 0, PERIOD, 0.028, "#8d5e3a")
    return wall.pixels()


WALLS = {"room": room, "kitchen": kitchen, "library": library}
"""Walls by the kind of a place's far view."""


def floor(kind: str, near: Array, deep: Array, noise: Array, rows: Array, columns: Array) -> Array:
    """Colours of boards or tiles, in rows that are wider the nearer they are; `rows` and `columns`: frame heights below the horizon and across."""
    down = np.clip(rows / 0.45, 0, 1)
    steps = 15 * np.clip(rows / 0.72, 0, 1) ** 0.62
    row, share = np.floor(steps), steps % 1
    tones = near + (deep - near) * down[..., None]
    if kind == "tiles":
        checked = (row + np.floor(columns / (PERIOD / 24))) % 2
        return tones * (1 - 0.13 * checked)[..., None] * (1 + 0.01 * noise)[..., None] * (1 - 0.12 * (share < 0.05))[..., None]
    length = PERIOD / 6
    along = columns + (row * 0.377) % 1 * length
    board = np.floor(along / length) % 6
    hashed = np.sin(row * 12.9898 + board * 78.233) * 43758.5453
    tone = 1 + 0.13 * (hashed - np.floor(hashed) - 0.5)
    seam = (share < 0.06) | ((along / length) % 1 < 0.006)
    return tones * (tone * (1 + 0.025 * noise) * np.where(seam, 0.78, 1))[..., None]
