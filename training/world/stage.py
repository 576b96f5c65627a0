"""Staging: from a brief (what a prompt says) and a seed to a scene. Everything the brief leaves open comes from the seed.

These are the random scenes that painter, finisher and reader learn from: plain ones, of every motion and size. The engine stages what people ask for by
rules of its own (packages/engine/src/models/akezora/scene/stage.ts: actions, relations, shots); both have the paths of `paths.py`, the geometry of
`layers.py` and the table `staging` of vocabulary.json, and fixtures check the first two.
"""

from __future__ import annotations

import math

from training.world import paths
from training.world.philox import Stream
from training.world.vocabulary import ASPECTS, PLACES, SIZES, SUBJECTS

SIZE_OF = {"small": 0.24, "medium": 0.38, "large": 0.54}
SEASONAL = {"snowfield": (0.35, 0.1, 0.0, 0.5, 0.05), "desert": (0.9, 0.06, 0.0, 0.0, 0.04), "volcano": (0.8, 0.14, 0.0, 0.0, 0.06)}
USUAL_WEATHER = (0.7, 0.12, 0.07, 0.05, 0.06)
# What nobody asked to do anything does: it goes its way, for that is what it is animated doing.
MOTION_ODDS = {
    "ground": (0.45, 0.45, 0.03, 0.01, 0.0, 0.0, 0.0, 0.06, 0.0),
    "fly": (0.38, 0.38, 0.03, 0.01, 0.08, 0.0, 0.0, 0.12, 0.0),
    "sea": (0.45, 0.45, 0.01, 0.01, 0.0, 0.0, 0.0, 0.08, 0.0),
    "under": (0.4, 0.4, 0.03, 0.01, 0.04, 0.02, 0.0, 0.1, 0.0),
}
MOTIONS = ("left", "right", "towards", "away", "up", "down", "jump", "circle", "still")
DRY = ("underwater", "space")


def stage(brief: dict, seed: int, seconds: float, aspect: str) -> dict:
    """The scene of a brief for a seed. `seconds` is the clip's length, `aspect` its shape."""
    draw = Stream(seed, "stage")
    place = stage_place(brief, draw)
    info = PLACES[place]
    time = brief["time"] or ("dawn", "day", "sunset", "night")[draw.weighted([0.14, 0.5, 0.2, 0.16])]
    weather = brief["weather"] or ("clear", "cloudy", "rain", "snow", "fog")[draw.weighted(list(SEASONAL.get(place, USUAL_WEATHER)))]
    if place in DRY and brief["weather"] is None:
        weather = "clear"
    horizon = round(draw.between(*info["horizon"]), 4)
    move = brief["camera"] or "static"
    half = ASPECTS[aspect] / 2
    scene = {
        "version": 2,
        "place": place,
        "time": time,
        "weather": weather,
        "style": brief["style"] or "none",
        "aspect": aspect,
        "seconds": seconds,
        "seed": seed,
        "horizon": horizon,
        "panorama": {"offset": round(draw.uniform(), 4)},
        "camera": {"move": move, "path": paths.camera_path(move, seconds, draw.between(0.75, 1.25))},
        "subjects": [],
        "props": [],
        "sky": [],
    }
    for index, entry in enumerate(brief["subjects"]):
        place_group(scene, entry, index, len(brief["subjects"]), info, half, draw)
    scene["props"] = stage_props(info, horizon, half, draw)
    scene["sky"] = stage_sky(scene, info, half, draw)
    return scene


def stage_place(brief: dict, draw: Stream) -> str:
    """The place said, or a home of the first subject, or any."""
    pick = draw.uniform()
    if brief["place"]:
        return brief["place"]
    homes = SUBJECTS[brief["subjects"][0]["name"]]["homes"] if brief["subjects"] else list(PLACES)
    if brief["weather"] == "snow" and "snowfield" in homes:
        return "snowfield"
    return homes[int(pick * len(homes))]


def place_group(scene: dict, entry: dict, index: int, groups: int, info: dict, half: float, draw: Stream) -> None:
    """Adds the one to three subjects of an entry, all with the same motion, side by side."""
    subject = SUBJECTS[entry["name"]]
    kind = subject["kind"] if subject["kind"] in info["kinds"] else free_kind(subject["kind"], info)
    if kind == "under" and info["ground"] and info["ground"]["kind"] == "water":
        kind = "sea"  # seen from above, whatever swims is at the surface
    said = entry["size"] or SIZES[draw.weighted([0.2, 0.55, 0.25])]
    count = entry["count"] or 1
    motion = entry["motion"] or MOTIONS[draw.weighted(list(MOTION_ODDS[kind]))]
    if subject["gait"] == "stand" and entry["motion"] is None:
        motion = "still"
    room = min(1.0, half / 0.75)
    size = SIZE_OF[said] * subject["scale"] * draw.between(0.92, 1.08) * room * (0.86 if count > 1 or groups > 1 else 1.0) * math.sqrt(2 / max(groups, 2))
    size = min(size, 0.72)
    side = 2 * index / (groups - 1) - 1 if groups > 1 else 0
    centre = side * half * (0.6 if groups > 2 else 0.4) + draw.between(-0.08, 0.08) * half
    spread = min(size * 1.02, 1.5 * half / max(count, 2) / (2 if groups > 1 else 1) * 1.25)
    flip, phase, wobble = draw.uniform() < 0.5, draw.uniform(), draw.uniform()
    ground = standing(scene["horizon"], kind, draw)
    for i in range(count):
        shift = (i - (count - 1) / 2) * spread
        y = ground[0] + (0.05 if i % 2 else 0.0)
        reach = max(half - size * 0.35 - spread * (count - 1) / 2, 0.12) * (0.6 if groups > 1 else 1.0)
        path = motion_path(motion, kind, scene["seconds"], centre + shift, y, ground[1], size, reach, scene["horizon"], wobble + i * 0.37)
        right = motion == "right" or (motion not in ("left",) and flip)
        scene["subjects"].append(
            {"name": entry["name"], "motion": motion, "flip": right, "phase": round((phase + i * 0.31) % 1.0, 4), "path": path}
        )


