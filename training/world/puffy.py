"""Shapes lit as if they were inflated, so that what Akezora draws itself looks like the emoji beside it.

Shapes are signed distances over a square in shares of its side, (0, 0) its top left, negative inside.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

FINE = 2  # samples a pixel, down and across
LIGHT = np.array([-0.38, -0.66, 0.65])
Array = np.ndarray
Point = tuple[float, float]
Tint = tuple[Array, str]
"""A shape and the colour that another has inside it."""


def rgb(code: str) -> Array:
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255


def blurred(values: Array, reach: int) -> Array:
    """Means over squares of 2 × `reach` + 1, twice: about a Gaussian."""
    for _ in range(2):
        for axis in (0, 1):
            wide = np.pad(values, [(reach + 1, reach) if a == axis else (0, 0) for a in (0, 1)], "edge").cumsum(axis, dtype=np.float64)
            length = 2 * reach + 1
            values = ((np.take(wide, range(length, wide.shape[axis]), axis) - np.take(wide, range(wide.shape[axis] - length), axis)) / length).astype(np.float32)
    return values


class Canvas:
    """A square picture that shapes are laid on."""

    def __init__(self, size: int) -> None:
        self.size, self.pixel = size, 1 / (size * FINE)
        rows, columns = np.mgrid[0 : size * FINE, 0 : size * FINE].astype(np.float32)
        self.x, self.y = (columns + 0.5) * self.pixel, (rows + 0.5) * self.pixel
        self.image = np.zeros((size * FINE, size * FINE, 4), np.float32)

    def circle(self, at: Point, radius: float, wide: float = 1.0) -> Array:
        """A circle, or an ellipse that is `wide` times as wide as high."""
        d = np.hypot((self.x - at[0]) / wide, self.y - at[1]) - radius
        return d * min(1.0, wide)

    def capsule(self, a: Point, ra: float, b: Point, rb: float) -> Array:
        """From a point with a radius to another with another."""
        dx, dy = b[0] - a[0], b[1] - a[1]
        along = np.clip(((self.x - a[0]) * dx + (self.y - a[1]) * dy) / max(dx * dx + dy * dy, 1e-9), 0, 1)
        return np.hypot(self.x - a[0] - along * dx, self.y - a[1] - along * dy) - (ra + (rb - ra) * along)

    def polygon(self, points: Sequence[Point], soft: float = 0.012) -> Array:
        """A polygon whose corners are rounded by `soft`."""
        best, inside = np.full(self.x.shape, 9.0, np.float32), np.zeros(self.x.shape, bool)
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
            best = np.minimum(best, self.capsule((ax, ay), 0, (bx, by), 0))
            crosses = ((ay > self.y) != (by > self.y)) & (self.x < (bx - ax) * (self.y - ay) / ((by - ay) or 1e-9) + ax)
            inside ^= crosses
        return np.where(inside, -best, best) - soft

    def box(self, left: float, top: float, right: float, bottom: float, soft: float = 0.012) -> Array:
        return self.polygon([(left + soft, top + soft), (right - soft, top + soft), (right - soft, bottom - soft), (left + soft, bottom - soft)], soft)

    def lay(self, shape: Array, colour: str, round_: float = 0.08, tints: Sequence[Tint] = (), shade: float = 0.62, dim: float = 1.0, alpha: float = 1.0) -> None:
        """Lays a shape over the picture. `round_`: how far from its edge it curves; `shade`: how dark its far side is."""
        covers = np.clip(0.5 - shape / self.pixel, 0, 1) * alpha
        # Ridges between the sides of a polygon are no edges of a thing that is inflated.
        down, across = np.gradient(blurred(shape, max(1, round(0.012 / self.pixel))), self.pixel)
        lean = 1 - np.clip(-shape / round_, 0, 1) ** 0.6
        nx, ny = across * lean, down * lean
        nz = np.sqrt(np.clip(1 - nx * nx - ny * ny, 0.05, 1))
        lit = np.clip(nx * LIGHT[0] + ny * LIGHT[1] + nz * LIGHT[2], 0, 1)[..., None]
        tone = np.broadcast_to(rgb(colour), (*shape.shape, 3))
        for mask, other in tints:
            tone = tone + (rgb(other) - tone) * np.clip(0.5 - mask / self.pixel, 0, 1)[..., None]
        # Shades keep some of their warmth, as the emoji's do.
        dark = tone * np.array([shade * 0.98, shade * 0.92, shade * 1.06], np.float32)
        seen = (dark + (tone - dark) * np.clip(lit * 1.45, 0, 1)) * dim + 0.14 * lit**12
        self._over(np.clip(seen, 0, 1), covers)

    def glow(self, shape: Array, colour: str, reach: float, strength: float) -> None:
        """Light around a shape, and in it."""
        self._over(np.broadcast_to(rgb(colour), (*shape.shape, 3)), strength * np.clip(1 - np.maximum(shape, 0) / reach, 0, 1) ** 2)

    def paint(self, colours: Array, covers: Array) -> None:
        """Lays plain colours [h, w, 3] with coverage [h, w]."""
        self._over(colours, covers)

    def _over(self, colours: Array, covers: Array) -> None:
        self.image *= 1 - covers[..., None]
        self.image[..., :3] += colours * covers[..., None]
        self.image[..., 3] += covers

    def pixels(self) -> Array:
        """RGBA in [0, 1], not premultiplied, of the canvas's size."""
        small = self.image.reshape(self.size, FINE, self.size, FINE, 4).mean((1, 3))
        small[..., :3] /= np.maximum(small[..., 3:], 1e-4)
        return np.clip(small, 0, 1).astype(np.float32)
