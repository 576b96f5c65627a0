"""Strips of ground that run through a place: roads, paths, rivers, rails, and the bridge that carries them.

A surface is a function of where one is across it (−1 … 1, the edges at ±1) and along it, which repeats after 1. The strip of a scene shows it from the side: it runs across the
picture, and repeats. The same strip `away` runs to the horizon. Colours are those of day, like those of `art.py`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.world.art import cloud_noise, colour, mixed, rng_of

Array = np.ndarray
Surface = Callable[[Array, Array], Array]

ACROSS = (160, 1440)
"""Pixels of a strip from the side, down and along: the `ratio` of `staging.strips` is 9."""
AWAY = (360, 720)
NEAR = 0.96
"""Half the width of a strip that leads away at its near edge, as a share of half its picture's."""
REPEATS = 3.0
"""How often a surface repeats between the near edge and there where it is half as wide."""


def soft(distance: Array, width: float) -> Array:
    return np.clip(distance / width + 0.5, 0, 1)


def grain(name: str, u: Array, s: Array, scale: tuple[float, float]) -> Array:
    """Smooth noise over a surface, periodic along it; `scale`: wavelengths, of 256 across and 512 along."""
    field = cloud_noise(rng_of(name), 256, 512, scale)
    rows = np.clip((u * 0.5 + 0.5) * 255, 0, 255).astype(int)
    return field[rows, (s * 512).astype(int) % 512]


def wobble(name: str, s: Array) -> Array:
    """How far an edge that no one built is out of line, along a surface."""
    rng = rng_of(name)
    return sum(rng.uniform(0.4, 1) / k * np.sin(2 * np.pi * (k * s + rng.uniform())) for k in (1, 2, 3, 5))


def surface(rgb: Array, alpha: Array) -> Array:
    return np.concatenate([np.clip(rgb, 0, 1), np.clip(alpha, 0, 1)[..., None]], -1).astype(np.float32)


def tint(tone: Array, by: Array) -> Array:
    return tone * (1 + by[..., None])


def road(u: Array, s: Array) -> Array:
    """Tar with a line at either edge and dashes in the middle, on a shoulder of earth."""
    tar = tint(colour("#565b68"), 0.03 * grain("road", u, s, (10, 20)))
    earth = tint(colour("#b59c74"), 0.05 * grain("shoulder", u, s, (8, 16)))
    rgb = mixed(earth, tar, soft(0.86 - np.abs(u), 0.04)[..., None])
    line = soft(0.045 - np.abs(np.abs(u) - 0.78), 0.03)
    dash = soft(0.05 - np.abs(u), 0.03) * (((s * 8) % 1) < 0.5)
    rgb = mixed(rgb, colour("#eceef2"), line[..., None])
    rgb = mixed(rgb, colour("#f7ecc8"), dash[..., None])
    return surface(rgb, soft(0.97 - np.abs(u), 0.06))


def path(u: Array, s: Array) -> Array:
    """Trodden earth between uneven edges, with two tracks."""
    edge = 0.86 + 0.09 * np.where(u < 0, wobble("path left", s), wobble("path right", s)) * 0.6
    track = np.exp(-(((np.abs(u) - 0.42) / 0.2) ** 2))
    tone = mixed(colour("#c9ab7a"), colour("#e6d2a6"), track[..., None])
    return surface(tint(tone, 0.05 * grain("path", u, s, (9, 18))), soft(edge - np.abs(u), 0.12))


def gravel(u: Array, s: Array) -> Array:
    """Grey and sandy stones between uneven edges."""
    edge = 0.88 + 0.05 * np.where(u < 0, wobble("gravel left", s), wobble("gravel right", s))
    stones, tones = grain("gravel stones", u, s, (3.2, 3.2)), grain("gravel tones", u, s, (4, 4))
    rgb = mixed(colour("#a79d8c"), colour("#d8d0c0"), np.clip(0.5 + 0.4 * tones, 0, 1)[..., None])
    rgb = tint(rgb, 0.16 * np.clip(stones, -1.4, 1.4)) * (1 - 0.1 * np.exp(-((u / 0.18) ** 2)))[..., None]
    return surface(rgb, soft(edge - np.abs(u) + 0.04 * stones, 0.05))


def river(u: Array, s: Array) -> Array:
    """Water with lights on it between sandy banks."""
    edge = 0.8 + 0.1 * np.where(u < 0, wobble("river left", s), wobble("river right", s)) * 0.6
    inside = edge - np.abs(u)
    water = mixed(colour("#4fb3e3"), colour("#2b7fc4"), np.clip(inside / 0.8, 0, 1)[..., None])
    glints = np.clip(grain("river", u, s, (5, 34)) - 1.05, 0, 1)
    water = mixed(water, colour("#e6f6ff"), (0.75 * glints)[..., None])
    foam = np.exp(-(((inside - 0.03) / 0.03) ** 2)) * 0.7
    water = mixed(water, colour("#ffffff"), foam[..., None])
    bank = tint(colour("#d9c28c"), 0.05 * grain("bank", u, s, (8, 16)))
    return surface(mixed(bank, water, soft(inside, 0.03)[..., None]), soft(inside + 0.13, 0.08))


