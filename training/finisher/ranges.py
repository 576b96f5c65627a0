"""Between which values a trained finisher's layers move: the engine's int8 form spreads its 256 levels over them."""

from __future__ import annotations

from unittest import mock

import torch
from torch import Tensor

from training.finisher import model
from training.finisher.data import make_crops
from training.finisher.model import LAYERS, Finisher

MARGIN = 1.1  # more than was seen, for scenes that were not
SEED = 77  # crops nobody trained on
NAMES = ["a1", "a2", "a3"]


@torch.no_grad()
def measure(net: Finisher, batches: int = 4, count: int = 8) -> dict:
    """Of each layer, before the activation: [least, greatest]."""
    seen: dict[str, list[Tensor]] = {name: [] for name in NAMES}
    calls = 0

    def watched(x: Tensor) -> Tensor:
        nonlocal calls
        seen[NAMES[calls % LAYERS]].append(torch.stack([x.min(), x.max()]))
        calls += 1
        return plain(x)

    plain = model.bent
    with mock.patch.object(model, "bent", watched):
        for step in range(batches):
            crops = make_crops(SEED, step, count)
            net(crops.painted, crops.image, crops.words)
    stacked = {name: torch.stack(values) * MARGIN for name, values in seen.items()}
    return {
        name: [round(min(float(values[:, 0].min()), 0.0), 4), round(float(values[:, 1].max()), 4)]
        for name, values in stacked.items()
    }
