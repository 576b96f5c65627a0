"""What the engine must reproduce from the exported weights: `python -m training.finisher.fixtures`. One small frame of a scene that is drawn with the pictures of
`world/compositor_fixtures.py`: a painted frame, its light and remainder, and the output composed of them. Write it anew whenever the weights change."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

from training.finisher.export import TARGET, read
from training.finisher.model import FINE, MIDDLE, UNLIT, Finisher
from training.finisher.vocabulary import scene_words
from training.world.compositor_fixtures import rgba, staged_features
from training.world.fixtures import TARGET as FIXTURES
from training.world.stage import stage

ROWS, COLUMNS = 9, 16
RIM = 3  # painted pixels around the frame that the engine's net also sees
TIME = 2.5


@torch.no_grad()
def main() -> None:
    net = read(TARGET)
    subjects = [{"name": "fox", "count": 1, "motion": "left", "size": "large"}]
    brief = {"place": "snowfield", "time": "sunset", "weather": "snow", "style": "none", "camera": "pan-left", "subjects": subjects}
    scene = stage(brief, 1, 10.0, "16:9")
    width, height, around = COLUMNS * MIDDLE, ROWS * MIDDLE, RIM * MIDDLE
    image = torch.from_numpy(staged_features(scene, TIME, width, height, (-around, -around, width + around, height + around))).permute(2, 0, 1)[None]
    words = torch.tensor([scene_words(scene)])
    # Smooth and near the scene's own colours, as a painter's frames are.
    inside = image[:, :3, around:-around, around:-around]
    painted = (F.avg_pool2d(inside, MIDDLE) * 0.6 + 0.1).clamp(-1, 1)
    light, remainder = net(F.pad(painted, (RIM,) * 4, mode="reflect"), image, words)
    light, remainder = light[..., RIM:-RIM, RIM:-RIM], remainder[..., around:-around, around:-around]
    unlit = torch.from_numpy(staged_features(scene, TIME, width * FINE, height * FINE)[..., :UNLIT]).permute(2, 0, 1)[None]
    output = Finisher.compose(light, remainder, unlit)
    tensors = {
        "painted": painted[0].permute(1, 2, 0),
        "words": words[0].int(),
        "light": light[0].permute(1, 2, 0),
        "remainder": remainder[0].permute(1, 2, 0),
        "rgba": torch.from_numpy(np.ascontiguousarray(rgba(output[0].permute(1, 2, 0).double().numpy()))),
    }
    path = Path(FIXTURES) / "finisher.safetensors"
    save_file({k: v.contiguous() for k, v in tensors.items()}, path)
    path.chmod(0o644)
    (Path(FIXTURES) / "finisher.json").write_text(json.dumps({"scene": scene, "time": TIME}, ensure_ascii=False) + "\n")
    print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
