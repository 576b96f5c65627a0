"""The diffusers side of bench/gpu.ts: one step and one clip of the model in a folder, in bfloat16.

`python reference.py FOLDER FRAMES ROWS COLUMNS WORDS STEPS CALLS` prints JSON, or {"absent": reason}.
"""

import json
import sys
import time


def main(folder, frames, rows, columns, words, steps, calls):
    try:
        import torch
        from diffusers import AutoencoderKLLTXVideo, LTXVideoTransformer3DModel
    except ImportError as error:
        return {"absent": str(error)}
    device = "cuda" if torch.cuda.is_available() else "cpu"
    wait = torch.cuda.synchronize if device == "cuda" else lambda: None
    started = time.perf_counter()
    kind = torch.bfloat16 if device == "cuda" else torch.float32
    transformer = LTXVideoTransformer3DModel.from_pretrained(f"{folder}/transformer", torch_dtype=kind).to(device)
    load = time.perf_counter() - started
    g = torch.Generator().manual_seed(1)
    channels, caption = transformer.config.in_channels, transformer.config.caption_channels
    sample = torch.randn(1, frames * rows * columns, channels, generator=g).to(device, kind)
    text = torch.randn(1, words, caption, generator=g).to(device, kind)
    mask = torch.ones(1, words, dtype=torch.int64, device=device)
    scale = (8 / 25, 32, 32)

    def step(x, t):
        return transformer(
            hidden_states=x,
            encoder_hidden_states=text,
            timestep=torch.tensor([t], device=device),
            encoder_attention_mask=mask,
            num_frames=frames,
            height=rows,
            width=columns,
            rope_interpolation_scale=scale,
            return_dict=False,
        )[0]

    seconds = []
    result = {"device": device, "type": str(kind).split(".")[1], "loadSeconds": load}
    with torch.no_grad():
        for _ in range(calls + 1):
            start = time.perf_counter()
            step(sample, 500.0)
            wait()
            seconds.append(time.perf_counter() - start)
        result.update(firstSeconds=seconds[0], seconds=min(seconds[1:]))
        start = time.perf_counter()
        x = sample
        for i in range(steps):
            x = x - step(x, 1000.0 * (1 - i / steps)) / steps
        wait()
        denoised = time.perf_counter()
        vae = AutoencoderKLLTXVideo.from_pretrained(f"{folder}/vae", torch_dtype=kind).to(device)
        latents = x.reshape(1, frames, rows, columns, channels).permute(0, 4, 1, 2, 3)
        temb = torch.tensor([0.05], device=device, dtype=kind) if vae.config.timestep_conditioning else None
        video = vae.decode(latents, temb, return_dict=False)[0]
        video = video.float().cpu()
        end = time.perf_counter()
    peak = torch.cuda.max_memory_allocated() if device == "cuda" else 0
    result.update(
        denoiseSeconds=denoised - start,
        decodeSeconds=end - denoised,
        clipSeconds=load + end - start,
        frames=video.shape[2],
        peakBytes=peak,
    )
    return result


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], *map(int, sys.argv[2:]))))
