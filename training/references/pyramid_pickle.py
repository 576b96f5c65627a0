"""The tiny autoencoder of Pyramid Flow's fixtures as its authors publish theirs: a pickle of a state dict, by torch itself.

`python -m training.references.pyramid_pickle` (torch, safetensors) writes packages/engine/tests/models/pyramid-flow/causal-video-vae.bin.gz: the
weights of tests/parity/pyramid-flow/pipeline-i2v without the last two bits of their bfloat16, one storage a tensor, compressed for the
repository alone.
"""

import gzip
import io
from pathlib import Path

import torch
from safetensors.torch import load_file

TESTS = Path(__file__).resolve().parents[2] / "packages/engine/tests"


def main():
    weights = load_file(str(TESTS / "parity/pyramid-flow/pipeline-i2v/hub/causal_video_vae/diffusion_pytorch_model.safetensors"))
    written = io.BytesIO()
    torch.save({name: (value.view(torch.int16) & ~3).view(torch.bfloat16) for name, value in weights.items()}, written)
    packed = gzip.compress(written.getvalue(), 9, mtime=0)
    (TESTS / "models/pyramid-flow/causal-video-vae.bin.gz").write_bytes(packed)
    print(torch.__version__, len(weights), "tensors", len(written.getvalue()), "B,", len(packed), "B packed")


if __name__ == "__main__":
    main()
