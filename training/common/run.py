"""A training run's folder: checkpoints that are whole or absent, and a log one can plot.

Data and noise of a step are functions of (seed, step) alone, so a checkpoint needs no generator state: two halves of a run equal
the whole, bit for bit, as long as the schedule counts steps. A schedule by minutes follows the clock and repeats only in kind.
"""

from __future__ import annotations

import hashlib
import io
import json
import time
from dataclasses import dataclass, field
from pathlib import Path

import torch


def generator(seed: int, step: int, stream: int = 0) -> torch.Generator:
    """Randomness of one step, the same whenever and wherever that step is run."""
    mixed = (seed * 0x9E3779B97F4A7C15 + step * 0xBF58476D1CE4E5B9 + stream * 0x94D049BB133111EB) & (2**63 - 1)
    return torch.Generator().manual_seed(mixed)


SHARD = 15 * 2**20  # bytes: where files are carried off a machine one by one, large ones may not be


def save_shards(folder: Path, data: bytes) -> None:
    """Writes `data` as shards under a name of their own, and last the list of them, `checkpoint.json`; then what the list before named is removed."""
    digest = hashlib.sha256(data).hexdigest()
    names = [f"checkpoint-{digest[:12]}.{i:03d}" for i in range(-(-len(data) // SHARD))]
    for i, name in enumerate(names):
        (folder / name).write_bytes(data[i * SHARD : (i + 1) * SHARD])
    part = folder / "checkpoint.json.part"
    part.write_text(json.dumps({"sha256": digest, "bytes": len(data), "shards": names}) + "\n")
    part.rename(folder / "checkpoint.json")
    for old in folder.glob("checkpoint-*"):
        if old.name not in names:
            old.unlink()


def load_shards(folder: Path) -> bytes | None:
    """What `save_shards` wrote, None if nothing. Raises ValueError when shards lack or differ from what was written."""
    listed = folder / "checkpoint.json"
    if not listed.exists():
        return None
    about = json.loads(listed.read_text())
    data = b"".join((folder / name).read_bytes() for name in about["shards"] if (folder / name).exists())
    if hashlib.sha256(data).hexdigest() != about["sha256"]:
        raise ValueError(f"{listed}: its shards are not whole")
    return data


@dataclass
class Run:
    """`folder`/checkpoint.pt (or, with `sharded`, its shards) and `folder`/log.jsonl. `elapsed` counts training seconds over all its parts."""

    folder: Path
    sharded: bool = False
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
        whole = {**state, "elapsed": self.seconds()}
        if self.sharded:
            buffer = io.BytesIO()
            torch.save(whole, buffer)
            save_shards(self.folder, buffer.getvalue())
            return
        part = self.folder / "checkpoint.part"
        torch.save(whole, part)
        part.rename(self.folder / "checkpoint.pt")

    def load(self) -> dict | None:
        """The newest checkpoint, on the CPU; None where there is none."""
        state = checkpoint(self.folder)
        if state is not None:
            self.elapsed, self.started = state["elapsed"], time.monotonic()
        return state


def checkpoint(folder: Path) -> dict | None:
    """The state that a run saved in its folder, whole or in shards, on the CPU; None where there is none."""
    path = folder / "checkpoint.pt"
    if path.exists():
        return torch.load(path, map_location="cpu", weights_only=False)
    data = load_shards(folder)
    return None if data is None else torch.load(io.BytesIO(data), map_location="cpu", weights_only=False)


def schedule(progress: float, warmup: float, cooldown: float, floor: float = 0.02) -> float:
    """Learning-rate factor at `progress` 0…1: linear up over `warmup`, flat, linear down over the last `cooldown` to `floor`."""
    up = min(1.0, progress / warmup) if warmup > 0 else 1.0
    down = min(1.0, max(0.0, 1.0 - progress) / cooldown) if cooldown > 0 else 1.0
    return max(up * max(down, floor), 1e-4)
