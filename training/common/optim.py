"""Optimisers: Muon for weight matrices, Adam for the rest.

Muon: Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks". The momentum of a matrix is replaced by the nearest
semi-orthogonal matrix, found by Newton-Schulz iteration with the coefficients of Polar Express (Amsel et al. 2025), then scaled
so that the update has the size of Adam's (Liu et al. 2025). About 2 dB ahead of Adam at equal time here.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

POLAR = (
    (4.0848, -6.8946, 2.9270),
    (3.9505, -6.3029, 2.6377),
    (3.7418, -5.5913, 2.3037),
    (2.8769, -3.1427, 1.2046),
    (2.8366, -3.0525, 1.2012),
)


def orthogonalise(matrices: Tensor, dtype: torch.dtype = torch.bfloat16) -> Tensor:
    """Nearest semi-orthogonal matrix of each of [n, rows, columns], roughly: singular values end between 0.7 and 1.2."""
    x = matrices.to(dtype)
    tall = x.shape[1] > x.shape[2]
    if tall:
        x = x.mT
    x = x / (x.float().norm(dim=(1, 2), keepdim=True) + 1e-7).to(dtype)
    for a, b, c in POLAR:
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.mT if tall else x).float()


class Optimizer:
    """One of the optimisers below over part of a model; `lr` is multiplied by the schedule's `scale` at each step."""

    def step(self, scale: float) -> None:
        raise NotImplementedError

    def state_dict(self) -> dict:
        raise NotImplementedError

    def load_state_dict(self, state: dict) -> None:
        raise NotImplementedError


class Muon(Optimizer):
    """Matrices of one shape are orthogonalised together. A weight that stacks several (q, k, v) is split by `parts` first."""

    def __init__(self, parameters: list[tuple[nn.Parameter, int]], lr: float, momentum: float = 0.95, decay: float = 0.01, dtype=torch.bfloat16):
        self.parameters, self.lr, self.momentum, self.decay, self.dtype = parameters, lr, momentum, decay, dtype
        self.buffers = [torch.zeros_like(p) for p, _ in parameters]

    @torch.no_grad()
    def step(self, scale: float) -> None:
        groups: dict[tuple[int, int], list[tuple[Tensor, Tensor]]] = {}
        lr = self.lr * scale
        for (p, parts), buffer in zip(self.parameters, self.buffers):
            if p.grad is None:
                continue
            buffer.lerp_(p.grad, 1 - self.momentum)
            update = p.grad.lerp_(buffer, self.momentum)
            p.mul_(1 - lr * self.decay)
            for target, u in zip(p.chunk(parts), update.chunk(parts)):
                groups.setdefault(tuple(u.shape), []).append((target, u))
        for shape, members in groups.items():
            size = 0.2 * max(shape) ** 0.5
            done = orthogonalise(torch.stack([u for _, u in members]), self.dtype)
            for (target, _), u in zip(members, done):
                target.add_(u, alpha=-lr * size)

    def state_dict(self) -> dict:
        return {"momentum": self.buffers}

    def load_state_dict(self, state: dict) -> None:
        for buffer, saved in zip(self.buffers, state["momentum"]):
            buffer.copy_(saved)


class Adam(Optimizer):
    """Adam with decoupled decay."""

    def __init__(self, parameters: list[nn.Parameter], lr: float, betas: tuple[float, float] = (0.9, 0.95), decay: float = 0.0):
        self.inner = torch.optim.AdamW(parameters, lr=lr, betas=betas, weight_decay=decay, fused=True)
        self.lr = lr

    def step(self, scale: float) -> None:
        for group in self.inner.param_groups:
            group["lr"] = self.lr * scale
        self.inner.step()

    def state_dict(self) -> dict:
        return self.inner.state_dict()

    def load_state_dict(self, state: dict) -> None:
        self.inner.load_state_dict(state)
