"""The diffusers side of bench/ltx-clip.ts: a clip of LTX-Video from text to file, in one process, with the seconds of each part.

`python ltx_clip.py FOLDER DTYPE WIDTH HEIGHT FRAMES FPS STEPS TEXT_DTYPE OUT PROMPT` prints JSON. Parts follow one another and are freed, as
ours are: the text encoder, then transformer and autoencoder, which together would not fit. Otherwise everything is as
`LTXConditionPipeline` does it by default, with the timesteps of the distilled checkpoint and without guidance.
"""

import gc
import json
import resource
import sys
import time

import torch
from diffusers import LTXConditionPipeline
from diffusers.utils import export_to_video
from transformers import AutoTokenizer, T5Config, T5EncoderModel

TIMESTEPS = [1000.0, 993.7, 987.5, 981.2, 975.0, 909.3, 725.0, 421.9]


def main():
    folder, dtype, width, height, frames, fps, steps, text_dtype, out, prompt = sys.argv[1:]
    width, height, frames, fps, steps = int(width), int(height), int(frames), float(fps), int(steps)
    dtype, text_dtype = getattr(torch, dtype), getattr(torch, text_dtype)
    base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    parts, last = {}, started

    def end(name):
        nonlocal last
        now = time.perf_counter()
        parts[name] = now - last
        last = now

    # JSON of other programs writes 1.0 as 1, which the newest transformers refuses; it matters for training alone.
    with open(f"{folder}/text_encoder/config.json") as file:
        config = T5Config(**{key: value for key, value in json.load(file).items() if key != "initializer_factor"})
    text_encoder = T5EncoderModel.from_pretrained(folder, subfolder="text_encoder", config=config, dtype=text_dtype)
    tokenizer = AutoTokenizer.from_pretrained(folder, subfolder="tokenizer")
    end("loadText")
    with torch.no_grad():
        tokens = tokenizer(
            prompt, padding="max_length", max_length=256, truncation=True, add_special_tokens=True, return_tensors="pt"
        )
        embeds = text_encoder(tokens.input_ids, attention_mask=tokens.attention_mask)[0].to(dtype)
    end("text")
    del text_encoder
    gc.collect()
    pipe = LTXConditionPipeline.from_pretrained(folder, text_encoder=None, tokenizer=None, torch_dtype=dtype)
    end("load")
    ends = []

    def step_ended(pipe, index, timestep, kwargs):
        ends.append(time.perf_counter())
        return kwargs

    used = TIMESTEPS if steps >= len(TIMESTEPS) else TIMESTEPS[:: len(TIMESTEPS) // steps][:steps]
    with torch.no_grad():
        pictures = pipe(
            prompt_embeds=embeds,
            prompt_attention_mask=tokens.attention_mask,
            width=width,
            height=height,
            num_frames=frames,
            frame_rate=fps,
            timesteps=used,
            guidance_scale=1.0,
            decode_timestep=0.05,
            decode_noise_scale=0.025,
            generator=torch.Generator().manual_seed(1),
            callback_on_step_end=step_ended,
            output_type="pil",
        ).frames[0]
    begun, last = last, ends[-1]
    parts["denoise"] = ends[-1] - begun
    end("decode")
    export_to_video(pictures, out, fps=round(fps))
    end("encode")
    print(
        json.dumps(
            {
                "parts": parts,
                "steps": [b - a for a, b in zip([begun, *ends], ends)],
                "seconds": last - started,
                "peakMb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "baseMb": round(base / 1024),
                "frames": len(pictures),
            }
        )
    )


main()
