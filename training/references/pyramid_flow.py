"""A Pyramid Flow clip that begins with a picture, from the authors' own `PyramidDiTForVideoGeneration.generate_i2v`.

`python -m training.references.pyramid_flow CHECKOUT` (torch, diffusers, transformers, einops, accelerate; CHECKOUT is jy0205/Pyramid-Flow at
3040d717) writes a tiny random miniFLUX model, a picture, every random draw and what the reference computes to
packages/engine/tests/parity/pyramid-flow/pipeline-i2v, with the versions and the gap between float32 and float64 in case.json. What the
checkout imports for training alone (torchvision, timm, IPython, its own distributed helpers) is replaced by stubs. Weights are rounded to
bfloat16, as the model is run, and computed with in f32.
"""

import json
import sys
import types
from pathlib import Path

import diffusers
import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

OUT = Path(__file__).resolve().parents[2] / "packages/engine/tests/parity/pyramid-flow/pipeline-i2v"
COMMIT = "3040d717b0ef48f0dfb10d0eb9f3c1d0b55442e0"
VARIANT = "diffusion_transformer_384p"
TEXT, POOLED, TOKENS, SIZE = 24, 32, 7, 64
CALL = dict(temp=3, num_inference_steps=[2, 1, 2], guidance_scale=7.0, video_guidance_scale=4.0)

TRANSFORMER = dict(
    patch_size=1, in_channels=16, num_layers=1, num_single_layers=1, attention_head_dim=16, num_attention_heads=2,
    joint_attention_dim=TEXT, pooled_projection_dim=POOLED, axes_dims_rope=[4, 6, 6],
    use_flash_attn=False, use_temporal_causal=True, interp_condition_pos=True,
)
BLOCKS = ["BlockCausal3D"] * 4
AUTOENCODER = dict(
    encoder_out_channels=4, encoder_layers_per_block=(1, 1, 1, 1), encoder_block_out_channels=(4, 4, 8, 8),
    encoder_down_block_types=["DownEncoder" + block for block in BLOCKS], encoder_norm_num_groups=2,
    decoder_in_channels=4, decoder_layers_per_block=(1, 1, 1, 1), decoder_block_out_channels=(4, 4, 8, 8),
    decoder_up_block_types=["UpDecoder" + block for block in BLOCKS], decoder_norm_num_groups=2,
)


def stub(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


def install_stubs(checkout):
    """Modules that only training needs; a transform of a picture is a function."""
    # Before the stubs: they look for the true packages.
    import diffusers.models.lora  # noqa: F401
    from transformers import CLIPTextModel, CLIPTokenizer, T5EncoderModel, T5TokenizerFast  # noqa: F401

    no = lambda *args, **kwargs: False  # noqa: E731
    nothing = lambda *args, **kwargs: None  # noqa: E731
    compose = lambda steps: lambda picture: steps[1](steps[0](picture))  # noqa: E731
    to_tensor = lambda: lambda picture: torch.from_numpy(np.asarray(picture).copy()).permute(2, 0, 1) / 255  # noqa: E731
    normalize = lambda mean, std: lambda x: (x - mean[0]) / std[0]  # noqa: E731
    transforms = stub("torchvision.transforms", Compose=compose, ToTensor=to_tensor, Normalize=normalize)
    stub("torchvision", transforms=transforms)
    stub("IPython", embed=nothing)
    layers = stub("timm.models.layers", trunc_normal_=torch.nn.init.trunc_normal_, drop_path=nothing, to_2tuple=nothing)
    stub("timm.models", layers=layers)
    stub("timm", models=sys.modules["timm.models"])
    parallel = ["get_sequence_parallel_group", "get_sequence_parallel_group_rank", "get_sequence_parallel_rank",
                "get_sequence_parallel_world_size", "get_rank", "all_to_all"]
    stub("trainer_misc", is_sequence_parallel_initialized=no, **{name: nothing for name in parallel})
    context = ["get_context_parallel_group", "get_context_parallel_world_size", "get_context_parallel_rank",
               "get_context_parallel_group_rank"]
    stub("utils", is_context_parallel_initialized=no, **{name: nothing for name in context})
    # The packages without what their __init__ imports for training.
    stub("video_vae").__path__ = [str(Path(checkout) / "video_vae")]
    stub("video_vae.context_parallel_ops", conv_scatter_to_context_parallel_region=nothing,
         conv_gather_from_context_parallel_region=nothing, cp_pass_from_previous_rank=nothing)
    sys.path.insert(0, checkout)


def randomise(model, seed):
    """Normal weights by fan-in, norms near 1 (those of heads near 2), biases small."""
    generator = torch.Generator().manual_seed(seed)
    for name, value in model.named_parameters():
        draw = torch.randn(value.shape, generator=generator)
        if value.ndim == 1:
            centre = 2 if "attn.norm" in name else 1
            value.data = 0.05 * draw if name.endswith("bias") else centre * (1 + 0.1 * draw)
        else:
            value.data = 0.8 * draw / (value[0].numel() ** 0.5)
        value.data = value.data.to(torch.bfloat16).to(torch.float32)
    return model.eval()


class Draws:
    """Random draws by site: recorded in the first run, given again in the second."""

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)
        self.known, self.count = {}, {}

    def at(self, site, make):
        index = self.count.get(site, 0)
        self.count[site] = index + 1
        name = f"noise.{site}.{index}"
        if name not in self.known:
            self.known[name] = make()
        return self.known[name]

    def normal(self, site, shape):
        return self.at(site, lambda: torch.randn(shape, generator=self.generator))


