"""The reader: what is in a picture or a clip, and where. Two convolutional nets that take frames of any size.

`Looker` sees one frame: place, time, weather and style of the whole, and on a grid of quarter resolution which subject has
its centre there and how tall it is. `Mover` sees the brightness of 8 frames at half resolution: the camera's move, and on a
grid of an eighth the motion of the subject whose middle-frame centre lies there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from training.world.vocabulary import CAMERAS, LEARNT, MOTIONS, PLACES, STYLES, TIMES, WEATHERS

LUMA = (0.299, 0.587, 0.114)
LOOK_STRIDE, MOVE_STRIDE = 4, 8


@dataclass
class ReaderConfig:
    """Names of everything the nets answer; index 0 of `names` and `motions` is nothing."""

    places: list
    times: list
    weathers: list
    styles: list
    cameras: list
    names: list
    motions: list
    frames: int = 8
    widths: tuple = (24, 48, 96, 160)
    move_widths: tuple = (48, 64, 96)

    def as_json(self) -> dict:
        return asdict(self)


class Unit(nn.Module):
    """Convolution, batch norm, ReLU; norms are folded into the convolution when exported."""

    def __init__(self, inputs: int, outputs: int, size: int = 3, stride: int = 1):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.norm(self.conv(x)))


class Residual(nn.Module):
    """Two units around a shortcut."""

    def __init__(self, width: int):
        super().__init__()
        self.a, self.b = Unit(width, width), Unit(width, width)

    def forward(self, x: Tensor) -> Tensor:
        return x + self.b(self.a(x))


def padded(x: Tensor, multiple: int) -> Tensor:
    """Repeats the right and bottom edges until both sides are multiples."""
    h, w = x.shape[-2:]
    return F.pad(x, (0, -w % multiple, 0, -h % multiple), mode="replicate")


def pooled(x: Tensor) -> Tensor:
    """Mean and maximum over the picture, side by side."""
    return torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)


class Looker(nn.Module):
    """frames [n, 3, h, w] in −1…1 → (logits of place, time, weather, style side by side; names [n, N, h/4, w/4]; boxes [n, 3, h/4, w/4])."""

    def __init__(self, c: ReaderConfig):
        super().__init__()
        a, b, d, e = c.widths
        self.stem, self.down1 = Unit(3, a, stride=2), Unit(a, b, stride=2)
        self.body1, self.down2 = Residual(b), Unit(b, d, stride=2)
        self.body2, self.down3 = Residual(d), Unit(d, e, stride=2)
        self.body3 = Residual(e)
        self.up3, self.mix2 = Unit(e, d, 1), Unit(d, d)
        self.up2, self.mix1 = Unit(d, b, 1), Unit(b, 64)
        self.names, self.boxes = nn.Conv2d(64, len(c.names), 1), nn.Conv2d(64, 3, 1)
        self.whole = nn.Linear(2 * (d + e), len(c.places) + len(c.times) + len(c.weathers) + len(c.styles))

    def bodies(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Features at a quarter, an eighth and a sixteenth of the padded size."""
        one = self.body1(self.down1(self.stem(padded(x, 16))))
        two = self.body2(self.down2(one))
        return one, two, self.body3(self.down3(two))

    def summary(self, x: Tensor) -> Tensor:
        """[n, 512]: what `whole` reads."""
        _, two, three = self.bodies(x)
        return torch.cat([pooled(two), pooled(three)], 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        one, two, three = self.bodies(x)
        up = self.mix2(two + F.interpolate(self.up3(three), scale_factor=2, mode="nearest"))
        out = self.mix1(one + F.interpolate(self.up2(up), scale_factor=2, mode="nearest"))
        return self.whole(torch.cat([pooled(two), pooled(three)], 1)), self.names(out), self.boxes(out)


class Mover(nn.Module):
    """clips [n, 8, h, w] of brightness in −1…1 → (camera logits, motions [n, M, h/8, w/8]), h and w being the full size."""

    def __init__(self, c: ReaderConfig):
        super().__init__()
        a, b, d = c.move_widths
        self.stem = Unit(2 * c.frames - 1, a, 5, 2)
        self.down1, self.body1 = Unit(a, b, stride=2), Residual(b)
        self.widen, self.body2 = Unit(b, d), Residual(d)
        self.motions = nn.Conv2d(d, len(c.motions), 1)
        self.camera = nn.Linear(2 * (a + d), len(c.cameras))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        x = F.avg_pool2d(padded(x, 16), 2)
        x = torch.cat([x, 4 * (x[:, 1:] - x[:, :-1])], 1)
        one = self.stem(x)
        two = self.body2(self.widen(self.body1(self.down1(one))))
        return self.camera(torch.cat([pooled(one), pooled(two)], 1)), self.motions(two)


LIKENESS_AXES = 32


class Likeness(nn.Module):
    """How unlike the world's renders a picture is: what of its summary lies off the axes along which renders vary."""

    def __init__(self, features: int):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("spread", torch.ones(features))
        self.register_buffer("axes", torch.zeros(LIKENESS_AXES, features))

    def forward(self, summary: Tensor) -> Tensor:
        x = (summary - self.mean) / self.spread
        return (x - x @ self.axes.T @ self.axes).square().mean(1)


class Reader(nn.Module):
    """Both nets, and the measure of likeness."""

    def __init__(self, config: ReaderConfig):
        super().__init__()
        self.config = config
        self.looker, self.mover = Looker(config), Mover(config)
        self.likeness = Likeness(2 * sum(config.widths[2:]))

    def unlike(self, frames: Tensor) -> Tensor:
        """[n] of frames [n, 3, h, w] in −1…1: about 0.1 for a render, above reader.json's limit for a foreign picture."""
        return self.likeness(self.looker.summary(frames))


def brightness(video: Tensor) -> Tensor:
    """[n, frames, 3, h, w] → [n, frames, h, w]."""
    return (video * torch.tensor(LUMA).view(3, 1, 1)).sum(2)


def config_of_world(subjects: Sequence[str] = LEARNT) -> ReaderConfig:
    """Everything the world's vocabulary names, with the subjects of a curriculum."""
    return ReaderConfig(
        list(PLACES), list(TIMES), list(WEATHERS), list(STYLES), list(CAMERAS), [None, *subjects], [None, *MOTIONS]
    )
