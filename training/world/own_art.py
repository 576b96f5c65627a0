"""Things that Akezora draws itself, because the emoji have none: they stand on the bottom edge of their square, like all art.

Each is drawn four times as large with polygons, and made smaller by means.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageDraw

Array = np.ndarray
SIZE, FINE = 160, 4
Point = tuple[float, float]


class Sheet:
    """A square to draw on in shares of its side, (0, 0) its top left."""

    def __init__(self) -> None:
        self.image = Image.new("RGBA", (SIZE * FINE, SIZE * FINE))

    def polygon(self, points: Sequence[Point], tone: str) -> None:
        ImageDraw.Draw(self.image).polygon([(x * SIZE * FINE, y * SIZE * FINE) for x, y in points], fill=tone)

    def pixels(self) -> Array:
        """RGBA in [0, 1], not premultiplied."""
        fine = np.asarray(self.image, np.float32) / 255
        weight = fine[..., 3:]
        small = np.concatenate([fine[..., :3] * weight, weight], -1).reshape(SIZE, FINE, SIZE, FINE, 4).mean((1, 3))
        small[..., :3] /= np.maximum(small[..., 3:], 1e-4)
        return small.astype(np.float32)


def board(shrink: float, down: float) -> list[Point]:
    """The outline of a surfboard that lies flat, its nose to the left and a little raised."""
    t = np.linspace(0, 2 * np.pi, 160, endpoint=False)
    x, y = np.cos(t), np.sin(t)
    # Pointed at the nose, blunt at the tail.
    wide = 0.076 * (1 - 0.42 * np.clip(-x, 0, 1) ** 2)
    lift = 0.075 * np.clip(-x - 0.35, 0, 1) ** 2
    return [(0.5 + 0.485 * a * shrink, 0.9 + down + b * w * shrink - c) for a, b, w, c in zip(x, y, wide, lift)]


def surfboard() -> Array:
    sheet = Sheet()
    sheet.polygon(board(1, 0.022), "#b9722c")
    sheet.polygon(board(1, 0), "#fff3d6")
    sheet.polygon(board(0.93, 0), "#ff8a3d")
    sheet.polygon(board(0.72, -0.004), "#ffd166")
    sheet.polygon(board(0.5, -0.008), "#fff3d6")
    sheet.polygon([(0.12, 0.893), (0.965, 0.893), (0.965, 0.903), (0.12, 0.903)], "#2f9fb5")
    return sheet.pixels()


def paper_airplane() -> Array:
    """A folded dart, its nose to the left."""
    sheet = Sheet()
    nose, fold, keel = (0.02, 0.74), (0.72, 0.72), (0.62, 0.93)
    sheet.polygon([nose, (0.98, 0.6), fold], "#c3d0e6")
    sheet.polygon([nose, fold, keel], "#9fb2d1")
    sheet.polygon([nose, (0.6, 0.733), keel], "#b1c1dc")
    sheet.polygon([nose, (0.93, 0.36), fold], "#ffffff")
    sheet.polygon([nose, (0.93, 0.36), (0.9, 0.352)], "#d7e1f1")
    sheet.polygon([(0.12, 0.735), (0.88, 0.42), fold], "#f1f5fb")
    return sheet.pixels()


OWN: dict[str, tuple[dict, Callable[[], Array]]] = {
    "surfboard": (
        {"ja": "サーフボード", "kind": "still", "faces": "left", "moves": {"kind": "sea", "gait": "sail", "scale": 0.9, "homes": ["sea"]}, "tags": {"en": ["surfing", "board"], "ja": ["サーフィン"]}},
        surfboard,
    ),
    "paper airplane": (
        {"ja": "紙飛行機", "kind": "still", "faces": "left", "moves": {"kind": "fly", "gait": "fly", "scale": 0.7, "homes": ["meadow", "park", "sky"]}, "tags": {"en": ["paper plane", "origami"], "ja": ["折り紙"]}},
        paper_airplane,
    ),
}
"""Entries of the index without pixels, and what draws them, by name."""
