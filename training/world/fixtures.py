"""Writes what the engine's TypeScript must reproduce: `python -m training.world.fixtures`. Paths, and layers of scenes. The scenes are
those of the training recipe; the engine stages briefs by rules of its own."""

from __future__ import annotations

import dataclasses
import gzip
import json
import random
from pathlib import Path

from training.world import paths
from training.world.acting import ACTS
from training.world.layers import horizon_in_frame, layers
from training.world.sample import random_brief
from training.world.stage import stage
from training.world.vocabulary import ASPECTS, STYLES

TARGET = Path("packages/engine/tests/fixtures/akezora")


ACTORS = [{"faces": "right", "feet": 0.9, "life": True}, {"faces": "left", "life": True}, {"faces": "front", "feet": 0.97, "life": True}, {"faces": "right"}]


BACKDROPS = [
    {"ratio": 1.7778, "horizon": 0.52, "top": -0.06, "height": 1.12},
    {"ratio": 0.7, "horizon": 0.71, "top": -0.2, "height": 1.3},
    {"ratio": 2.6, "horizon": 0.97, "top": -0.33, "height": 1.12, "far": 1.0},
    {"ratio": 1.5, "horizon": 0.4, "top": -0.1, "height": 1.27},
]
LOOPS = [{"loop": loop, "seconds": seconds} for loop, seconds in ((0.0, 2.0), (0.0, 10.0), (5.0, 9.0), (31.0, 40.0))]
LATER = [{"clock": clock} for clock in (3.7, -2.3)]
ACTIONS = sorted(ACTS)
COLOURS = ("red", "black", "gold")
STRIPS = [
    {"place": "mountains", "weather": "clear", "props": [{"name": name, "x": 0.0, "y": y, "size": size, "flip": False} for name, y, size in (("rock", 0.7, 0.1), ("bridge", 0.95, 0.44), ("river", 1.0, 0.16))]},
    {"place": "room", "weather": "snow", "style": "none", "props": [{"name": "chair", "x": 0.3, "y": 0.8, "size": 0.2, "flip": True}]},
    {"place": "deep forest", "weather": "rain", "style": "papercraft", "props": [{"name": "road away", "x": 0.2, "y": 1.08, "size": 0.42, "flip": False, "colour": "red"}, {"name": "path", "x": -0.1, "y": 0.9, "size": 0.15, "flip": False}]},
]
LIGHTS = [
    {"sky": [{"name": name, "x": -0.4 + 0.21 * i, "y": 0.2 + 0.03 * i, "size": 0.4} for i, name in enumerate(("fireworks", "blue fireworks", "shooting star", "lightning", "aurora", "moon"))], **more}
    for more in ({}, {"loop": 1.0, "seconds": 5.0})
]
MOVING = {"move": "static", "path": [{"at": 0.0, "x": -0.3, "y": -0.11, "zoom": 1.06}, {"at": 3.0, "x": 0.35, "y": 0.13, "zoom": 1.3}]}


def acting(subject: dict, which: int) -> dict:
    """The subject as an actor's stand-in; those that look to the right go to and fro."""
    path = [{**subject["path"][0], "at": at, "x": x} for at, x in ((0.0, -0.4), (1.1, 0.2), (2.4, -0.3))] if ACTORS[which]["faces"] == "right" else subject["path"]
    return {**subject, "actor": f"actor {which}", **ACTORS[which], "path": path}


