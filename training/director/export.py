"""Writes the trained director: `python -m training.director.export [CHECKPOINT]` → director.safetensors and director.json.

Matrices and the embedding are int8 with one scale a row, the rest f32 (see training/common/export.py).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch

from training.common.export import export

from .direct import FOLDER
from .model import READERS, SCENE_SLOTS, SUBJECT_SLOTS


def main() -> None:
    path = Path(sys.argv[1] if len(sys.argv) > 1 else "training/runs/director/checkpoint.pt")
    saved = torch.load(path, weights_only=False)
    weights = saved["ema"]
    matrices = {n for n, t in weights.items() if t.ndim == 2 and n != "readers"}
    export(FOLDER / "director.safetensors", weights, matrices, {"model": "akezora-2 director"})
    config = {
        "version": 1,
        "model": "akezora-2 director",
        "config": saved["config"],
        "sceneSlots": SCENE_SLOTS,
        "subjectSlots": SUBJECT_SLOTS,
        "readers": READERS,
        "tags": ["used", "filler", "unknown"],
        "normEpsilon": 1e-5,
        "training": {"steps": saved["step"], "minutes": round(saved["elapsed"] / 60, 1)},
    }
    (FOLDER / "director.json").write_text(json.dumps(config, ensure_ascii=False, indent=1) + "\n")
    print((FOLDER / "director.safetensors").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
