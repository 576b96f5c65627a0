"""Parity cases of CogVideoX that the shared collection does not have, from diffusers' own pipelines.

`python -m training.references.cogvideox` (diffusers 0.42.1, torch) writes whole pipelines with tiny random weights to
packages/engine/tests/parity/cogvideox, in the form of the other cases there: a model folder, inputs with every random draw, outputs, and in
case.json the version and the gap between float32 and float64.

- pipeline-i2v-5b: a picture to a clip, with learned and rotary positions and dynamic guidance
- pipeline-v2v-1.5: a clip of an even number of latent frames to a clip, with patches of two frames
- pipeline-i2v-1.5: a picture to a clip, with patches of two frames, the offset embedding and reversely scaled picture latents
- pipeline-v2v-2b: a clip changed with strength 0.75, by deterministic steps
"""

import json
from pathlib import Path

import diffusers
import torch
from diffusers import (
    AutoencoderKLCogVideoX,
    CogVideoXDDIMScheduler,
    CogVideoXDPMScheduler,
    CogVideoXImageToVideoPipeline,
    CogVideoXTransformer3DModel,
    CogVideoXVideoToVideoPipeline,
)
from diffusers.models.autoencoders import vae as vae_module
from diffusers.pipelines.cogvideo import pipeline_cogvideox_image2video, pipeline_cogvideox_video2video
from diffusers.schedulers import scheduling_dpm_cogvideox
from safetensors.torch import save_file

OUT = Path(__file__).resolve().parents[2] / "packages/engine/tests/parity/cogvideox"
TEXT = 7
SITES = {
    vae_module: "vae_encode",
    pipeline_cogvideox_image2video: "prepare_latents",
    pipeline_cogvideox_video2video: "prepare_latents",
    scheduling_dpm_cogvideox: "scheduler",
}


class Draws:
    """Records random draws by site; a second run takes the same again."""

    def __init__(self):
        self.drawn, self.counts = {}, {}
        self.generator = torch.Generator().manual_seed(5)
        for module, site in SITES.items():
            module.randn_tensor = lambda shape, dtype=None, site=site, **_: self.take(site, shape, dtype)

    def restart(self):
        self.counts = {}

    def take(self, site, shape, dtype):
        name = f"noise.{site}.{self.counts.get(site, 0)}"
        self.counts[site] = self.counts.get(site, 0) + 1
        if name not in self.drawn:
            self.drawn[name] = torch.randn(*shape, generator=self.generator)
        return self.drawn[name].to(dtype)


def randomise(model, seed):
    """Weights large enough that every part shows, one stream a tensor."""
    for i, (name, value) in enumerate(sorted(model.state_dict().items())):
        generator = torch.Generator().manual_seed(seed * 10_000 + i)
        draw = torch.randn(value.shape, generator=generator)
        norm = "norm" in name and value.ndim == 1 and name.endswith("weight")
        if name.endswith("pos_embedding"):
            value.copy_(0.5 * draw)
        elif norm:
            value.copy_((2 if "norm_q" in name or "norm_k" in name else 1) * (1 + 0.1 * draw))
        elif value.ndim == 1:
            value.copy_(0.05 * draw)
        else:
            value.copy_(0.8 * draw / value[0].numel() ** 0.5)


def autoencoder(inverted, scaling_factor, widths=(4, 4, 8, 8)):
    return AutoencoderKLCogVideoX(
        block_out_channels=widths,
        down_block_types=("CogVideoXDownBlock3D",) * 4,
        latent_channels=4,
        layers_per_block=1,
        norm_num_groups=2,
        scaling_factor=scaling_factor,
        invert_scale_latents=inverted,
    )


def transformer(**more):
    config = {
        "attention_head_dim": 16,
        "num_attention_heads": 2,
        "num_layers": 2,
        "in_channels": 4,
        "out_channels": 4,
        "time_embed_dim": 24,
        "text_embed_dim": 20,
        "max_text_seq_length": TEXT,
        "sample_frames": 9,
        "sample_height": 4,
        "sample_width": 6,
    }
    return CogVideoXTransformer3DModel(**{**config, **more})


def scheduler(kind, shift):
    return kind(
        beta_schedule="scaled_linear",
        clip_sample=False,
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        snr_shift_scale=shift,
        timestep_spacing="trailing",
    )


CASES = {
    "pipeline-i2v-5b": {
        "pipeline": CogVideoXImageToVideoPipeline,
        "vae": lambda: autoencoder(True, 0.7),
        "transformer": lambda: transformer(
            in_channels=8, use_rotary_positional_embeddings=True, use_learned_positional_embeddings=True
        ),
        "scheduler": lambda: scheduler(CogVideoXDPMScheduler, 1.0),
        "call": {"num_inference_steps": 4, "guidance_scale": 6.0, "use_dynamic_cfg": True, "height": 32, "width": 48, "num_frames": 9},
    },
    "pipeline-i2v-1.5": {
        "pipeline": CogVideoXImageToVideoPipeline,
        "vae": lambda: autoencoder(True, 0.7),
        "transformer": lambda: transformer(
            in_channels=8,
            patch_size_t=2,
            patch_bias=False,
            ofs_embed_dim=24,
            sample_height=20,
            sample_width=20,
            sample_frames=81,
            use_rotary_positional_embeddings=True,
        ),
        "scheduler": lambda: scheduler(CogVideoXDPMScheduler, 1.0),
        "call": {"num_inference_steps": 3, "guidance_scale": 6.0, "use_dynamic_cfg": False, "height": 16, "width": 32, "num_frames": 9},
    },
    "pipeline-v2v-2b": {
        "pipeline": CogVideoXVideoToVideoPipeline,
        "vae": lambda: autoencoder(False, 1.15258426),
        "transformer": transformer,
        "scheduler": lambda: scheduler(CogVideoXDDIMScheduler, 3.0),
        "call": {
            "num_inference_steps": 4,
            "guidance_scale": 6.0,
            "use_dynamic_cfg": False,
            "strength": 0.75,
            "height": 16,
            "width": 32,
            "num_frames": 9,
        },
    },
    # An even number of latent frames: all that the pipeline takes with patches of two.
    "pipeline-v2v-1.5": {
        "pipeline": CogVideoXVideoToVideoPipeline,
        "vae": lambda: autoencoder(False, 0.7, (4, 4, 4, 4)),
        "transformer": lambda: transformer(
            num_layers=1,
            patch_size_t=2,
            patch_bias=False,
            sample_height=20,
            sample_width=20,
            sample_frames=81,
            use_rotary_positional_embeddings=True,
        ),
        "scheduler": lambda: scheduler(CogVideoXDPMScheduler, 1.0),
        "call": {
            "num_inference_steps": 4,
            "guidance_scale": 6.0,
            "use_dynamic_cfg": True,
            "strength": 0.75,
            "height": 16,
            "width": 32,
            "num_frames": 16,
        },
    },
}


