"""Files as PyTorch itself writes them, for the reader of `.bin`, `.pt` and `.pth`.

`python -m training.references.torch_files` (torch 2.15.0) writes small files to packages/engine/tests/fixtures/torch-files, and what
`torch.load(weights_only=True)` makes of them as safetensors, whose metadata holds the version. One file asks to run a command.
"""

import os
from pathlib import Path

import torch
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "packages/engine/tests/fixtures/torch-files"


class Asks:
    """What a stranger can put into a pickle."""

    def __reduce__(self):
        return os.system, ("touch /tmp/akezora-was-here",)


def layers():
    torch.manual_seed(3)
    model = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 3), torch.nn.BatchNorm2d(3), torch.nn.Linear(3, 4))
    return model.state_dict()


def kinds():
    whole = torch.arange(-6, 6).reshape(3, 4)
    return {
        "f32": torch.linspace(-2, 2, 12).reshape(3, 4), "f16": torch.linspace(-2, 2, 5).half(),
        "bf16": torch.linspace(-2, 2, 5).bfloat16(), "i64": whole, "i32": whole.int(), "i8": whole.to(torch.int8),
        "u8": whole.abs().to(torch.uint8), "bool": whole > 0, "one": torch.tensor(1.5), "none": torch.zeros(0, 4),
        "重み": torch.ones(2),
    }


def shared():
    base = torch.arange(24, dtype=torch.float32).reshape(4, 6)
    return {
        "base": base, "tied": base, "turned": base.t(), "rows": base[1:3], "columns": base[:, 1:5:2],
        "repeated": base[:1].expand(3, 6), "swapped": base.reshape(2, 3, 4).permute(2, 0, 1), "last": base[3, 5],
        "trained": torch.nn.Parameter(base[2:]),
    }


def nested():
    return {"epoch": 3, "lr": 1e-4, "done": False, "name": "tiny", "betas": (0.9, 0.999), "steps": [1, 2, 70000],
            "big": 2 ** 40, "state_dict": layers()}


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    files = {"layers.pt": layers(), "kinds.bin": kinds(), "shared.pth": shared(), "nested.pt": nested()}
    expected = {}
    for name, content in files.items():
        torch.save(content, OUT / name)
        loaded = torch.load(OUT / name, weights_only=True)
        for key, value in loaded.get("state_dict", loaded).items():
            expected[f"{name}/{key}"] = value.detach().clone(memory_format=torch.contiguous_format)
    torch.save(files["shared.pth"] | files["kinds.bin"], OUT / "before-1.6.pt", _use_new_zipfile_serialization=False)
    for key, value in torch.load(OUT / "before-1.6.pt", weights_only=True).items():
        expected[f"before-1.6.pt/{key}"] = value.detach().clone(memory_format=torch.contiguous_format)
    torch.save(layers() | {"extra": Asks()}, OUT / "asks-to-run.pt")
    torch.save(layers() | {"extra": Asks()}, OUT / "asks-to-run-before-1.6.pt", _use_new_zipfile_serialization=False)
    save_file(expected, OUT / "expected.safetensors", metadata={"torch": torch.__version__})


if __name__ == "__main__":
    main()
