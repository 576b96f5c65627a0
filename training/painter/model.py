"""The painter: a diffusion transformer on pixels that sees a scene's layers unlit, and a small convolution that draws them.

After JiT (Li and He 2025, arXiv 2511.13720): pixels, no autoencoder, the clean picture is predicted. One noise level a patch-frame
(diffusion forcing, Chen et al. 2024). The scene arrives twice: as word tokens, and as the feature image of `world/features.py`.
README.md in this folder is the reference for ports; names here are the names in the weights.

Shapes: B clips, K patch-frames of FRAMES frames each, H × W patches of PATCH × PATCH pixels, d channels, S words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.world.features import FEATURES

PATCH = 10
FRAMES = 4
COORDINATES = 3
COVERAGE = 3  # the channel of a feature image that says how much layers cover
RIM = 3  # pixels that the head's three convolutions see beyond a frame: its reflection
ROWS = 16  # most patches along a side: 9:16 has 16 rows, 16:9 has 16 columns


@dataclass(frozen=True)
class PainterConfig:
    """Sizes of a painter. `words` counts the vocabulary, `slots` the word tokens of a scene."""

    words: int
    slots: int = 6
    width: int = 256
    layers: int = 6
    heads: int = 4
    hidden: int = 640
    bottleneck: int = 128
    planes: int = 9  # channels a pixel that the transformer hands to the head; the first 3 are what it paints where no layer lies
    head: int = 32


def patch(video: Tensor) -> Tensor:
    """[B, K, FRAMES, 10 H, 10 W, C] → [B, K, H × W, FRAMES × 10 × 10 × C]."""
    b, k, f, h, w, c = video.shape
    cells = video.view(b, k, f, h // PATCH, PATCH, w // PATCH, PATCH, c).permute(0, 1, 3, 5, 2, 4, 6, 7)
    return cells.reshape(b, k, (h // PATCH) * (w // PATCH), f * PATCH * PATCH * c)


def unpatch(tokens: Tensor, rows: int, columns: int, channels: int) -> Tensor:
    """[n, H × W, FRAMES × 10 × 10 × C] → [n, FRAMES, 10 H, 10 W, C]."""
    cells = tokens.view(-1, rows, columns, FRAMES, PATCH, PATCH, channels).permute(0, 3, 1, 4, 2, 5, 6)
    return cells.reshape(-1, FRAMES, rows * PATCH, columns * PATCH, channels)


def coordinates(camera: Tensor, height: int, width: int) -> Tensor:
    """Channels [B, K, FRAMES, height, width, 3] that say where a pixel is: across the frame and down it (−1…1), and its height under
    the horizon in frame heights at zoom 1, within ±1.5. camera [B, K, FRAMES, 2]: the horizon's place in the frame (0 top, 1 bottom)
    and the zoom."""
    b, k, f, _ = camera.shape
    y = (torch.arange(height, device=camera.device) + 0.5) / height
    x = (torch.arange(width, device=camera.device) + 0.5) / width
    size = (b, k, f, height, width)
    across = (2 * x - 1).expand(size)
    down = (2 * y - 1)[:, None].expand(size)
    under = ((y - camera[..., 0:1]) / camera[..., 1:2]).clamp(-1.5, 1.5)[..., None].expand(size)
    return torch.stack([across, down, under], -1)


def rotary(slots: int, frames: int, rows: int, columns: int, size: int) -> tuple[Tensor, Tensor]:
    """cos and sin [tokens, size / 2] of three-axis rotary positions. A quarter of the frequencies turn with time, the rest are shared
    by y and x; words sit on a diagonal of their own before the video."""
    half = size // 2
    nt = half // 4
    ny = (half - nt) // 2
    parts = (nt, ny, half - nt - ny)
    grid = torch.cartesian_prod(torch.arange(frames), torch.arange(rows), torch.arange(columns)).float()
    word = torch.arange(slots).float()
    places = torch.cat([torch.stack([torch.full_like(word, -1), -1 - word, -1 - word], -1), grid])
    angle = torch.cat([places[:, i : i + 1] * 100.0 ** (-torch.arange(n) / n) for i, n in enumerate(parts)], 1)
    return angle.cos(), angle.sin()


def turn(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotates [B, tokens, heads, size] by `rotary`'s angles; pairs are (i, i + size / 2)."""
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