def relative(a, b):
    return float((a.double() - b.double()).norm() / b.double().norm())


def run(case, parts, given, draws, dtype):
    """One run of a pipeline; latents before decoding are caught on their way to the autoencoder."""
    draws.restart()
    parts = {name: part.to(dtype) if isinstance(part, torch.nn.Module) else part for name, part in parts.items()}
    pipeline = case["pipeline"](tokenizer=None, text_encoder=None, **parts)
    pipeline.set_progress_bar_config(disable=True)
    caught = {}
    decode, forward = parts["vae"].decode, pipeline.scheduler.step

    def catching_decode(z, **options):
        caught["vae_input"] = z
        caught["video"] = decode(z, **options).sample
        return diffusers.models.autoencoders.vae.DecoderOutput(sample=caught["video"])

    def catching_step(*args, **options):
        out = forward(*args, **options)
        caught["latents"] = out[0]
        return out

    parts["vae"].decode, pipeline.scheduler.step = catching_decode, catching_step
    call = {name: value for name, value in case["call"].items() if name != "num_frames" or "strength" not in case["call"]}
    video = pipeline(
        **{name: value.to(dtype) if torch.is_tensor(value) else [one.to(dtype) for one in value] for name, value in given.items()},
        **call,
        output_type="pt",
    ).frames
    parts["vae"].decode, pipeline.scheduler.step = decode, forward
    caught["frames_uint8"] = (video * 255).round().to(torch.uint8).permute(0, 1, 3, 4, 2)
    return caught


@torch.no_grad()
def main():
    draws = Draws()
    for index, (name, case) in enumerate(CASES.items()):
        draws.drawn = {}
        generator = torch.Generator().manual_seed(100 + index)
        parts = {part: case[part]() for part in ("vae", "transformer", "scheduler")}
        randomise(parts["vae"], 2 * index + 1)
        randomise(parts["transformer"], 2 * index + 2)
        height, width, frames = (case["call"][key] for key in ("height", "width", "num_frames"))
        pictures = torch.rand(frames, 3, height, width, generator=generator)
        given = {
            "prompt_embeds": torch.randn(1, TEXT, 20, generator=generator),
            "negative_prompt_embeds": torch.randn(1, TEXT, 20, generator=generator),
        }
        if "strength" in case["call"]:
            given["video"] = list(pictures)
        else:
            given["image"] = pictures[:1]
        # The configs before the run, which changes nothing in them but the device.
        single = run(case, parts, given, draws, torch.float32)
        folder = OUT / name
        for part in ("vae", "transformer", "scheduler"):
            parts[part].save_pretrained(folder / "hub" / part)
        # What the pipeline makes of its pictures: -1 ... 1, [1, 3, frames, height, width].
        shown = {"prompt_embeds": given["prompt_embeds"], "negative_prompt_embeds": given["negative_prompt_embeds"]}
        count = frames if "video" in given else 1
        shown["video" if "video" in given else "image"] = (2 * pictures[:count] - 1).permute(1, 0, 2, 3)[None].contiguous()
        recorded = dict(draws.drawn)
        start = recorded.pop("noise.prepare_latents.0") if "image" in given else None
        if start is not None:
            shown["latents"] = start
        double = run(case, parts, given, draws, torch.float64)
        write(folder, name, case, {**shown, **recorded}, single, double)


def write(folder, name, case, inputs, single, double):
    index = {"_class_name": case["pipeline"].__name__, "_diffusers_version": diffusers.__version__}
    (folder / "hub/model_index.json").write_text(json.dumps(index, indent=2) + "\n")
    floats = [key for key in single if key != "frames_uint8"]
    gaps = {key: relative(single[key], double[key]) for key in floats}
    case_json = {
        "id": f"cogvideox/{name}",
        "kind": "cog.pipeline",
        "layout": "hub",
        "reference": {"class": f"{case['pipeline'].__name__}.__call__", "package": f"diffusers {diffusers.__version__}"},
        "dtype": "float32",
        "args": {"call": case["call"]},
        "tolerance": {"per_output": {key: 5e-4 for key in floats}},
        "observed": {"float64_vs_float32_relative_l2": {key: float(f"{gap:.3g}") for key, gap in gaps.items()}},
    }
    (folder / "case.json").write_text(json.dumps(case_json, indent=2) + "\n")
    save_file({key: value.float().contiguous() for key, value in inputs.items()}, str(folder / "inputs.safetensors"))
    save_file({key: value.contiguous() for key, value in single.items()}, str(folder / "outputs.safetensors"))
    print(name, gaps, sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) // 1000, "kB")


if __name__ == "__main__":
    main()
