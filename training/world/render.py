"""The renderer: scenes to exact pixels at any size, any time and any part of the frame.

Sprites and panoramas are resampled by a triangle filter as wide as a pixel or a texel, whichever is larger, so that a small picture is what a
large one looks like from afar. Layers are resampled and laid by `render.c` where a C compiler is at hand; what it does is said by the plain code here.
"""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path

import numpy as np

from training.common.native import compiled
from training.world import look
from training.world.layers import Layer, View, layers
from training.world.textures import Texture, texture

Array = np.ndarray


def taps(start: float, extent: float, texels: int, first: int, last: int, wrap: bool, flip: bool) -> tuple[Array, int]:
    """Weights [pixels, span] of the texels from `offset` on that pixels first…last − 1 see along one axis; (weights, offset). With `wrap`,
    span is all texels and offset 0."""
    centre = (np.arange(first, last) + 0.5 - start) / extent * texels
    if flip:
        centre = texels - centre
    reach = max(1.0, texels / extent)
    if wrap:
        distance = (np.arange(texels)[None] + 0.5 - centre[:, None] + texels / 2) % texels - texels / 2
        offset = 0
    else:
        offset = max(int(centre.min() - reach), 0)
        end = min(int(centre.max() + reach) + 2, texels)
        distance = np.arange(offset, max(end, offset + 1))[None] + 0.5 - centre[:, None]
    weights = np.maximum(1 - np.abs(distance) / reach, 0)
    # Divided by what the whole row of weights would be if texels went on for ever: a triangle over a grid does not add up to the same everywhere.
    grid = np.floor(centre)[:, None] + np.arange(-int(reach) - 1, int(reach) + 2)[None] + 0.5 - centre[:, None]
    total = np.maximum(1 - np.abs(grid) / reach, 0).sum(1, keepdims=True)
    return (weights / total).astype(np.float32), offset


def wrapped_pick(image: Array, axis: int, start: float, extent: float, first: int, last: int) -> Array:
    """A repeating axis resampled to pixels first…last − 1: linear, with a box of up to three samples where texels are finer."""
    texels = image.shape[axis]
    samples = max(1, min(3, round(texels / extent)))
    out = 0.0
    for s in range(samples):
        at = ((np.arange(first, last) + (s + 0.5) / samples - start) / extent % 1.0) * texels - 0.5
        low = np.floor(at).astype(int)
        part = (at - low).astype(np.float32).reshape(-1, *([1] * (image.ndim - 1 - axis)))
        out = out + image.take(low % texels, axis) * (1 - part) + image.take((low + 1) % texels, axis) * part
    return out / samples


@cache
def native() -> ctypes.CDLL | None:
    """`render.c`, or None without a compiler."""
    code = compiled(Path(__file__).with_name("render.c"))
    if code is not None:
        pointer, integer, number = ctypes.c_void_p, ctypes.c_int64, ctypes.c_float
        axis = [pointer, pointer, integer, integer]
        code.resample.argtypes = [pointer, pointer, integer, integer, *axis, *axis, number]
        code.lay.argtypes = [pointer, integer, integer, integer, pointer, integer, integer, *axis, *axis, pointer]
        code.lay_unlit.argtypes = [pointer, integer, integer, integer, pointer, integer, integer, *axis, *axis, number, integer]
        code.resample.restype = code.lay.restype = code.lay_unlit.restype = None
    return code


