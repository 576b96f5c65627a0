"""Trains one stage of akezora-2: `python -m training.train CONFIG.json [KEY=VALUE …]`. Runs resume from their folder; delete it to begin anew.

KEY=VALUE overrides a key of the config; a VALUE that is JSON is read as such (`steps=4`), any other is text (`device=cpu`).
"""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

STAGES = {
    "painter": "training.painter.train",
    "finisher": "training.finisher.train",
    "reader": "training.reader.train",
}


def overridden(config: dict, changes: list[str]) -> dict:
    """The config with KEY=VALUE changes. Raises SystemExit where one has no `=`."""
    out = dict(config)
    for change in changes:
        key, equals, text = change.partition("=")
        if not equals:
            raise SystemExit(f"{change!r} is not KEY=VALUE")
        try:
            out[key] = json.loads(text)
        except json.JSONDecodeError:
            out[key] = text
    return out


def main(path: str, *changes: str) -> None:
    config = overridden(json.loads(Path(path).read_text()), list(changes))
    if config.get("stage") not in STAGES:
        raise SystemExit(f"{path}: \"stage\" must be one of {', '.join(STAGES)}")
    importlib.import_module(STAGES[config["stage"]]).train(config)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
