"""Which names of a LoRA's tensors diffusers takes for CogVideoX and Mochi, and how much of the LoRA it merges.

`python -m training.references.lora_names` (diffusers 0.42.1, peft, torch) loads a LoRA of one layer under every way of writing its names
into a tiny pipeline, fuses it, and writes to packages/engine/tests/weights/lora-names.json the factor with which it was merged: 1 as
trained, 0 for names that diffusers passes over, null for those that it refuses.
"""

import json
from pathlib import Path

import diffusers
import torch
from diffusers import CogVideoXDDIMScheduler, CogVideoXPipeline, FlowMatchEulerDiscreteScheduler, MochiPipeline, MochiTransformer3DModel

from training.references import cogvideox

OUT = Path(__file__).resolve().parents[2] / "packages/engine/tests/weights/lora-names.json"
LAYERS = ("transformer_blocks.0.attn1.to_q", "transformer_blocks.0.attn1.to_out.0")


def styles(layer):
    attention, name = layer.rsplit(".attn1.", 1)
    short = name.removesuffix(".0")
    flat = layer.replace(".", "_")
    for prefix in ("transformer.", "base_model.model.", "diffusion_model.", ""):
        yield f"{prefix}{layer}.lora_A.weight", f"{prefix}{layer}.lora_B.weight"
    yield f"transformer.{layer}.lora_A.default.weight", f"transformer.{layer}.lora_B.default.weight"
    yield f"transformer.{layer}.lora.down.weight", f"transformer.{layer}.lora.up.weight"
    yield f"transformer.{layer}.lora_down.weight", f"transformer.{layer}.lora_up.weight"
    for middle in ("processor.", ""):
        yield tuple(f"transformer.{attention}.attn1.{middle}{short}_lora.{half}.weight" for half in ("down", "up"))
    for prefix in ("lora_unet_", "lora_transformer_"):
        yield f"{prefix}{flat}.lora_down.weight", f"{prefix}{flat}.lora_up.weight"


def cog():
    return CogVideoXPipeline(
        tokenizer=None,
        text_encoder=None,
        vae=cogvideox.autoencoder(False, 0.7),
        transformer=cogvideox.transformer(num_layers=1),
        scheduler=cogvideox.scheduler(CogVideoXDDIMScheduler, 1.0),
    )


def mochi():
    transformer = MochiTransformer3DModel(
        num_attention_heads=2,
        attention_head_dim=16,
        num_layers=2,
        pooled_projection_dim=16,
        in_channels=4,
        text_embed_dim=20,
        time_embed_dim=8,
    )
    return MochiPipeline(
        tokenizer=None, text_encoder=None, vae=None, transformer=transformer, scheduler=FlowMatchEulerDiscreteScheduler()
    )


def merged(make, layer, names):
    """The factor with which up · down lies in the layer after the LoRA is loaded and fused."""
    pipeline = make()
    weight = pipeline.transformer.get_submodule(layer).weight
    before = weight.detach().clone()
    generator = torch.Generator().manual_seed(1)
    down = torch.randn(2, before.shape[1], generator=generator)
    up = torch.randn(before.shape[0], 2, generator=generator)
    try:
        pipeline.load_lora_weights(dict(zip(names, (down, up))))
        pipeline.fuse_lora()
    except (ValueError, IndexError, KeyError):
        return None
    module = pipeline.transformer.get_submodule(layer)
    change = getattr(module, "base_layer", module).weight.detach() - before
    product = up @ down
    return round(float((change * product).sum() / (product**2).sum()), 4)


def main():
    written = {
        "diffusers": diffusers.__version__,
        "names": [
            {"family": family, "layer": layer, "down": names[0], "up": names[1], "factor": merged(make, layer, names)}
            for family, make in (("cogvideox", cog), ("mochi", mochi))
            for layer in LAYERS
            for names in styles(layer)
        ],
    }
    OUT.write_text(json.dumps(written, indent=1) + "\n")
    for one in written["names"]:
        print(one["family"], one["down"], one["factor"])


if __name__ == "__main__":
    main()