def block_noise(generator, *size):
    """Noise with the covariance of `sample_block_noise`, whose own draw fails where rounding makes the singular matrix negative."""
    batch, channels, frames, rows, columns = size
    draw = torch.randn((batch, channels, frames, rows // 2, columns // 2, 2, 2), generator=generator)
    draw = (4 / 3) ** 0.5 * (draw - draw.mean((-2, -1), keepdim=True))
    return draw.permute(0, 1, 2, 3, 5, 4, 6).reshape(size)


def run(pipeline, transformer, vae, prompts, picture, draws, dtype):
    draws.count = {}
    pipeline.build_pyramid_dit = lambda *args, **kwargs: transformer.to(dtype)
    pipe = pipeline.PyramidDiTForVideoGeneration(
        "", "fp32", model_name="pyramid_flux", model_variant=VARIANT, load_text_encoder=False, load_vae=False
    )
    pipe.vae = vae.to(dtype)
    order = [prompts["prompt"], prompts["negative_prompt"]]
    pipe.text_encoder = lambda prompt, device: tuple(value.to(dtype) for value in order.pop(0))
    pipeline.randn_tensor = lambda shape, **kwargs: draws.normal("latents", shape).to(dtype)
    encoded = sys.modules["video_vae.modeling_enc_dec"]
    encoded.randn_tensor = lambda shape, **kwargs: draws.normal("posterior", shape).to(dtype)
    pipe.sample_block_noise = lambda *size: draws.at("block", lambda: block_noise(draws.generator, *size)).to(dtype)
    seen = {}
    decode = type(vae).decode

    def seen_decode(z, **kwargs):
        seen["vae_input"] = z.clone()
        out = decode(vae, z, **kwargs)
        seen["video"] = out.sample.clone()
        return out

    vae.decode = seen_decode
    concatenated = torch.cat

    def cat(tensors, dim=0):
        out = concatenated(tensors, dim=dim)
        if dim == 2 and out.ndim == 5 and out.shape[2] == CALL["temp"]:
            seen["latents"] = out.clone()
        return out

    pipeline.torch = types.SimpleNamespace(**{**torch.__dict__, "cat": cat})
    frames = pipe.generate_i2v(prompt="", input_image=picture, negative_prompt="", save_memory=True, **CALL)
    seen["frames_uint8"] = torch.from_numpy(np.stack([np.asarray(frame) for frame in frames]))[None]
    return seen


def main(checkout):
    install_stubs(checkout)
    torch.manual_seed(7)
    from pyramid_dit import pyramid_dit_for_video_gen_pipeline as pipeline
    from pyramid_dit.flux_modules import PyramidFluxTransformer
    from video_vae.modeling_causal_vae import CausalVideoVAE

    transformer = randomise(PyramidFluxTransformer(**TRANSFORMER), 21)
    vae = randomise(CausalVideoVAE(**AUTOENCODER), 22)
    generator = torch.Generator().manual_seed(23)
    pixels = torch.rand((SIZE // 8, SIZE // 8, 3), generator=generator).mul(255).to(torch.uint8).numpy()
    picture = Image.fromarray(pixels).resize((SIZE, SIZE), Image.BILINEAR)
    draw = lambda *shape: torch.randn(shape, generator=generator)  # noqa: E731
    masks = {"prompt": 6, "negative_prompt": 4}
    prompts = {
        name: (draw(1, TOKENS, TEXT), (torch.arange(TOKENS) < valid).float()[None], draw(1, POOLED))
        for name, valid in masks.items()
    }
    draws = Draws(24)
    with torch.no_grad():
        out = {name: value.clone() for name, value in run(pipeline, transformer, vae, prompts, picture, draws, torch.float32).items()}
        exact = run(pipeline, transformer, vae, prompts, picture, draws, torch.float64)
    gap = {
        name: float((exact[name].double() - value.double()).norm() / exact[name].double().norm())
        for name, value in out.items()
        if name != "frames_uint8"
    }
    hub = OUT / "hub"
    for folder, model in ((VARIANT, transformer), ("causal_video_vae", vae)):
        (hub / folder).mkdir(parents=True, exist_ok=True)
        model.float().save_config(hub / folder)
        weights = {name: value.to(torch.bfloat16).contiguous() for name, value in model.state_dict().items()}
        save_file(weights, str(hub / folder / "diffusion_pytorch_model.safetensors"))
    inputs = {name: value.contiguous() for name, value in draws.known.items()}
    for name, (text, mask, pooled) in prompts.items():
        prefix = name.removesuffix("prompt")
        inputs |= {f"{name}_embeds": text, f"{name}_attention_mask": mask, f"{prefix}pooled_prompt_embeds": pooled}
    inputs["image"] = (torch.from_numpy(np.asarray(picture).copy()).permute(2, 0, 1) / 127.5 - 1)[None, :, None].contiguous()
    case = {
        "id": "pyramid-flow/pipeline-i2v",
        "kind": "pyramid.pipeline",
        "reference": {
            "class": "PyramidDiTForVideoGeneration.generate_i2v", "repository": "jy0205/Pyramid-Flow", "commit": COMMIT,
            "diffusers": diffusers.__version__, "torch": torch.__version__,
        },
        "args": {"model_name": "pyramid_flux", "model_variant": VARIANT, "call": CALL},
        "tolerance": {"per_output": {name: 5e-4 for name in gap if name != "video"}},
        "observed": {"float64_vs_float32_relative_l2": gap},
    }
    (OUT / "case.json").write_text(json.dumps(case, indent=2) + "\n")
    save_file(inputs, str(OUT / "inputs.safetensors"))
    # The frames are the video in bytes, an eighth of its size.
    save_file({name: value.contiguous() for name, value in out.items() if name != "video"}, str(OUT / "outputs.safetensors"))
    print(gap)


if __name__ == "__main__":
    main(sys.argv[1])
