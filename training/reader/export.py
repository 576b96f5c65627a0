"""Writes the trained reader: `python -m training.reader.export [CHECKPOINT]` → reader.safetensors, reader.json and the engine's fixture.

Batch norms are folded into their convolutions; convolutions and matrices are int8 with one scale an output channel.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

from training.common.export import export, load as load_weights

from .model import LOOK_STRIDE, MOVE_STRIDE, Reader, ReaderConfig, Unit, brightness

FOLDER = Path("models/akezora-1")
FIXTURE = Path("packages/engine/tests/fixtures/akezora/reader.safetensors")


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


def main() -> None:
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "training/runs/reader/checkpoint.pt")
    model, saved = trained(path)
    state = model.state_dict()
    export(FOLDER / "reader.safetensors", state, {n for n, t in state.items() if t.ndim in (2, 4)}, {"model": "akezora-1 reader"})
    about = {
        "version": 1, "model": "akezora-1 reader", "config": saved["config"], "lookStride": LOOK_STRIDE, "moveStride": MOVE_STRIDE, "padTo": 16,
        "secondsBetweenFrames": 0.25, "training": {"steps": saved["step"], "minutes": round(saved["elapsed"] / 60, 1)},
    }
    (FOLDER / "reader.json").write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n")
    print((FOLDER / "reader.safetensors").stat().st_size, "bytes")
    fixture(load())


@torch.no_grad()
def fixture(model: Reader) -> None:
    """A small clip with every output of both nets, in f32, from the exported (rounded) weights."""
    from training.world.render import clip

    from .data import scene_of, times_from

    scene, begin = scene_of(12345, "16:9", False)
    video = torch.from_numpy(clip(scene, times_from(begin), 106, 60))
    frames = video.permute(0, 3, 1, 2).float() / 127.5 - 1
    whole, names, boxes = model.looker(frames[:2])
    camera, motions = model.mover(brightness(frames[None]))
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    out = {"video": video, "whole": whole, "names": names, "boxes": boxes, "camera": camera, "motions": motions}
    save_file({k: v.contiguous() for k, v in out.items()}, FIXTURE)


if __name__ == "__main__":
    main()
