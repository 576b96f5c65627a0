"""Tells the engine what the published weights know: `python -m training.world.export [TARGET]` writes TARGET/world.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from training.world.vocabulary import LEARNT

VOCABULARY = Path(__file__).with_name("vocabulary.json")


def main(target: str = "models/akezora-2") -> None:
    world = json.loads(VOCABULARY.read_text())
    facts = {subject["name"]: subject for subject in world["subjects"]}
    del world["learnt"]
    world["places"] += world.pop("further places")
    world["subjects"] = [facts[name] for name in LEARNT]
    (Path(target) / "world.json").write_text(json.dumps(world, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
