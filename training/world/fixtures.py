"""Writes what the engine's TypeScript must reproduce: `python -m training.world.fixtures`. Briefs staged to scenes, and layers of scenes."""

from __future__ import annotations

import dataclasses
import json
import random
from pathlib import Path

from training.world.layers import horizon_in_frame, layers
from training.world.sample import random_brief
from training.world.stage import stage

TARGET = Path("packages/engine/tests/fixtures/akezora")


def main() -> None:
    rng = random.Random(5)
    staged, laid = [], []
    for i in range(24):
        brief = random_brief(rng)
        if i % 5 == 4:
            brief = {**brief, "place": None, "time": None, "weather": None, "style": None, "camera": None}
        aspect, seconds = ("16:9", "9:16", "1:1")[i % 3], (2.0, 10.0, 27.5)[i % 3 if i % 2 else 1]
        seed = rng.getrandbits(32)
        scene = stage(brief, seed, seconds, aspect)
        staged.append({"brief": brief, "seed": seed, "seconds": seconds, "aspect": aspect, "scene": scene})
        if i % 3 == 0:
            for t in (0.0, 1.37):
                shown = [dataclasses.asdict(layer) for layer in layers(scene, t)]
                numbers = [{k: round(v, 6) if isinstance(v, float) else v for k, v in layer.items()} for layer in shown]
                laid.append({"scene": i, "t": t, "layers": numbers, "camera": horizon_in_frame(scene, t)})
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "stage.json").write_text(json.dumps(staged, ensure_ascii=False, separators=(",", ":")) + "\n")
    (TARGET / "layers.json").write_text(json.dumps(laid, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
