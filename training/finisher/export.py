"""Writes a run's averaged weights for the engine: `python -m training.finisher.export [FOLDER] [TARGET]`.

TARGET/finisher.safetensors: the net's tensors (f32) under their names in model.py. TARGET/config.json: its "finisher" entry; other entries stay.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

from training.common.export import export, load
from training.finisher.model import MIDDLE, Finisher
from training.finisher.ranges import measure
from training.finisher.vocabulary import words

TARGET = Path("models/akezora-2")


def describe(net: Finisher, facts: dict) -> dict:
    """The finisher's entry in config.json."""
    sizes = {"low": net.low, "fineScale": MIDDLE}
    return {"version": 2, "words": words(), **sizes, "training": facts}


def read(target: Path = TARGET) -> Finisher:
    """The finisher as the engine has it."""
    entry = json.loads((target / "config.json").read_text())["finisher"]
    net = Finisher(len(entry["words"]), entry["low"])
    net.load_state_dict(load(target / "finisher.safetensors"))
    return net.eval()


def main(folder: str = "training/runs/finisher", target: str = str(TARGET)) -> None:
    state = torch.load(Path(folder) / "checkpoint.pt", weights_only=False)
    net = Finisher(len(words()))
    path = Path(target) / "finisher.safetensors"
    export(path, state["ema"], set(), {"format": "pt", "model": "akezora-2 finisher"})
    config_path = Path(target) / "config.json"
    whole = json.loads(config_path.read_text()) if config_path.exists() else {"model": "akezora-2", "version": 1}
    facts = {"steps": state["step"], "minutes": round(state["elapsed"] / 60, 1), "seed": state["settings"]["seed"]}
    whole["finisher"] = describe(net, facts)
    config_path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    whole["finisher"]["ranges"] = measure(read(Path(target)))
    config_path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    print(path, path.stat().st_size, facts)


if __name__ == "__main__":
    main(*sys.argv[1:])
