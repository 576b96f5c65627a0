"""Plain PyTorch references for what no published parity case of LTX-Video covers.

Written from the papers and from what the published pipelines compute, without their code: one function a thing, float32,
batch 1. `python -m training.references.ltx_video` writes the fixtures that the engine's tests read; weights are those
of the tiny checkpoint in packages/engine/tests/parity.

- guided: three steps with guidance, spatio-temporal guidance (values in the place of self-attention), the projection of
  the negative velocity, and rescaling
- stochastic: fresh noise at every step (0.9.6 distilled)
- refine: the second pass of the two-scale pipeline, from given upsampled latents: matched statistics, mixed noise, a
  cut schedule, tone mapping
- extend-backwards: a clip of several latent frames known at the END of the video, as LTXConditionPipeline lays it
- image-0.9.0: an image at frame 0 with grid positions and a shifted schedule, as the pipeline of 0.9.0 does
- decoder-latents: noise in normalised latents, tone mapping, then their own scale (the end of Lightricks' pipeline)
- blur: the Gaussian that conditioning pictures take first
- fp8: every value of the two 8-bit float types
"""

import json
import math
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional as F

ROOT = Path(__file__).resolve().parents[2]
HUB = ROOT / "packages/engine/tests/parity/ltx-video/pipeline-condition-two-images/hub"
OUT = ROOT / "packages/engine/tests/fixtures/ltx-references"


class Transformer:
    """The LTX-Video transformer over one clip."""

    def __init__(self):
        self.w = load_file(str(HUB / "transformer/diffusion_pytorch_model.safetensors"))
        config = json.loads((HUB / "transformer/config.json").read_text())
        self.layers = config["num_layers"]
        self.heads = config["num_attention_heads"]
        self.width = self.heads * config["attention_head_dim"]

    def linear(self, x, name):
        return F.linear(x, self.w[f"{name}.weight"], self.w[f"{name}.bias"])

    def rotary(self, positions):
        """positions [3, tokens] over the base size; angles for pairs of channels, the first width % 6 still."""
        count = self.width // 6
        frequencies = 10_000.0 ** torch.linspace(0, 1, count) * math.pi / 2
        angles = frequencies * (positions.t().unsqueeze(-1) * 2 - 1)  # [tokens, 3, count]
        angles = angles.transpose(1, 2).flatten(1)
        still = torch.zeros(angles.shape[0], (self.width % 6) // 2)
        return torch.cat([still, angles], 1)

    @staticmethod
    def turn(x, angles):
        pairs = x.unflatten(-1, (-1, 2))
        a, b = pairs[..., 0], pairs[..., 1]
        cos, sin = angles.cos(), angles.sin()
        return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(-2)

    def norm(self, x, name):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * self.w[f"{name}.weight"]

    def attend(self, x, context, block, angles=None, values_only=False):
        q, k, v = (self.linear(y, f"{block}.to_{n}") for y, n in ((x, "q"), (context, "k"), (context, "v")))
        q, k = self.norm(q, f"{block}.norm_q"), self.norm(k, f"{block}.norm_k")
        if angles is not None:
            q, k = self.turn(q, angles), self.turn(k, angles)
        split = lambda y: y.unflatten(-1, (self.heads, -1)).transpose(0, 1)
        out = F.scaled_dot_product_attention(split(q)[None], split(k)[None], split(v)[None])[0]
        out = v if values_only else out.transpose(0, 1).flatten(1)
        return self.linear(out, f"{block}.to_out.0")

    def time(self, times):
        half = 128
        frequencies = torch.exp(-math.log(10_000) * torch.arange(half) / half)
        angles = times[:, None] * frequencies
        return torch.cat([angles.cos(), angles.sin()], 1)

    def __call__(self, sample, words, times, positions, perturbed=()):
        """sample [tokens, channels], words [n, caption], times [tokens], positions [3, tokens] → velocity."""
        angles = self.rotary(positions)
        x = self.linear(sample, "proj_in")
        context = F.gelu(self.linear(words, "caption_projection.linear_1"), approximate="tanh")
        context = self.linear(context, "caption_projection.linear_2")
        name = "time_embed.emb.timestep_embedder"
        embedded = self.linear(F.silu(self.linear(self.time(times), f"{name}.linear_1")), f"{name}.linear_2")
        modulation = self.linear(F.silu(embedded), "time_embed.linear").unflatten(-1, (6, -1))
        rms = lambda y: y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + 1e-6)
        for i in range(self.layers):
            b = f"transformer_blocks.{i}"
            shift, scale, gate, shift2, scale2, gate2 = (modulation + self.w[f"{b}.scale_shift_table"]).unbind(1)
            normed = rms(x) * (1 + scale) + shift
            x = x + gate * self.attend(normed, normed, f"{b}.attn1", angles, i in perturbed)
            x = x + self.attend(x, context, f"{b}.attn2")
            wide = F.gelu(self.linear(rms(x) * (1 + scale2) + shift2, f"{b}.ff.net.0.proj"), approximate="tanh")
            x = x + gate2 * self.linear(wide, f"{b}.ff.net.2")
        shift, scale = (embedded[:, None] + self.w["scale_shift_table"]).unbind(1)
        x = F.layer_norm(x, (self.width,), eps=1e-6) * (1 + scale) + shift
        return self.linear(x, "proj_out")


