"""Between which values a trained finisher's layers move: the engine's int8 form spreads its 256 levels over them."""

from __future__ import annotations

from unittest import mock

import torch
from torch import Tensor

from training.finisher import model
from training.finisher.data import make_crops
from training.finisher.model import MIDDLE, Finisher

MARGIN = 1.1  # more than was seen, for scenes that were not
SEED = 77  # crops nobody trained on


@torch.no_grad()
def measure(net: Finisher, batches: int = 4, count: int = 8) -> dict:
    """Of a1, a2, b1 (before the activation) and b2: [least, greatest]; of each handed channel: the greatest |value|."""
    seen: dict[str, list[Tensor]] = {"handed": [], "b2": [], "a1": [], "a2": [], "b1": []}
    order = ["a1", "a2", "b1"]
    calls = 0

    def watched(x: Tensor) -> Tensor:
        nonlocal calls
        seen[order[calls % 3]].append(torch.stack([x.min(), x.max()]))
        calls += 1
        return plain(x)

    plain = model.bent
    hooks = [
        net.up.register_forward_hook(lambda _, __, x: seen["handed"].append(x.unflatten(1, (net.handed, MIDDLE**2)).abs().amax((0, 2, 3, 4)))),
        net.b2.register_forward_hook(lambda _, __, x: seen["b2"].append(torch.stack([x.min(), x.max()]))),
    ]
    with mock.patch.object(model, "bent", watched):
        for step in range(batches):
            crops = make_crops(SEED, step, count)
            net(crops.painted, crops.image, crops.words)
    for hook in hooks:
        hook.remove()
    out: dict[str, list[float]] = {}
    for name, values in seen.items():
        stacked = torch.stack(values) * MARGIN
        if name == "handed":
            out[name] = [max(round(v, 4), 1e-3) for v in stacked.amax(0).tolist()]
        else:
            out[name] = [round(min(float(stacked[:, 0].min()), 0.0), 4), round(float(stacked[:, 1].max()), 4)]
    return out
