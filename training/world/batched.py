"""The renderer as batched tensor code, for any device: many frames of many scenes at once.

Draws what render.py draws (its taps, light and styles; a test holds the two within one part in 255). `drawing` works out on the CPU which layers show
where and in what light, with layers.py; it holds arrays alone, so that other processes can make it. `draw` makes the pixels on the pool's device: layers
whose texture has about the same width and needs about as many taps are sampled together, rows first and columns then; frames are composited one rank of
layers after another.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor

from training.world import look
from training.world.layers import Layer, View, layers
from training.world.render import backdrop, paper_rim
from training.world.textures import texture

Array = np.ndarray
PLAIN, RIM, PAPER, BALLOON = range(4)
CHUNK = 256  # layers sampled at once, so that memory stays flat
LIT_BY_NOTHING = ("sun", "moon", "stars")


class Pool:
    """Texels of all textures met so far, in all their sizes, [texels, 4] u8 on a device."""

    def __init__(self, device: str | torch.device = "cpu"):
        self.device = torch.device(device)
        self.texels = torch.zeros(0, 4, dtype=torch.uint8, device=self.device)
        self.starts: dict[tuple[str, int], int] = {}

    def add(self, names: tuple[str, ...]) -> None:
        """Takes up the textures that are not there yet."""
        new = [n for n in names if (n, 0) not in self.starts]
        parts, at = [self.texels], len(self.texels)
        for name in new:
            for number, level in enumerate(texture(name).levels):
                self.starts[name, number] = at
                parts.append(torch.from_numpy(np.ascontiguousarray(level)).view(-1, 4).to(self.device))
                at += len(parts[-1])
        if new:
            self.texels = torch.cat(parts)


@dataclass
class Drawing:
    """Frames as what is drawn in them. Per layer that shows, back to front within a frame: `texture` (in `names`), its `level` and `picture`, the `frame` and
    the `rank` within it, the level's `rows` and `columns`, `box` left, top, width and height in pixels, `mode` and light. `skies` are the columns behind them,
    [frames, height, 1, 3]."""

    width: int
    height: int
    styles: tuple[str, ...]
    names: tuple[str, ...]
    skies: Array
    texture: Array
    level: Array
    picture: Array
    frame: Array
    rank: Array
    rows: Array
    columns: Array
    mode: Array
    wrap_u: Array
    wrap_v: Array
    flip: Array
    box: Array
    alpha: Array
    haze: Array
    tone: Array
    far: Array


KINDS = {
    **dict.fromkeys(("texture", "level", "picture", "frame", "rank", "rows", "columns", "mode"), np.int64),
    **dict.fromkeys(("wrap_u", "wrap_v", "flip"), np.bool_),
    **dict.fromkeys(("alpha", "haze", "tone", "far"), np.float32),
    "box": np.float64,
}
SHAPES = {"box": (4,), "tone": (3,), "far": (3,)}


def drawing(moments: list[tuple[dict, float]], shown: list[list[Layer]], width: int, height: int) -> Drawing:
    """What frames of scenes at times show, for `draw`; `shown` are the moments' layers."""
    rows: list[dict] = []
    numbers: dict[str, int] = {}
    for frame, ((scene, _), frame_layers) in enumerate(zip(moments, shown)):
        rank = 0
        for layer in frame_layers:
            solid = layer.group in ("subject", "prop")
            paper = scene["style"] == "papercraft" and solid
            for drawn, mode in [(paper_rim(layer), RIM), (layer, PAPER)] if paper else [(layer, BALLOON if scene["style"] == "balloon" and solid else PLAIN)]:
                row = one_layer(drawn, scene, mode, width, height)
                if row is not None:
                    rows.append({**row, "texture": numbers.setdefault(layer.texture, len(numbers)), "frame": frame, "rank": rank})
                rank += 1
    columns = {name: np.array([row[name] for row in rows], kind).reshape(-1, *SHAPES.get(name, ())) for name, kind in KINDS.items()}
    skies = np.stack([backdrop(scene, View(scene, t), 1, height, (0, 0, 1, height)) for scene, t in moments])
    return Drawing(width, height, tuple(scene["style"] for scene, _ in moments), tuple(numbers), skies, **columns)


