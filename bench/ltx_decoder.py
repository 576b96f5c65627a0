"""The PyTorch side of bench/ltx-decoder.ts: LTX-Video's decoder of 0.9.5 and later in float32, whole, layer by layer as diffusers has it.

`python ltx_decoder.py VAE-FOLDER FRAMES ROWS COLUMNS` decodes random latents of that size once and prints JSON.
"""

import json
import math
import os
import resource
import sys
import time

import torch
from safetensors import safe_open
from torch.nn import functional as F


def main(folder, frames, rows, columns):
    torch.set_num_threads(os.cpu_count())
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    config = json.load(open(os.path.join(folder, "config.json")))
    with safe_open(os.path.join(folder, "diffusion_pytorch_model.safetensors"), "pt") as file:
        w = {name: file.get_tensor(name).float() for name in file.keys() if name.startswith("decoder.")}

    def conv(x, name):
        x = torch.cat([x[:, :, :1], x, x[:, :, -1:]], 2)
        return F.conv3d(x, w[f"{name}.conv.weight"], w[f"{name}.conv.bias"], padding=(0, 1, 1))

    def embed(name):
        half = torch.exp(-math.log(10_000) * torch.arange(128) / 128) * 0.05 * float(w["decoder.timestep_scale_multiplier"])
        t = torch.cat([half.cos(), half.sin()])[None]
        for i, layer in enumerate(("linear_1", "linear_2")):
            at = f"{name}.time_embedder.timestep_embedder.{layer}"
            t = F.linear(F.silu(t) if i else t, w[f"{at}.weight"], w[f"{at}.bias"])
        return t

    def rows_of(t, table):
        return [row[None, :, None, None, None] for row in t.view(table.shape) + table]

    def norm(x, shift, scale):
        x = x / (x.pow(2).mean(1, keepdim=True) + 1e-8).sqrt()
        return F.silu(x * (1 + scale) + shift)

    def resnets(x, block):
        t = embed(block)
        for i in range(config["decoder_layers_per_block"][0]):
            name = f"{block}.resnets.{i}"
            s1, c1, s2, c2 = rows_of(t, w[f"{name}.scale_shift_table"])
            x = x + conv(norm(conv(norm(x, s1, c1), f"{name}.conv1"), s2, c2), f"{name}.conv2")
        return x

    def grow(x):
        b, c, f, h, v = x.shape
        x = x.view(b, c // 8, 2, 2, 2, f, h, v).permute(0, 1, 5, 2, 6, 3, 7, 4)
        return x.reshape(b, c // 8, 2 * f, 2 * h, 2 * v)[:, :, 1:]

    def decode(z):
        x = resnets(conv(z, "decoder.conv_in"), "decoder.mid_block")
        for i in range(len(config["decoder_block_out_channels"])):
            block = f"decoder.up_blocks.{i}"
            up = grow(conv(x, f"{block}.upsamplers.0.conv"))
            same = grow(x)
            x = resnets(up + same.repeat(1, up.shape[1] // same.shape[1], 1, 1, 1), block)
        shift, scale = rows_of(embed("decoder"), w["decoder.scale_shift_table"])
        return conv(norm(x, shift, scale), "decoder.conv_out")

    z = torch.randn(1, config["latent_channels"], frames, rows, columns, generator=torch.Generator().manual_seed(1))
    start, used = time.time(), time.process_time()
    with torch.inference_mode():
        out = decode(z)
    print(
        json.dumps(
            {
                "shape": list(out.shape),
                "seconds": time.time() - start,
                "cpuSeconds": time.process_time() - used,
                "peakMb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base) / 1024,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:5]))
