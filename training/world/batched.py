"""The renderer as batched tensor code, for any device: many frames of many scenes at once.

Draws what render.py draws (its taps, light and styles; a test holds the two within one part in 255). Layers are sampled group by group, those whose texture
has about the same width and needs about as many taps together, rows first and columns then; frames are composited one rank of layers after another.
The boxes of the layers are worked out by layers.py on the CPU.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from training.world import look
from training.world.layers import Layer, View, layers
from training.world.render import backdrop, paper_rim
from training.world.textures import texture

PLAIN, RIM, PAPER, BALLOON = range(4)
CHUNK = 256  # layers sampled at once, so that memory stays flat
LIT_BY_NOTHING = ("sun", "moon", "stars")


class Pool:
    """Texels of all textures met so far, in all their sizes, [texels, 4] u8 on a device."""

    def __init__(self, device: str | torch.device = "cpu"):
        self.device = torch.device(device)
        self.texels = torch.zeros(0, 4, dtype=torch.uint8, device=self.device)
        self.starts: dict[tuple[str, int], int] = {}

    def add(self, names: set[str]) -> None:
        """Takes up the textures that are not there yet."""
        parts, at = [self.texels], len(self.texels)
        for name in sorted(n for n in names if (n, 0) not in self.starts):
            for number, level in enumerate(texture(name).levels):
                self.starts[name, number] = at
                parts.append(torch.from_numpy(np.ascontiguousarray(level)).view(-1, 4).to(self.device))
                at += len(parts[-1])
        self.texels = torch.cat(parts)


@dataclass
class Drawn:
    """One layer of one frame as it is drawn: `box` left, top, width and height in pixels, `start` of its picture in the pool."""

    frame: int
    rank: int
    start: int
    rows: int
    columns: int
    wrap_u: bool
    wrap_v: bool
    flip: bool
    box: tuple[float, float, float, float]
    mode: int
    alpha: float
    tone: np.ndarray
    haze: float
    far: np.ndarray


def reach_of(texels: int, extent: float) -> float:
    return max(1.0, texels / extent)


def drawn_layers(moments: list[tuple[dict, float]], width: int, height: int, pool: Pool) -> list[Drawn]:
    """Every layer that shows, frame by frame, back to front."""
    shown = [[(layer, scene) for layer in layers(scene, t)] for scene, t in moments]
    pool.add({layer.texture for frame in shown for layer, _ in frame})
    out = []
    for number, frame in enumerate(shown):
        ranked: list[tuple[Layer, dict, int]] = []
        for layer, scene in frame:
            solid = layer.group in ("subject", "prop")
            if scene["style"] == "papercraft" and solid:
                ranked += [(paper_rim(layer), scene, RIM), (layer, scene, PAPER)]
            else:
                ranked.append((layer, scene, BALLOON if scene["style"] == "balloon" and solid else PLAIN))
        for rank, (layer, scene, mode) in enumerate(ranked):
            drawn = one_drawn(layer, scene, mode, number, rank, width, height, pool)
            if drawn is not None:
                out.append(drawn)
    return out


def one_drawn(layer: Layer, scene: dict, mode: int, number: int, rank: int, width: int, height: int, pool: Pool) -> Drawn | None:
    tex = texture(layer.texture)
    x, y, w, h = layer.x * width, layer.y * height, layer.width * width, layer.height * height
    outside = (not tex.wrap_u and (x >= width or x + w <= 0)) or (not tex.wrap_v and (y >= height or y + h <= 0))
    if outside or w <= 0.5 or h <= 0.5:
        return None
    level = tex.level(w, h)
    size = next(i for i, known in enumerate(tex.levels) if known is level)
    picture = int(layer.phase * len(level) + 1e-6) % len(level)
    tone, haze = look.light(scene, "prop" if mode == RIM else layer.group, 1.0 if mode == RIM else layer.depth)
    if layer.texture in LIT_BY_NOTHING:
        tone = np.ones(3, np.float32)
    far = look.haze_colour(scene) if haze else np.zeros(3, np.float32)
    rows, columns = level.shape[1:3]
    start = pool.starts[layer.texture, size] + picture * rows * columns
    return Drawn(number, rank, start, rows, columns, tex.wrap_u, tex.wrap_v, layer.flip and not tex.wrap_u, (x, y, w, h), mode, layer.alpha, tone, haze, far)


def taps(start: Tensor, extent: Tensor, texels: Tensor, wrap: bool, flip: Tensor, pixels: int, count: int) -> tuple[Tensor, Tensor]:
    """`render.sparse_taps` for many layers at once, and nothing outside their boxes: indices and weights [layers, pixels, taps]."""
    pixel = torch.arange(pixels, device=start.device, dtype=start.dtype)
    start, extent, texels = (v[:, None, None] for v in (start, extent, texels))
    if wrap:
        samples = (texels / extent).round().clamp(1, 3)
        number = torch.arange(count // 2, device=start.device, dtype=start.dtype)
        at = (pixel[:, None] + (number + 0.5) / samples - start) / extent
        at = (at - at.floor()) * texels - 0.5
        low = at.floor()
        part, used = at - low, (number < samples).to(start.dtype) / samples
        index = torch.cat([low, low + 1], -1) % texels
        return index.long(), torch.cat([(1 - part) * used, part * used], -1).float()
    centre = (pixel[:, None] + 0.5 - start) / extent * texels
    centre = torch.where(flip[:, None, None], texels - centre, centre)
    reach = (texels / extent).clamp(min=1)
    index = (centre - reach - 0.5).floor() + 1 + torch.arange(count, device=start.device, dtype=start.dtype)
    weights = (1 - (index + 0.5 - centre).abs() / reach).clamp(min=0)
    weights = weights / weights.sum(-1, keepdim=True)
    inside = (pixel[:, None] >= start.floor()) & (pixel[:, None] < (start + extent).ceil())
    weights = weights * ((index >= 0) & (index < texels) & inside)
    return torch.minimum(index.clamp(min=0), texels - 1).long(), weights.float()


def power(value: float) -> int:
    """The power of two at or above a number: groups are few when sizes are rounded."""
    return 1 << max(0, math.ceil(math.log2(max(value, 1))))


def group_of(d: Drawn) -> tuple[bool, bool, int, int, int]:
    """What layers sampled together share: wrapping, texels across, taps down and across."""
    x, y, w, h = d.box
    down = 6 if d.wrap_v else power(math.ceil(2 * reach_of(d.rows, h)))
    across = 6 if d.wrap_u else power(math.ceil(2 * reach_of(d.columns, w)))
    return d.wrap_u, d.wrap_v, power(d.columns), down, across


def sampled(members: list[Drawn], key: tuple[bool, bool, int, int, int], width: int, height: int, pool: Pool) -> Tensor:
    """[layers, height, width, 4] premultiplied, times the layers' alpha, 0 outside their boxes."""
    wrap_u, wrap_v, span, down, across = key
    device = pool.device

    def column(values: list, dtype: torch.dtype = torch.float64) -> Tensor:
        return torch.tensor(values, dtype=dtype, device=device)

    x, y, w, h = column([d.box for d in members]).unbind(1)
    rows, columns = column([d.rows for d in members]), column([d.columns for d in members])
    flip = column([d.flip for d in members], torch.bool)
    ri, rw = taps(y, h, rows, wrap_v, torch.zeros_like(flip), height, down)
    ci, cw = taps(x, w, columns, wrap_u, flip, width, across)
    start, wide = column([d.start for d in members], torch.int64)[:, None, None], columns.long()[:, None, None]
    texel = torch.minimum(torch.arange(span, device=device)[None, None], wide - 1)
    lines = torch.zeros(len(members), height, span, 4, device=device)
    for k in range(down):
        lines += pool.texels[start + ri[..., k : k + 1] * wide + texel].float() * rw[..., k, None, None]
    out = torch.zeros(len(members), height, width, 4, device=device)
    for k in range(across):
        out += lines.gather(2, ci[:, None, :, k, None].expand(-1, height, -1, 4)) * cw[:, None, :, k, None]
    return out * (column([d.alpha for d in members], torch.float32) / 255)[:, None, None, None]