def one_layer(layer: Layer, scene: dict, mode: int, width: int, height: int) -> dict | None:
    """A layer's row in a `Drawing`, or None where nothing of it shows."""
    tex = texture(layer.texture)
    x, y, w, h = layer.x * width, layer.y * height, layer.width * width, layer.height * height
    outside = (not tex.wrap_u and (x >= width or x + w <= 0)) or (not tex.wrap_v and (y >= height or y + h <= 0))
    if outside or w <= 0.5 or h <= 0.5:
        return None
    level = tex.level(w, h)
    tone, haze = look.light(scene, "prop" if mode == RIM else layer.group, 1.0 if mode == RIM else layer.depth)
    if layer.texture in LIT_BY_NOTHING:
        tone = np.ones(3, np.float32)
    return {
        "level": next(i for i, known in enumerate(tex.levels) if known is level),
        "picture": int(layer.phase * len(level) + 1e-6) % len(level),
        "rows": level.shape[1],
        "columns": level.shape[2],
        "mode": mode,
        "wrap_u": tex.wrap_u,
        "wrap_v": tex.wrap_v,
        "flip": layer.flip and not tex.wrap_u,
        "box": (x, y, w, h),
        "alpha": layer.alpha,
        "haze": haze,
        "tone": tone,
        "far": look.haze_colour(scene) if haze else (0.0, 0.0, 0.0),
    }


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


def powers(values: Array) -> Array:
    """The powers of two at or above numbers: groups are few when sizes are rounded."""
    return 2 ** np.ceil(np.log2(np.maximum(values, 1))).astype(np.int64)


def groups(d: Drawing) -> list[tuple[tuple[int, int, int, int, int], Array]]:
    """Layers sampled together, by what they share: wrapping, texels across, taps down and across."""
    down = np.where(d.wrap_v, 6, powers(np.ceil(2 * np.maximum(d.rows / d.box[:, 3], 1))))
    across = np.where(d.wrap_u, 6, powers(np.ceil(2 * np.maximum(d.columns / d.box[:, 2], 1))))
    keys, which = np.unique(np.stack([d.wrap_u, d.wrap_v, powers(d.columns), down, across], 1), axis=0, return_inverse=True)
    which = which.reshape(-1)
    return [(tuple(key.tolist()), np.flatnonzero(which == number)) for number, key in enumerate(keys)]


@dataclass
class Members:
    """Some layers of a drawing on a device: its columns, and where their pictures start in the pool."""

    start: Tensor
    rows: Tensor
    columns: Tensor
    mode: Tensor
    flip: Tensor
    box: Tensor
    alpha: Tensor
    haze: Tensor
    tone: Tensor
    far: Tensor

    def part(self, which: Tensor) -> Members:
        return Members(*(getattr(self, field.name)[which] for field in fields(self)))


def members_of(d: Drawing, pool: Pool) -> Members:
    """All layers of a drawing, put on the pool's device at once."""
    pool.add(d.names)
    levels = 1 + max(int(d.level.max(initial=0)), 0)
    table = np.array([[pool.starts.get((name, level), 0) for level in range(levels)] for name in d.names], np.int64).reshape(-1, levels)
    start = table[d.texture, d.level] + d.picture * d.rows * d.columns
    names = ("rows", "columns", "mode", "flip", "box", "alpha", "haze", "tone", "far")
    return Members(*(torch.from_numpy(x).to(pool.device) for x in (start, *(getattr(d, name) for name in names))))


def sampled(m: Members, key: tuple[int, int, int, int, int], width: int, height: int, pool: Pool) -> Tensor:
    """[layers, height, width, 4] premultiplied, times the layers' alpha, 0 outside their boxes."""
    wrap_u, wrap_v, span, down, across = key
    x, y, w, h = m.box.unbind(1)
    ri, rw = taps(y, h, m.rows.double(), bool(wrap_v), torch.zeros_like(m.flip), height, down)
    ci, cw = taps(x, w, m.columns.double(), bool(wrap_u), m.flip, width, across)
    start, wide = m.start[:, None, None], m.columns[:, None, None]
    texel = torch.minimum(torch.arange(span, device=pool.device)[None, None], wide - 1)
    lines = torch.zeros(len(x), height, span, 4, device=pool.device)
    for k in range(down):
        lines += pool.texels[start + ri[..., k : k + 1] * wide + texel].float() * rw[..., k, None, None]
    out = torch.zeros(len(x), height, width, 4, device=pool.device)
    for k in range(across):
        out += lines.gather(2, ci[:, None, :, k, None].expand(-1, height, -1, 4)) * cw[:, None, :, k, None]
    return out * (m.alpha / 255)[:, None, None, None]