def sparse_taps(start: float, extent: float, texels: int, first: int, last: int, wrap: bool, flip: bool) -> tuple[Array, Array]:
    """What `taps` and `wrapped_pick` weigh, as indices and weights [pixels, taps]."""
    if wrap:
        samples = max(1, min(3, round(texels / extent)))
        inside = (np.arange(samples) + 0.5) / samples
        at = ((np.arange(first, last)[:, None] + inside - start) / extent % 1.0) * texels - 0.5
        low = np.floor(at)
        part = at - low
        index = np.concatenate([low, low + 1], 1) % texels
        weights = np.concatenate([1 - part, part], 1) / samples
    else:
        centre = (np.arange(first, last) + 0.5 - start) / extent * texels
        if flip:
            centre = texels - centre
        reach = max(1.0, texels / extent)
        lowest = np.floor(centre - reach - 0.5)[:, None] + 1
        index = lowest + np.arange(int(np.ceil(2 * reach)))
        weights = np.maximum(1 - np.abs(index + 0.5 - centre[:, None]) / reach, 0)
        weights /= weights.sum(1, keepdims=True)
        weights *= (index >= 0) & (index < texels)
        index = np.clip(index, 0, texels - 1)
    return np.ascontiguousarray(index, np.int32), np.ascontiguousarray(weights, np.float32)


def turned_bounds(x: float, y: float, w: float, h: float, turn: float) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a box turned about the middle of its bottom edge."""
    dx, dy = np.array([-w / 2, w / 2, -w / 2, w / 2]), np.array([-h, -h, 0, 0])
    across, down = x + w / 2 + dx * np.cos(turn) - dy * np.sin(turn), y + h + dx * np.sin(turn) + dy * np.cos(turn)
    return across.min(), down.min(), across.max(), down.max()


def turned_pick(image: Array, box: tuple[float, float, float, float], span: tuple[int, int, int, int], turn: float, flip: bool) -> Array:
    """Pixels of a turned box: linear along both axes of the texture [h, w, 4], with nothing outside it."""
    (x, y, w, h), (left, top, right, bottom) = box, span
    across, down = np.arange(left, right)[None] + 0.5 - (x + w / 2), np.arange(top, bottom)[:, None] + 0.5 - (y + h)
    u = ((across * np.cos(turn) + down * np.sin(turn)) / w + 0.5) * image.shape[1]
    v = ((down * np.cos(turn) - across * np.sin(turn)) / h + 1) * image.shape[0] - 0.5
    u = (image.shape[1] - u if flip else u) - 0.5
    column, row = np.floor(u).astype(int), np.floor(v).astype(int)
    right_part, down_part = (u - column)[..., None], (v - row)[..., None]
    padded = np.pad(image, ((1, 1), (1, 1), (0, 0))).astype(np.float32)

    def pick(r: Array, c: Array) -> Array:
        return padded[np.clip(r + 1, 0, padded.shape[0] - 1), np.clip(c + 1, 0, padded.shape[1] - 1)]

    upper = pick(row, column) * (1 - right_part) + pick(row, column + 1) * right_part
    lower = pick(row + 1, column) * (1 - right_part) + pick(row + 1, column + 1) * right_part
    return (upper * (1 - down_part) + lower * down_part).astype(np.float32)


class Shown:
    """The part of a layer that shows in a window (left, top, right, bottom) of the frame: rows and columns of the window, the texture's
    picture, and taps along both axes."""

    def __init__(self, tex: Texture, layer: Layer, width: int, height: int, window: tuple[int, int, int, int]):
        x, y, w, h = layer.x * width, layer.y * height, layer.width * width, layer.height * height
        left, top, right, bottom = window
        self.turn = 0.0 if tex.wrap_u or tex.wrap_v else layer.turn
        x0, y0, x1, y1 = turned_bounds(x, y, w, h, self.turn) if self.turn else (x, y, x + w, y + h)
        if not tex.wrap_u:
            left, right = max(left, int(np.floor(x0))), min(right, int(np.ceil(x1)))
        if not tex.wrap_v:
            top, bottom = max(top, int(np.floor(y0))), min(bottom, int(np.ceil(y1)))
        self.empty = left >= right or top >= bottom or w <= 0.5 or h <= 0.5
        if self.empty:
            return
        level = tex.level(w, h)
        self.image = level[int(layer.phase * len(level) + 1e-6) % len(level)]
        self.box = (x, y, w, h)
        self.span = (left, top, right, bottom)
        self.rows = slice(top - window[1], bottom - window[1])
        self.columns = slice(left - window[0], right - window[0])
        self.tex, self.layer = tex, layer

    def arguments(self) -> tuple:
        """The texture's picture and the taps, as `render.c` takes them; the arrays must be kept while it runs."""
        (x, y, w, h), (left, top, right, bottom) = self.box, self.span
        image = np.ascontiguousarray(self.image)
        ri, rw = sparse_taps(y, h, image.shape[0], top, bottom, self.tex.wrap_v, False)
        ci, cw = sparse_taps(x, w, image.shape[1], left, right, self.tex.wrap_u, self.layer.flip and not self.tex.wrap_u)
        axes = (ri.ctypes.data, rw.ctypes.data, *ri.shape, ci.ctypes.data, cw.ctypes.data, *ci.shape)
        return (image, ri, rw, ci, cw), (image.ctypes.data, image.shape[0], image.shape[1], *axes)

    def rgba(self) -> Array:
        """[rows, columns, 4] premultiplied f32 in [0, 1], times the layer's alpha."""
        code = native()
        if code is None or self.turn:
            return self.plain_rgba()
        _, arguments = self.arguments()
        out = np.empty((self.rows.stop - self.rows.start, self.columns.stop - self.columns.start, 4), np.float32)
        code.resample(out.ctypes.data, *arguments, self.layer.alpha / 255)
        return out

    def plain_rgba(self) -> Array:
        """The same without `render.c`."""
        (x, y, w, h), (left, top, right, bottom), image = self.box, self.span, self.image
        if self.turn:
            return turned_pick(image, self.box, self.span, self.turn, self.layer.flip) * (self.layer.alpha / 255)
        rows, offset = (None, 0) if self.tex.wrap_v else taps(y, h, image.shape[0], top, bottom, False, False)
        if rows is not None:
            image = image[offset : offset + rows.shape[1]]
        if self.tex.wrap_u:
            image = wrapped_pick(image, 1, x, w, left, right)
        else:
            columns, offset = taps(x, w, image.shape[1], left, right, False, self.layer.flip)
            # One large product of matrices is many times faster than one small product a row.
            across = image[:, offset : offset + columns.shape[1]].transpose(1, 0, 2).reshape(columns.shape[1], -1)
            image = (columns @ across.astype(np.float32)).reshape(columns.shape[0], -1, 4).transpose(1, 0, 2)
        if rows is None:
            image = wrapped_pick(image, 0, y, h, top, bottom)
        else:
            image = (rows @ image.reshape(image.shape[0], -1)).reshape(rows.shape[0], -1, 4)
        return image * (self.layer.alpha / 255)


