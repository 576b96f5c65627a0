"""Packs the world's art from the npm packages into training/world/atlas: `python -m training.world.build_atlas [FOLDER]`.

One animated AVIF a sprite, all frames of a loop. Every sprite is cut to what all its frames cover, then fitted into a square with its feet on the
bottom edge. Files that are there and were made of the same art in the same way are kept; the index is written last, so that a reader never meets half an atlas.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

from training.world import fox

HERE = Path(__file__).parent
ART = HERE / "node_modules" / "@lobehub"
SIZE, FRAMES, QUALITY = 192, 24, 48
LIMIT = 8_000_000  # bytes of an atlas
Array = np.ndarray


def animation(code: str) -> Path:
    """The animated picture of an emoji, named by its code points."""
    for pack in (1, 2, 3, 4):
        file = ART / f"fluent-emoji-anim-{pack}" / "assets" / f"{code}.webp"
        if file.exists():
            return file
    raise FileNotFoundError(f"no animation of {code}: npm ci --prefix training/world --ignore-scripts")


def frames(file: Path, count: int) -> Array:
    """`count` frames of a picture, evenly chosen, [count, height, width, 4] u8."""
    picture = Image.open(file)
    pages, out = getattr(picture, "n_frames", 1), []
    for i in range(count):
        picture.seek(i * pages // count)
        out.append(np.asarray(picture.convert("RGBA")))
    return np.stack(out)


def light(rgb: Array) -> Array:
    """Brightness [..., 1] in 0…1."""
    return rgb @ np.array([0.3, 0.59, 0.11], np.float32)[:, None] / 255


def mix(a: Array, b: Array, t: Array) -> Array:
    return a + (b - a) * t


def wolf(rgb: Array, x: Array, y: Array) -> Array:
    bright = light(rgb)
    coat = np.array([150, 158, 172], np.float32) * (0.35 + 0.85 * bright)
    back = np.array([86, 92, 106], np.float32) * (0.35 + 0.85 * bright)
    return np.where(bright < 0.35, rgb, mix(coat, back, np.clip((0.5 - y) / 0.3, 0, 1) * 0.7))


def boar(rgb: Array, x: Array, y: Array) -> Array:
    bright = light(rgb)
    bristles = np.array([158, 112, 84], np.float32) * (0.2 + 0.8 * bright)
    back = np.array([92, 62, 48], np.float32) * (0.2 + 0.8 * bright)
    return np.where(bright < 0.3, rgb, mix(bristles, back, np.clip((0.55 - y) / 0.4, 0, 1)))


def green(rgb: Array) -> Array:
    return (rgb[..., 1:2] > rgb[..., 0:1]) & (rgb[..., 1:2] > rgb[..., 2:3])


def cherry(rgb: Array, x: Array, y: Array) -> Array:
    bloom = np.array([130, 60, 105], np.float32) + np.array([190, 215, 205], np.float32) * light(rgb)
    return np.where(green(rgb), np.minimum(bloom, 255), rgb)


def acacia(rgb: Array, x: Array, y: Array) -> Array:
    return np.where(green(rgb), rgb * np.array([0.9, 0.86, 0.7], np.float32) + np.array([46, 6, 0], np.float32), rgb)


RECIPES: dict[str, Callable[[Array, Array, Array], Array]] = {"wolf": wolf, "boar": boar, "cherry": cherry, "acacia": acacia}
"""Animals and trees the packages lack, made of those they have by recolouring: (colours, place across and down the art in 0…1) → colours."""
DRAWN: dict[str, Callable[[int], Array]] = {"fox": fox.drawings}
"""What no recolouring makes: size → its own drawings."""


def bounds(pictures: Array) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what any frame covers."""
    covered = (pictures[..., 3] >= 24).any(0)
    rows, columns = np.nonzero(covered.any(1))[0], np.nonzero(covered.any(0))[0]
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def fitted(pictures: Array, derive: str | None) -> list[Image.Image]:
    """Frames of SIZE × SIZE, recoloured where `derive` says how."""
    left, top, right, bottom = bounds(pictures)
    cut = pictures[:, top:bottom, left:right]
    height, width = cut.shape[1:3]
    if derive:
        x, y = (np.arange(width, dtype=np.float32) / width)[None, :, None], (np.arange(height, dtype=np.float32) / height)[:, None, None]
        colours = np.stack([RECIPES[derive](picture[..., :3].astype(np.float32), x, y) for picture in cut])
        cut = np.concatenate([colours.round().clip(0, 255).astype(np.uint8), cut[..., 3:]], -1)
    scale = SIZE / max(width, height)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    out = []
    for picture in cut:
        square = Image.new("RGBA", (SIZE, SIZE))
        square.paste(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS), ((SIZE - size[0]) // 2, SIZE - size[1]))
        out.append(square)
    return out


def code_of(derive: str | None) -> bytes:
    """What makes a derived picture besides its source."""
    return Path(fox.__file__).read_bytes() if derive in DRAWN else Path(__file__).read_bytes() if derive else b""


def pack(name: str, file: Path, count: int, derive: str | None, folder: Path, known: dict[str, dict]) -> dict:
    """Writes a sprite's file unless it is there, made of the same art; returns its entry in the index."""
    code = code_of(derive)
    made_of = hashlib.sha256(file.read_bytes() + code + f"{SIZE} {count} {QUALITY} {derive}".encode()).hexdigest()[:16]
    target = folder / f"{name.replace(' ', '_')}.avif"
    if known.get(name, {}).get("madeOf") == made_of and target.exists():
        return known[name]
    pictures = [Image.fromarray(one) for one in DRAWN[derive](SIZE)] if derive in DRAWN else fitted(frames(file, count), derive)
    part = target.with_suffix(".part")
    pictures[0].save(part, "AVIF", save_all=True, append_images=pictures[1:], quality=QUALITY, speed=6, duration=125)
    part.rename(target)
    return {"name": name, "frames": len(pictures), "size": target.stat().st_size, "madeOf": made_of}


def main(folder: str = str(HERE / "atlas")) -> None:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    index_file = target / "index.json"
    known = {s["name"]: s for s in json.loads(index_file.read_text())["sprites"]} if index_file.exists() else {}
    world = json.loads((HERE / "vocabulary.json").read_text())
    props = ART / "fluent-emoji-3d" / "assets"
    wanted = [(s["name"], animation(s["emoji"]), FRAMES, s.get("derive"), target, known) for s in world["subjects"]]
    wanted += [(p["name"], props / f"{p['emoji']}.webp", 1, p.get("derive"), target, known) for p in world["props"]]
    with ProcessPoolExecutor() as processes:
        sprites = list(processes.map(pack, *zip(*wanted)))
    total = sum(s["size"] for s in sprites)
    if total > LIMIT:
        raise SystemExit(f"the atlas has {total} bytes, more than {LIMIT}")
    part = index_file.with_suffix(".part")
    part.write_text(json.dumps({"size": SIZE, "sprites": sprites}, indent=1) + "\n")
    part.rename(index_file)
    kept = {f"{s['name'].replace(' ', '_')}.avif" for s in sprites} | {"index.json"}
    for file in target.iterdir():
        if file.is_file() and file.name not in kept:
            file.unlink()
    print(f"{len(sprites)} sprites, {total / 1e6:.1f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