def crafted(rgba: Tensor, members: list[Drawn], width: int, height: int) -> Tensor:
    """Paper's flat colours and balloons' gloss, on the layers that have them."""
    device = rgba.device
    for i, d in enumerate(members):
        rgb, alpha = rgba[i, ..., :3], rgba[i, ..., 3:]
        if d.mode == PAPER:
            straight = rgb / alpha.clamp(min=1e-3)
            rgba[i, ..., :3] = ((straight * 5).round() / 5 * 0.7 + straight * 0.3) * alpha
        elif d.mode == BALLOON:
            x, y, w, h = d.box
            u = (torch.arange(width, device=device) + 0.5 - x) / w
            v = (torch.arange(height, device=device) + 0.5 - y) / h
            gloss = 0.55 * torch.exp(-(((u[None] - 0.36) / 0.13) ** 2) - (((v[:, None] - 0.34) / 0.09) ** 2))
            rgba[i, ..., :3] = rgb + (alpha - rgb) * gloss[..., None]
        elif d.mode == RIM:
            rgba[i, ..., 3] = (rgba[i, ..., 3] * 1.6).clamp(0, 1)
    return rgba


def lit(rgba: Tensor, members: list[Drawn]) -> Tensor:
    """Colours under the light of their scene."""
    device = rgba.device
    tone = torch.tensor(np.stack([d.tone for d in members]), dtype=torch.float32, device=device)[:, None, None]
    haze = torch.tensor([d.haze for d in members], dtype=torch.float32, device=device)[:, None, None, None]
    far = torch.tensor(np.stack([d.far for d in members]), dtype=torch.float32, device=device)[:, None, None]
    alpha = rgba[..., 3:]
    rim = torch.tensor([d.mode == RIM for d in members], device=device)[:, None, None, None]
    card = torch.tensor([0.97, 0.95, 0.9], device=device) * tone * alpha
    return torch.cat([torch.where(rim, card, rgba[..., :3] * tone * (1 - haze) + far * (haze * alpha)), alpha], -1)


