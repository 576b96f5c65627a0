"""The look of an hour, a weather and a style: colours of the sky, light on things, and what is done to the finished picture."""

from __future__ import annotations

from functools import cache

import numpy as np

Array = np.ndarray


def colour(code: str) -> Array:
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255


SKY = {
    "dawn": ("#6f84c9", "#eab0b4", "#ffe0b8"),
    "day": ("#3f93e8", "#8ecbf7", "#dcf2fd"),
    "sunset": ("#4d4193", "#e97a5f", "#ffca74"),
    "night": ("#0a0f2e", "#1b2760", "#3a4f96"),
}
LIGHT = {"dawn": (1.0, 0.9, 0.87), "day": (1.0, 1.0, 1.0), "sunset": (1.0, 0.8, 0.66), "night": (0.5, 0.56, 0.86)}
CLOUD = {"dawn": (1.0, 0.9, 0.88), "day": (1.0, 1.0, 1.0), "sunset": (1.0, 0.78, 0.7), "night": (0.36, 0.4, 0.62)}
DIM = {"clear": (1.0, 1.0, 1.0), "cloudy": (0.88, 0.9, 0.94), "rain": (0.8, 0.84, 0.92), "snow": (0.96, 0.98, 1.02), "fog": (0.95, 0.96, 0.97)}
OVERCAST = {"clear": 0.0, "cloudy": 0.6, "rain": 0.75, "snow": 0.5, "fog": 0.7}
HAZE = {"clear": 0.0, "cloudy": 0.08, "rain": 0.22, "snow": 0.2, "fog": 0.55}


def sky_colours(scene: dict) -> tuple[Array, Array, Array]:
    """Top, middle and horizon."""
    return sky_of(scene["place"], scene["time"], scene["weather"])


@cache
def sky_of(place: str, time: str, weather: str) -> tuple[Array, Array, Array]:
    if place == "space":
        return colour("#050619"), colour("#0d0f36"), colour("#241a58")
    top, middle, low = (colour(c) for c in SKY[time])
    if place == "underwater":
        light = np.array(LIGHT[time], np.float32)
        return colour("#7fe0ee") * light, colour("#2f9ccb") * light, colour("#14588f") * light
    grey = OVERCAST[weather]
    tones = []
    for tone in (top, middle, low):
        mean = tone.mean() * np.array([0.95, 0.99, 1.06], np.float32)
        tones.append((tone * (1 - grey) + mean * grey) * np.array(DIM[weather], np.float32))
    return tones[0], tones[1], tones[2]


def haze_colour(scene: dict) -> Array:
    """What distance and fog fade to."""
    middle, low = sky_colours(scene)[1:]
    if scene["place"] == "underwater":
        return middle
    return (middle + low) / 2 * 0.6 + 0.4 * low.mean()


def light(scene: dict, group: str, depth: float) -> tuple[Array, float]:
    """(factor on a layer's colour, share of haze over it)."""
    if group == "sky":
        return np.array(CLOUD[scene["time"]] if scene["place"] != "space" else (1, 1, 1), np.float32), 0.0
    if group in ("shadow", "field"):
        tone = np.array(LIGHT[scene["time"]], np.float32) * 0.5 + 0.5
        return tone, 0.0
    if scene["place"] == "underwater":
        tone = np.array(LIGHT[scene["time"]], np.float32) * np.array((0.8, 0.95, 1.04), np.float32)
        return tone, 0.45 if group == "far" else 0.0
    if scene["place"] == "space":
        return np.array((0.97, 0.95, 1.0), np.float32), 0.0
    tone = np.array(LIGHT[scene["time"]], np.float32) * np.array(DIM[scene["weather"]], np.float32)
    if scene["time"] == "night" and group in ("subject", "prop"):
        tone = np.maximum(tone, np.array((0.5, 0.54, 0.76), np.float32))
    if scene["weather"] == "snow" and group in ("ground", "far"):
        tone = tone * 1.08
    haze = HAZE[scene["weather"]]
    far = {"far": 0.22 + 0.7 * haze, "ground": 0.75 * haze, "prop": 0.65 * haze, "subject": 0.4 * haze}[group]
    return tone, min(far, 0.9)


def vignette(across: Array, down: Array, strength: float) -> Array:
    """[h, w, 1] factor, 1 in the middle; coordinates −1…1."""
    return (1 - strength * np.clip((across**2)[None] * 0.55 + (down**2)[:, None] * 0.55 - 0.12, 0, 1))[..., None]


def finish(image: Array, style: str, across: Array, down: Array) -> Array:
    """The style's treatment of a finished picture [h, w, 3] in [0, 1]."""
    if style == "none" or style == "papercraft":
        return image
    grey = image @ np.array([0.3, 0.59, 0.11], np.float32)
    if style == "archival":
        sepia = grey[..., None] * np.array([1.02, 0.86, 0.66], np.float32)
        faded = 0.09 + 0.8 * (0.25 * image + 0.75 * sepia)
        return faded * vignette(across, down, 0.45)
    if style == "film-noir":
        curve = np.clip((grey - 0.5) * 1.5 + 0.46, 0, 1)
        return (curve[..., None] * np.array([0.98, 0.99, 1.0], np.float32)) * vignette(across, down, 0.75)
    if style == "stop-motion":
        warm = np.clip(grey[..., None] + (image - grey[..., None]) * 1.12, 0, 1) * np.array([1.03, 0.97, 0.86], np.float32)
        return (0.04 + 0.94 * warm) * vignette(across, down, 0.3)
    vivid = np.clip(grey[..., None] + (image - grey[..., None]) * 1.3, 0, 1)
    return vivid * 0.84 + np.array([0.17, 0.155, 0.165], np.float32)
