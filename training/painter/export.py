"""Writes a run's averaged weights for the engine: `python -m training.painter.export [FOLDER] [TARGET]`.

TARGET/painter.safetensors: the painter's tensors under their names in `model.py`, and `textures.NAME` [9, phases, height, width].
Matrices, convolutions and textures are int8 with one f32 scale a row (of a texture: a channel) in `NAME.scale`; the rest is f32.
TARGET/config.json: its "painter" entry gets sizes, words, textures and the facts of the run; other entries stay.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from torch import Tensor

from training.common.export import export, load
from training.common.run import checkpoint
from training.painter.model import FRAMES, PATCH, Painter, PainterConfig
from training.painter.ranges import measure
from training.painter.textures import FEATURES, MAX_SAMPLES, TEXEL, TextureBank, TextureSpec

TARGET = Path("models/akezora-1")
INT8_ENDINGS = ("qkv.weight", "o.weight", "f1.weight", "f2.weight", "x0.weight", "x1.weight", "out.weight", "features.weight", "modulation.weight", "final.weight", "t1.weight", "t2.weight", "pool.weight", "film.weight", "word.weight")


def texture_tensors(bank: TextureBank, texels: Tensor) -> dict[str, Tensor]:
    """`textures.NAME` [9, phases, height, width] of a flat table of texels."""
    out = {}
    for i, s in enumerate(bank.specs):
        rows = texels[bank.offsets[i] : bank.offsets[i + 1]]
        out[f"textures.{s.name}"] = rows.view(s.phases, s.height, s.width, TEXEL).permute(3, 0, 1, 2).contiguous()
    return out


def describe(config: PainterConfig, bank: TextureBank, vocabulary: list[str], facts: dict) -> dict:
    """The painter's entry in config.json."""
    return {
        "version": 1,
        "patch": PATCH,
        "framesPerPatch": FRAMES,
        "fps": 12,
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
        "maxSamples": MAX_SAMPLES,
        "textures": {s.name: {"phases": s.phases, "height": s.height, "width": s.width, "wrapU": s.wrap_u, "wrapV": s.wrap_v} for s in bank.specs},
        "training": facts,
    }


def write(painter_state: dict[str, Tensor], texels: Tensor, bank: TextureBank, config: PainterConfig, vocabulary: list[str], target: Path, facts: dict) -> Path:
    """Both files. Returns the weights' path."""
    tensors = {**painter_state, **texture_tensors(bank, texels)}
    int8 = {n for n in tensors if n.endswith(INT8_ENDINGS) or n.startswith("textures.")}
    path = target / "painter.safetensors"
    export(path, tensors, int8, {"format": "pt", "model": "akezora-1 painter"})
    config_path = target / "config.json"
    whole = json.loads(config_path.read_text()) if config_path.exists() else {"model": "akezora-1", "version": 1}
    whole["painter"] = describe(config, bank, vocabulary, facts)
    config_path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    return path


def read(target: Path) -> tuple[Painter, TextureBank, list[str]]:
    """The painter and its textures as the engine has them, from what `write` wrote."""
    entry = json.loads((target / "config.json").read_text())["painter"]
    keys = ("slots", "width", "layers", "heads", "hidden", "bottleneck", "planes", "head")
    painter = Painter(PainterConfig(words=len(entry["words"]), **{k: entry[k] for k in keys}))
    specs = [TextureSpec(n, t["phases"], t["height"], t["width"], t["wrapU"], t["wrapV"]) for n, t in entry["textures"].items()]
    bank = TextureBank(specs)
    tensors = load(target / "painter.safetensors")
    painter.load_state_dict({n: t for n, t in tensors.items() if not n.startswith("textures.")})
    rows = [tensors[f"textures.{s.name}"].permute(1, 2, 3, 0).reshape(-1, TEXEL) for s in specs]
    bank.texels.data.copy_(torch.cat(rows))
    return painter.eval(), bank, entry["words"]


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
    path = write(mean, trainer.texture_adam.ema, trainer.bank, trainer.painter.config, words(trainer.subjects), Path(target), facts)
    config_path = Path(target) / "config.json"
    whole = json.loads(config_path.read_text())
    painter, bank, _ = read(Path(target))
    whole["painter"]["ranges"] = measure(painter, bank)
    config_path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    print(path, path.stat().st_size, facts)


if __name__ == "__main__":
    main(*sys.argv[1:])
