"""The finisher: one feed-forward net from the painter's pictures to 1080p at 24 frames a second, told by the same scene where everything lies.

An output frame at a time between two painted frames sees both of them (160×90), where between them it lies, and the composite of its own, finer
textures at 480×270. Most of the work is done at 160×90; sub-pixel convolutions (Shi et al. 2016) bring it to 480×270 and 1920×1080. About 7
GFLOP a frame. README.md is the reference for ports.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.painter.textures import TEXEL

MIDDLE = 3  # pixels of the feature image a painted pixel, along each axis
FINE = 4  # output pixels a pixel of the feature image


def bent(x: Tensor) -> Tensor:
    """Leaky ReLU: with a plain one the edge loss, which at first rewards doing nothing, kills every channel for good."""
    return F.leaky_relu(x, 0.1)


class Finisher(nn.Module):
    """`forward(pair, between, image, words)`; see the arguments there."""

    def __init__(self, words: int, low: int = 48, handed: int = 16, middle: int = 24):
        super().__init__()
        self.low, self.handed, self.middle = low, handed, middle
        self.word = nn.Embedding(words, 64)
        self.film = nn.Linear(64, 2 * (2 * low + middle))
        self.a1 = nn.Conv2d(7 + TEXEL * MIDDLE**2, low, 3, padding=1)
        self.a2 = nn.Conv2d(low, low, 3, padding=1)
        self.up = nn.Conv2d(low, handed * MIDDLE**2, 1)
        self.b1 = nn.Conv2d(handed + TEXEL + 3, middle, 3, padding=1)
        self.b2 = nn.Conv2d(middle, 3 * FINE**2, 3, padding=1)
        nn.init.normal_(self.word.weight, std=0.5)
        for layer in (self.film, self.b2):
            nn.init.normal_(layer.weight, std=1e-3)
            nn.init.zeros_(layer.bias)

    def forward(self, pair: Tensor, between: Tensor, image: Tensor, words: Tensor) -> Tensor:
        """Pixels in about [−1, 1], [n, 3, 12 h, 12 w]. pair [n, 6, h, w]: the painted frames before and after, in [−1, 1]; between [n]: 0 at the first …
        1 at the second; image [n, TEXEL, 3 h, 3 w]: the feature image of the output's own time; words [n, 4]."""
        low, middle = self.low, self.middle
        s1, f1, s2, f2, s3, f3 = (
            u[:, :, None, None] for u in self.film(self.word(words).sum(1)).split([low, low, low, low, middle, middle], -1)
        )
        share = between[:, None, None, None]
        base = pair[:, :3] * (1 - share) + pair[:, 3:] * share
        stack = torch.cat([pair, share.expand(-1, 1, *pair.shape[2:]), F.pixel_unshuffle(image, MIDDLE)], 1)
        x = bent(self.a1(stack) * (1 + s1) + f1)
        x = bent(self.a2(x) * (1 + s2) + f2)
        handed = F.pixel_shuffle(self.up(x), MIDDLE)
        wide = F.interpolate(base, scale_factor=MIDDLE, mode="bilinear", align_corners=False)
        x = bent(self.b1(torch.cat([handed, image.to(handed.dtype), wide.to(handed.dtype)], 1)) * (1 + s3) + f3)
        detail = F.pixel_shuffle(self.b2(x), FINE)
        return F.interpolate(wide, scale_factor=FINE, mode="bilinear", align_corners=False) + detail
