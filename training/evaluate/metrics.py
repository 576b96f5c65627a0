"""Measures of clips that need no reader: sharpness, flicker and diversity, each as a ratio to the renders of the same prompts."""

from __future__ import annotations

from itertools import combinations

import numpy as np

LUMA = np.array([0.299, 0.587, 0.114], np.float32)


def grey(video: np.ndarray) -> np.ndarray:
    """Brightness in 0…1."""
    return video.astype(np.float32) @ LUMA / 255


def gradient_energy(video: np.ndarray) -> float:
    """Mean squared difference of neighbouring pixels."""
    g = grey(video)
    return float(np.square(np.diff(g, axis=1)).mean() + np.square(np.diff(g, axis=2)).mean())


def change(video: np.ndarray) -> float:
    """Mean absolute difference of successive frames."""
    return float(np.abs(np.diff(grey(video), axis=0)).mean())


def thumb(video: np.ndarray) -> np.ndarray:
    """First, middle and last frame at 16×9, flat: what pairwise distances compare."""
    picks = video[[0, len(video) // 2, -1]].astype(np.float32) / 255
    h, w = picks.shape[1] // 9, picks.shape[2] // 16
    return picks[:, : 9 * h, : 16 * w].reshape(3, 9, h, 16, w, 3).mean((2, 4)).ravel()


def spread(clips: list[np.ndarray]) -> float:
    """Mean root-mean-square distance between the thumbs of every pair."""
    thumbs = [thumb(c) for c in clips]
    distances = [float(np.sqrt(np.square(a - b).mean())) for a, b in combinations(thumbs, 2)]
    return sum(distances) / max(len(distances), 1)


def ratio(a: float, b: float) -> float:
    """a / b, and 0 where there is nothing to compare with."""
    return round(a / b, 4) if b > 0 else 0.0
