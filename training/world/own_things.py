"""Things that people ask for and the emoji lack, drawn by this file: they stand on the bottom edge of their square, like all art."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from training.world.puffy import Array, Canvas, Point, blurred

SIZE = 192
BOX = Path(__file__).parents[2] / "models" / "akezora-2" / "art"


def hot_air_balloon() -> Array:
    c = Canvas(SIZE)
    for x, foot in ((0.36, 0.45), (0.64, 0.55), (0.47, 0.485), (0.53, 0.515)):
        c.lay(c.capsule((x, 0.66), 0.006, (foot, 0.88), 0.006), "#7a5a44", 0.01)
    envelope = np.minimum(c.circle((0.5, 0.355), 0.335), c.polygon([(0.19, 0.47), (0.81, 0.47), (0.575, 0.765), (0.425, 0.765)], 0.02))
    stripes = [(c.circle((0.5, 0.4), 0.42, wide), tone) for wide, tone in ((0.62, "#ffd03a"), (0.37, "#ff5a4a"), (0.13, "#ffd03a"))]
    band = np.maximum(np.abs(c.y - 0.5 + 0.09 * np.cos((c.x - 0.5) * 4.4)) - 0.035, envelope)
    c.lay(envelope, "#ff5a4a", 0.3, [*stripes, (band, "#2f8fe8")], 0.55)
    c.lay(c.box(0.425, 0.75, 0.575, 0.79), "#c93a34", 0.03)
    c.glow(c.circle((0.5, 0.825), 0.012), "#ffb030", 0.03, 0.9)
    c.lay(c.polygon([(0.435, 0.87), (0.565, 0.87), (0.552, 0.98), (0.448, 0.98)], 0.016), "#b97a3f", 0.06, [(np.abs(c.y - 0.925) - 0.006, "#8f5a2c"), (np.abs(c.y - 0.955) - 0.005, "#8f5a2c")])
    c.lay(c.capsule((0.435, 0.872), 0.016, (0.565, 0.872), 0.016), "#e0a45c", 0.02)
    return c.pixels()


def lighthouse() -> Array:
    c = Canvas(SIZE)
    for at, radius, wide in (((0.36, 0.985), 0.085, 1.6), ((0.66, 0.99), 0.075, 1.7), ((0.5, 0.985), 0.1, 2.2)):
        c.lay(c.circle(at, radius, wide), "#8d93a6", 0.08)
    tower = c.polygon([(0.375, 0.94), (0.625, 0.94), (0.575, 0.3), (0.425, 0.3)], 0.014)
    bands = [(np.abs(c.y - y) - 0.055, "#f0483e") for y in (0.42, 0.64, 0.86)]
    c.lay(tower, "#fbf6ee", 0.13, bands, 0.66)
    c.lay(c.polygon([(0.468, 0.94), (0.532, 0.94), (0.532, 0.86), (0.5, 0.835), (0.468, 0.86)], 0.006), "#6b4436", 0.03)
    for y in (0.53, 0.75):
        c.lay(c.box(0.482, y - 0.025, 0.518, y + 0.025, 0.012), "#4d6f9e", 0.02)
    c.lay(c.box(0.37, 0.275, 0.63, 0.315, 0.014), "#3e4658", 0.03)
    c.glow(c.circle((0.5, 0.215), 0.05), "#fff0a8", 0.17, 0.55)
    c.lay(c.box(0.43, 0.16, 0.57, 0.28, 0.012), "#ffe27a", 0.06, [(np.abs(np.abs(c.x - 0.5) - 0.035) - 0.005, "#4a5266")], 0.8)
    c.lay(c.polygon([(0.405, 0.165), (0.595, 0.165), (0.54, 0.085), (0.46, 0.085)], 0.016), "#f0483e", 0.07)
    c.lay(c.capsule((0.5, 0.08), 0.012, (0.5, 0.03), 0.008), "#3e4658", 0.012)
    return c.pixels()


def street_lamp() -> Array:
    c = Canvas(SIZE)
    c.glow(c.circle((0.5, 0.19), 0.06), "#ffd98a", 0.17, 0.6)
    c.lay(c.box(0.42, 0.945, 0.58, 0.99, 0.014), "#39414f", 0.03)
    c.lay(c.polygon([(0.45, 0.95), (0.55, 0.95), (0.525, 0.86), (0.475, 0.86)], 0.01), "#465062", 0.03)
    c.lay(c.capsule((0.5, 0.9), 0.019, (0.5, 0.31), 0.015), "#4c576b", 0.02)
    c.lay(c.circle((0.5, 0.6), 0.026), "#566279", 0.02)
    for side in (-1, 1):
        c.lay(c.capsule((0.5, 0.345), 0.009, (0.5 + side * 0.085, 0.325), 0.009), "#4c576b", 0.01)
    c.lay(c.polygon([(0.42, 0.115), (0.58, 0.115), (0.545, 0.285), (0.455, 0.285)], 0.01), "#ffe08a", 0.09, [(np.abs(c.x - 0.5) - 0.005, "#6b5a3a")], 0.85)
    c.glow(c.circle((0.5, 0.2), 0.012, 1.0), "#fffbe0", 0.06, 0.9)
    c.lay(c.box(0.44, 0.28, 0.56, 0.31, 0.01), "#39414f", 0.02)
    c.lay(c.polygon([(0.4, 0.12), (0.6, 0.12), (0.53, 0.045), (0.47, 0.045)], 0.014), "#39414f", 0.05)
    c.lay(c.circle((0.5, 0.03), 0.018), "#566279", 0.015)
    return c.pixels()


def paper_boat() -> Array:
    c = Canvas(SIZE)
    c.lay(c.polygon([(0.5, 0.42), (0.735, 0.8), (0.265, 0.8)], 0.006), "#f4f7fb", 0.02, [(0.5 - c.x, "#cfd9e8")], 0.86)
    c.lay(c.polygon([(0.02, 0.635), (0.34, 0.775), (0.5, 0.7), (0.66, 0.775), (0.98, 0.635), (0.78, 0.975), (0.22, 0.975)], 0.006), "#ffffff", 0.03, [], 0.86)
    c.lay(c.polygon([(0.5, 0.703), (0.66, 0.778), (0.98, 0.637), (0.78, 0.973), (0.5, 0.973)], 0.003), "#dce5f1", 0.02, [], 0.9)
    for a, b in (((0.04, 0.64), (0.5, 0.965)), ((0.96, 0.64), (0.5, 0.965)), ((0.5, 0.71), (0.5, 0.965))):
        c.lay(c.capsule(a, 0.003, b, 0.003), "#b9c7da", 0.01)
    return c.pixels()


def windmill() -> Array:
    c = Canvas(SIZE)
    c.lay(c.polygon([(0.33, 0.985), (0.67, 0.985), (0.59, 0.45), (0.41, 0.45)], 0.012), "#f5e9d4", 0.16, [(np.abs(c.y - 0.71) - 0.012, "#b8764a"), (0.93 - c.y, "#f5e9d4")], 0.68)
    c.lay(c.polygon([(0.455, 0.985), (0.545, 0.985), (0.545, 0.87), (0.5, 0.835), (0.455, 0.87)], 0.008), "#8a5233", 0.04)
    c.lay(c.box(0.47, 0.59, 0.53, 0.65, 0.01), "#5f8fc4", 0.02)
    c.lay(c.polygon([(0.385, 0.46), (0.615, 0.46), (0.57, 0.345), (0.5, 0.305), (0.43, 0.345)], 0.016), "#d9583f", 0.08)
    hub = (0.5, 0.41)
    for turn in range(4):
        angle = math.radians(28 + 90 * turn)
        along, aside = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))

        def at(far: float, off: float, along: Point = along, aside: Point = aside) -> Point:
            return hub[0] + along[0] * far + aside[0] * off, hub[1] + along[1] * far + aside[1] * off

        sail = c.polygon([at(0.1, 0.012), at(0.39, 0.012), at(0.39, 0.1), at(0.1, 0.085)], 0.004)
        c.lay(sail, "#fdf8ee", 0.03, [], 0.8)
        for far in (0.1, 0.17, 0.245, 0.32, 0.39):
            c.lay(c.capsule(at(far, 0.008), 0.005, at(far, 0.098), 0.005), "#a86f45", 0.008)
        c.lay(c.capsule(at(0, 0), 0.013, at(0.4, 0), 0.01), "#8a5233", 0.014)
    c.lay(c.circle(hub, 0.036), "#b8764a", 0.035)
    return c.pixels()


def campfire() -> Array:
    c = Canvas(SIZE)
    c.glow(c.circle((0.5, 0.68), 0.1), "#ff9a2e", 0.34, 0.34)
    for at in ((0.18, 0.945), (0.82, 0.945), (0.35, 0.965), (0.65, 0.965), (0.5, 0.97)):
        c.lay(c.circle(at, 0.036, 1.5), "#8f95a5", 0.03)
    for a, b in (((0.22, 0.93), (0.72, 0.8)), ((0.78, 0.93), (0.28, 0.8))):
        c.lay(c.capsule(a, 0.05, b, 0.045), "#9a5f38", 0.05)
        c.lay(c.circle(a, 0.038), "#e2b27c", 0.03, [(np.abs(c.circle(a, 0.02)) - 0.004, "#b9814d")])

    def flame(scale: float, lift: float) -> Array:
        body = c.capsule((0.5, 0.74 - lift), 0.2 * scale, (0.5 + 0.03 * scale, 0.74 - lift - 0.5 * scale), 0.008)
        left = c.capsule((0.43, 0.74 - lift), 0.13 * scale, (0.36, 0.74 - lift - 0.31 * scale), 0.006)
        right = c.capsule((0.57, 0.75 - lift), 0.13 * scale, (0.65, 0.74 - lift - 0.38 * scale), 0.006)
        soft = 0.03
        out = body
        for other in (left, right):
            h = np.clip(0.5 + 0.5 * (out - other) / soft, 0, 1)
            out = out + (other - out) * h - soft * h * (1 - h)
        return out

    for scale, lift, tone in ((1.0, 0.0, "#ff6a1f"), (0.7, 0.0, "#ffae2b"), (0.42, -0.02, "#fff0a0")):
        c.lay(flame(scale, lift), tone, 0.12, [], 0.86)
    return c.pixels()


def waterfall() -> Array:
    c = Canvas(SIZE)
    for at, radius, wide, tone in (
        ((0.16, 0.42), 0.24, 0.62, "#7d8a80"), ((0.84, 0.44), 0.25, 0.6, "#74827a"), ((0.12, 0.74), 0.24, 0.6, "#86938a"), ((0.88, 0.76), 0.23, 0.58, "#7f8c84"), ((0.5, 0.2), 0.14, 2.2, "#7d8a80"),
    ):
        c.lay(c.circle(at, radius, wide), tone, 0.16)
    for at, radius in (((0.1, 0.17), 0.09), ((0.27, 0.12), 0.1), ((0.73, 0.11), 0.1), ((0.9, 0.18), 0.09), ((0.5, 0.085), 0.08)):
        c.lay(c.circle(at, radius, 1.3), "#5fae55", 0.08)
    fall = c.polygon([(0.31, 0.17), (0.69, 0.17), (0.73, 0.88), (0.27, 0.88)], 0.02)
    streaks = [(np.abs(c.x - x - 0.012 * np.sin(14 * c.y + 9 * x)) - w, tone) for x, w, tone in ((0.36, 0.02, "#ffffff"), (0.43, 0.012, "#8fd0f5"), (0.49, 0.022, "#ffffff"), (0.56, 0.01, "#86c9f2"), (0.62, 0.018, "#ffffff"), (0.67, 0.008, "#8fd0f5"))]
    c.lay(fall, "#bfe6fb", 0.1, streaks, 0.75)
    c.lay(c.circle((0.5, 0.93), 0.052, 7.5), "#4fb0ea", 0.05)
    for x, r in ((0.24, 0.05), (0.34, 0.07), (0.45, 0.062), (0.56, 0.068), (0.67, 0.066), (0.77, 0.048)):
        c.lay(c.circle((x, 0.885), r), "#f4fbff", 0.06, [], 0.84)
    for at, radius in (((0.09, 0.95), 0.05), ((0.2, 0.97), 0.034), ((0.92, 0.955), 0.048)):
        c.lay(c.circle(at, radius, 1.4), "#8d98a0", 0.05)
    return c.pixels()


def neon_sign() -> Array:
    """Three boards on a post, one above the other, that glow."""
    c = Canvas(SIZE)
    c.lay(c.capsule((0.5, 0.98), 0.022, (0.5, 0.06), 0.018), "#4a5064", 0.02)
    c.lay(c.box(0.4, 0.955, 0.6, 0.99, 0.012), "#3a4052", 0.02)

    def board(left: float, top: float, right: float, bottom: float, tone: str, strokes: list[tuple[Point, Point]]) -> None:
        shape = c.box(left, top, right, bottom, 0.03)
        c.glow(shape, tone, 0.05, 0.5)
        c.lay(shape, "#262a44", 0.04, [(np.abs(shape + 0.018) - 0.0065, tone)], 0.85)
        lines = np.full(c.x.shape, 9.0, np.float32)
        for a, b in strokes:
            lines = np.minimum(lines, c.capsule(a, 0.0, b, 0.0))
        c.glow(lines - 0.004, tone, 0.04, 0.75)
        c.lay(lines - 0.0085, "#fffdf4", 0.01, [(0.004 - lines, tone)], 1.0)

    def ring(x: float, y: float, radius: float, corners: int, skip: int = 1) -> list[tuple[Point, Point]]:
        points = [(x + radius * math.sin(2 * math.pi * i * skip / corners), y - radius * math.cos(2 * math.pi * i * skip / corners)) for i in range(corners)]
        return list(zip(points, [*points[1:], points[0]], strict=True))

    cup = [((0.37, 0.46), (0.4, 0.57)), ((0.4, 0.57), (0.5, 0.57)), ((0.5, 0.57), (0.53, 0.46)), ((0.53, 0.46), (0.37, 0.46)), ((0.53, 0.49), (0.58, 0.5)), ((0.58, 0.5), (0.515, 0.54))]
    note = [((0.63, 0.48), (0.63, 0.56)), ((0.63, 0.48), (0.7, 0.46)), ((0.7, 0.46), (0.7, 0.54)), ((0.61, 0.56), (0.63, 0.56)), ((0.68, 0.54), (0.7, 0.54))]
    board(0.2, 0.08, 0.8, 0.36, "#ff4f9a", [*ring(0.35, 0.22, 0.08, 5, 2), *ring(0.65, 0.22, 0.08, 5, 2), ((0.46, 0.22), (0.54, 0.22)), ((0.46, 0.17), (0.54, 0.17)), ((0.46, 0.27), (0.54, 0.27))])
    board(0.28, 0.4, 0.8, 0.62, "#35e0ff", [*cup, *note])
    board(0.18, 0.66, 0.68, 0.84, "#ffd23a", [((0.27, 0.75), (0.56, 0.75)), ((0.49, 0.7), (0.56, 0.75)), ((0.56, 0.75), (0.49, 0.8))])
    return c.pixels()


def watering_can() -> Array:
    c = Canvas(SIZE)
    handle = np.abs(c.circle((0.66, 0.5), 0.25, 0.95)) - 0.028
    c.lay(np.maximum(handle, 0.44 - c.x), "#2f9d78", 0.03)
    c.lay(c.capsule((0.42, 0.86), 0.05, (0.14, 0.47), 0.032), "#35b389", 0.05)
    c.lay(c.polygon([(0.03, 0.52), (0.2, 0.36), (0.155, 0.475)], 0.028), "#2f9d78", 0.04)
    c.lay(c.polygon([(0.39, 0.96), (0.85, 0.96), (0.8, 0.56), (0.44, 0.56)], 0.03), "#3fc598", 0.2, [(np.abs(c.y - 0.65) - 0.014, "#2f9d78"), (np.abs(c.y - 0.9) - 0.014, "#2f9d78")])
    c.lay(c.circle((0.62, 0.55), 0.045, 4.0), "#257f61", 0.03)
    return c.pixels()


def iron_tower() -> Array:
    """The tower of Paris: four legs that sweep up, three platforms."""
    c = Canvas(SIZE)
    tone = "#b98a5c"

    def half(y: float) -> float:
        return 0.012 + 0.29 * max(0.0, (y - 0.1) / 0.88) ** 1.9

    ys = [0.07 + 0.905 * i / 30 for i in range(31)]
    outer = c.polygon([*((0.5 - half(y), y) for y in ys), *((0.5 + half(y), y) for y in reversed(ys))], 0.004)
    gap = np.minimum(np.maximum(c.circle((0.5, 1.0), 0.17, 0.98), 0.0 - c.x), c.polygon([(0.5, 0.66), (0.565, 0.77), (0.435, 0.77)], 0.004))
    lattice = []
    for i in range(11):
        y, step = 0.2 + 0.07 * i, 0.07
        for side in (-1, 1):
            lattice.append(c.capsule((0.5 - side * half(y), y), 0.0, (0.5 + side * half(y + step) * 0.85, y + step), 0.0))
    lines = np.minimum.reduce(lattice) - 0.005
    c.lay(np.maximum(outer, -gap), tone, 0.09, [(lines, "#94683f")], 0.66)
    for y, wide in ((0.5, 0.03), (0.78, 0.035), (0.235, 0.018)):
        c.lay(c.box(0.5 - half(y) - wide, y - 0.018, 0.5 + half(y) + wide, y + 0.018, 0.008), "#a6784b", 0.02)
    c.lay(c.capsule((0.5, 0.1), 0.01, (0.5, 0.015), 0.005), "#94683f", 0.01)
    for side in (-1, 1):
        c.lay(c.box(0.5 + side * 0.25 - 0.075, 0.95, 0.5 + side * 0.25 + 0.075, 0.99, 0.01), "#94683f", 0.02)
    return c.pixels()


def _of_box(name: str) -> Array:
    """A picture of the box, RGBA in [0, 1]."""
    entry = next(one for one in json.loads((BOX / "index.json").read_text())["entries"] if one["name"] == name)
    data = (BOX / entry["file"]).read_bytes()[entry["at"] : entry["at"] + entry["bytes"]]
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"), np.float32) / 255


def _covered(picture: Array, snow: Array) -> Array:
    """A picture with snow where `snow` [h, w] says, lit as what it lies on."""
    bright = picture[..., :3] @ np.array([0.3, 0.59, 0.11], np.float32)
    tone = np.clip(np.array([0.93, 0.96, 1.0], np.float32) * (0.74 + 0.5 * bright[..., None]), 0, 1)
    seen = picture[..., :3] + (tone - picture[..., :3]) * snow[..., None]
    return np.concatenate([seen, picture[..., 3:]], -1).astype(np.float32)


def snowy_tree() -> Array:
    """The evergreen with snow where light falls on its branches."""
    picture = _of_box("evergreen tree")
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    leaf = np.clip((green - np.maximum(red, blue)) * 9, 0, 1)
    lit = np.clip((green - 0.5) / 0.12, 0, 1)
    return _covered(picture, blurred(leaf * lit, 1) * np.clip(picture[..., 3] * 2 - 1, 0, 1) * 0.94)


def snowy_house() -> Array:
    """The house with snow on its roof and its ground."""
    picture = _of_box("house")
    red, green, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    rows = np.arange(picture.shape[0])[:, None] / picture.shape[0]
    roof = np.clip((red - np.maximum(green, blue) - 0.22) * 8, 0, 1) * (rows < 0.62)
    lawn = np.clip((green - np.maximum(red, blue)) * 8, 0, 1) * (rows > 0.7)
    return _covered(picture, blurred(np.maximum(roof, lawn), 1) * 0.96)


def _still(ja: str, en: list[str], tags: list[str], **more: object) -> dict:
    return {"ja": ja, "kind": "still", "faces": "front", "tags": {"en": en, "ja": tags}, **more}


THINGS: dict[str, tuple[dict, Callable[[], Array]]] = {
    "hot air balloon": (_still("熱気球", ["balloon", "flight", "sky"], ["気球", "空"], moves={"kind": "fly", "gait": "fly", "scale": 1.2, "homes": ["sky", "meadow", "mountains"]}), hot_air_balloon),
    "lighthouse": (_still("灯台", ["sea", "beacon", "coast"], ["海", "明かり"]), lighthouse),
    "street lamp": (_still("街灯", ["light", "lamp post", "street"], ["明かり", "街"]), street_lamp),
    "paper boat": (_still("紙の船", ["origami", "boat"], ["折り紙", "船"], moves={"kind": "sea", "gait": "sail", "scale": 0.7, "homes": ["sea", "park"]}), paper_boat),
    "windmill": (_still("風車", ["mill", "wind", "farm"], ["風", "農場"]), windmill),
    "campfire": (_still("焚き火", ["fire", "camp", "bonfire"], ["火", "キャンプ"]), campfire),
    "waterfall": (_still("滝", ["water", "river", "nature"], ["水", "自然"]), waterfall),
    "neon sign": (_still("ネオンサイン", ["light", "sign", "city", "night"], ["ネオン", "看板", "街"]), neon_sign),
    "watering can": (_still("じょうろ", ["garden", "water", "tool"], ["庭", "水やり"]), watering_can),
    "snowy evergreen tree": (_still("雪の木", ["tree", "snow", "winter"], ["木", "雪", "冬"]), snowy_tree),
    "snowy house": (_still("雪の家", ["house", "snow", "winter"], ["家", "雪", "冬"]), snowy_house),
    "Eiffel Tower": (_still("エッフェル塔", ["tower", "Paris", "landmark"], ["塔", "パリ"]), iron_tower),
}
"""Entries of the index without pixels, and what draws them, by name."""