def coordinates(frames, rows, columns, fps, first=0, space=16, time=4):
    """Seconds, rows and columns of latent tokens, over (20, 2048, 2048)."""
    f, y, x = torch.meshgrid(torch.arange(frames), torch.arange(rows), torch.arange(columns), indexing="ij")
    seconds = ((f * time + 1 - time).clamp(min=0) + first).float() * (1.0 / fps)
    grid = torch.stack([seconds, (y * space).float(), (x * space).float()]).flatten(1)
    return grid / torch.tensor([20.0, 2048.0, 2048.0])[:, None]


def next_level(levels, current):
    lower = [level for level in levels if level < current - 1e-6]
    return max(lower, default=0.0)


def guided():
    model, g = Transformer(), torch.Generator().manual_seed(11)
    frames, rows, columns, channels = 2, 3, 4, 8
    tokens = frames * rows * columns
    sample = torch.randn(tokens, channels, generator=g)
    words, negative = torch.randn(5, 24, generator=g), torch.randn(3, 24, generator=g)
    positions = coordinates(frames, rows, columns, 24)
    levels = [1.0, 0.8, 0.4]
    start = sample.clone()
    for i, level in enumerate(levels):
        times = torch.full((tokens,), level * 1000)
        positive = model(sample, words, times, positions)
        base = model(sample, negative, times, positions)
        base = base * (positive * base).sum() / ((base**2).sum() + 1e-8)
        perturbed = model(sample, words, times, positions, perturbed=(1,))
        velocity = base + 3.5 * (positive - base) + 1.5 * (positive - perturbed)
        velocity = velocity * (0.7 * positive.std() / velocity.std() + 0.3)
        sample = sample + ((levels + [0.0])[i + 1] - level) * velocity
    return {"sample": start, "words": words, "negative": negative, "latents": sample}


def stochastic():
    model, g = Transformer(), torch.Generator().manual_seed(12)
    frames, rows, columns, channels = 2, 2, 3, 8
    tokens = frames * rows * columns
    sample = torch.randn(tokens, channels, generator=g)
    words = torch.randn(4, 24, generator=g)
    positions = coordinates(frames, rows, columns, 24)
    levels = [1.0, 0.75, 0.5]
    noise = torch.randn(len(levels), tokens, channels, generator=g)
    start = sample.clone()
    for i, level in enumerate(levels):
        velocity = model(sample, words, torch.full((tokens,), level * 1000), positions)
        after = (levels + [0.0])[i + 1]
        sample = (1 - after) * (sample - level * velocity) + after * noise[i]
    return {"sample": start, "words": words, "noise": noise, "latents": sample}


