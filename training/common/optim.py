"""Optimisers: Muon for weight matrices, Adam for the rest, and Adam by slabs for tables of which a step touches little.

Muon: Jordan et al. 2024, "Muon: an optimizer for hidden layers in neural networks". The momentum of a matrix is replaced by the nearest
semi-orthogonal matrix, found by Newton-Schulz iteration with the coefficients of Polar Express (Amsel et al. 2025), then scaled
so that the update has the size of Adam's (Liu et al. 2025). About 2 dB ahead of Adam at equal time here.
"""

from __future__ import annotations

from dataclasses import dataclass, field

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


@dataclass
class SlabAdam(Optimizer):
    """Adam over a table of which each step touches a few row ranges ("slabs"): the others neither move nor decay, and each slab
    counts its own steps. It also keeps the slabs' running mean, `ema`, over about `horizon` of their own steps at most.

    `groups` are slabs of equal length that are variations of one thing (the drawings of an animal). Each group moves as a whole as well,
    by an Adam step on the sum of its slabs' gradients, so that what one teaches all learn. Groups are disjoint."""

    table: nn.Parameter
    slabs: list[tuple[int, int]]
    lr: float
    betas: tuple[float, float] = (0.9, 0.98)
    horizon: float = 300.0
    groups: list[list[int]] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)

    def __post_init__(self):
        self.first = torch.zeros_like(self.table)
        self.second = torch.zeros_like(self.table)
        self.ema = self.table.detach().clone()
        self.counts = [0] * len(self.slabs)
        self.group_of = {slab: i for i, group in enumerate(self.groups) for slab in group}
        shapes = [(self.slabs[g[0]][1] - self.slabs[g[0]][0], self.table.shape[1]) for g in self.groups]
        self.group_first = [torch.zeros(s, device=self.table.device) for s in shapes]
        self.group_second = [torch.zeros(s, device=self.table.device) for s in shapes]
        self.group_counts = [0] * len(self.groups)

    @torch.no_grad()
    def step(self, scale: float) -> None:
        """Updates the slabs in `touched` and clears their gradient, and theirs alone."""
        gradient = self.table.grad
        if gradient is None:
            return
        sums: dict[int, Tensor] = {}
        for slab in self.touched:
            if slab in self.group_of:
                a, b = self.slabs[slab]
                i = self.group_of[slab]
                sums[i] = sums[i] + gradient[a:b] if i in sums else gradient[a:b].clone()
        for i, g in sums.items():
            self.group_counts[i] += 1
            move = self.adam_move(g, self.group_first[i], self.group_second[i], self.group_counts[i], scale)
            rows = slice(self.slabs[self.groups[i][0]][0], self.slabs[self.groups[i][-1]][1])
            for table in (self.table.data, self.ema):
                table[rows].view(len(self.groups[i]), *move.shape).add_(move)
        for slab in self.touched:
            a, b = self.slabs[slab]
            self.counts[slab] += 1
            n = self.counts[slab]
            g, m, v, p = gradient[a:b], self.first[a:b], self.second[a:b], self.table.data[a:b]
            p.add_(self.adam_move(g, m, v, n, scale))
            self.ema[a:b].lerp_(p, 1 / min(1 + 0.2 * n, self.horizon))
            g.zero_()

    def adam_move(self, g: Tensor, m: Tensor, v: Tensor, n: int, scale: float) -> Tensor:
        """Adam's n-th step for gradient g; m and v are updated in place."""
        b1, b2 = self.betas
        m.lerp_(g, 1 - b1)
        v.mul_(b2).addcmul_(g, g, value=1 - b2)
        return m / (v / (1 - b2**n)).sqrt_().add_(1e-8) * (-self.lr * scale / (1 - b1**n))

    def state_dict(self) -> dict:
        return {"first": self.first, "second": self.second, "ema": self.ema, "counts": self.counts, "group_first": self.group_first, "group_second": self.group_second, "group_counts": self.group_counts}

    def load_state_dict(self, state: dict) -> None:
        self.first.copy_(state["first"])
        self.second.copy_(state["second"])
        self.ema.copy_(state["ema"])
        self.counts = list(state["counts"])
        for name in ("group_first", "group_second"):
            for mine, saved in zip(getattr(self, name), state[name]):
                mine.copy_(saved)
        self.group_counts = list(state["group_counts"])
