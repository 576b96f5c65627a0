"""FastMochi's sampling, from diffusers' own `MochiPipeline`.

`python -m training.references.mochi` (diffusers 0.42.1, torch 2.15.0) writes a tiny random model, its inputs and what the
reference computes to packages/engine/tests/parity/mochi/pipeline-fast. FastVideo runs its checkpoint with the pipeline and
`linear_quadratic_schedule(8, 0.1, 6)` in place of `linear_quadratic_schedule(8, 0.025)`, with guidance 1.5; the empty negative
prompt has no token at all. Weights are rounded to bfloat16, as the published files hold them, and computed with in f32.
"""

import json
import types
from pathlib import Path

import diffusers
import torch
from diffusers import AutoencoderKLMochi, FlowMatchEulerDiscreteScheduler, MochiPipeline, MochiTransformer3DModel
from diffusers.pipelines.mochi import pipeline_mochi
from safetensors.torch import save_file

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "packages/engine/tests/parity/mochi/pipeline-fast"
STEPS, THRESHOLD, LINEAR, GUIDANCE = 8, 0.1, 6, 1.5
FRAMES, HEIGHT, WIDTH, TOKENS, VALID, TEXT = 7, 32, 48, 9, 6, 24
PUBLISHED = pipeline_mochi.linear_quadratic_schedule

TRANSFORMER = dict(
    num_attention_heads=2, attention_head_dim=16, num_layers=2, pooled_projection_dim=16, in_channels=12,
    text_embed_dim=TEXT, time_embed_dim=16, max_sequence_length=16,
)
AUTOENCODER = dict(
    encoder_block_out_channels=(32, 32, 32, 32), decoder_block_out_channels=(32, 32, 32, 32),
    layers_per_block=(1, 1, 1, 1, 1),
)


def randomise(model, seed):
    """Normal weights by fan-in, norms near 1, biases small; positions of about one turn across the clip."""
    generator = torch.Generator().manual_seed(seed)
    for name, value in model.named_parameters():
        draw = torch.randn(value.shape, generator=generator)
        if name == "pos_frequencies":
            value.data = 0.1 * draw
        elif value.ndim == 1:
            value.data = 0.05 * draw if name.endswith("bias") else 1 + 0.1 * draw
        else:
            value.data = 0.8 * draw / (value[0].numel() ** 0.5)
        value.data = value.data.to(torch.bfloat16).to(torch.float32)
    return model.eval()


def run(transformer, vae, inputs, dtype):
    scheduler = FlowMatchEulerDiscreteScheduler(invert_sigmas=True)
    pipe = MochiPipeline(scheduler, vae.to(dtype), None, None, transformer.to(dtype), force_zeros_for_empty_prompt=True)
    pipe.set_progress_bar_config(disable=True)
    seen = {}

    def decode(self, latents, **kwargs):
        seen["vae_input"] = latents
        seen["video"] = AutoencoderKLMochi.decode(self, latents).sample
        return (seen["video"],)

    vae.decode = types.MethodType(decode, vae)

    def last(pipe, index, timestep, values):
        seen["latents"] = values["latents"]
        return values

    frames = pipe(
        num_inference_steps=STEPS, guidance_scale=GUIDANCE, height=HEIGHT, width=WIDTH, num_frames=FRAMES,
        callback_on_step_end=last, output_type="pt", return_dict=False,
        **{name: value.to(dtype) if value.is_floating_point() else value for name, value in inputs.items()},
    )[0]
    seen["frames_uint8"] = (frames.permute(0, 1, 3, 4, 2) * 255).round().to(torch.uint8)
    return seen


def main():
    torch.manual_seed(5)
    pipeline_mochi.linear_quadratic_schedule = lambda steps, _threshold: PUBLISHED(steps, THRESHOLD, LINEAR)
    transformer = randomise(MochiTransformer3DModel(**TRANSFORMER), 11)
    vae = randomise(AutoencoderKLMochi(**AUTOENCODER), 12)
    mask = torch.zeros(1, TOKENS)
    mask[:, :VALID] = 1
    inputs = {
        "latents": torch.randn(1, 12, (FRAMES - 1) // 6 + 1, HEIGHT // 8, WIDTH // 8),
        "prompt_embeds": torch.randn(1, TOKENS, TEXT),
        "prompt_attention_mask": mask,
        "negative_prompt_embeds": torch.randn(1, TOKENS, TEXT),
        "negative_prompt_attention_mask": torch.zeros(1, TOKENS),
    }
    with torch.no_grad():
        out = {name: value.clone().contiguous() for name, value in run(transformer, vae, inputs, torch.float32).items()}
        exact = run(transformer, vae, inputs, torch.float64)
    gap = {
        name: float((exact[name] - value.double()).norm() / exact[name].norm())
        for name, value in out.items()
        if name != "frames_uint8"
    }
    hub = OUT / "hub"
    for folder, model in (("transformer", transformer), ("vae", vae)):
        (hub / folder).mkdir(parents=True, exist_ok=True)
        model.float().save_config(hub / folder)
        weights = {name: value.to(torch.bfloat16).contiguous() for name, value in model.state_dict().items()}
        # Text to video has no use for the encoder.
        weights = {name: value for name, value in weights.items() if not name.startswith("encoder.")}
        save_file(weights, str(hub / folder / "diffusion_pytorch_model.safetensors"))
    FlowMatchEulerDiscreteScheduler(invert_sigmas=True).save_config(hub / "scheduler")
    index = {
        "_class_name": "MochiPipeline",
        "_diffusers_version": diffusers.__version__,
        "force_zeros_for_empty_prompt": True,
        "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
        "text_encoder": ["transformers", "T5EncoderModel"],
        "tokenizer": ["transformers", "T5TokenizerFast"],
        "transformer": ["diffusers", "MochiTransformer3DModel"],
        "vae": ["diffusers", "AutoencoderKLMochi"],
    }
    case = {
        "id": "mochi/pipeline-fast",
        "kind": "mochi.pipeline",
        "reference": {"class": "MochiPipeline.__call__", "diffusers": diffusers.__version__, "torch": torch.__version__},
        "args": {
            "call": {"num_inference_steps": STEPS, "guidance_scale": GUIDANCE, "height": HEIGHT, "width": WIDTH, "num_frames": FRAMES},
            "schedule": {"threshold_noise": THRESHOLD, "linear_steps": LINEAR},
        },
        "tolerance": {"per_output": {name: 5e-4 for name in gap}},
        "observed": {"float64_vs_float32_relative_l2": gap},
    }
    (hub / "model_index.json").write_text(json.dumps(index, indent=2) + "\n")
    (OUT / "case.json").write_text(json.dumps(case, indent=2) + "\n")
    save_file({name: value.contiguous() for name, value in inputs.items()}, str(OUT / "inputs.safetensors"))
    save_file(out, str(OUT / "outputs.safetensors"))
    print(gap)


if __name__ == "__main__":
    main()
