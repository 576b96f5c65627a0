"""Weights as safetensors: matrices as int8 with one scale a row, the rest as f32 or f16.

An int8 tensor `name` [rows, …] comes with `name.scale` [rows] f32, and stands for name × scale along the first axis. Values are symmetric,
-127 … 127; `bits=7` keeps them within ±63, for kernels that add products of pairs in 16 bits.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor


def quantise(weight: Tensor, bits: int = 8) -> tuple[Tensor, Tensor]:
    """int8 values and one f32 scale for each index of the first axis."""
    top = 2 ** (bits - 1) - 1
    flat = weight.detach().float().flatten(1)
    scale = flat.abs().amax(1).clamp(min=1e-12) / top
    values = (flat / scale[:, None]).round().clamp(-top, top).to(torch.int8)
    return values.view(weight.shape), scale


def dequantise(values: Tensor, scale: Tensor) -> Tensor:
    return values.float() * scale.view(-1, *[1] * (values.ndim - 1))


def export(path: Path, tensors: dict[str, Tensor], int8: set[str], metadata: dict[str, str] | None = None, half: set[str] = frozenset()) -> None:
    """Writes `tensors`: names in `int8` quantised, in `half` as f16, others f32."""
    out: dict[str, Tensor] = {}
    for name, tensor in tensors.items():
        if name in int8:
            out[name], out[f"{name}.scale"] = quantise(tensor)
        else:
            out[name] = tensor.detach().to(torch.float16 if name in half else torch.float32).contiguous()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    save_file({k: v.contiguous() for k, v in out.items()}, part, metadata)
    part.chmod(0o644)
    part.rename(path)


def load(path: Path) -> dict[str, Tensor]:
    """f32 tensors of a file written by `export`, as the engine sees them (rounded if they were quantised)."""
    raw = load_file(path)
    return {
        name: dequantise(tensor, raw[f"{name}.scale"]) if f"{name}.scale" in raw else tensor.float()
        for name, tensor in raw.items()
        if not name.endswith(".scale")
    }