def acted_scene(action: str, which: int) -> dict:
    """Four subjects that do something, in every style and colour in turn: one on a way with a hop in it, one on the spot, an actor, somebody on two legs."""
    way = [{"at": at, "x": x, "y": 0.85, "size": 0.3, "lift": lift} for at, x, lift in ((0.0, -0.5, 0.0), (0.6, -0.3, 0.0), (1.0, -0.1, 0.2), (1.4, 0.1, 0.0), (2.4, 0.3, 0.0), (4.0, -0.3, 0.0))]
    spot = [{"at": 0.0, "x": 0.2, "y": 0.8, "size": 0.25, "lift": 0.0}]
    common = {"action": action, "motion": "still", "phase": 0.13}
    return {
        "place": ("sea", "meadow")[which % 2],
        "style": STYLES[which % len(STYLES)],
        "subjects": [
            {**common, "name": ("whale", "fox")[which % 2], "flip": False, "path": way, "colour": COLOURS[which % len(COLOURS)]},
            {**common, "name": "cat", "flip": True, "path": spot},
            {**common, "name": "dog", "flip": False, "path": way, "actor": ("kangaroo", "teddy bear")[which % 2], "faces": ("left", "front")[which % 2], "life": bool(which % 2)},
            {**common, "name": ("person running", "person walking")[which % 2], "flip": False, "path": way},
        ],
        "props": [{"name": "rock", "x": 0.5, "y": 1.1, "size": 0.4, "flip": False, "colour": COLOURS[-1 - which % len(COLOURS)]}],
    }


def leaving(path: list[dict]) -> list[dict]:
    """A path in two pieces: it leaves, and comes in again."""
    first = path[0]
    return [{**first, "at": -0.5, "x": -0.2}, {**first, "at": 1.0, "x": 0.7}, {**first, "at": 2.0, "x": 1.4}, {**first, "at": 2.02, "x": -1.4, "cut": True}, {**first, "at": 3.5, "x": -0.3}]


def leaning(props: list[dict]) -> list[dict]:
    """The props; the first is other art, and leans."""
    return [{**props[0], "name": "teddy bear", "turn": -0.5}, *props[1:]] if props else props


def turning(scene: dict) -> list[float]:
    """The first times at which a subject is half way round, and a little after."""
    narrow = lambda t: any(layer.group == "subject" and layer.width * ASPECTS[scene["aspect"]] < 0.6 * layer.height for layer in layers(scene, t))
    times = [t for i in range(int(min(scene["seconds"], 10.0) * 50)) if narrow(t := round(i / 50, 2))]
    return [times[0], times[0] + 0.16] if times else []


def moves() -> list[dict]:
    """Paths that the engine's own staging makes by the same functions."""
    at = [(0.2, 0.8, 0.3, 0.0), (-0.31, 0.95, 0.21, 0.4)]
    cases = []
    for seconds in (2.0, 10.0, 27.5):
        for x, y, size, lift in at:
            where = {"seconds": seconds, "at": [x, y, size, lift]}
            cases += [{"path": "nearing", "towards": to, **where, "points": paths.nearing(seconds, to, x, y, y - 0.1, size, lift)} for to in (True, False)]
            cases += [{"path": "vertical", "up": up, **where, "points": paths.vertical(seconds, up, x, (y, 0.05), (y, 0.5), size)} for up in (True, False)]
            cases += [{"path": "circling", "offset": o, **where, "points": paths.circling(seconds, x, y, size, lift, 0.3, 0.06, o)} for o in (0.0, 0.61)]
    return cases


