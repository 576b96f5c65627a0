"""The finisher: from the painter's pictures to frames of up to 1080p, by lighting the scene's own pictures.

The layers' unlit colours are known exactly at any size (`world/features.py`); what is not known is what light, haze, weather and style make of them. So the net paints no
detail. At the painted size it predicts, for each pixel, a linear map from the four unlit channels (three colours and coverage) to colour, and a remainder, at three times
that size: the ground, the air and the shadows, which are in no picture. A pixel of the output is the map of what the unlit scene has there, plus the remainder, enlarged:

    output = up(light) · unlit + up(remainder)

as in He, Sun, Tang 2010 (guided filter), with the unlit scene as the guide; the map is learned as in Gharbi et al. 2017 (bilateral learning). An edge of a picture is thus as
sharp as the picture. README.md is the reference for ports.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.world.features import FEATURES

MIDDLE = 3  # pixels of the feature image a painted pixel, along each axis
FINE = 4  # output pixels a pixel of the feature image, at most
UNLIT = 4  # channels of a feature image that the light works on
LIGHT = 3 * UNLIT
LAYERS = 3


def bent(x: Tensor) -> Tensor:
    """Leaky ReLU: with a plain one the edge loss, which at first rewards doing nothing, kills every channel for good."""
    return F.leaky_relu(x, 0.1)


def enlarged(x: Tensor, factor: int) -> Tensor:
    """Linear interpolation to `factor` times the size."""
    return F.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False)


def lit(light: Tensor, unlit: Tensor) -> Tensor:
    """light [n, 12, h, w] as 3 × 4 matrices times unlit [n, 4, h, w]: [n, 3, h, w]."""
    return (light.unflatten(1, (3, UNLIT)) * unlit[:, None]).sum(2)


class Finisher(nn.Module):
    """`forward(painted, image, words)` gives light and remainder; `compose` makes the output of them. Values of pictures are in about [−1, 1]."""

    def __init__(self, words: int, low: int = 48):
        super().__init__()
        self.low = low
        self.word = nn.Embedding(words, 64)
        self.film = nn.Linear(64, 2 * LAYERS * low)
        self.a1 = nn.Conv2d(3 + FEATURES * MIDDLE**2, low, 3, padding=1)
        self.a2 = nn.Conv2d(low, low, 3, padding=1)
        self.a3 = nn.Conv2d(low, low, 3, padding=1)
        self.light = nn.Conv2d(low, LIGHT, 1)
        self.fine = nn.Conv2d(low, 3 * MIDDLE**2, 1)
        nn.init.normal_(self.word.weight, std=0.5)
        for layer in (self.film, self.light, self.fine):
            nn.init.normal_(layer.weight, std=1e-3)
            nn.init.zeros_(layer.bias)
        with torch.no_grad():
            # Daylight: a colour is itself.
            self.light.bias.view(3, UNLIT)[:, :3] = torch.eye(3)

    def forward(self, painted: Tensor, image: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
        """Light [n, 12, h, w] and remainder [n, 3, 3 h, 3 w]. painted [n, 3, h, w]: the painted frame; image [n, FEATURES, 3 h, 3 w]: the feature image of its time; words [n, 4]."""
        film = [u[:, :, None, None] for u in self.film(self.word(words).sum(1)).split(self.low, -1)]
        x = torch.cat([painted, F.pixel_unshuffle(image, MIDDLE)], 1)
        for layer, scale, shift in zip((self.a1, self.a2, self.a3), film[::2], film[1::2]):
            x = bent(layer(x) * (1 + scale) + shift)
        light = self.light(x).float()
        # What the light leaves of the painting; the net makes it finer.
        left = painted - lit(light, F.avg_pool2d(image[:, :UNLIT], MIDDLE))
        return light, enlarged(left, MIDDLE) + F.pixel_shuffle(self.fine(x), MIDDLE)

    @staticmethod
    def compose(light: Tensor, remainder: Tensor, unlit: Tensor) -> Tensor:
        """The output [n, 3, 3 f h, 3 f w] for an unlit scene [n, 4, 3 f h, 3 f w] of f times the remainder's size."""
        factor = unlit.shape[2] // remainder.shape[2]
        return enlarged(remainder, factor) + lit(enlarged(light, MIDDLE * factor), unlit)