def finish(image: Tensor, style: str) -> Tensor:
    """`look.finish` of frames [n, h, w, 3] of one style."""
    if style in ("none", "papercraft"):
        return image
    height, width = image.shape[1:3]
    across = (torch.arange(width, device=image.device) + 0.5) / width * 2 - 1
    down = (torch.arange(height, device=image.device) + 0.5) / height * 2 - 1

    def colours(*values: float) -> Tensor:
        return torch.tensor(values, device=image.device)

    def vignette(strength: float) -> Tensor:
        return (1 - strength * (across[None] ** 2 * 0.55 + down[:, None] ** 2 * 0.55 - 0.12).clamp(0, 1))[..., None]

    grey = (image @ colours(0.3, 0.59, 0.11))[..., None]
    if style == "archival":
        return (0.09 + 0.8 * (0.25 * image + 0.75 * grey * colours(1.02, 0.86, 0.66))) * vignette(0.45)
    if style == "film-noir":
        return ((grey - 0.5) * 1.5 + 0.46).clamp(0, 1) * colours(0.98, 0.99, 1.0) * vignette(0.75)
    if style == "stop-motion":
        return (0.04 + 0.94 * (grey + (image - grey) * 1.12).clamp(0, 1) * colours(1.03, 0.97, 0.86)) * vignette(0.3)
    return (grey + (image - grey) * 1.3).clamp(0, 1) * 0.84 + colours(0.17, 0.155, 0.165)


def frames(moments: list[tuple[dict, float]], width: int, height: int, pool: Pool) -> Tensor:
    """Frames of scenes at times, [n, height, width, 3] u8 on the pool's device."""
    drawn = drawn_layers(moments, width, height, pool)
    skies = [backdrop(scene, View(scene, t), 1, height, (0, 0, 1, height)) for scene, t in moments]
    image = torch.from_numpy(np.stack(skies)).to(pool.device).expand(-1, -1, width, -1).clone()
    groups: dict[tuple, list[int]] = defaultdict(list)
    for i, d in enumerate(drawn):
        groups[group_of(d)].append(i)
    pictures = torch.empty(len(drawn), height, width, 4, device=pool.device)
    for key, indices in groups.items():
        for begin in range(0, len(indices), CHUNK):
            part = indices[begin : begin + CHUNK]
            members = [drawn[i] for i in part]
            pictures[part] = lit(crafted(sampled(members, key, width, height, pool), members, width, height), members)
    by_rank: dict[int, list[int]] = defaultdict(list)
    for i, d in enumerate(drawn):
        by_rank[d.rank].append(i)
    for rank in sorted(by_rank):
        which = [drawn[i].frame for i in by_rank[rank]]
        top = pictures[by_rank[rank]]
        image[which] = image[which] * (1 - top[..., 3:]) + top[..., :3]
    for style in {scene["style"] for scene, _ in moments}:
        same = [i for i, (scene, _) in enumerate(moments) if scene["style"] == style]
        image[same] = finish(image[same], style)
    return (image.clamp(0, 1) * 255 + 0.5).byte()
