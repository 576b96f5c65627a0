"""Neural textures and the compositor that lays them out as a scene's layers say.

A texture is a small grid of learned texels, [phases, height, width, FEATURES + 1]: features, and one alpha logit. A quad shows it in
an axis-aligned box, mirrored if asked, at a point of its animation loop. Quads are drawn back to front into a feature image aligned
with the pixels, and a network turns that image into colours: deferred neural rendering (Thies, Zollhöfer, Nießner 2019), in which
textures are learned by descent on the loss of the final picture.

Sampling is linear along u, v and phase (which goes round). Along an axis where the texture is finer than the pixels, a pixel averages
2 or 3 evenly spaced samples. Interpolation is of raw texels, alpha's sigmoid comes after it: edges stay sharper than the texels.

On the CPU a bank runs `composite.c`, compiled at first use (a C compiler with OpenMP is needed), and `composite_batched` elsewhere; `composite_plain` is
the definition that both are tested against.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from training.common.native import compiled

FEATURES = 8
TEXEL = FEATURES + 1
MAX_SAMPLES = 3


@dataclass(frozen=True)
class TextureSpec:
    """Shape of one texture: `phases` grids of `height` × `width` texels; `wrap_u`/`wrap_v`: it repeats over the whole frame."""

    name: str
    phases: int
    height: int
    width: int
    wrap_u: bool = False
    wrap_v: bool = False

    @property
    def texels(self) -> int:
        return self.phases * self.height * self.width


@dataclass
class Quads:
    """Layers of a batch of frames, back to front within a frame. Boxes are in frame units: x, y, w, h as fractions of the frame.

    values [quads, 6] f32: left, top, width, height, phase (0…1), alpha (0…1).
    texture [quads] i64: index into the bank's specs. flip [quads] bool.
    start [frames + 1] i64: frame f's quads are start[f] … start[f + 1].
    """

    values: Tensor
    texture: Tensor
    flip: Tensor
    start: Tensor

    @staticmethod
    def join(parts: list[Quads]) -> Quads:
        """The frames of several batches as one."""
        starts, base = [torch.zeros(1, dtype=torch.int64)], 0
        for part in parts:
            starts.append(part.start[1:] + base)
            base += int(part.start[-1])
        return Quads(
            torch.cat([p.values for p in parts]), torch.cat([p.texture for p in parts]), torch.cat([p.flip for p in parts]), torch.cat(starts)
        )

    def keep(self, mask: Tensor) -> Quads:
        """Only the quads where mask [quads] holds."""
        kept = torch.cat([torch.zeros(1, dtype=torch.int64), mask.long().cumsum(0)])
        return Quads(self.values[mask], self.texture[mask], self.flip[mask], kept[self.start])


class TextureBank(nn.Module):
    """All textures as one flat table `texels` [texels, FEATURES + 1], in the order of `specs`."""

    def __init__(self, specs: list[TextureSpec], seed: int = 0):
        super().__init__()
        self.specs = specs
        self.index = {spec.name: i for i, spec in enumerate(specs)}
        sizes = torch.tensor([0] + [spec.texels for spec in specs])
        self.offsets: list[int] = sizes.cumsum(0).tolist()
        generator = torch.Generator().manual_seed(seed)
        texels = torch.randn(self.offsets[-1], TEXEL, generator=generator) * 0.1
        self.texels = nn.Parameter(texels)
        self.scratch: Tensor | None = None
        rows = [
            (self.offsets[i], s.phases, s.height, s.width, 0, int(s.wrap_u), int(s.wrap_v)) for i, s in enumerate(specs)
        ]
        self.register_buffer("table", torch.tensor(rows, dtype=torch.int64).reshape(-1, 7), persistent=False)

        self.ranges = [
            (self.offsets[i] + p * s.height * s.width, self.offsets[i] + (p + 1) * s.height * s.width)
            for i, s in enumerate(specs)
            for p in range(s.phases)
        ]

    def slabs(self) -> list[tuple[int, int]]:
        """Texel ranges that are trained together: one a phase of a texture, phases of a texture in turn, textures in turn."""
        return self.ranges

    def groups(self) -> list[list[int]]:
        """Slabs that are drawings of one thing, for textures of several phases."""
        out, first = [], 0
        for s in self.specs:
            if s.phases > 1:
                out.append(list(range(first, first + s.phases)))
            first += s.phases
        return out

    def touched(self, quads: Quads) -> list[int]:
        """Slabs that these quads sample, sorted."""
        first = torch.tensor([0] + [s.phases for s in self.specs]).cumsum(0)
        phases = self.table.cpu()[quads.texture, 1]
        p = ((quads.values[:, 4] % 1.0) * phases).long() % phases
        both = torch.cat([first[quads.texture] + p, first[quads.texture] + (p + 1) % phases])
        return torch.unique(both).tolist()

    def integers(self, quads: Quads) -> Tensor:
        ints = self.table[quads.texture.to(self.table.device)].clone()
        ints[:, 4] = quads.flip.to(ints.device).long()
        return ints

    def forward(self, quads: Quads, height: int, width: int) -> Tensor:
        """Feature image [frames, height, width, FEATURES + 1] f32; its last channel is coverage."""
        scale = quads.values.new_tensor([width, height, width, height, 1, 1])
        values = (quads.values * scale).float().contiguous().to(self.texels.device)
        ints = self.integers(quads)
        if self.texels.device.type == "cpu" and library() is not None:
            return Composite.apply(self.texels, self, quads, values, ints, height, width)
        return composite_batched(self.texels, values, ints, quads.start, height, width)


def axis_taps(position: Tensor, start: float, extent: float, texels: int, wrap: bool, flip: bool) -> tuple[Tensor, Tensor]:
    """Texel indices and weights [pixels, 2 × samples] of the pixels at `position` (their low corners) along one axis of a quad."""
    samples = min(max(int(-(-(texels / extent - 0.5) // 1)), 1), MAX_SAMPLES)
    inside = (torch.arange(samples) + 0.5) / samples
    u = (position[:, None] + inside - start) / extent
    if wrap:
        u = u - u.floor()
    if flip:
        u = 1.0 - u
    x = u * texels - 0.5
    low = x.floor()
    part = x - low
    index = torch.stack([low, low + 1], -1).long()
    index = index % texels if wrap else index.clamp(0, texels - 1)
    weight = torch.stack([1 - part, part], -1) / samples
    return index.flatten(1), weight.flatten(1)


def covered(start: float, extent: float, limit: int, wrap: bool) -> Tensor:
    """Pixels whose centres lie inside [start, start + extent)."""
    pixel = torch.arange(limit)
    centre = pixel + 0.5
    return pixel if wrap else pixel[(centre >= start) & (centre < start + extent)]


def composite_plain(texels: Tensor, values: Tensor, ints: Tensor, start: Tensor, height: int, width: int) -> Tensor:
    """The definition of the compositor, one quad after another. Boxes in `values` are in pixels, `ints` are `bank.integers`."""
    frames = []
    for f in range(len(start) - 1):
        image = torch.zeros(height, width, TEXEL, device=texels.device)
        for q in range(int(start[f]), int(start[f + 1])):
            x, y, w, h, phase, alpha = values[q].tolist()
            offset, phases, th, tw, flip, wrap_u, wrap_v = ints[q].tolist()
            if alpha <= 0 or w <= 0 or h <= 0:
                continue
            columns, rows = covered(x, w, width, bool(wrap_u)), covered(y, h, height, bool(wrap_v))
            if not len(columns) or not len(rows):
                continue
            ci, cw = (a.to(texels.device) for a in axis_taps(columns, x, w, tw, bool(wrap_u), bool(flip)))
            ri, rw = (a.to(texels.device) for a in axis_taps(rows, y, h, th, bool(wrap_v), False))
            turn = (phase % 1.0) * phases
            low = int(turn) % phases
            grids = texels[offset : offset + phases * th * tw].view(phases, th, tw, TEXEL)
            part = turn - int(turn) if phases > 1 else 0.0
            grid = grids[low] * (1 - part) + grids[(low + 1) % phases] * part
            grid = (grid[ri] * rw[..., None, None]).sum(1)
            value = (grid[:, ci] * cw[None, :, :, None]).sum(2)
            a = alpha * value[..., FEATURES:].sigmoid()
            shown = torch.cat([value[..., :FEATURES], torch.ones_like(a)], -1)
            box = (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1))
            under = image
            image = under.clone()
            image[box] = under[box] + a * (shown - under[box])
        frames.append(image)
    return torch.stack(frames)


def batched_taps(start: Tensor, extent: Tensor, texels: int, wrap: bool, flip: Tensor, pixels: int) -> tuple[Tensor, Tensor]:
    """`axis_taps` of many quads of one texture size: indices and weights [quads, pixels, 2 × MAX_SAMPLES], 0 outside their boxes."""
    pixel = torch.arange(pixels, device=start.device)[:, None]
    start, extent, flip = (v[:, None, None] for v in (start, extent, flip))
    samples = (texels / extent - 0.5).ceil().clamp(1, MAX_SAMPLES)
    number = torch.arange(MAX_SAMPLES, device=start.device)
    u = (pixel + (number + 0.5) / samples - start) / extent
    if wrap:
        u = u - u.floor()
    u = torch.where(flip, 1.0 - u, u)
    x = u * texels - 0.5
    low = x.floor()
    part, weight = x - low, (number < samples) / samples
    index = torch.cat([low, low + 1], -1).long()
    index = index % texels if wrap else index.clamp(0, texels - 1)
    weights = torch.cat([(1 - part) * weight, part * weight], -1)
    if not wrap:
        weights = weights * ((pixel + 0.5 >= start) & (pixel + 0.5 < start + extent))
    return index, weights


def sampled(texels: Tensor, values: Tensor, ints: Tensor, height: int, width: int) -> Tensor:
    """What quads of one texture size show, [quads, height, width, TEXEL]; its last channel is the quad's alpha, 0 outside its box."""
    x, y, w, h, phase, alpha = values.unbind(1)
    phases, th, tw, wrap_u, wrap_v = (int(v) for v in ints[0, [1, 2, 3, 5, 6]])
    flip = ints[:, 4].bool()
    shown = (alpha > 0) & (w > 0) & (h > 0)
    ri, rw = batched_taps(y, h.clamp(min=1e-6), th, bool(wrap_v), torch.zeros_like(flip), height)
    ci, cw = batched_taps(x, w.clamp(min=1e-6), tw, bool(wrap_u), flip, width)
    turn = (phase % 1.0) * phases
    low = turn.long() % phases
    part = (turn - turn.floor() if phases > 1 else torch.zeros_like(turn))[:, None, None, None]
    column = torch.arange(tw, device=texels.device)
    grids = [(ints[:, 0] + number % phases * th * tw)[:, None, None] for number in (low, low + 1)]
    lines = torch.zeros((), device=texels.device)
    for k in range(ri.shape[-1]):
        cell = ri[..., k : k + 1] * tw + column
        row = texels[grids[0] + cell]
        if phases > 1:
            row = torch.lerp(row, texels[grids[1] + cell], part)
        lines = lines + row * rw[..., k, None, None]
    out = torch.zeros((), device=texels.device)
    for k in range(ci.shape[-1]):
        picked = lines.gather(2, ci[:, None, :, k, None].expand(-1, height, -1, TEXEL))
        out = out + picked * cw[:, None, :, k, None]
    inside = (rw.sum(-1) > 0)[:, :, None] & (cw.sum(-1) > 0)[:, None, :] & shown[:, None, None]
    a = alpha[:, None, None, None] * out[..., FEATURES:].sigmoid() * inside[..., None]
    return torch.cat([out[..., :FEATURES], a], -1)