def free_kind(kind: str, info: dict) -> str:
    """What a subject does in a place it does not belong to: it floats where there is no ground, else it stands on it."""
    if "ground" in info["kinds"]:
        return "fly" if kind == "fly" else "ground"
    if "sea" in info["kinds"]:
        return "fly" if kind == "fly" else "sea"
    return "under" if "under" in info["kinds"] else "fly"


def standing(horizon: float, kind: str, draw: Stream) -> tuple[float, float]:
    """(y of the feet, lift) of a group."""
    u = draw.uniform()
    if kind == "ground":
        return min(horizon + 0.16 + 0.1 * u, 0.93), 0.0
    if kind == "sea":
        return min(horizon + 0.1 + 0.14 * u, 0.9), 0.0
    if kind == "under":
        return 0.88, 0.12 + 0.28 * u
    return 0.95, 0.22 + 0.3 * u


def motion_path(motion, kind, seconds, x, y, lift, size, reach, horizon, offset) -> list[dict]:
    """The path of one subject."""
    airborne = lift > 0
    if motion in ("left", "right"):
        return paths.across(seconds, -1 if motion == "left" else 1, x, reach, y, size, lift)
    if motion in ("towards", "away"):
        far_y = y - 0.12 if airborne else min(horizon + 0.05, y)
        return paths.nearing(seconds, motion == "towards", x, y, far_y, size, lift)
    if motion in ("up", "down"):
        high = 0.95 - size * 0.75 - 0.08
        return paths.vertical(seconds, motion == "up", x, (y, 0.03 if airborne else 0.0), (y, max(high - (0.95 - y), 0.3)), size)
    if motion == "jump":
        return paths.jumping(seconds, x, y, size, lift, min(0.22, 0.1 + size * 0.3), offset % 1.0)
    if motion == "circle":
        return paths.circling(seconds, x, y, size, lift, min(reach, 0.34), 0.05 if not airborne else 0.12, offset % 1.0)
    return [paths.point(0.0, x, y, size, lift)]


def stage_props(info: dict, horizon: float, half: float, draw: Stream) -> list[dict]:
    """Things on the ground, smaller towards the horizon, rarely in front of the middle where subjects are."""
    choices = info["props"]
    count = 5 + draw.below(5)
    if not choices:
        return []
    if info.get("floatProps"):
        count = draw.below(3)
    props = []
    for _ in range(count):
        name, size, _ = choices[draw.weighted([c[2] for c in choices])]
        depth, x, turn, vary = draw.uniform(), draw.between(-1, 1) * (half + 0.45), draw.uniform() < 0.5, draw.between(0.85, 1.15)
        depth = depth * depth * 0.8
        if info.get("floatProps"):
            y, scale = horizon + 0.012, 0.7
        else:
            y, scale = horizon + 0.025 + (1.0 - horizon - 0.06) * depth, 0.6 + 0.75 * depth
        if depth > 0.3 and abs(x) < half * 0.7:
            x = (half * 0.7 + abs(x) * 0.4) * (1 if x >= 0 else -1)
        props.append({"name": name, "x": round(x, 4), "y": round(y, 4), "size": round(size * scale * vary, 4), "flip": turn})
    return sorted(props, key=lambda p: p["y"])


def stage_sky(scene: dict, info: dict, half: float, draw: Stream) -> list[dict]:
    """Sun or moon, clouds, planets."""
    x, up = draw.between(-0.75, 0.75) * half, draw.uniform()
    many, sky = draw.uniform(), []
    spots = [(draw.between(-1.15, 1.15) * half, draw.uniform(), draw.uniform()) for _ in range(7)]
    if scene["place"] == "underwater":
        return []
    if scene["place"] == "space":
        for i, (name, size, _) in enumerate(info["skyProps"]):
            if spots[i][2] < 0.6:
                sky.append({"name": name, "x": round(spots[i][0] * 0.8, 4), "y": round(0.2 + 0.4 * spots[i][1], 4), "size": round(size * (0.8 + 0.5 * spots[i + 3][2]), 4)})
        return sky
    top = min(scene["horizon"], 0.95)
    if scene["weather"] in ("clear", "snow", "rain") and (scene["weather"] == "clear" or many < 0.3):
        low = scene["time"] in ("dawn", "sunset")
        y = top - 0.14 - 0.06 * up if low else 0.14 + 0.14 * up
        name = "moon" if scene["time"] == "night" else "sun"
        sky.append({"name": name, "x": round(x, 4), "y": round(y, 4), "size": 0.13 if name == "moon" else 0.34})
    count = {"clear": 1 + int(many * 4), "cloudy": 6 + int(many * 2), "rain": 4 + int(many * 3), "snow": 2 + int(many * 3), "fog": 0}[scene["weather"]]
    for cx, cy, cs in spots[:count]:
        sky.append({"name": "cloud", "x": round(cx, 4), "y": round(0.06 + 0.3 * cy * min(top / 0.62, 1.6), 4), "size": round(0.16 + 0.16 * cs, 4)})
    return sky