def main() -> None:
    rng = random.Random(5)
    staged, laid = [], []
    for i in range(24):
        brief = random_brief(rng)
        if i % 5 == 4:
            brief = {**brief, "place": None, "time": None, "weather": None, "style": None, "camera": None}
        aspect, seconds = ("16:9", "9:16", "1:1")[i % 3], (2.0, 10.0, 27.5)[i % 3 if i % 2 else 1]
        seed = rng.getrandbits(32)
        scene = stage(brief, seed, seconds, aspect)
        staged.append({"brief": brief, "seed": seed, "seconds": seconds, "aspect": aspect, "scene": scene})
        if i % 3 == 0:
            acted = {**scene, "subjects": [acting(subject, (i // 3 + k) % 4) for k, subject in enumerate(scene["subjects"])], "props": leaning(scene["props"])} if i % 2 else scene
            for t in (0.0, 0.31, 1.37, *turning(acted)):
                shown = [dataclasses.asdict(layer) for layer in layers(acted, t)]
                numbers = [{k: round(v, 6) if isinstance(v, float) else v for k, v in layer.items()} for layer in shown]
                laid.append({"scene": i, **({"subjects": acted["subjects"], "props": acted["props"]} if i % 2 else {}), "t": t, "layers": numbers, "camera": horizon_in_frame(scene, t)})
    for i, backdrop in enumerate(BACKDROPS):
        # One scene with each shape of frame, and one without ground.
        scene = {**staged[i]["scene"], "backdrop": backdrop, "place": ("park", "sea", "city", "sky")[i], "camera": MOVING}
        for t in (0.0, 1.37):
            numbers = [{k: round(v, 6) if isinstance(v, float) else v for k, v in dataclasses.asdict(layer).items()} for layer in layers(scene, t)]
            laid.append({"scene": i, "changed": {k: scene[k] for k in ("backdrop", "place", "camera")}, "t": t, "layers": numbers, "camera": horizon_in_frame(scene, t)})
    for i, changed in enumerate((*LOOPS, *LATER)):
        scene = {**staged[3 * i]["scene"], "weather": ("rain", "snow", "clear")[i % 3], "place": ("sea", "underwater", "meadow")[i % 3], **changed}
        scene["subjects"] = [{**subject, "path": leaving(subject["path"])} for subject in scene["subjects"]]
        for t in (0.0, 1.37, 2.02, scene["seconds"]):
            numbers = [{k: round(v, 6) if isinstance(v, float) else v for k, v in dataclasses.asdict(layer).items()} for layer in layers(scene, t)]
            laid.append({"scene": 3 * i, "changed": {k: scene[k] for k in ("weather", "place", "subjects", *changed)}, "t": t, "layers": numbers, "camera": horizon_in_frame(scene, t)})
    for i, action in enumerate(ACTIONS):
        scene = {**staged[1]["scene"], **acted_scene(action, i)}
        for t in (0.9, 2.3):
            numbers = [{k: round(v, 6) if isinstance(v, float) else v for k, v in dataclasses.asdict(layer).items()} for layer in layers(scene, t)]
            laid.append({"scene": 1, "changed": {k: scene[k] for k in ("place", "style", "subjects", "props")}, "t": t, "layers": numbers, "camera": horizon_in_frame(scene, t)})
    for changed in STRIPS:
        scene = {**staged[1]["scene"], **changed, "camera": MOVING}
        for t in (0.0, 1.37):
            numbers = [{k: round(v, 6) if isinstance(v, float) else v for k, v in dataclasses.asdict(layer).items()} for layer in layers(scene, t)]
            laid.append({"scene": 1, "changed": {**changed, "camera": MOVING}, "t": t, "layers": numbers, "camera": horizon_in_frame(scene, t)})
    for changed in LIGHTS:
        scene = {**staged[1]["scene"], **changed}
        for t in (0.0, 0.37, 1.1, 1.7, 4.4):
            numbers = [{k: round(v, 6) if isinstance(v, float) else v for k, v in dataclasses.asdict(layer).items()} for layer in layers(scene, t)]
            laid.append({"scene": 1, "changed": changed, "t": t, "layers": numbers, "camera": horizon_in_frame(scene, t)})
    TARGET.mkdir(parents=True, exist_ok=True)
    (TARGET / "stage.json").write_text(json.dumps(staged, ensure_ascii=False, separators=(",", ":")) + "\n")
    (TARGET / "paths.json").write_text(json.dumps(moves(), separators=(",", ":")) + "\n")
    packed = gzip.compress((json.dumps(laid, ensure_ascii=False, separators=(",", ":")) + "\n").encode(), mtime=0)
    (TARGET / "layers.json.gz").write_bytes(packed)


if __name__ == "__main__":
    main()