def refine():
    model, g = Transformer(), torch.Generator().manual_seed(13)
    channels, frames, rows, columns = 8, 2, 4, 6
    tokens = frames * rows * columns
    first = 0.5 + 1.3 * torch.randn(channels, frames, rows // 2, columns // 2, generator=g)
    larger = torch.randn(channels, frames, rows, columns, generator=g) * 2 - 1
    noise = torch.randn(channels, frames, rows, columns, generator=g)
    words = torch.randn(4, 24, generator=g)
    matched = torch.stack([(l - l.mean()) / l.std() * f.std() + f.mean() for l, f in zip(larger, first)])
    levels = [0.9094, 0.7250, 0.4219]
    mixed = levels[0] * noise + (1 - levels[0]) * matched
    sample = mixed.flatten(1).t()
    positions = coordinates(frames, rows, columns, 24)
    for i, level in enumerate(levels):
        velocity = model(sample, words, torch.full((tokens,), level * 1000), positions)
        sample = sample + ((levels + [0.0])[i + 1] - level) * velocity
    factor = 0.6 * 0.75
    mapped = sample * (1 - 0.8 * factor * torch.sigmoid(4 * factor * (sample.abs() - 1)))
    return {"first": first, "larger": larger, "noise": noise, "words": words, "matched": matched, "latents": sample, "mapped": mapped}


def extend_backwards():
    """Four latent frames known from latent frame 2 of 6 on: two as extra tokens in front, two in place."""
    model, g = Transformer(), torch.Generator().manual_seed(14)
    channels, frames, rows, columns, fps, strength = 8, 6, 2, 3, 12, 0.9
    plane = rows * columns
    known = torch.randn(channels, 4, rows, columns, generator=g)
    noise = torch.randn(channels, frames, rows, columns, generator=g)
    extra_noise = torch.randn(channels, 2, rows, columns, generator=g)
    words = torch.randn(4, 24, generator=g)
    at = 8  # frame of the video; 4 frames a latent
    video = noise.clone()
    strengths = torch.zeros(frames, plane)
    start = at // 4 + 2
    video[:, start : start + 2] += strength * (known[:, 2:] - video[:, start : start + 2])
    strengths[start : start + 2] = strength
    extra = extra_noise + strength * (known[:, :2] - extra_noise)
    sample = torch.cat([extra.flatten(1).t(), video.flatten(1).t()])
    fixed = torch.cat([torch.full((2 * plane,), strength), strengths.flatten()])
    positions = torch.cat([coordinates(2, rows, columns, fps, first=at), coordinates(frames, rows, columns, fps)], 1)
    levels = [1.0, 0.9875, 0.725, 0.05]
    for level in levels:
        times = torch.minimum(torch.tensor(level), 1 - fixed)
        velocity = model(sample, words, times * 1000, positions)
        after = torch.tensor([next_level(levels, t) for t in times.tolist()])
        stepped = sample + (after - times)[:, None] * velocity
        sample = torch.where((level - 1e-6 < 1 - fixed)[:, None], stepped, sample)
    return {"known": known, "noise": noise, "extra_noise": extra_noise, "words": words, "latents": sample[2 * plane :]}


def image_090():
    """A fixed first latent frame, grid positions, levels shifted by the number of tokens."""
    model, g = Transformer(), torch.Generator().manual_seed(15)
    channels, frames, rows, columns, fps = 8, 3, 2, 3, 25
    plane = rows * columns
    image = torch.randn(channels, 1, rows, columns, generator=g)
    noise = torch.randn(channels, frames, rows, columns, generator=g)
    words = torch.randn(4, 24, generator=g)
    f, y, x = torch.meshgrid(torch.arange(frames), torch.arange(rows), torch.arange(columns), indexing="ij")
    grid = torch.stack([f * (4 / fps), y * 16.0, x * 16.0]).flatten(1)
    positions = grid / torch.tensor([20.0, 2048.0, 2048.0])[:, None]
    mu = 0.95 + (2.05 - 0.95) / (4096 - 1024) * (frames * plane - 1024)
    even = torch.linspace(1, 1 / 3, 3, dtype=torch.float64)
    shifted = math.exp(mu) / (math.exp(mu) + (1 / even - 1))
    levels = (1 - (1 - shifted) / ((1 - shifted[-1]) / (1 - 0.1))).tolist()
    video = noise.clone()
    video[:, :1] = image
    sample = video.flatten(1).t()
    fixed = torch.zeros(frames, plane)
    fixed[0] = 1
    fixed = fixed.flatten()
    for i, level in enumerate(levels):
        velocity = model(sample, words, level * 1000 * (1 - fixed), positions)
        stepped = sample + ((levels + [0.0])[i + 1] - level) * velocity
        sample = torch.where(fixed[:, None] > 0.5, sample, stepped)
    return {"image": image, "noise": noise, "words": words, "latents": sample}


def decoder_latents():
    g = torch.Generator().manual_seed(16)
    latents, noise = torch.randn(1, 8, 2, 3, 4, generator=g), torch.randn(1, 8, 2, 3, 4, generator=g)
    mean, std = torch.randn(8, generator=g), torch.rand(8, generator=g) * 3 + 0.05
    noisy = latents * (1 - 0.025) + noise * 0.025
    factor = 0.6 * 0.75
    mapped = noisy * (1 - 0.8 * factor * torch.sigmoid(4 * factor * (noisy.abs() - 1)))
    own = lambda x: x * std.view(1, -1, 1, 1, 1) + mean.view(1, -1, 1, 1, 1)
    return {"latents": latents, "noise": noise, "mean": mean, "std": std, "plain": own(noisy), "mapped": own(mapped)}


def blur():
    g = torch.Generator().manual_seed(17)
    picture = torch.randint(0, 256, (6, 9, 3), generator=g, dtype=torch.uint8)
    weights = torch.exp(-0.5 * torch.tensor([-1.0, 0.0, 1.0]) ** 2)
    kernel = torch.outer(weights / weights.sum(), weights / weights.sum()).expand(3, 1, 3, 3)
    padded = F.pad((picture.permute(2, 0, 1)[None] / 255.0), (1, 1, 1, 1), mode="reflect")
    return {"picture": picture, "blurred": F.conv2d(padded, kernel, groups=3)[0].permute(1, 2, 0) * 255}


def fp8():
    bits = torch.arange(256, dtype=torch.int16).to(torch.uint8)
    e4m3, e5m2 = bits.view(torch.float8_e4m3fn), bits.view(torch.float8_e5m2)
    # Numbers only: NaN would compare unequal to itself.
    e4m3, e5m2 = e4m3[~torch.isnan(e4m3.float())], e5m2[torch.isfinite(e5m2.float())]
    return {"e4m3": e4m3, "e4m3.expected": e4m3.float(), "e5m2": e5m2, "e5m2.expected": e5m2.float()}


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    with torch.no_grad():
        for make in (guided, stochastic, refine, extend_backwards, image_090, decoder_latents, blur, fp8):
            tensors = {name: value.contiguous() for name, value in make().items()}
            save_file(tensors, str(OUT / f"{make.__name__.replace('_', '-')}.safetensors"))
            print(make.__name__, {name: list(value.shape) for name, value in tensors.items()})
