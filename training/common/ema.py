"""Running mean of a model's weights, which samples better than the weights themselves (Karras et al. 2024)."""

from __future__ import annotations

import torch
from torch import nn


class Ema:
    """Mean over about `share` of the run so far, and at most `horizon` steps. `skip` names parameters that are averaged elsewhere."""

    def __init__(self, model: nn.Module, horizon: float = 1000.0, share: float = 0.1, skip: tuple[str, ...] = ()):
        self.pairs = [(n, p) for n, p in model.named_parameters() if n not in skip]
        self.mean = {n: p.detach().clone() for n, p in self.pairs}
        self.horizon, self.share = horizon, share

    @torch.no_grad()
    def update(self, step: int) -> None:
        weight = 1 / min(max(self.share * step, 1.0), self.horizon)
        torch._foreach_lerp_([self.mean[n] for n, _ in self.pairs], [p.data for _, p in self.pairs], weight)

    def state_dict(self) -> dict:
        return self.mean

    def load_state_dict(self, state: dict) -> None:
        for name, value in self.mean.items():
            value.copy_(state[name])
