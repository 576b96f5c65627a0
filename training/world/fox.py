"""The fox of the box, which the emoji packages have only the face of: a gallop, a trot and a stand, twelve drawings each, drawn by this file.

A drawing is a row of parts from back to front; a part is a soft union of tapered capsules, lit as if it were inflated, so that it looks like the art beside it.
Lengths are shares of the square that it is drawn in; it looks to the left and its feet go along the bottom.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

DRAWINGS = 12
FINE = 2  # samples a pixel, down and across
FUR, DEEP = (255, 134, 44), (214, 74, 30)
WHITE, PALE = (255, 250, 244), (236, 214, 214)
DARK, DARKEST = (92, 56, 54), (52, 28, 34)
LIGHT = np.array([-0.38, -0.66, 0.65])
GROUND = 0.985
Array = np.ndarray
Point = tuple[float, float]
Capsule = tuple[Point, float, Point, float]
"""From a point with a radius to another with another."""


@dataclass(frozen=True)
class Part:
    """`soft`: how far capsules melt into each other; `inside`: seen only where this other part is."""

    capsules: Sequence[Capsule]
    colour: tuple[int, int, int] = FUR
    shade: tuple[int, int, int] = DEEP
    soft: float = 0.03
    round: float = 0.09
    dim: float = 1.0
    inside: Part | None = None


@dataclass(frozen=True)
class Gait:
    """When each leg (near hind, far hind, near fore, far fore) sets down its paw, how far a paw goes on the ground, how long it stays there, how high it is lifted."""

    offsets: tuple[float, float, float, float]
    reach: float
    stance: float
    lift: float
    bob: float
    pitch: float
    flex: float


GALLOP = Gait((0.0, 0.13, 0.5, 0.62), 0.17, 0.38, 0.13, 0.028, 0.09, 0.035)
TROT = Gait((0.0, 0.5, 0.5, 0.0), 0.1, 0.6, 0.07, 0.012, 0.015, 0.0)
STAND = Gait((0.0, 0.0, 0.0, 0.0), 0.0, 1.0, 0.0, 0.0, 0.0, 0.0)


def distance(part: Part, x: Array, y: Array) -> Array:
    """Signed distance to the edge of a part, negative inside."""
    out = np.full(x.shape, 1e3, np.float32)
    for (ax, ay), ra, (bx, by), rb in part.capsules:
        dx, dy = bx - ax, by - ay
        along = np.clip(((x - ax) * dx + (y - ay) * dy) / max(dx * dx + dy * dy, 1e-9), 0, 1)
        own = np.hypot(x - ax - along * dx, y - ay - along * dy) - (ra + (rb - ra) * along)
        h = np.clip(0.5 + 0.5 * (out - own) / part.soft, 0, 1)
        out = out + (own - out) * h - part.soft * h * (1 - h)
    return out.astype(np.float32)


def lay(image: Array, part: Part, x: Array, y: Array, pixel: float) -> None:
    """Draws a part over a picture of premultiplied RGBA in [0, 1]."""
    d = distance(part, x, y)
    alpha = np.clip(0.5 - d / pixel, 0, 1)
    if part.inside is not None:
        alpha = alpha * np.clip(0.5 - distance(part.inside, x, y) / pixel, 0, 1)
    down, across = np.gradient(d, pixel)
    lean = 1 - np.clip(-d / part.round, 0, 1) ** 0.6
    nx, ny = across * lean, down * lean
    nz = np.sqrt(np.clip(1 - nx * nx - ny * ny, 0.05, 1))
    lit = np.clip(nx * LIGHT[0] + ny * LIGHT[1] + nz * LIGHT[2], 0, 1)[..., None]
    base, shade = np.array(part.colour, np.float32) / 255, np.array(part.shade, np.float32) / 255
    colour = (shade + (base - shade) * np.clip(lit * 1.45, 0, 1)) * part.dim + 0.16 * lit**12
    image *= 1 - alpha[..., None]
    image[..., :3] += np.clip(colour, 0, 1) * alpha[..., None]
    image[..., 3] += alpha


def paw(gait: Gait, phase: float) -> Point:
    """Where a paw is: forward of its hip (to the left is negative), and above the ground."""
    u = phase % 1.0
    if u < gait.stance:
        return -gait.reach + 2 * gait.reach * u / gait.stance, 0.0
    v = (u - gait.stance) / max(1 - gait.stance, 1e-6)
    return gait.reach - 2 * gait.reach * (v * v * (3 - 2 * v)), gait.lift * math.sin(math.pi * v) ** 1.3


def leg(hip: Point, gait: Gait, phase: float, hind: bool, dim: float) -> list[Part]:
    """Thigh, shin and sock of a leg whose knee bends backward in front and forward behind."""
    forward, height = paw(gait, phase)
    foot = hip[0] + (0.015 if hind else -0.02) + forward, GROUND - 0.03 - height
    upper, lower = 0.163, 0.158
    dx, dy = foot[0] - hip[0], foot[1] - hip[1]
    reach = min(math.hypot(dx, dy), upper + lower - 1e-3)
    bend = math.acos((upper * upper + reach * reach - lower * lower) / (2 * upper * reach))
    angle = math.atan2(dy, dx) + (bend if hind else -bend)
    knee = hip[0] + upper * math.cos(angle), hip[1] + upper * math.sin(angle)
    scale = reach / max(math.hypot(dx, dy), 1e-6)
    end = hip[0] + dx * scale, hip[1] + dy * scale
    thick = 0.085 if hind else 0.062
    middle = knee[0] + (end[0] - knee[0]) * 0.35, knee[1] + (end[1] - knee[1]) * 0.35
    return [
        Part([(hip, thick, knee, 0.04), (knee, 0.04, end, 0.03)], dim=dim, soft=0.02, round=0.05),
        Part([(middle, 0.037, end, 0.034), (end, 0.034, (end[0] - 0.028, end[1] + 0.006), 0.027)], DARK, DARKEST, 0.015, 0.035, dim),
    ]


def parts(gait: Gait, u: float, tail: float, blink: bool = False) -> list[Part]:
    """A drawing's parts. `u`: the moment of the cycle; `tail`: how high the tail is, −1 to 1."""
    bob = gait.bob * math.sin(2 * math.pi * (u + 0.08))
    pitch = gait.pitch * math.sin(2 * math.pi * (u + 0.3))
    flex = gait.flex * math.cos(2 * math.pi * (u - 0.32))
    breath = 0.004 * math.sin(2 * math.pi * u) if gait is STAND else 0.0
    shoulder = 0.385 - flex * 0.3, 0.62 + bob - pitch * 0.16
    hip = 0.635 - flex, 0.615 + bob + pitch * 0.16
    head = shoulder[0] - 0.145, shoulder[1] - 0.2 + 0.4 * pitch * 0.2 + breath
    at = lambda dx, dy: (head[0] + dx, head[1] + dy)
    root = hip[0] + 0.075, hip[1] - 0.035
    swing = 0.09 * tail
    chain = [(root, 0.035), ((root[0] + 0.08, root[1] + 0.01 - swing * 0.35), 0.066), ((root[0] + 0.16, root[1] - 0.035 - swing * 0.8), 0.076), ((root[0] + 0.235, root[1] - 0.095 - swing * 1.25), 0.03)]
    tail_part = Part([(*chain[i], *chain[i + 1]) for i in range(3)], soft=0.03, round=0.07)
    end_x, end_y = chain[3][0]
    tip = Part([((end_x - 0.008, end_y + 0.006), 0.062, (end_x + 0.02, end_y - 0.02), 0.06)], WHITE, PALE, inside=tail_part)
    body = Part([(shoulder, 0.118 + breath, hip, 0.104 + breath), (shoulder, 0.1, at(0.05, 0.05), 0.07)], soft=0.06, round=0.13)
    chest = Part([((shoulder[0] - 0.075, shoulder[1] - 0.03), 0.06, (shoulder[0] - 0.02, shoulder[1] + 0.085), 0.045), ((shoulder[0], shoulder[1] + 0.1), 0.035, (hip[0] - 0.06, hip[1] + 0.1), 0.02)], WHITE, PALE, 0.04, 0.08, inside=body)
    skull = Part([(at(0.02, 0.0), 0.104, at(-0.02, 0.012), 0.098), (at(-0.06, 0.03), 0.055, at(-0.165, 0.062), 0.022)], soft=0.05, round=0.1)
    cheek = Part([(at(0.035, 0.085), 0.055, at(-0.06, 0.075), 0.038), (at(-0.06, 0.078), 0.03, at(-0.17, 0.085), 0.016)], WHITE, PALE, 0.03, 0.06, inside=skull)
    ear = lambda dx, dim: [
        Part([(at(dx + 0.01, -0.07), 0.056, at(dx + 0.035, -0.185), 0.012)], dim=dim, soft=0.01, round=0.04),
        Part([(at(dx + 0.004, -0.085), 0.03, at(dx + 0.026, -0.155), 0.006)], DARK, DARKEST, 0.01, 0.03, dim),
    ]
    eye = at(-0.045, -0.012)
    eyes = [Part([((eye[0] - 0.014, eye[1]), 0.005, (eye[0] + 0.014, eye[1]), 0.005)], DARKEST, DARKEST, 0.01, 0.02)] if blink else [
        Part([((eye[0], eye[1] - 0.006), 0.0165, (eye[0], eye[1] + 0.006), 0.0165)], DARKEST, (30, 16, 22), 0.01, 0.02),
        Part([((eye[0] - 0.006, eye[1] - 0.009), 0.005, (eye[0] - 0.005, eye[1] - 0.009), 0.005)], WHITE, WHITE, 0.01, 0.01),
    ]
    nose = Part([(at(-0.178, 0.053), 0.0185, at(-0.168, 0.056), 0.0185)], DARKEST, (34, 18, 26), 0.01, 0.02)
    hips, shoulders = (hip[0] + 0.02, hip[1] + 0.03), (shoulder[0] - 0.01, shoulder[1] + 0.04)
    near_hind, far_hind, near_fore, far_fore = (u - offset for offset in gait.offsets)
    return [
        *leg((shoulders[0] + 0.06, shoulders[1]), gait, far_fore, False, 0.78),
        *leg((hips[0] - 0.055, hips[1]), gait, far_hind, True, 0.78),
        *ear(0.055, 0.85),
        tail_part,
        tip,
        body,
        chest,
        *leg(hips, gait, near_hind, True, 1.0),
        *leg(shoulders, gait, near_fore, False, 1.0),
        *ear(-0.005, 1.0),
        skull,
        cheek,
        *eyes,
        nose,
    ]