def composite_batched(texels: Tensor, values: Tensor, ints: Tensor, start: Tensor, height: int, width: int) -> Tensor:
    """The compositor as batched tensor code for any device: quads of one texture size are sampled together, frames composited one rank of quads after another."""
    counts = start.diff()
    frame = torch.arange(len(counts)).repeat_interleave(counts)
    rank = torch.arange(len(frame)) - start[:-1].cpu()[frame]
    groups: dict[tuple, list[int]] = defaultdict(list)
    for q, row in enumerate(ints[:, [1, 2, 3, 5, 6]].tolist()):
        groups[tuple(row)].append(q)
    if not groups:
        return texels.new_zeros(len(counts), height, width, TEXEL)
    parts = [sampled(texels, values[members], ints[members], height, width) for members in groups.values()]
    places = torch.tensor([q for members in groups.values() for q in members])
    pictures = torch.cat(parts)[places.argsort().to(texels.device)]
    image = texels.new_zeros(len(counts), height, width, TEXEL)
    for r in range(int(rank.max()) + 1):
        members = (rank == r).nonzero()[:, 0]
        which = frame[members].to(texels.device)
        top = pictures[members.to(texels.device)]
        a = top[..., FEATURES:]
        under, image = image[which], image.clone()
        image[which] = under + a * (torch.cat([top[..., :FEATURES], torch.ones_like(a)], -1) - under)
    return image