def sample(tex: Texture, layer: Layer, width: int, height: int, window: tuple[int, int, int, int]):
    """(rows, columns, premultiplied RGBA f32 in [0, 1]) of what a layer shows inside a window (left, top, right, bottom) of the frame, or None."""
    shown = Shown(tex, layer, width, height, window)
    return None if shown.empty else (shown.rows, shown.columns, shown.rgba())


def backdrop(scene: dict, view: View, width: int, height: int, window: tuple[int, int, int, int]) -> Array:
    """The sky: three colours down to the horizon (underwater and in space: to the bottom)."""
    left, top, right, bottom = window
    rows = (np.arange(top, bottom) + 0.5) / height
    end = min(view.down(scene["horizon"], 0.3), 1.05) if scene["place"] not in ("underwater", "space") else 1.0
    v = np.clip(rows / max(end, 0.3), 0, 1)[:, None]
    a, b, c = look.sky_colours(scene)
    column = np.where(v < 0.55, a + (b - a) * (v / 0.55), b + (c - b) * ((v - 0.55) / 0.45))
    return np.repeat(column[:, None].astype(np.float32), right - left, 1)


def draw(image: Array, scene: dict, layer: Layer, width: int, height: int, window: tuple[int, int, int, int]) -> None:
    """Lights a layer and lays it over the image."""
    shown = Shown(texture(layer.texture), layer, width, height, window)
    if shown.empty:
        return
    tone, haze = look.light(scene, layer.group, layer.depth)
    if layer.texture in ("sun", "moon", "stars"):
        tone = np.ones(3, np.float32)
    far = look.haze_colour(scene) if haze else np.zeros(3, np.float32)
    code, styled = native(), scene["style"] in ("papercraft", "balloon") and layer.group in ("subject", "prop")
    if code is not None and not styled and not shown.turn:
        kept, arguments = shown.arguments()
        light = np.array([layer.alpha / 255, *tone, haze, *far], np.float32)
        code.lay(image.ctypes.data, image.shape[1], shown.rows.start, shown.columns.start, *arguments, light.ctypes.data)
        return
    rgba = shown.rgba()
    alpha, rgb = rgba[..., 3:], rgba[..., :3]
    if styled:
        rgb = crafted(rgb, alpha, scene["style"], layer, shown.rows, shown.columns, width, height, window)
    rgb = rgb * tone * (1 - haze) + far * (haze * alpha)
    target = image[shown.rows, shown.columns]
    target *= 1 - alpha
    target += rgb


