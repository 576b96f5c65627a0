"""What the engine's compositor must reproduce: `python -m training.world.compositor_fixtures`. Small pictures, layers of all kinds, their feature images, and a lit output."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.numpy import save_file
from torch import Tensor

from training.finisher.model import MIDDLE, UNLIT, Finisher, lit
from training.world.features import features_of
from training.world.fixtures import TARGET
from training.world.layers import Layer, layers
from training.world.texture_names import base_of
from training.world.textures import Texture, premultiplied

SEED = 3
# Frames by name: size, and the part that is drawn (left, top, right, bottom).
FRAMES = {
    "small": ((48, 27), (0, 0, 48, 27)),
    "rim": ((32, 18), (-6, -4, 38, 22)),
    "tiny": ((16, 9), (0, 0, 16, 9)),
    "part": ((192, 108), (70, 55, 110, 75)),
}
OUTPUTS = {"i420 fine": (192, 108), "i420 odd": (130, 74), "rgba odd": (130, 74)}
COLOURS = np.array([[11966, 40254, 4064], [-6596, -22188, 28784], [28784, -26145, -2639]]) / 65536


def pictures(rng: np.random.Generator) -> dict[str, tuple[np.ndarray, bool, bool]]:
    """Straight RGBA drawings in [0, 1], and whether they repeat along u and v."""

    def blob(drawings: int, height: int, width: int) -> np.ndarray:
        v, u = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
        out = []
        for i in range(drawings):
            alpha = np.clip((0.9 - 0.3 * i / drawings - np.hypot(u, v * 1.2 + 0.1 * i)) * 8, 0, 1)
            colour = rng.random((height // 4 + 1, width // 4 + 1, 3)).repeat(4, 0).repeat(4, 1)[:height, :width]
            out.append(np.concatenate([colour, alpha[..., None]], -1))
        return np.stack(out)

    far = rng.random((1, 24, 80, 4))
    far[:, :8, :, 3] *= np.linspace(0, 1, 8)[None, :, None]
    far[:, 8:, :, 3] = 1
    field = rng.random((1, 40, 36, 4))
    field[..., 3] = (field[..., 3] > 0.7) * 0.8
    veil = np.concatenate([rng.random((1, 20, 33, 3)), np.full((1, 20, 33, 1), 0.5)], -1)
    return {
        "fox": (blob(3, 66, 64), False, False),
        "tree": (blob(1, 33, 41), False, False),
        "far": (far, True, False),
        "snow": (field, True, True),
        "veil": (veil, False, False),
    }


def textures(rng: np.random.Generator) -> tuple[dict[str, tuple], dict[str, Texture]]:
    """The pictures as bytes, with how they repeat, and as textures."""
    straight = {name: ((image * 255).round().astype(np.uint8), *wraps) for name, (image, *wraps) in pictures(rng).items()}
    return straight, {name: Texture(premultiplied(image.astype(np.float32) / 255), *wraps) for name, (image, *wraps) in straight.items()}


def stand_in(name: str, subjects: set[str]) -> str:
    """Which of the pictures stands for a layer of a staged scene, so that fixtures need no art."""
    name = base_of(name)
    if "/" in name:
        return "far"
    if name in ("stars", "waves", "bubbles") or name.startswith(("rain ", "snow ")):
        return "snow"
    return "veil" if name == "shadow" else "fox" if name in subjects else "tree"


def staged_features(scene: dict, t: float, width: int, height: int, window: tuple[int, int, int, int] | None = None) -> np.ndarray:
    """The feature image of a staged scene, drawn with stand-ins."""
    _, made = textures(np.random.default_rng(SEED))
    subjects = {subject["name"] for subject in scene["subjects"]}
    return features_of(layers(scene, t), lambda name: made[stand_in(name, subjects)], width, height, window or (0, 0, width, height))


def shown() -> list[Layer]:
    return [
        Layer("snow", "sky", 0.1, 0.05, 0.31, 0.43),
        Layer("far", "far", -0.37, 0.3, 1.3, 0.4),
        Layer("far", "ground", 0.21, 0.55, 0.7, 0.5),
        Layer("veil", "shadow", 0.55, 0.62, 0.3, 0.08, alpha=0.4),
        Layer("tree", "prop", -0.12, 0.2, 0.3, 0.62, flip=True),
        Layer("tree", "prop", 0.83, 0.5, 0.011, 0.02),
        Layer("tree", "prop", 0.71, 0.5, 0.05, 0.09, turn=-0.8),
        Layer("fox", "subject", 0.3, 0.25, 0.4, 0.71, phase=0.45),
        Layer("fox", "subject", 0.62, 0.35, 0.2, 0.36, flip=True, phase=0.999),
        Layer("fox", "subject", 0.75, 0.4, 0.35, 0.62, flip=True, phase=0.2, turn=0.6, alpha=0.9),
        Layer("veil", "field", 0.4, -0.2, 0.2, 0.5, alpha=0.7, turn=2.5),
        Layer("snow", "field", 0.0, 0.3, 0.9, 1.3, alpha=0.8),
    ]


def composed(light: Tensor, remainder: Tensor, unlit: Tensor) -> Tensor:
    """`Finisher.compose` for any size of the output."""

    def enlarged(x: Tensor) -> Tensor:
        return F.interpolate(x, unlit.shape[2:], mode="bilinear", align_corners=False)

    return enlarged(remainder) + lit(enlarged(light), unlit)


def rgba(picture: np.ndarray) -> np.ndarray:
    """RGBA of a picture [h, w, 3] in [−1, 1]."""
    bytes_of = ((picture + 1) * 127.5).clip(0, 255).round()
    return np.concatenate([bytes_of, np.full((*picture.shape[:2], 1), 255)], -1).astype(np.uint8)


def i420(picture: np.ndarray) -> np.ndarray:
    """I420, BT.709, limited range."""
    yuv = (picture + 1) * 127.5 @ COLOURS.T + np.array([16, 128, 128])
    half = yuv.reshape(picture.shape[0] // 2, 2, picture.shape[1] // 2, 2, 3).mean((1, 3))
    planes = [yuv[..., 0].clip(16, 235), half[..., 1].clip(16, 240), half[..., 2].clip(16, 240)]
    return np.concatenate([plane.round().ravel() for plane in planes]).astype(np.uint8)


def main() -> None:
    rng = np.random.default_rng(SEED)
    straight, made = textures(rng)
    drawn = shown()
    tensors = {f"picture {name}": image for name, (image, *_) in straight.items()}
    for name, ((width, height), window) in FRAMES.items():
        tensors[f"features {name}"] = features_of(drawn, made.__getitem__, width, height, window)
    fine = FRAMES["small"][0]
    light = torch.from_numpy(rng.standard_normal((1, 12, fine[1] // MIDDLE, fine[0] // MIDDLE)).astype(np.float32) * 0.4)
    remainder = torch.from_numpy(rng.standard_normal((1, 3, fine[1], fine[0])).astype(np.float32) * 0.4)
    tensors["light"] = light[0].permute(1, 2, 0).reshape(*light.shape[2:], 3, 4).numpy()
    tensors["remainder"] = remainder[0].permute(1, 2, 0).numpy()
    for name, (width, height) in OUTPUTS.items():
        unlit = torch.from_numpy(features_of(drawn, made.__getitem__, width, height, (0, 0, width, height))[..., :UNLIT]).permute(2, 0, 1)[None]
        output = composed(light, remainder, unlit)
        if width % fine[0] == 0:
            torch.testing.assert_close(output, Finisher.compose(light, remainder, unlit))
        tensors[name] = (rgba if name.startswith("rgba") else i420)(output[0].permute(1, 2, 0).double().numpy())
    cases = {
        "pictures": {name: {"wrapU": wraps[0], "wrapV": wraps[1]} for name, (_, *wraps) in straight.items()},
        "layers": [dataclasses.asdict(layer) for layer in drawn],
        "frames": {name: {"size": size, "window": window} for name, (size, window) in FRAMES.items()},
        "outputs": OUTPUTS,
    }
    save_file({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, TARGET / "compositor.safetensors")
    (TARGET / "compositor.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
    print(sum(tensor.nbytes for tensor in tensors.values()))


if __name__ == "__main__":
    main()
