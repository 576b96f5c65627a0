"""PyTorch f32 twin of painter-shape.ts: prints JSON with the best wall and processor milliseconds of one evaluation."""

import json
import time

import torch
import torch.nn.functional as F

N, D, LAYERS, HEADS, HIDDEN, OUT = 584, 256, 6, 4, 640, 3600


def norm(x):
    return F.layer_norm(x, x.shape[-1:])


def turn(x, cos, sin):
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


@torch.inference_mode()
def step(x, m, blocks, out, cos, sin):
    for qkv, o, f1, f2 in blocks:
        y = norm(x) * (1 + m[0]) + m[1]
        q, k, v = F.linear(y, qkv).view(1, N, 3, HEADS, D // HEADS).unbind(2)
        q, k = (turn(norm(u), cos, sin).transpose(1, 2) for u in (q, k))
        a = F.scaled_dot_product_attention(q, k, v.transpose(1, 2)).transpose(1, 2).reshape(1, N, D)
        x = x + m[2] * F.linear(a, o)
        y = norm(x) * (1 + m[3]) + m[4]
        value, gate = F.linear(y, f1).chunk(2, -1)
        x = x + m[5] * F.linear(F.silu(gate) * value, f2)
    return F.linear(norm(x), out)


def main():
    torch.manual_seed(0)
    shapes = [(3 * D, D), (D, D), (2 * HIDDEN, D), (D, HIDDEN)]
    blocks = [[torch.randn(s) * s[1] ** -0.5 for s in shapes] for _ in range(LAYERS)]
    out = torch.randn(OUT, D) * D**-0.5
    angle = torch.arange(N)[:, None] * 100.0 ** (-torch.arange(32) / 32)
    cos, sin = angle.cos()[:, None], angle.sin()[:, None]
    x = torch.randn(1, N, D)
    m = [torch.randn(1, N, D) for _ in range(6)]
    best, cpu = float("inf"), float("inf")
    step(x, m, blocks, out, cos, sin)
    end, calls = time.perf_counter() + 2, 0
    while calls < 5 or time.perf_counter() < end:
        calls += 1
        start, used = time.perf_counter(), time.process_time()
        step(x, m, blocks, out, cos, sin)
        best = min(best, time.perf_counter() - start)
        cpu = min(cpu, time.process_time() - used)
    print(json.dumps({"torchF32Ms": best * 1000, "torchF32CpuMs": cpu * 1000, "torchThreads": torch.get_num_threads()}))


main()
