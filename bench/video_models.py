"""Random full-size transformers of CogVideoX, Mochi and Pyramid Flow, and the PyTorch side of bench/video-models.ts.

`python video_models.py weights FOLDER MODEL LAYERS` writes a transformer of so many blocks as published (bf16) with its config;
`python video_models.py run FOLDER MODEL THREADS` makes one pass in float32, writes what goes in and comes out beside it, and prints JSON.
CogVideoX and Mochi are diffusers' classes, Pyramid Flow is its authors' (a checkout of jy0205/Pyramid-Flow in PYRAMID_FLOW; it
needs einops and accelerate).
"""

import contextlib
import json
import os
import resource
import sys
import time
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

# Latents of a clip as [frames, rows, columns], and tokens of a usual prompt.
CLIPS = {"cogvideox-2b": (13, 60, 90), "mochi": (6, 60, 106), "pyramid-miniflux": (7, 48, 80)}
WORDS = {"cogvideox-2b": 226, "mochi": 64, "pyramid-miniflux": 64}
CHANNELS = {"cogvideox-2b": 16, "mochi": 12, "pyramid-miniflux": 16}


def build(model, layers):
    # The authors' code prints what it is: the last line of the output is a figure's.
    with contextlib.redirect_stdout(sys.stderr):
        return built_of(model, layers)


def built_of(model, layers):
    if model == "cogvideox-2b":
        from diffusers import CogVideoXTransformer3DModel

        return CogVideoXTransformer3DModel(num_layers=layers)
    if model == "mochi":
        from diffusers import MochiTransformer3DModel

        return MochiTransformer3DModel(num_layers=layers)
    from training.references.pyramid_flow import install_stubs

    install_stubs(os.environ["PYRAMID_FLOW"])
    from pyramid_dit.flux_modules.modeling_pyramid_flux import PyramidFluxTransformer

    return PyramidFluxTransformer(
        patch_size=1, in_channels=64, num_layers=min(8, layers), num_single_layers=max(1, min(16, 2 * layers)),
        attention_head_dim=64, num_attention_heads=30, joint_attention_dim=4096, pooled_projection_dim=768,
        axes_dims_rope=[16, 24, 24], use_flash_attn=False, use_temporal_causal=True, interp_condition_pos=True,
    )


def randomise(model):
    generator = torch.Generator().manual_seed(1)
    for name, value in model.named_parameters():
        draw = torch.randn(value.shape, generator=generator)
        if value.ndim == 1:
            value.data = 0.05 * draw if name.endswith("bias") else torch.ones(value.shape)
        else:
            value.data = draw * value[0].numel() ** -0.5
    return model


@torch.no_grad()
def weights(folder, model, layers):
    built = randomise(build(model, layers))
    Path(folder).mkdir(parents=True, exist_ok=True)
    save_file({name: value.bfloat16().contiguous() for name, value in built.state_dict().items()}, f"{folder}/diffusion_pytorch_model.safetensors")
    Path(f"{folder}/config.json").write_text(json.dumps(dict(built.config), default=str))


def history(model):
    """Sizes of the parts that the last frame's finest stage sees, the oldest and coarsest first, and its own."""
    asked = os.environ.get("CLIP")
    frames, rows, columns = map(int, asked.split("x")) if asked else CLIPS[model]
    if model != "pyramid-miniflux":
        return [(frames, rows, columns)]
    coarser = [max(0, 2 - (frames - 2 - frame)) for frame in range(frames - 1)]
    return [(1, rows // 2 ** (2 - stage), columns // 2 ** (2 - stage)) for stage in [*coarser, 2]]


@torch.no_grad()
def run(folder, model, threads):
    torch.set_num_threads(threads)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stored = load_file(f"{folder}/diffusion_pytorch_model.safetensors")
    config = json.loads(Path(f"{folder}/config.json").read_text())
    with torch.device("meta"):
        built = build(model, config["num_layers"]).eval()
    built = built.to_empty(device="cpu")
    for name, value in built.state_dict().items():
        value.copy_(stored.pop(name))
    for name, value in built.named_buffers():
        if name not in built.state_dict():
            value.copy_(dict(build(model, 1).named_buffers())[name])
    generator = torch.Generator().manual_seed(2)
    normal = lambda *shape: torch.randn(shape, generator=generator)
    words, channels = WORDS[model], CHANNELS[model]
    parts = [normal(1, channels, *box) for box in history(model)]
    text, pooled = normal(1, words, 4096), normal(1, 768)
    step = torch.tensor([500.0])

    def call():
        if model == "cogvideox-2b":
            return built(parts[0].transpose(1, 2), text, step, return_dict=False)[0].transpose(1, 2)
        if model == "mochi":
            return built(parts[0], text, step, torch.ones(1, words, dtype=torch.bool), return_dict=False)[0]
        return built([parts], timestep_ratio=step, encoder_hidden_states=text, encoder_attention_mask=torch.ones(1, words), pooled_projections=pooled)[0]

    wall, cpu = time.perf_counter(), time.process_time()
    out = call()
    seconds, cpu_seconds = time.perf_counter() - wall, time.process_time() - cpu
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) / 1024
    inputs = {f"part.{i}": part for i, part in enumerate(parts)}
    save_file({**inputs, "text": text, "pooled": pooled, "out": out.contiguous()}, f"{folder}/pass.safetensors")
    print(json.dumps({"seconds": seconds, "cpuSeconds": cpu_seconds, "peakMbOverBase": round(peak)}))


if __name__ == "__main__":
    if sys.argv[1] == "weights":
        weights(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        run(sys.argv[2], sys.argv[3], int(sys.argv[4]))
