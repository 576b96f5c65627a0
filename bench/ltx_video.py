"""Random full-size LTX-Video weights, and the PyTorch side of bench/ltx-video.ts.

`python ltx_video.py weights FILE LAYERS` writes a 2B transformer with that many blocks as published (bf16);
`python ltx_video.py run FILE TOKENS WORDS THREADS CALLS` times calls in float32 and prints JSON.
"""

import json
import math
import resource
import sys
import time

import torch
from safetensors.torch import load_file, save_file
from torch.nn import functional as F

WIDTH, HEADS, CAPTION, CHANNELS = 2048, 32, 4096, 128


def shapes(layers):
    yield "proj_in", (WIDTH, CHANNELS)
    yield "proj_out", (CHANNELS, WIDTH)
    yield "caption_projection.linear_1", (WIDTH, CAPTION)
    yield "caption_projection.linear_2", (WIDTH, WIDTH)
    yield "time_embed.emb.timestep_embedder.linear_1", (WIDTH, 256)
    yield "time_embed.emb.timestep_embedder.linear_2", (WIDTH, WIDTH)
    yield "time_embed.linear", (6 * WIDTH, WIDTH)
    for i in range(layers):
        for attention in ("attn1", "attn2"):
            for name in ("to_q", "to_k", "to_v", "to_out.0"):
                yield f"transformer_blocks.{i}.{attention}.{name}", (WIDTH, WIDTH)
        yield f"transformer_blocks.{i}.ff.net.0.proj", (4 * WIDTH, WIDTH)
        yield f"transformer_blocks.{i}.ff.net.2", (WIDTH, 4 * WIDTH)


def write(path, layers):
    g = torch.Generator().manual_seed(1)
    w = {}
    for name, (out, inner) in shapes(layers):
        w[f"{name}.weight"] = (torch.randn(out, inner, generator=g) * inner**-0.5).bfloat16()
        w[f"{name}.bias"] = (torch.randn(out, generator=g) * 0.05).bfloat16()
    w["scale_shift_table"] = (torch.randn(2, WIDTH, generator=g) * 0.3).bfloat16()
    for i in range(layers):
        w[f"transformer_blocks.{i}.scale_shift_table"] = (torch.randn(6, WIDTH, generator=g) * 0.3).bfloat16()
        for attention in ("attn1", "attn2"):
            for norm in ("norm_q", "norm_k"):
                w[f"transformer_blocks.{i}.{attention}.{norm}.weight"] = torch.ones(WIDTH).bfloat16()
    save_file(w, path)


def run(path, tokens, words, threads, calls):
    torch.set_num_threads(threads)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    w = {name: value.float() for name, value in load_file(path).items()}
    layers = len({name.split(".")[1] for name in w if name.startswith("transformer_blocks.")})
    linear = lambda x, name: F.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])
    rms = lambda x, eps=1e-6: x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps)
    angles = torch.rand(tokens, WIDTH // 2) * 6
    cos, sin = angles.cos(), angles.sin()

    def turn(x):
        a, b = x.unflatten(-1, (-1, 2)).unbind(-1)
        return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(-2)

    def attend(x, context, block, rotate):
        q = rms(linear(x, f"{block}.to_q"), 1e-5) * w[f"{block}.norm_q.weight"]
        k = rms(linear(context, f"{block}.to_k"), 1e-5) * w[f"{block}.norm_k.weight"]
        v = linear(context, f"{block}.to_v")
        if rotate:
            q, k = turn(q), turn(k)
        split = lambda y: y.unflatten(-1, (HEADS, -1)).transpose(0, 1)[None]
        out = F.scaled_dot_product_attention(split(q), split(k), split(v))[0].transpose(0, 1).flatten(1)
        return linear(out, f"{block}.to_out.0")

    def step(sample, text):
        x = linear(sample, "proj_in")
        context = linear(F.gelu(linear(text, "caption_projection.linear_1"), approximate="tanh"), "caption_projection.linear_2")
        half = torch.exp(-math.log(10_000) * torch.arange(128) / 128) * 500.0
        time_ = torch.cat([half.cos(), half.sin()])[None]
        name = "time_embed.emb.timestep_embedder"
        embedded = linear(F.silu(linear(time_, f"{name}.linear_1")), f"{name}.linear_2")
        modulation = linear(F.silu(embedded), "time_embed.linear").unflatten(-1, (6, -1))
        for i in range(layers):
            b = f"transformer_blocks.{i}"
            shift, scale, gate, shift2, scale2, gate2 = (modulation + w[f"{b}.scale_shift_table"]).unbind(1)
            normed = rms(x) * (1 + scale) + shift
            x = x + gate * attend(normed, normed, f"{b}.attn1", True)
            x = x + attend(x, context, f"{b}.attn2", False)
            wide = F.gelu(linear(rms(x) * (1 + scale2) + shift2, f"{b}.ff.net.0.proj"), approximate="tanh")
            x = x + gate2 * linear(wide, f"{b}.ff.net.2")
        return linear(F.layer_norm(x, (WIDTH,)), "proj_out")

    g = torch.Generator().manual_seed(2)
    sample, text = torch.randn(tokens, CHANNELS, generator=g), torch.randn(words, CAPTION, generator=g)
    wall, cpu = [], []
    with torch.no_grad():
        for _ in range(calls):
            started, used = time.perf_counter(), time.process_time()
            step(sample, text)
            wall.append(time.perf_counter() - started)
            cpu.append(time.process_time() - used)
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) / 1024
    print(json.dumps({"seconds": min(wall), "cpuSeconds": min(cpu), "peakMbOverBase": round(peak)}))


if __name__ == "__main__":
    if sys.argv[1] == "weights":
        write(sys.argv[2], int(sys.argv[3]))
    else:
        run(sys.argv[2], *map(int, sys.argv[3:]))
