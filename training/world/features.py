"""Feature images: what the nets see of a scene's layers. The layers' own colours, without light, haze, weather or style, and which kind of layer shows.

[height, width, FEATURES]: three colours as 2 × colour − 1, times coverage; coverage by any layer; coverage by each of GROUPS. Sky is what nothing covers. The engine's
compositor (packages/engine/src/models/akezora/compositor) draws the same from pictures; fixtures compare them.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from training.world.layers import Layer, layers
from training.world.render import Shown, native
from training.world.textures import Texture, texture

GROUPS = ("far", "ground", "prop", "subject")
FEATURES = 4 + len(GROUPS)
Array = np.ndarray


def lay_plain(image: Array, shown: Shown, group: int) -> None:
    """What `lay_unlit` of render.c does."""
    rgba = shown.plain_rgba()
    alpha = rgba[..., 3:]
    target = image[shown.rows, shown.columns]
    target *= 1 - alpha
    target[..., :3] += 2 * rgba[..., :3] - alpha
    target[..., 3:4] += alpha
    if group >= 0:
        target[..., 4 + group : 5 + group] += alpha


def features(scene: dict, t: float, width: int, height: int, window: tuple[int, int, int, int] | None = None) -> Array:
    """The feature image of one frame, or of the part of it in `window` (left, top, right, bottom; pixels, also beyond the frame), f32."""
    return features_of(layers(scene, t), texture, width, height, window or (0, 0, width, height))


def features_of(shown_layers: list[Layer], texture_of: Callable[[str], Texture], width: int, height: int, window: tuple[int, int, int, int]) -> Array:
    """The same of layers back to front, whose textures `texture_of` finds."""
    image = np.zeros((window[3] - window[1], window[2] - window[0], FEATURES), np.float32)
    code = native()
    for layer in shown_layers:
        shown = Shown(texture_of(layer.texture), layer, width, height, window)
        if shown.empty:
            continue
        group = GROUPS.index(layer.group) if layer.group in GROUPS else -1
        if code is None or shown.turn:
            lay_plain(image, shown, group)
            continue
        kept, arguments = shown.arguments()
        code.lay_unlit(image.ctypes.data, image.shape[1], shown.rows.start, shown.columns.start, *arguments, layer.alpha / 255, group)
    return image