def noise_features(t: Tensor) -> Tensor:
    """[…] → […, 256]: cosines and sines of 1000 t at 128 frequencies from 1 down to about 1/10000."""
    frequency = torch.exp(-math.log(10000.0) * torch.arange(128, device=t.device) / 128)
    angle = t[..., None].float() * 1000.0 * frequency
    return torch.cat([angle.cos(), angle.sin()], -1)


def norm(x: Tensor) -> Tensor:
    """Layer normalisation over the last axis without gain or bias (its fused kernels are far ahead of RMS norm's here)."""
    return F.layer_norm(x, x.shape[-1:])


def spread(x: Tensor, sizes: tuple[int, int]) -> Tensor:
    """[B, 1 + K, d] of the words and the patch-frames → [B, tokens, d] of their tokens."""
    b, groups, d = x.shape
    words, cells = sizes
    video = x[:, 1:, None].expand(b, groups - 1, cells, d).reshape(b, -1, d)
    return torch.cat([x[:, :1].expand(b, words, d), video], 1) if words else video


SPREAD = 0.5  # standard deviation of pixels around their mean, roughly


def trusted(noisy: Tensor, t: Tensor) -> Tensor:
    """noisy [B, K, …] times t s² / (t² s² + (1 − t)²): the best linear guess of the clean picture. At t = 0, where the noisy picture says nothing,
    nothing is left of it; unscaled, patches took the noise for colours for hundreds of steps."""
    scale = t * SPREAD**2 / (t**2 * SPREAD**2 + (1 - t) ** 2)
    return noisy * scale[:, :, None, None, None, None]


