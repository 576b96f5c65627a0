"""Writes a run's averaged weights for the engine: `python -m training.finisher.export [FOLDER] [TARGET]`.

TARGET/finisher.safetensors: the net's tensors (f32) under their names in model.py, and `textures.NAME` [9, phases, height, width] in int8 with a
scale a channel. TARGET/config.json: its "finisher" entry; other entries stay.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

from training.common.export import export, load
from training.finisher.model import FINE, MIDDLE, Finisher
from training.finisher.ranges import measure
from training.finisher.vocabulary import texture_specs, words
from training.painter.export import texture_tensors
from training.painter.textures import FEATURES, TEXEL, TextureBank, TextureSpec
from training.world.vocabulary import curriculum

TARGET = Path("models/akezora-1")


def describe(net: Finisher, bank: TextureBank, facts: dict) -> dict:
    """The finisher's entry in config.json."""
    return {
        "version": 1,
        "words": words(),
        "low": net.low,
        "handed": net.handed,
        "middle": net.middle,
        "middleScale": MIDDLE,
        "fineScale": FINE,
        "features": FEATURES,
        "textures": {s.name: {"phases": s.phases, "height": s.height, "width": s.width, "wrapU": s.wrap_u, "wrapV": s.wrap_v} for s in bank.specs},
        "training": facts,
    }


def read(target: Path = TARGET) -> tuple[Finisher, TextureBank]:
    """The finisher and its textures as the engine has them."""
    entry = json.loads((target / "config.json").read_text())["finisher"]
    specs = [TextureSpec(n, t["phases"], t["height"], t["width"], t["wrapU"], t["wrapV"]) for n, t in entry["textures"].items()]
    net, bank = Finisher(len(entry["words"])), TextureBank(specs)
    tensors = load(target / "finisher.safetensors")
    net.load_state_dict({n: t for n, t in tensors.items() if not n.startswith("textures.")})
    bank.texels.data.copy_(torch.cat([tensors[f"textures.{s.name}"].permute(1, 2, 3, 0).reshape(-1, TEXEL) for s in bank.specs]))
    return net.eval(), bank


def main(folder: str = "training/runs/finisher", target: str = str(TARGET)) -> None:
    state = torch.load(Path(folder) / "checkpoint.pt", weights_only=False)
    subjects = curriculum(state["settings"].get("subjects", "published"))
    net, bank = Finisher(len(words())), TextureBank(texture_specs(subjects))
    tensors = {**state["ema"], **texture_tensors(bank, state["texture_adam"]["ema"])}
    path = Path(target) / "finisher.safetensors"
    export(path, tensors, {n for n in tensors if n.startswith("textures.")}, {"format": "pt", "model": "akezora-1 finisher"})
    config_path = Path(target) / "config.json"
    whole = json.loads(config_path.read_text()) if config_path.exists() else {"model": "akezora-1", "version": 1}
    facts = {"steps": state["step"], "minutes": round(state["elapsed"] / 60, 1), "seed": state["settings"]["seed"]}
    whole["finisher"] = describe(net, bank, facts)
    whole["finisher"]["ranges"] = measure(*read(Path(target)))
    config_path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    print(path, path.stat().st_size, facts)


if __name__ == "__main__":
    main(*sys.argv[1:])
