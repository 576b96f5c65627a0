"""Writes a run's averaged weights for the engine: `python -m training.painter.export [FOLDER] [TARGET]`.

TARGET/painter.safetensors: the painter's tensors under their names in `model.py`. Matrices are int8 with one f32 scale a row in `NAME.scale`; the rest is f32.
TARGET/config.json: its "painter" entry gets sizes, words and the facts of the run; other entries stay.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from torch import Tensor

from training.common.export import export, load
from training.common.run import checkpoint
from training.painter.data import FPS
from training.painter.model import FRAMES, PATCH, Painter, PainterConfig
from training.painter.ranges import measure
from training.world.features import FEATURES

TARGET = Path("models/akezora-2")
INT8_ENDINGS = ("qkv.weight", "o.weight", "f1.weight", "f2.weight", "x0.weight", "x1.weight", "out.weight", "features.weight", "modulation.weight", "final.weight", "t1.weight", "t2.weight", "pool.weight", "film.weight", "word.weight")


def describe(config: PainterConfig, vocabulary: list[str], facts: dict) -> dict:
    """The painter's entry in config.json."""
    return {
        "version": 1,
        "patch": PATCH,
        "framesPerPatch": FRAMES,
        "fps": FPS,
        "window": 4,
        "words": vocabulary,
        "slots": config.slots,
        "width": config.width,
        "layers": config.layers,
        "heads": config.heads,
        "hidden": config.hidden,
        "bottleneck": config.bottleneck,
        "planes": config.planes,
        "head": config.head,
        "features": FEATURES,
        "training": facts,
    }


def write(tensors: dict[str, Tensor], config: PainterConfig, vocabulary: list[str], target: Path, facts: dict) -> Path:
    """Both files. Returns the weights' path."""
    int8 = {n for n in tensors if n.endswith(INT8_ENDINGS)}
    path = target / "painter.safetensors"
    export(path, tensors, int8, {"format": "pt", "model": "akezora-2 painter"})
    config_path = target / "config.json"
    whole = json.loads(config_path.read_text()) if config_path.exists() else {"model": "akezora-2", "version": 1}
    whole["painter"] = describe(config, vocabulary, facts)
    config_path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    return path


def read(target: Path) -> tuple[Painter, list[str]]:
    """The painter as the engine has it, and its words, from what `write` wrote."""
    entry = json.loads((target / "config.json").read_text())["painter"]
    keys = ("slots", "width", "layers", "heads", "hidden", "bottleneck", "planes", "head")
    painter = Painter(PainterConfig(words=len(entry["words"]), **{k: entry[k] for k in keys}))
    painter.load_state_dict(load(target / "painter.safetensors"))
    return painter.eval(), entry["words"]


def main(folder: str = "training/runs/painter", target: str = str(TARGET)) -> None:
    from training.painter.train import Settings, Trainer
    from training.painter.vocabulary import words

    state = checkpoint(Path(folder))
    if state is None:
        raise SystemExit(f"{folder} holds no checkpoint")
    trainer = Trainer(Settings(**{**state["settings"], "device": "cpu"}))
    trainer.restore(state)
    mean = {n: trainer.ema.mean[n] for n, _ in trainer.painter.named_parameters()}
    facts = {"steps": trainer.step, "minutes": round(state["elapsed"] / 60, 1), "seed": trainer.settings.seed}
    path = write(mean, trainer.painter.config, words(), Path(target), facts)
    config_path = Path(target) / "config.json"
    whole = json.loads(config_path.read_text())
    painter, _ = read(Path(target))
    whole["painter"]["ranges"] = measure(painter)
    config_path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    print(path, path.stat().st_size, facts)


if __name__ == "__main__":
    main(*sys.argv[1:])
