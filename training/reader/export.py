"""Writes the trained reader: `python -m training.reader.export [CHECKPOINT]` → reader.safetensors and reader.json.

Batch norms are folded into their convolutions; convolutions and matrices are int8 with one scale an output channel.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from torch import nn

from training.common.export import export, load as load_weights

from .likeness import fit
from .model import LOOK_STRIDE, MOVE_STRIDE, Reader, ReaderConfig, Unit

FOLDER = Path("models/akezora-2")


def folded(model: Reader) -> Reader:
    """The same reader, in place, with every norm folded into its convolution's weight and bias."""
    for unit in [m for m in model.modules() if isinstance(m, Unit)]:
        if isinstance(unit.norm, nn.Identity):
            continue
        scale = unit.norm.weight / (unit.norm.running_var + unit.norm.eps).sqrt()
        bias = unit.norm.bias - unit.norm.running_mean * scale
        unit.conv.weight = nn.Parameter(unit.conv.weight * scale[:, None, None, None])
        unit.conv.bias = nn.Parameter(bias.detach().clone())
        unit.norm = nn.Identity()
    return model


def empty(config: ReaderConfig) -> Reader:
    """A folded reader without weights, ready to load an export."""
    return folded(Reader(config).eval())


def load(folder: Path = FOLDER) -> Reader:
    """The exported reader."""
    config = json.loads((folder / "reader.json").read_text())["config"]
    model = empty(ReaderConfig(**config))
    model.load_state_dict(load_weights(folder / "reader.safetensors"))
    return model.eval()


def trained(path: Path) -> tuple[Reader, dict]:
    """The mean weights of a checkpoint, norms folded, and the checkpoint."""
    saved = torch.load(path, weights_only=False)
    model = Reader(ReaderConfig(**saved["config"]))
    model.load_state_dict({**saved["model"], **saved["ema"]})
    return folded(model.eval()), saved


def write(model: Reader, training: dict) -> None:
    """Fits likeness and writes both files; `training` says how long the nets were trained."""
    limit = fit(model)
    state = model.state_dict()
    export(FOLDER / "reader.safetensors", state, {n for n, t in state.items() if t.ndim in (2, 4)}, {"model": "akezora-2 reader"})
    about = {
        "version": 1, "model": "akezora-2 reader", "config": model.config.as_json(), "lookStride": LOOK_STRIDE, "moveStride": MOVE_STRIDE, "padTo": 16,
        "secondsBetweenFrames": 0.25, "unlikeLimit": round(limit, 4), "training": training,
    }
    (FOLDER / "reader.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n")


def main() -> None:
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "training/runs/reader/checkpoint.pt")
    model, saved = trained(path)
    write(model, {"steps": saved["step"], "minutes": round(saved["elapsed"] / 60, 1)})
    print((FOLDER / "reader.safetensors").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
