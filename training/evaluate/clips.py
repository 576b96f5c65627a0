"""Clips to be judged: from a folder another program filled, or painted here by the Python painter.

A folder holds, for a prompt's id, `ID.npy` (u8 [frames, height, width, 3]), or any video file ffmpeg reads (`ID.mp4`, …). A clip's
frames a second are those of the video, and 12 for .npy. `ID-S.*` is the same prompt at another seed, for diversity.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

FPS, SECONDS = 12, 2.0
WIDTH, HEIGHT = 160, 90


def shrunk(video: np.ndarray) -> np.ndarray:
    """u8 frames averaged down to 160×90, the size everything is judged at."""
    if video.shape[1:3] == (HEIGHT, WIDTH):
        return video
    x = torch.from_numpy(np.ascontiguousarray(video)).permute(0, 3, 1, 2).float()
    x = torch.nn.functional.interpolate(x, (HEIGHT, WIDTH), mode="area")
    return x.round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()


def decoded(path: Path) -> tuple[np.ndarray, float]:
    """Frames (u8, at most 24 a second and 160×90 by area averaging) and frames a second of a video file."""
    probe = ["ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "stream=avg_frame_rate", "-of", "json", str(path)]
    rate = json.loads(subprocess.run(probe, capture_output=True, check=True).stdout)["streams"][0]["avg_frame_rate"]
    top, _, bottom = rate.partition("/")
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-t", str(SECONDS), "-vf", f"scale={WIDTH}:{HEIGHT}:flags=area", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(-1, HEIGHT, WIDTH, 3), float(top) / float(bottom or 1)


def at_twelve(video: np.ndarray, fps: float) -> np.ndarray:
    """The 24 frames of the first two seconds at 12 a second."""
    picks = [min(round(i * fps / FPS), len(video) - 1) for i in range(int(FPS * SECONDS))]
    return video[picks]


def from_folder(folder: Path) -> Callable[[dict, int], np.ndarray | None]:
    """A source of clips by (prompt row, seed); None where the folder has none."""

    def get(row: dict, seed: int) -> np.ndarray | None:
        stem = row["id"] if seed == row["seed"] else f"{row['id']}-{seed}"
        for path in sorted(folder.glob(f"{stem}.*")):
            if path.suffix == ".npy":
                return at_twelve(shrunk(np.load(path)), FPS)
            if path.suffix in (".mp4", ".webm", ".mkv", ".mov"):
                return at_twelve(*decoded(path))
        return None

    return get


def rendered(row: dict, seed: int) -> np.ndarray:
    """What a perfect painter would have made of the prompt."""
    from training.world.render import clip

    return clip(scene_of(row["brief"], seed), [i / FPS for i in range(int(FPS * SECONDS))], WIDTH, HEIGHT)


def scene_of(brief: dict, seed: int) -> dict:
    """The scene of a brief, two seconds long and wide."""
    from training.world.stage import stage

    return stage(brief, seed, SECONDS, "16:9")


def from_painter(target: Path, steps: int) -> Callable[[dict, int], np.ndarray]:
    """Paints the true briefs with exported weights: prompts are read by the engine alone."""
    from training.painter.data import camera_of, quads_of
    from training.painter.export import read
    from training.painter.model import FRAMES, coordinates
    from training.painter.sampler import sample_clip
    from training.painter.vocabulary import scene_words

    painter, bank, _ = read(target)

    @torch.no_grad()
    def get(row: dict, seed: int) -> np.ndarray:
        scene = scene_of(row["brief"], seed)
        times = [i / FPS for i in range(int(FPS * SECONDS))]
        with torch.autocast("cpu", torch.bfloat16):
            features = bank(quads_of(scene, times, bank.index), HEIGHT, WIDTH)
            features = features.view(1, -1, FRAMES, HEIGHT, WIDTH, features.shape[-1])
            image = torch.cat([features, coordinates(camera_of(scene, times)[None], HEIGHT, WIDTH)], -1)
            noise = torch.randn(*image.shape[:-1], 3, generator=torch.Generator().manual_seed(seed))
            video = sample_clip(painter, noise, torch.tensor([scene_words(scene)]), image, steps)
        return ((video[0].flatten(0, 1).float() + 1) * 127.5).round().clamp(0, 255).byte().numpy()

    return get
