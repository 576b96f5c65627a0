"""Lights of the sky, drawn by this file: they have no ground of their own, as the emoji of them have."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from training.world.philox import fnv1a64
from training.world.puffy import Array, Canvas, rgb


def _rng(name: str) -> np.random.Generator:
    return np.random.default_rng(fnv1a64(name) & 0x7FFFFFFF)


def fireworks(tones: tuple[str, str, str]) -> Array:
    """A burst: three rings of streaks that end in sparks."""
    c = Canvas(192)
    rng = _rng("fireworks" + tones[0])
    c.glow(c.circle((0.5, 0.5), 0.0), tones[0], 0.5, 0.3)
    for ring, (count, near, far, tone) in enumerate(((26, 0.2, 0.47, tones[0]), (20, 0.13, 0.34, tones[1]), (12, 0.05, 0.2, tones[2]))):
        for i in range(count):
            angle = 2 * math.pi * (i + 0.5 * ring + rng.uniform(-0.18, 0.18)) / count
            reach = far * rng.uniform(0.86, 1.0)
            a = (0.5 + near * math.cos(angle), 0.5 + near * math.sin(angle))
            # Sparks fall a little.
            b = (0.5 + reach * math.cos(angle), 0.5 + reach * math.sin(angle) + 0.02 * (reach / 0.47) ** 2)
            streak = c.capsule(a, 0.002, b, 0.0105)
            along = np.clip((np.hypot(c.x - 0.5, c.y - 0.5) - near) / (reach - near), 0, 1)
            c.paint(np.broadcast_to(rgb(tone), (*c.x.shape, 3)), np.clip(0.5 - streak / c.pixel, 0, 1) * (0.25 + 0.75 * along))
            spark = c.circle(b, 0.012)
            c.glow(spark, tone, 0.03, 0.8)
            c.paint(np.broadcast_to(rgb("#fff3a0"), (*c.x.shape, 3)), np.clip(0.5 - spark / c.pixel, 0, 1))
    return c.pixels()


def shooting_star() -> Array:
    """A star that falls to the left, and its tail."""
    c = Canvas(192)
    head, tail = np.array([0.13, 0.74]), np.array([0.97, 0.26])
    way = (tail - head) / np.linalg.norm(tail - head)
    along = (c.x - head[0]) * way[0] + (c.y - head[1]) * way[1]
    aside = np.abs(-(c.x - head[0]) * way[1] + (c.y - head[1]) * way[0])
    length = float(np.linalg.norm(tail - head))
    u = np.clip(along / length, 0, 1)
    width = 0.006 + 0.03 * (1 - u) ** 1.5
    covers = np.clip(1 - aside / width, 0, 1) ** 1.3 * (1 - u) ** 1.4 * (along > 0)
    tone = rgb("#fff0a0") + (rgb("#ffd05a") - rgb("#fff0a0")) * u[..., None]
    c.paint(tone, covers.astype(np.float32))
    at = (float(head[0]), float(head[1]))
    c.glow(c.circle(at, 0.0), "#ffd95a", 0.12, 0.8)
    c.paint(np.broadcast_to(rgb("#fffdf2"), (*c.x.shape, 3)), np.clip(0.5 - c.circle(at, 0.028) / c.pixel, 0, 1))
    return c.pixels()


def rainbow() -> Array:
    """A whole bow whose feet are at the bottom."""
    c = Canvas(256)
    far = np.hypot(c.x - 0.5, c.y - 0.985)
    inner, outer = 0.375, 0.475
    u = (far - inner) / (outer - inner)
    stops = np.array([rgb(tone) for tone in ("#8a5cf0", "#4a7dff", "#39c6e8", "#55d66b", "#ffe14d", "#ffa03a", "#ff4f4f")])
    at = np.clip(u * 6, 0, 6)
    low = np.clip(np.floor(at).astype(int), 0, 5)
    tone = stops[low] + (stops[low + 1] - stops[low]) * (at - low)[..., None]
    edge = np.clip(u / 0.1, 0, 1) * np.clip((1 - u) / 0.1, 0, 1)
    c.paint(tone.astype(np.float32), (0.68 * edge * (u > 0) * (u < 1) * (c.y < 0.995)).astype(np.float32))
    return c.pixels()


def aurora() -> Array:
    """Curtains of light, in the middle rows of the square."""
    c = Canvas(256)
    for shift, tone, top, strength in ((0.0, "#4dffb0", "#5b6bff", 0.75), (0.09, "#63ffd6", "#c05bff", 0.6), (-0.06, "#8cff8a", "#42b6ff", 0.55)):
        line = 0.58 + shift + 0.05 * np.sin(7.5 * c.x + 9 * shift) + 0.03 * np.sin(17 * c.x + 21 * shift)
        rays = 0.62 + 0.22 * np.sin(90 * c.x + 5 * np.sin(6 * c.x + 30 * shift)) + 0.16 * np.sin(41 * c.x + 17 * shift)
        height = 0.17 + 0.06 * np.sin(5 * c.x + 13 * shift)
        u = (line - c.y) / height
        covers = np.where(u < 0, np.exp(-((u * 9) ** 2)), np.exp(-1.9 * u) * np.clip(1.25 - u * 0.5, 0, 1)) * rays
        ends = np.clip(c.x / 0.2, 0, 1) * np.clip((1 - c.x) / 0.2, 0, 1) * np.clip((c.y - 0.04) / 0.2, 0, 1)
        colours = rgb(tone) + (rgb(top) - rgb(tone)) * np.clip(u, 0, 1)[..., None]
        c.paint(colours.astype(np.float32), np.clip(strength * covers * ends, 0, 0.85).astype(np.float32))
    return c.pixels()


def lightning() -> Array:
    """A bolt from the top of the square to its bottom, with two branches."""
    c = Canvas(192)
    rng = _rng("lightning")

    def bolt(start: tuple[float, float], end: tuple[float, float], steps: int, jag: float) -> list[tuple[float, float]]:
        out = [start]
        for i in range(1, steps):
            u = i / steps
            out.append((start[0] + (end[0] - start[0]) * u + rng.uniform(-jag, jag), start[1] + (end[1] - start[1]) * u))
        return [*out, end]

    main = bolt((0.45, 0.0), (0.52, 0.99), 9, 0.075)
    ways = [(main, 0.013), (bolt(main[3], (0.8, 0.66), 4, 0.04), 0.007), (bolt(main[5], (0.26, 0.86), 4, 0.03), 0.006)]
    shape = np.full(c.x.shape, 9.0, np.float32)
    for points, radius in ways:
        for i, (a, b) in enumerate(zip(points, points[1:])):
            thin = 1 - 0.75 * i / len(points)
            shape = np.minimum(shape, c.capsule(a, radius * thin, b, radius * (thin - 0.7 / len(points))))
    c.glow(shape, "#9db4ff", 0.12, 0.5)
    c.glow(shape, "#e6ecff", 0.03, 0.8)
    c.paint(np.broadcast_to(rgb("#ffffff"), (*c.x.shape, 3)), np.clip(0.5 - shape / c.pixel, 0, 1))
    return c.pixels()


def milky_way() -> Array:
    """A band of stars across the square, from its lower left to its upper right."""
    c = Canvas(256)
    rng = _rng("milky way")
    u, v = (c.x + (1 - c.y)) / 2, (c.x - (1 - c.y)) / 2
    bend = v - 0.03 * np.sin(7 * u)
    ends = np.clip(u / 0.22, 0, 1) * np.clip((1 - u) / 0.22, 0, 1)
    cloud = np.exp(-((bend / 0.1) ** 2)) * (0.75 + 0.25 * np.sin(23 * u + 11 * v)) * (0.8 + 0.2 * np.sin(51 * u - 37 * v))
    dark = np.exp(-(((bend - 0.015 * np.sin(19 * u)) / 0.022) ** 2)) * (0.5 + 0.5 * np.sin(13 * u + 1))
    tone = rgb("#b9c6ff") + (rgb("#ffd9e8") - rgb("#b9c6ff")) * np.exp(-((bend / 0.05) ** 2))[..., None]
    c.paint(tone.astype(np.float32), np.clip(0.55 * cloud * (1 - 0.6 * dark) * ends, 0, 1).astype(np.float32))
    for _ in range(170):
        along, aside = rng.uniform(0.1, 0.9), rng.normal(0, 0.07)
        at = (float(along + aside), float(1 - (along - aside)))
        c.paint(np.broadcast_to(rgb("#ffffff"), (*c.x.shape, 3)), (rng.uniform(0.5, 1) * np.clip(0.5 - c.circle(at, rng.uniform(0.001, 0.0035)) / c.pixel, 0, 1)).astype(np.float32))
    return c.pixels()


def _light(ja: str, en: list[str], tags: list[str], emoji: str | None = None) -> dict:
    return {"ja": ja, "kind": "still", "faces": "front", **({"emoji": emoji} if emoji else {}), "tags": {"en": en, "ja": tags}}


SKY: dict[str, tuple[dict, Callable[[], Array]]] = {
    "fireworks": (_light("花火", ["celebration", "festival", "light"], ["お祭り", "祝い", "夜"], "🎆"), lambda: fireworks(("#ff5d7e", "#ffd76a", "#8fe3ff"))),
    "golden fireworks": (_light("金色の花火", ["fireworks", "celebration"], ["花火"]), lambda: fireworks(("#ffc94a", "#fff1b8", "#ff9a4a"))),
    "blue fireworks": (_light("青い花火", ["fireworks", "celebration"], ["花火"]), lambda: fireworks(("#5fb4ff", "#c39bff", "#9dffd9"))),
    "shooting star": (_light("流れ星", ["star", "meteor", "night"], ["星", "流星", "夜"], "🌠"), shooting_star),
    "rainbow": (_light("虹", ["weather", "rain"], ["天気", "雨"], "🌈"), rainbow),
    "aurora": (_light("オーロラ", ["northern lights", "polar lights", "night"], ["夜", "極光"]), aurora),
    "lightning": (_light("稲妻", ["thunder", "storm", "weather"], ["雷", "嵐"]), lightning),
    "milky way": (_light("天の川", ["stars", "galaxy", "night"], ["星", "銀河", "夜"], "🌌"), milky_way),
}
"""Entries of the index without pixels, and what draws them, by name. They take the place of emoji of the same name."""