def crafted(rgba: Tensor, m: Members) -> Tensor:
    """Paper's flat colours, its card's solid edge and balloons' gloss, on the layers that have them."""
    paper, balloon, rim = (m.mode == mode for mode in (PAPER, BALLOON, RIM))
    height, width = rgba.shape[1:3]
    if paper.any():
        rgb, alpha = rgba[paper][..., :3], rgba[paper][..., 3:]
        straight = rgb / alpha.clamp(min=1e-3)
        rgba[paper] = torch.cat([((straight * 5).round() / 5 * 0.7 + straight * 0.3) * alpha, alpha], -1)
    if rim.any():
        cards = rgba[rim]
        rgba[rim] = torch.cat([cards[..., :3], (cards[..., 3:] * 1.6).clamp(0, 1)], -1)
    if balloon.any():
        x, y, w, h = (v[:, None] for v in m.box[balloon].float().unbind(1))
        u = (torch.arange(width, device=rgba.device) + 0.5 - x) / w
        v = (torch.arange(height, device=rgba.device) + 0.5 - y) / h
        gloss = 0.55 * torch.exp(-(((u[:, None] - 0.36) / 0.13) ** 2) - (((v[:, :, None] - 0.34) / 0.09) ** 2))
        rgb, alpha = rgba[balloon][..., :3], rgba[balloon][..., 3:]
        rgba[balloon] = torch.cat([rgb + (alpha - rgb) * gloss[..., None], alpha], -1)
    return rgba


def lit(rgba: Tensor, m: Members) -> Tensor:
    """Colours under the light of their scene."""
    tone, far, haze = m.tone[:, None, None], m.far[:, None, None], m.haze[:, None, None, None]
    alpha = rgba[..., 3:]
    card = torch.tensor([0.97, 0.95, 0.9], device=rgba.device) * tone * alpha
    shaded = rgba[..., :3] * tone * (1 - haze) + far * (haze * alpha)
    return torch.cat([torch.where((m.mode == RIM)[:, None, None, None], card, shaded), alpha], -1)


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


def draw(d: Drawing, pool: Pool) -> Tensor:
    """The frames of a drawing, [frames, height, width, 3] u8 on the pool's device."""
    m, device = members_of(d, pool), pool.device
    image = torch.from_numpy(d.skies).to(device).expand(-1, -1, d.width, -1).clone()
    pictures = torch.empty(len(d.rank), d.height, d.width, 4, device=device)
    for key, indices in groups(d):
        for begin in range(0, len(indices), CHUNK):
            which = torch.from_numpy(indices[begin : begin + CHUNK]).to(device)
            part = m.part(which)
            pictures[which] = lit(crafted(sampled(part, key, d.width, d.height, pool), part), part)
    for rank in range(int(d.rank.max(initial=-1)) + 1):
        which = np.flatnonzero(d.rank == rank)
        frame, top = torch.from_numpy(d.frame[which]).to(device), pictures[torch.from_numpy(which).to(device)]
        image[frame] = image[frame] * (1 - top[..., 3:]) + top[..., :3]
    for style in set(d.styles):
        same = [i for i, other in enumerate(d.styles) if other == style]
        image[same] = finish(image[same], style)
    return (image.clamp(0, 1) * 255 + 0.5).byte()


def frames(moments: list[tuple[dict, float]], width: int, height: int, pool: Pool) -> Tensor:
    """Frames of scenes at times, [n, height, width, 3] u8 on the pool's device."""
    return draw(drawing(moments, [layers(*moment) for moment in moments], width, height), pool)
