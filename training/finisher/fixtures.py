"""What the engine must reproduce from the exported weights: `python -m training.finisher.fixtures`. One small frame: inputs, feature image, output."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file

from training.finisher.data import texture_index
from training.finisher.export import TARGET, read
from training.finisher.vocabulary import scene_words
from training.painter.data import quads_of
from training.world.fixtures import TARGET as FIXTURES
from training.world.stage import stage

ROWS, COLUMNS = 9, 16


@torch.no_grad()
def main() -> None:
    net, bank = read(TARGET)
    subjects = [{"name": "fox", "count": 1, "motion": "left", "size": "large"}]
    brief = {"place": "snowfield", "time": "sunset", "weather": "snow", "style": "none", "camera": "pan-left", "subjects": subjects}
    scene = stage(brief, 1, 10.0, "16:9")
    image = bank(quads_of(scene, [2.5], texture_index()), ROWS * 3, COLUMNS * 3).permute(0, 3, 1, 2)
    pair = torch.rand(1, 6, ROWS, COLUMNS, generator=torch.Generator().manual_seed(1)) * 2 - 1
    between, words = torch.tensor([0.5]), torch.tensor([scene_words(scene)])
    out = net(pair, between, image, words)
    tensors = {
        "pair": pair.view(2, 3, ROWS, COLUMNS).permute(0, 2, 3, 1),
        "between": between,
        "words": words[0].int(),
        "image": image[0].permute(1, 2, 0),
        "frame": ((out + 1) * 127.5).clamp(0, 255).round().byte(),
    }
    path = Path(FIXTURES) / "finisher.safetensors"
    save_file({k: v.contiguous() for k, v in tensors.items()}, path)
    print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
