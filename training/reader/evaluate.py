"""The reader's own figures on renders of held-out combinations: `python -m training.reader.evaluate [FOLDER OF SHARDS]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import torch

from .data import open_shard, shards
from .export import load
from .read import read, right

ATTRIBUTES = ("subject", "count", "place", "time", "weather", "style", "motion", "camera")


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "training/runs/reader/held")
    torch.set_num_threads(1)
    model = load()
    hits: dict[str, list[bool]] = {a: [] for a in ATTRIBUTES}
    errors: list[tuple[float, float]] = []
    for path in shards(folder):
        shard = open_shard(path)
        for video, fact, boxes in zip(shard.video, shard.facts, shard.boxes):
            got = read(model, np.array(video))
            for attribute, good in right(got, fact).items():
                hits[attribute].append(good)
            for name, x, y, height in got["boxes"][0]:
                same = [b for b in boxes[0] if b[3] >= 0 and fact["subjects"][int(b[3])]["name"] == name]
                if same:
                    near = min(same, key=lambda b: (b[0] - x) ** 2 + (b[1] - y) ** 2)
                    errors.append((float(np.hypot((near[0] - x) * 16 / 9, near[1] - y)), abs(float(near[2]) - height)))
    result = {a: round(float(np.mean(v)), 4) for a, v in hits.items() if v}
    result |= {"clips": len(hits["place"]), "boxCentre": round(float(np.median([e[0] for e in errors])), 4), "boxHeight": round(float(np.median([e[1] for e in errors])), 4)}
    Path(__file__).with_name("evaluation.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result))


if __name__ == "__main__":
    main()
