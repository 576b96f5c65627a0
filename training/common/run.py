"""A training run's folder: checkpoints that are whole or absent, and a log one can plot.

Data and noise of a step are functions of (seed, step) alone, so a checkpoint needs no generator state: two halves of a run equal
the whole, bit for bit, as long as the schedule counts steps. A schedule by minutes follows the clock and repeats only in kind.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path

import torch


def generator(seed: int, step: int, stream: int = 0) -> torch.Generator:
    """Randomness of one step, the same whenever and wherever that step is run."""
    mixed = (seed * 0x9E3779B97F4A7C15 + step * 0xBF58476D1CE4E5B9 + stream * 0x94D049BB133111EB) & (2**63 - 1)
    return torch.Generator().manual_seed(mixed)


@dataclass
class Run:
    """`folder`/checkpoint.pt and `folder`/log.jsonl. `elapsed` counts training seconds over all its parts."""

    folder: Path
    elapsed: float = 0.0
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self):
        self.folder.mkdir(parents=True, exist_ok=True)

    def seconds(self) -> float:
        return self.elapsed + time.monotonic() - self.started

    def restart(self) -> None:
        """Counts time anew: what came before was preparation."""
        self.elapsed, self.started = 0.0, time.monotonic()

    def log(self, **fields) -> None:
        line = json.dumps({"seconds": round(self.seconds(), 1), **fields})
        with open(self.folder / "log.jsonl", "a") as file:
            file.write(line + "\n")
        print(line, flush=True)

    def save(self, state: dict) -> None:
        part = self.folder / "checkpoint.part"
        torch.save({**state, "elapsed": self.seconds()}, part)
        part.rename(self.folder / "checkpoint.pt")

    def load(self) -> dict | None:
        path = self.folder / "checkpoint.pt"
        if not path.exists():
            return None
        state = torch.load(path, weights_only=False)
        self.elapsed, self.started = state["elapsed"], time.monotonic()
        return state


def schedule(progress: float, warmup: float, cooldown: float, floor: float = 0.02) -> float:
    """Learning-rate factor at `progress` 0…1: linear up over `warmup`, flat, linear down over the last `cooldown` to `floor`."""
    up = min(1.0, progress / warmup) if warmup > 0 else 1.0
    down = min(1.0, max(0.0, 1.0 - progress) / cooldown) if cooldown > 0 else 1.0
    return max(up * max(down, floor), 1e-4)
