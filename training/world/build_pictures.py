"""Packs the art that textures of training scenes are made of at random: `python -m training.world.build_pictures [FOLDER]`.

Every animated emoji of the packages but those of another skin tone, 8 drawings of its loop, and every 3-D still, fitted as the atlas fits its sprites. Two arrays of
premultiplied u8 that are read by memory mapping (2.5 GB), and their names. Pictures kept for the evaluation (`held_out`) are not packed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from training.world.build_atlas import ART, bounds, frames

HERE = Path(__file__).parent
SIZE, DRAWINGS = 192, 8
TONES = ("1f3fb", "1f3fc", "1f3fd", "1f3fe", "1f3ff")
Array = np.ndarray


def held_out(code: str) -> bool:
    """Whether an emoji is kept for the evaluation: one in twenty, by its name."""
    return hashlib.sha256(code.encode()).digest()[0] < 13


def fitted(pictures: Array) -> Array:
    """Pictures [n, h, w, 4] u8 cut to what all of them cover, with their feet on the bottom of a square, premultiplied [n, SIZE, SIZE, 4] u8."""
    from PIL import Image

    left, top, right, bottom = bounds(pictures)
    cut = pictures[:, top:bottom, left:right].astype(np.float32)
    cut[..., :3] *= cut[..., 3:] / 255
    cut = cut.round().astype(np.uint8)
    height, width = cut.shape[1:3]
    scale = SIZE / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    out = np.zeros((len(cut), SIZE, SIZE, 4), np.uint8)
    x = (SIZE - size[0]) // 2
    for picture, into in zip(cut, out):
        # Premultiplied colours are resampled as they are: "RGBa" keeps Pillow from dividing and multiplying again.
        small = Image.frombuffer("RGBa", (width, height), picture.tobytes()).resize(size, Image.Resampling.BICUBIC)
        pixels = np.asarray(small).copy()
        pixels[..., :3] = np.minimum(pixels[..., :3], pixels[..., 3:])
        into[SIZE - size[1] :, x : x + size[0]] = pixels
    return out


def packed(job: tuple[Path, int]) -> Array | None:
    """The pictures of a file; None where nothing of it shows."""
    try:
        pictures = frames(*job)
        return fitted(pictures) if (pictures[..., 3] >= 24).any() else None
    except (OSError, ValueError):
        return None


def pack(name: str, files: list[Path], count: int, target: Path) -> None:
    """One array of the files' pictures, [files, count, SIZE, SIZE, 4], and the list of the names."""
    part, names = target / f"{name}.part.npy", []
    whole = np.lib.format.open_memmap(part, "w+", np.uint8, (len(files), count, SIZE, SIZE, 4))
    with ProcessPoolExecutor(2) as processes:
        for file, pictures in zip(files, processes.map(packed, [(file, count) for file in files], chunksize=8)):
            if pictures is not None:
                whole[len(names)] = pictures
                names.append(file.stem)
    whole.flush()
    part.rename(target / f"{name}.npy")
    (target / f"{name}.json").write_text(json.dumps(names) + "\n")
    print(name, len(names))


def main(folder: str = str(HERE / "atlas" / "pictures")) -> None:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    wanted = lambda file: not any(tone in file.stem for tone in TONES) and not held_out(file.stem)
    moving = [file for pack_number in (1, 2, 3, 4) for file in sorted((ART / f"fluent-emoji-anim-{pack_number}" / "assets").glob("*.webp")) if wanted(file)]
    still = [file for file in sorted((ART / "fluent-emoji-3d" / "assets").glob("*.webp")) if wanted(file)]
    pack("moving", moving, DRAWINGS, target)
    pack("still", still, 1, target)


if __name__ == "__main__":
    main(*sys.argv[1:])