def drawing(shown: Sequence[Part], size: int) -> Array:
    """Straight RGBA u8 [size, size, 4]."""
    fine = size * FINE
    y, x = np.meshgrid((np.arange(fine, dtype=np.float32) + 0.5) / fine, (np.arange(fine, dtype=np.float32) + 0.5) / fine, indexing="ij")
    image = np.zeros((fine, fine, 4), np.float32)
    for part in shown:
        lay(image, part, x, y, 1 / fine)
    small = image.reshape(size, FINE, size, FINE, 4).mean((1, 3))
    straight = small[..., :3] / np.maximum(small[..., 3:], 1e-6)
    return (np.concatenate([straight * (small[..., 3:] > 0), small[..., 3:]], -1) * 255).round().clip(0, 255).astype(np.uint8)


def drawings(size: int) -> Array:
    """All drawings [36, size, size, 4]: a gallop, a trot, a stand."""
    moments = [i / DRAWINGS for i in range(DRAWINGS)]
    shown = [parts(GALLOP, u, -0.25 + 0.5 * math.sin(2 * math.pi * (u + 0.55))) for u in moments]
    shown += [parts(TROT, u, 0.15 + 0.25 * math.sin(4 * math.pi * u)) for u in moments]
    shown += [parts(STAND, u, 0.5 + 0.5 * math.sin(2 * math.pi * u), blink=i == 8) for i, u in enumerate(moments)]
    return np.stack([drawing(one, size) for one in shown])