class Composite(torch.autograd.Function):
    """`composite.c` as a differentiable function of the texels. Boxes in `values` are in pixels."""

    @staticmethod
    def forward(ctx, texels: Tensor, bank: TextureBank, quads: Quads, values: Tensor, ints: Tensor, height: int, width: int) -> Tensor:
        code = library()
        assert code is not None
        frames = len(quads.start) - 1
        image = torch.empty(frames, height, width, TEXEL)
        pointers = [x.data_ptr() for x in (bank.texels, values, ints, quads.start)]
        code.composite_forward(*pointers, frames, height, width, image.data_ptr(), torch.get_num_threads())
        ctx.rest = (bank, quads, values, ints, height, width)
        return image

    @staticmethod
    def backward(ctx, gradient: Tensor):
        """Adds to the table's gradient in place, and only where the quads lie: the table is far larger than what a step touches."""
        code = library()
        assert code is not None
        bank, quads, values, ints, height, width = ctx.rest
        threads = torch.get_num_threads()
        if bank.scratch is None or len(bank.scratch) != threads:
            bank.scratch = torch.zeros(threads, *bank.texels.shape)
        if bank.texels.grad is None:
            bank.texels.grad = torch.zeros_like(bank.texels)
        gradient = gradient.float().contiguous()
        pointers = [x.data_ptr() for x in (bank.texels, values, ints, quads.start)]
        frames = len(quads.start) - 1
        code.composite_backward(
            *pointers, frames, height, width, gradient.data_ptr(), bank.scratch.data_ptr(), bank.texels.numel(), threads
        )
        for a, b in (bank.slabs()[i] for i in bank.touched(quads)):
            for part in bank.scratch[:, a:b]:
                bank.texels.grad[a:b] += part
                part.zero_()
        return (None,) * 7


_library: list[ctypes.CDLL | None] = []


def library() -> ctypes.CDLL | None:
    """The compiled compositor, built once for each version of its source; None, said aloud, where there is no compiler."""
    if not _library:
        _library.append(build())
    return _library[0]


def build() -> ctypes.CDLL | None:
    code = compiled(Path(__file__).with_name("composite.c"), "-fopenmp", f"-DNF={FEATURES}")
    if code is None:
        return None
    pointer, integer = ctypes.c_void_p, ctypes.c_int64
    code.composite_forward.argtypes = [pointer] * 4 + [integer] * 3 + [pointer, integer]
    code.composite_backward.argtypes = [pointer] * 4 + [integer] * 3 + [pointer, pointer, integer, integer]
    code.composite_forward.restype = code.composite_backward.restype = None
    return code