class Block(nn.Module):
    """Attention over all tokens of a window, then SwiGLU; both scaled, shifted and gated by the patch-frame's modulation."""

    def __init__(self, c: PainterConfig):
        super().__init__()
        d = c.width
        self.heads = c.heads
        self.qkv = nn.Linear(d, 3 * d, bias=False)
        self.o = nn.Linear(d, d, bias=False)
        self.f1 = nn.Linear(d, 2 * c.hidden, bias=False)
        self.f2 = nn.Linear(c.hidden, d, bias=False)
        self.mod = nn.Parameter(torch.zeros(6, d))
        nn.init.normal_(self.o.weight, std=0.005)
        nn.init.normal_(self.f2.weight, std=0.005)

    def forward(self, x: Tensor, modulation: Tensor, sizes: tuple[int, int], cos: Tensor, sin: Tensor) -> Tensor:
        """x [B, tokens, d]; modulation [B, 1 + K, 6, d] of words and patch-frames; sizes: words, and tokens a patch-frame."""
        b, n, d = x.shape
        m = [spread(u, sizes) for u in (modulation + self.mod).to(torch.get_autocast_dtype(x.device.type) if torch.is_autocast_enabled(x.device.type) else x.dtype).unbind(2)]
        y = norm(x) * (1 + m[0]) + m[1]
        q, k, v = self.qkv(y).view(b, n, 3, self.heads, d // self.heads).unbind(2)
        q, k = (turn(norm(u), cos, sin).to(v.dtype).transpose(1, 2) for u in (q, k))
        a = F.scaled_dot_product_attention(q, k, v.transpose(1, 2)).transpose(1, 2).reshape(b, n, d)
        x = x + m[2] * self.o(a)
        y = norm(x) * (1 + m[3]) + m[4]
        value, gate = self.f1(y).chunk(2, -1)
        return x + m[5] * self.f2(F.silu(gate) * value)


class Head(nn.Module):
    """Three 3×3 convolutions over a frame and its reflection beyond the border. `film` scales (by exp, so always positively: the scale then folds into an int8 weight's) and
    shifts the first two by noise level and scene; ReLU fuses into an int8 convolution."""

    def __init__(self, c: PainterConfig):
        super().__init__()
        self.c1 = nn.Conv2d(FEATURES + COORDINATES + 3 + c.planes, c.head, 3, bias=False)
        self.c2 = nn.Conv2d(c.head, c.head, 3, bias=False)
        self.c3 = nn.Conv2d(c.head, 3, 3)
        self.film = nn.Linear(c.width, 4 * c.head)
        nn.init.zeros_(self.film.weight)
        nn.init.zeros_(self.film.bias)
        nn.init.normal_(self.c3.weight, std=0.01)
        nn.init.zeros_(self.c3.bias)
        # Starts as the identity on features 0 … 2, which are colours: their positive and negative parts pass on six channels.
        with torch.no_grad():
            for i in range(3):
                for sign, to in ((1.0, i), (-1.0, 3 + i)):
                    self.c1.weight[to] = self.c2.weight[to] = 0
                    self.c1.weight[to, i, 1, 1] = sign
                    self.c2.weight[to, to, 1, 1] = 1
                    self.c3.weight[i, to, 1, 1] = sign

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """x [n, planes, height, width], condition [n, d] → [n, 3, height, width]."""
        s1, b1, s2, b2 = (u[:, :, None, None] for u in self.film(condition).chunk(4, -1))
        x = F.pad(x, (RIM, RIM, RIM, RIM), mode="reflect")
        for convolution, scale, shift in ((self.c1, s1, b1), (self.c2, s2, b2)):
            y = convolution(x)
            # In the convolution's own precision: promotion to f32 cost a tenth of a step.
            x = F.relu(torch.addcmul(shift.to(y.dtype), y, scale.clamp(-3, 3).exp().to(y.dtype)))
        return self.c3(x)


class Painter(nn.Module):
    """See the module's comment."""

    def __init__(self, c: PainterConfig):
        super().__init__()
        d = c.width
        self.config = c
        self.word = nn.Embedding(c.words, d)
        self.slot = nn.Parameter(torch.randn(c.slots, d) * 0.1)
        self.pool = nn.Linear(d, d, bias=False)
        self.x0 = nn.Linear(FRAMES * PATCH * PATCH * 3, c.bottleneck, bias=False)
        self.x1 = nn.Linear(c.bottleneck, d)
        self.features = nn.Linear(2 * 25 * (FEATURES + COORDINATES), d, bias=False)
        self.row = nn.Parameter(torch.randn(ROWS, d) * 0.1)
        self.column = nn.Parameter(torch.randn(ROWS, d) * 0.1)
        self.t1 = nn.Linear(256, d)
        self.t2 = nn.Linear(d, d)
        self.modulation = nn.Linear(d, 6 * d)
        self.blocks = nn.ModuleList([Block(c) for _ in range(c.layers)])
        self.final = nn.Linear(d, 2 * d)
        self.out = nn.Linear(d, FRAMES * PATCH * PATCH * c.planes)
        self.head = Head(c)
        nn.init.normal_(self.word.weight, std=0.5)
        for layer in (self.modulation, self.final, self.out):
            nn.init.normal_(layer.weight, std=1e-3)
            nn.init.zeros_(layer.bias)
        # Gates start open: with exact zeros the blocks would learn nothing until the output did.
        with torch.no_grad():
            self.modulation.bias.view(6, d)[2] = 1.0
            self.modulation.bias.view(6, d)[5] = 1.0
        self._rotary: dict[tuple[int, int, int], tuple[Tensor, Tensor]] = {}

    def conditions(self, t: Tensor, words: Tensor) -> Tensor:
        """SiLU(noise level + pooled words) of [words' own, at t = 1; each patch-frame]: [B, 1 + K, d]."""
        levels = torch.cat([torch.ones_like(t[:, :1]), t], 1)
        level = self.t2(F.silu(self.t1(noise_features(levels))))
        return F.silu(level + self.pool(self.word(words).mean(1))[:, None])

    def feature_tokens(self, image: Tensor) -> Tensor:
        """image [B, K, 4, 10 H, 10 W, 11] → [B, K, H W, 550]: means over 2×2 pixels and two neighbouring frames."""
        b, k, f, h, w, c = image.shape
        means = image.view(b, k, 2, 2, h // 2, 2, w // 2, 2, c).mean((3, 5, 7))
        cells = means.view(b, k, 2, h // PATCH, 5, w // PATCH, 5, c).permute(0, 1, 3, 5, 2, 4, 6, 7)
        return cells.reshape(b, k, (h // PATCH) * (w // PATCH), 50 * c)

    def transform(self, noisy: Tensor, t: Tensor, words: Tensor, image: Tensor) -> tuple[Tensor, Tensor]:
        """Planes [B, K, H W, 400 × planes] and conditions [B, 1 + K, d]. noisy [B, K, 4, 10 H, 10 W, 3] is what
        `trusted` left; image likewise with 11 channels."""
        b, k, _, height, width, _ = noisy.shape
        rows, columns, slots, d = height // PATCH, width // PATCH, words.shape[1], self.config.width
        condition = self.conditions(t, words)
        modulation = self.modulation(condition).view(b, 1 + k, 6, d)
        place = self.row[(ROWS - rows) // 2 :][:rows, None] + self.column[(ROWS - columns) // 2 :][None, :columns]
        tokens = self.x1(self.x0(patch(noisy))) + self.features(self.feature_tokens(image)) + place.reshape(rows * columns, d)
        x = torch.cat([self.word(words) + self.slot, tokens.reshape(b, -1, d)], 1)
        sizes = (slots, rows * columns)
        key = (k, rows, columns)
        if key not in self._rotary:
            cos, sin = rotary(slots, k, rows, columns, d // self.config.heads)
            self._rotary[key] = (cos[:, None].to(x.device), sin[:, None].to(x.device))
        for block in self.blocks:
            x = block(x, modulation, sizes, *self._rotary[key])
        shift, scale = spread(self.final(condition), (0, rows * columns)).chunk(2, -1)
        y = norm(x[:, slots:]) * (1 + scale) + shift
        return self.out(y).view(b, k, rows * columns, -1), condition

    def draw(self, planes: Tensor, condition: Tensor, noisy: Tensor, image: Tensor) -> Tensor:
        """The clean picture [n, f, height, width, 3] of n patch-frames, f of their frames: planes [n, f, height, width, planes],
        condition [n, d], noisy and image likewise."""
        n, f, height, width, _ = planes.shape
        stack = torch.cat([image.to(planes.dtype), noisy.to(planes.dtype), planes], -1)
        stack = stack.view(n * f, height, width, -1).permute(0, 3, 1, 2)
        detail = self.head(stack, condition.repeat_interleave(f, 0)).permute(0, 2, 3, 1)
        open_sky = 1 - image[..., COVERAGE : COVERAGE + 1]
        return (open_sky * planes[..., :3] + detail.view(n, f, height, width, 3)).float()

    def forward(self, noisy: Tensor, t: Tensor, words: Tensor, image: Tensor, wanted: Tensor | None = None, frames: list[int] | None = None) -> Tensor:
        """Predicted clean pixels in [−1, 1], [n, f, height, width, 3], of the patch-frames `wanted` (indices into B × K; all by default)
        and of the frames `frames` in each (all by default). t [B, K]: 0 is noise, 1 clean."""
        b, k, _, height, width, _ = noisy.shape
        noisy = trusted(noisy, t)
        planes, condition = self.transform(noisy, t, words, image)
        wanted = torch.arange(b * k, device=noisy.device) if wanted is None else wanted
        frames = list(range(FRAMES)) if frames is None else frames
        condition = condition[:, 1:].reshape(b * k, -1)[wanted]
        picked = unpatch(planes.flatten(0, 1)[wanted], height // PATCH, width // PATCH, self.config.planes)[:, frames]
        return self.draw(picked, condition, noisy.flatten(0, 1)[wanted][:, frames], image.flatten(0, 1)[wanted][:, frames])