def railway(u: Array, s: Array) -> Array:
    """Two rails on sleepers in ballast."""
    stones = grain("ballast", u, s, (3.4, 3.4))
    rgb = tint(colour("#9a948c"), 0.14 * np.clip(stones, -1.4, 1.4))
    sleeper = (((s * 40) % 1) < 0.42) * soft(0.74 - np.abs(u), 0.04)
    rgb = mixed(rgb, colour("#6e4c34"), sleeper[..., None])
    rail = np.abs(np.abs(u) - 0.46)
    rgb = mixed(rgb, colour("#4a5160"), soft(0.085 - rail, 0.03)[..., None])
    rgb = mixed(rgb, colour("#c8d0dc"), soft(0.04 - rail, 0.03)[..., None])
    return surface(rgb, soft(0.95 - np.abs(u) + 0.03 * stones, 0.05))


SURFACES: dict[str, Surface] = {"road": road, "path": path, "gravel road": gravel, "river": river, "railway": railway}


def across(kind: Surface) -> Array:
    """A surface from the side: what is far is lower than what is near."""
    height, width = ACROSS
    v = (np.arange(height, dtype=np.float32)[:, None] + 0.5) / height
    u = 2 * v**1.15 - 1
    s = (np.arange(width, dtype=np.float32)[None] + 0.5) / width
    return kind(*np.broadcast_arrays(u, s))


def away(kind: Surface) -> Array:
    """A surface that runs to the horizon, the top of the picture. Eight samples a pixel and row: it is steep there."""
    height, width = AWAY
    fine = 4
    v = (np.arange(height * fine, dtype=np.float32)[:, None] + 0.5) / (height * fine)
    x = (np.arange(width * 2, dtype=np.float32)[None] + 0.5) / width - 1
    u, s = np.broadcast_arrays(x / (NEAR * np.maximum(v, 1e-3)), (REPEATS * np.log2(np.maximum(v, 1e-3))) / 9)
    # Nearer than a pixel, lines and dashes only glimmer.
    depth = 0.22 / np.maximum(v, 1e-3) / 9 * 2
    rgba = kind(u, s - depth)
    rgba = np.where(np.abs(u)[..., None] < 1.3, rgba, rgba * np.array([1, 1, 1, 0], np.float32))
    weighted = rgba * np.concatenate([rgba[..., 3:]] * 3 + [np.ones_like(rgba[..., 3:])], -1)
    mean = weighted.reshape(height, fine, width, 2, 4).mean((1, 3))
    mean[..., :3] /= np.maximum(mean[..., 3:], 1e-4)
    fade = np.clip((np.arange(height) + 0.5) / (0.03 * height), 0, 1)[:, None]
    return np.concatenate([np.clip(mean[..., :3], 0, 1), mean[..., 3:] * fade[..., None]], -1).astype(np.float32)


def bridge() -> Array:
    """A viaduct of stone from the side: arches, a deck, and a parapet behind it. It repeats after three arches."""
    height, width = 480, 1440
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32) + 0.5
    y, x = rows / height, columns / height
    deck, parapet = 0.17, 0.05
    dx = np.abs(x % 1 - 0.5)
    arch = np.where(y > 0.62, 0.4 - dx, 0.4 - np.hypot(dx, (0.62 - y) * 0.98))
    stone = mixed(colour("#b9aea0"), colour("#8f8478"), np.clip((y - deck) / 0.8, 0, 1)[..., None])
    course, block = np.floor(y * 22), np.floor(x * 9 + 0.5 * (np.floor(y * 22) % 2))
    tone = np.sin(course * 12.9898 + (block % 27) * 78.233) * 43758.5453
    stone = stone * (1 + 0.07 * (tone - np.floor(tone) - 0.5))[..., None]
    joint = np.minimum(np.abs((y * 22) % 1 - 0.5), 0.5) > 0.46
    stone = np.where(joint[..., None], stone * 0.9, stone)
    ring = np.exp(-(((arch + 0.02) / 0.016) ** 2))
    stone = mixed(stone, colour("#d9cfbf"), (0.8 * ring)[..., None])
    solid = soft(-arch, 2 / height) * (y > deck + 0.05)
    slab = soft(deck + 0.06 - y, 2 / height) * soft(y - deck, 2 / height)
    rgba = surface(mixed(stone, colour("#cfc5b6"), slab[..., None]), np.maximum(solid, slab))
    wall = soft(y - parapet, 2 / height) * (y < deck + 0.01) * ((((x * 12) % 1) < 0.36) | (y < parapet + 0.035) | (y > deck - 0.03))
    post = surface(np.broadcast_to(colour("#a89d8f"), (height, width, 3)), wall)
    return np.where(rgba[..., 3:] > post[..., 3:], rgba, post)


STRIPS: dict[str, Callable[[], Array]] = {
    **{name: (lambda kind=kind: across(kind)) for name, kind in SURFACES.items()},
    **{f"{name} away": (lambda kind=kind: away(kind)) for name, kind in SURFACES.items()},
    "bridge": bridge,
}
"""Pictures of strips by the names that scenes call them by."""