def crafted(rgb: Array, alpha: Array, style: str, layer: Layer, rows: slice, columns: slice, width: int, height: int, window) -> Array:
    """Paper: flat colours. Balloons: a gloss at the upper left, brighter middle."""
    if style == "papercraft":
        straight = rgb / np.maximum(alpha, 1e-3)
        return (np.round(straight * 5) / 5 * 0.7 + straight * 0.3) * alpha
    u = ((np.arange(columns.start, columns.stop) + window[0] + 0.5) / width - layer.x) / layer.width
    v = ((np.arange(rows.start, rows.stop) + window[1] + 0.5) / height - layer.y) / layer.height
    gloss = 0.55 * np.exp(-(((u[None] - 0.36) / 0.13) ** 2) - (((v[:, None] - 0.34) / 0.09) ** 2))
    return rgb + (alpha - rgb) * gloss[..., None].astype(np.float32)


def paper_rim(layer: Layer) -> Layer:
    """The white card behind a paper cut-out: the same shape, a little larger."""
    grow = 0.05
    return Layer(
        layer.texture, "rim", layer.x - layer.width * grow / 2, layer.y - layer.height * grow / 2, layer.width * (1 + grow), layer.height * (1 + grow), layer.flip, layer.phase,
        turn=layer.turn,
    )


def frame(scene: dict, t: float, width: int, height: int, window: tuple[int, int, int, int] | None = None) -> Array:
    """One frame, or the part of it in `window` (left, top, right, bottom; pixels), [h, w, 3] u8."""
    window = window or (0, 0, width, height)
    view = View(scene, t)
    image = backdrop(scene, view, width, height, window)
    for layer in layers(scene, t):
        if scene["style"] == "papercraft" and layer.group in ("subject", "prop"):
            shown = sample(texture(layer.texture), paper_rim(layer), width, height, window)
            if shown is not None:
                rows, columns, rgba = shown
                alpha = np.clip(rgba[..., 3:] * 1.6, 0, 1)
                card = np.array([0.97, 0.95, 0.9], np.float32) * look.light(scene, layer.group, 1.0)[0]
                target = image[rows, columns]
                target *= 1 - alpha
                target += card * alpha
        draw(image, scene, layer, width, height, window)
    across = (np.arange(window[0], window[2], dtype=np.float32) + 0.5) / width * 2 - 1
    down = (np.arange(window[1], window[3], dtype=np.float32) + 0.5) / height * 2 - 1
    return (np.clip(look.finish(image, scene["style"], across, down), 0, 1) * 255 + 0.5).astype(np.uint8)


def clip(scene: dict, times: list[float], width: int, height: int) -> Array:
    """Frames at these times, [frames, h, w, 3] u8."""
    return np.stack([frame(scene, t, width, height) for t in times])
