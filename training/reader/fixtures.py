"""What the engine's reader must reproduce: `python -m training.reader.fixtures`. The README says what each file holds."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import save_file

from training.world.render import clip
from training.world.stage import stage

from .data import scene_of, times_from
from .export import load
from .model import brightness
from .read import read

FOLDER = Path("packages/engine/tests/fixtures/akezora")
BRIEF = {
    "place": "beach", "time": "sunset", "weather": "clear", "style": None, "camera": None,
    "subjects": [{"name": "horse", "count": 1, "motion": "right", "size": "large"}],
}


@torch.no_grad()
def main() -> None:
    model = load()
    scene, begin = scene_of(12345, "16:9", False)
    pixels = clip(scene, times_from(begin), 106, 60)
    video = torch.from_numpy(pixels)
    frames = video.permute(0, 3, 1, 2).float() / 127.5 - 1
    whole, names, boxes = model.looker(frames[:2])
    camera, motions = model.mover(brightness(frames[None]))
    FOLDER.mkdir(parents=True, exist_ok=True)
    out = {
        "video": video, "whole": whole, "names": names, "boxes": boxes, "unlike": model.unlike(frames[:2]), "camera": camera, "motions": motions,
    }
    save_file({k: v.contiguous() for k, v in out.items()}, FOLDER / "reader.safetensors")
    readings = {"clip": read(model, pixels), "picture": read(model, pixels[:1])}
    (FOLDER / "reader.json").write_text(json.dumps(readings, separators=(",", ":")) + "\n")
    shown = stage(BRIEF, 7, 2.0, "16:9")
    Image.fromarray(clip(shown, [0.0], 160, 90)[0]).save(FOLDER / "rendered.png", optimize=True)
    (FOLDER / "rendered.json").write_text(json.dumps(shown, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
