"""Tiny decoders, from their author's own code (TAEHV 1f14a56 and TAEM1 863c0eb, MIT, Ollin Boer Bohan).

`python -m training.references.tiny_decoders TAEHV_FOLDER TAEM1_FOLDER` (torch 2.15.0; the folders hold taehv.py and taem1.py) builds
decoders of the author's blocks, narrow and with random weights in half precision, and writes them with what they decode to
packages/engine/tests/fixtures/tiny-decoders. Metadata holds the versions and how far f64 is from f32. `--wide` decodes with the published widths
instead, to the folder named after it: too large to keep.
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "packages/engine/tests/fixtures/tiny-decoders"
NARROW, WIDE = (8, 6, 4, 4), (256, 128, 64, 64)
# Latent channels, side of a patch, growth in time of each block; frames and size of the latents.
KINDS = {
    "cogvideox": (16, 1, (1, 2, 2), (3, 3, 4)), "wan-2.2": (12, 2, (1, 2, 2), (2, 2, 3)),
    "ltx-2": (10, 4, (2, 2, 2), (2, 1, 2)), "mochi": (12, 1, (1, 2, 3), (3, 2, 3)),
}


def decoder(code, widths, channels, patch, growth, space=2):
    """The author's sequence of blocks, with other widths."""
    layers = [code.Clamp(), code.conv(channels, widths[0]), nn.ReLU(inplace=True)]
    for i, time in enumerate(growth):
        width = widths[i]
        layers += [code.MemBlock(width, width) for _ in range(3)]
        layers += [nn.Upsample(scale_factor=space if i == 2 else 2), code.TGrow(width, time), code.conv(width, widths[i + 1], bias=False)]
    return nn.Sequential(*layers, nn.ReLU(inplace=True), code.conv(widths[3], 3 * patch * patch))


def randomise(model):
    for name, value in model.named_parameters():
        draw = torch.randn(value.shape)
        value.data = 0.1 * draw if value.ndim == 1 else 1.2 * draw / value[0].numel() ** 0.5
        if name == "22.bias":
            value.data += 0.5
        value.data = value.data.half().float()
    return model.eval()


def whole(code, kind, model, channels, patch, latents):
    """The author's `decode_video`; that of TAEM1 does not clamp."""
    if kind == "mochi":
        author = code.TAEM1(checkpoint_path=None)
    else:
        author = code.TAEHV(checkpoint_path=None, patch_size=patch, latent_channels=channels)
        author.frames_to_trim = 7 if kind == "ltx-2" else 3
    author.decoder = model
    return author.to(latents.dtype).decode_video(latents, show_progress_bar=False).clamp(0, 1)


def main():
    taehv, taem1, *rest = sys.argv[1:]
    sys.path += [taehv, taem1]
    import taehv as hv
    import taem1 as m1

    widths, folder = NARROW, OUT
    if rest:
        widths, folder = WIDE, Path(rest[1])
    folder.mkdir(parents=True, exist_ok=True)
    for seed, (kind, (channels, patch, growth, (frames, *size))) in enumerate(KINDS.items()):
        torch.manual_seed(seed + 1)
        code = m1 if kind == "mochi" else hv
        model = randomise(decoder(code, widths, channels, patch, growth))
        latents = 1.5 * torch.randn(1, frames, channels, *size)
        with torch.no_grad():
            video = whole(code, kind, model, channels, patch, latents)
            exact = whole(code, kind, model.double(), channels, patch, latents.double())
            # The author's preview: no growth in time, which keeps the last frame, and none in space in the last block.
            small = decoder(code, widths, channels, patch, (1, 1, 1), space=1)
            model.float()
            weights = model.state_dict()
            small.load_state_dict({name: value[-small.state_dict()[name].shape[0]:] for name, value in weights.items()})
            seen = code.apply_model_with_memblocks(small, latents, True, False)
            seen = nn.functional.pixel_shuffle(seen, patch).clamp(0, 1)
        weights = {f"decoder.{name}": value.half() for name, value in weights.items()}
        save_file(weights, folder / f"{kind}.safetensors")
        if kind == "mochi":
            torch.save(weights, folder / f"{kind}.pth")
        gap = (video - exact).abs().max().item()
        metadata = {"torch": torch.__version__, "gap": str(gap), "taehv": "1f14a56", "taem1": "863c0eb"}
        save_file(
            {"latents": latents, "video": video.contiguous(), "preview": seen.contiguous()},
            folder / f"{kind}-outputs.safetensors", metadata=metadata,
        )
        print(kind, tuple(video.shape), tuple(seen.shape), gap, ((video > 0) & (video < 1)).float().mean().item())


if __name__ == "__main__":
    main()
