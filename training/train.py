"""Trains one stage of akezora-1: `python -m training.train CONFIG.json`. Runs resume from their folder; delete it to begin anew."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

STAGES = {
    "painter": "training.painter.train",
    "finisher": "training.finisher.train",
    "director": "training.director.train",
    "reader": "training.reader.train",
}


def main(path: str) -> None:
    config = json.loads(Path(path).read_text())
    if config.get("stage") not in STAGES:
        raise SystemExit(f"{path}: \"stage\" must be one of {', '.join(STAGES)}")
    importlib.import_module(STAGES[config["stage"]]).train(config)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
