"""Scenes: what is seen, as data. The same form as `Scene` in packages/contract; see WORLD in README.md for the units.

Frame heights at zoom 1; x = 0 in the middle; y = 0 at the top of the frame, 1 at its bottom; seconds from the start of the clip.
"""

from __future__ import annotations

import bisect

from training.world.vocabulary import ASPECTS, CAMERAS, MOTIONS, STYLES, TIMES, WEATHERS


def along(path: list[dict], keys: tuple[str, ...], t: float) -> list[float]:
    """Values of a path at a time: Catmull–Rom through its points (uniform, ends held), constant before and after.

    A point with `cut` begins a spline of its own.
    """
    if len(path) == 1 or t <= path[0]["at"]:
        return [path[0].get(k, 0.0) for k in keys]
    if t >= path[-1]["at"]:
        return [path[-1].get(k, 0.0) for k in keys]
    i = bisect.bisect_right([p["at"] for p in path], t) - 1
    a, b, c, d = path[max(i - 1, 0)], path[i], path[i + 1], path[min(i + 2, len(path) - 1)]
    if c.get("cut", False):
        return [b.get(k, 0.0) for k in keys]
    if b.get("cut", False):
        a = b
    if d.get("cut", False):
        d = c
    u = (t - b["at"]) / (c["at"] - b["at"])
    out = []
    for k in keys:
        p, q, r, s = a.get(k, 0.0), b.get(k, 0.0), c.get(k, 0.0), d.get(k, 0.0)
        out.append(q + 0.5 * u * (r - p + u * (2 * p - 5 * q + 4 * r - s + u * (3 * (q - r) + s - p))))
    return out


def subject_at(subject: dict, t: float) -> tuple[float, float, float, float]:
    """(x, y, size, lift) of a subject; lift is never below the ground."""
    x, y, size, lift = along(subject["path"], ("x", "y", "size", "lift"), t)
    return x, y, size, max(lift, 0.0)


def heading_right(subject: dict, t: float) -> bool:
    """Whether a subject looks to the right: as its path goes, or as `flip` says where it hardly goes sideways."""
    # Where a new piece of the path begins, the way along it counts, not the way to it.
    now = next((p["at"] + 0.05 for p in subject["path"] if p.get("cut", False) and abs(p["at"] - t) <= 0.05), t)
    before, after = along(subject["path"], ("x",), now - 0.05)[0], along(subject["path"], ("x",), now + 0.05)[0]
    speed = (after - before) / 0.1
    return speed > 0 if abs(speed) > 0.03 else bool(subject.get("flip", False))


def camera_at(scene: dict, t: float) -> tuple[float, float, float]:
    """(x, y, zoom) of the camera."""
    x, y, zoom = along(scene["camera"]["path"], ("x", "y", "zoom"), t)
    return x, y, zoom


def validate(scene: dict) -> None:
    """Raises ValueError naming the first thing wrong."""
    for key, allowed in (("time", TIMES), ("weather", WEATHERS), ("style", STYLES), ("aspect", tuple(ASPECTS))):
        if scene[key] not in allowed:
            raise ValueError(f"{key}: {scene[key]!r} is not one of {allowed}")
    if scene["camera"]["move"] not in CAMERAS:
        raise ValueError("camera.move")
    for subject in scene["subjects"]:
        if subject["motion"] not in MOTIONS:
            raise ValueError("subjects.motion")
        times = [p["at"] for p in subject["path"]]
        if not times or times != sorted(times):
            raise ValueError("subjects.path: times must rise")
