"""Rendered clips with what is in them, written to disk once and read many times.

    python -m training.reader.data FOLDER SHARDS [FIRST]

A clip is 8 frames, a quarter of a second apart. Scenes with held-out combinations go to the evaluation's shards only
(`python -m training.reader.data FOLDER SHARDS FIRST held-out`). A last word `world` has all subjects instead of the published ones.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.captions.split import held_out_combination
from training.world.layers import layers
from training.world.render import clip
from training.world.sample import random_brief
from training.world.stage import stage
from training.world.vocabulary import LEARNT, curriculum

FRAMES, EVERY, SHARD = 8, 0.25, 48
SIZES = {"16:9": (160, 90), "9:16": (90, 160), "1:1": (120, 120)}
MAX_SUBJECTS = 6
LENGTHS = (2.0, 2.0, 4.0, 10.0)
"""Seconds of the scenes clips are cut from: things move faster in short ones."""


@dataclass
class Shard:
    """video [n, 8, h, w, 3] u8; facts: one dict a clip; boxes [n, 8, 6, 4] f32 (centre x, centre y, height in fractions of the frame,
    number of the fact's subject group; −1 where there is none)."""

    video: np.ndarray
    facts: list
    boxes: np.ndarray


def times_from(begin: float) -> list[float]:
    """The moments of a clip's frames."""
    return [begin + i * EVERY for i in range(FRAMES)]


def facts_of(scene: dict) -> dict:
    """What a perfect reader would say of a scene."""
    groups: dict[str, dict] = {}
    for s in scene["subjects"]:
        group = groups.setdefault(s["name"], {"name": s["name"], "count": 0, "motion": s["motion"]})
        group["count"] += 1
    return {
        "place": scene["place"], "time": scene["time"], "weather": scene["weather"], "style": scene["style"],
        "camera": scene["camera"]["move"], "subjects": list(groups.values()),
    }


def boxes_of(scene: dict, times: list[float]) -> np.ndarray:
    """[frames, 6, 4]: where each subject is; boxes come in the scene's order of groups."""
    names = [g["name"] for g in facts_of(scene)["subjects"]]
    out = np.full((len(times), MAX_SUBJECTS, 4), -1, np.float32)
    for f, t in enumerate(times):
        found = [(names.index(x.texture), x) for x in layers(scene, t) if x.group == "subject" and x.texture in names]
        for i, (group, layer) in enumerate(sorted(found, key=lambda pair: pair[0])[:MAX_SUBJECTS]):
            out[f, i] = (layer.x + layer.width / 2, layer.y + layer.height / 2, layer.height, group)
    return out


def scene_of(seed: int, aspect: str, held_out: bool, subjects: tuple[str, ...] = LEARNT) -> tuple[dict, float]:
    """A random scene of the wanted side of the split, and where its clip begins."""
    rng = random.Random(seed)
    while True:
        brief = random_brief(rng, subjects)
        seconds = rng.choice(LENGTHS)
        scene = stage(brief, rng.getrandbits(32), seconds, aspect)
        if held_out_combination(facts_of(scene)) == held_out:
            return scene, rng.uniform(0, seconds - 2)


def aspect_of(shard: int) -> str:
    """Eight shards in ten are 16:9."""
    return "9:16" if shard % 10 == 4 else "1:1" if shard % 10 == 8 else "16:9"


def render_shard(number: int, held_out: bool, subjects: tuple[str, ...] = LEARNT) -> Shard:
    """One shard of clips; a function of its number and the curriculum alone."""
    aspect = "16:9" if held_out else aspect_of(number)
    width, height = SIZES[aspect]
    video = np.empty((SHARD, FRAMES, height, width, 3), np.uint8)
    boxes, facts = np.empty((SHARD, FRAMES, MAX_SUBJECTS, 4), np.float32), []
    for i in range(SHARD):
        scene, begin = scene_of((number * SHARD + i) * 2 + held_out, aspect, held_out, subjects)
        times = times_from(begin)
        video[i], boxes[i] = clip(scene, times, width, height), boxes_of(scene, times)
        facts.append(facts_of(scene))
    return Shard(video, facts, boxes)


def save(shard: Shard, path: Path) -> None:
    """Writes path.npy (video), path.boxes.npy and path.json."""
    np.save(path.with_suffix(".boxes.npy"), shard.boxes)
    path.with_suffix(".json").write_text(json.dumps(shard.facts))
    part = path.with_suffix(".part.npy")
    np.save(part, shard.video)
    part.rename(path.with_suffix(".npy"))


def open_shard(path: Path) -> Shard:
    """A shard whose video stays on disk until it is read. `path` ends in .npy."""
    base = path.with_suffix("")
    return Shard(np.load(path, mmap_mode="r"), json.loads(base.with_suffix(".json").read_text()), np.load(base.with_suffix(".boxes.npy")))


def shards(folder: Path) -> list[Path]:
    """Finished shards in order."""
    return sorted(p for p in folder.glob("*.npy") if ".boxes" not in p.name and ".part" not in p.name)


def main(folder: str, count: str, first: str = "0", kind: str = "train", subjects: str = "published") -> None:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for number in range(int(first), int(first) + int(count)):
        path = target / f"{number:05d}"
        if not path.with_suffix(".npy").exists():
            save(render_shard(number, kind == "held-out", curriculum(subjects)), path)


if __name__ == "__main__":
    main(*sys.argv[1:])
