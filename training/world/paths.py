"""How subjects and cameras move: paths of a few points for each motion of the world, for clips of any length.

Long clips are made of legs: a subject that runs left turns, runs back, and runs left again, so that it is in view all the time.
"""

from __future__ import annotations

LEG = 10.0  # seconds a subject goes one way
HOP = 0.8  # seconds of a jump
TURN = 5.0  # seconds of a round


def point(at: float, x: float, y: float, size: float, lift: float = 0.0) -> dict:
    return {"at": round(at, 3), "x": round(x, 4), "y": round(y, 4), "size": round(size, 4), "lift": round(lift, 4)}


def legs(seconds: float) -> int:
    """How many legs a clip has."""
    return max(1, -int(-seconds // LEG))


def swing(seconds: float, start: tuple[float, float, float, float], end: tuple[float, float, float, float]) -> list[dict]:
    """From start to end and back, a leg each; (x, y, size, lift)."""
    count = legs(seconds)
    leg = seconds / count
    return [point(i * leg, *(start if i % 2 == 0 else end)) for i in range(count + 1)]


def across(seconds: float, sign: int, x: float, reach: float, y: float, size: float, lift: float) -> list[dict]:
    """Sideways through the frame, `sign` −1 to the left: at a walking pace in short clips, from side to side in long ones."""
    count = legs(seconds)
    span = min(2 * reach, 0.17 * seconds / count + 0.1)
    return swing(seconds, (x - sign * span / 2, y, size, lift), (x + sign * span / 2, y, size, lift))


def nearing(seconds: float, towards: bool, x: float, y: float, far_y: float, size: float, lift: float) -> list[dict]:
    """Towards the camera: larger and lower in the frame; or away."""
    far = (x * 0.6, far_y, size * 0.45, lift * 0.6)
    near = (x, y + 0.04, size * 1.25, lift)
    return swing(seconds, far, near) if towards else swing(seconds, near, far)


def vertical(seconds: float, up: bool, x: float, low: tuple[float, float], high: tuple[float, float], size: float) -> list[dict]:
    """Up or down between (y, lift) pairs."""
    bottom, top = (x, low[0], size, low[1]), (x, high[0], size, high[1])
    return swing(seconds, bottom, top) if up else swing(seconds, top, bottom)


def jumping(seconds: float, x: float, y: float, size: float, lift: float, height: float, offset: float) -> list[dict]:
    """Hop after hop on the spot; the parabola is given at five points a hop."""
    points, start = [], -offset * HOP
    while start < seconds:
        for u, h in ((0.0, 0.0), (0.12, 0.42), (0.3, 0.84), (0.5, 1.0), (0.7, 0.84), (0.88, 0.42)):
            at = start + u * HOP
            if at >= 0:
                points.append(point(at, x, y, size, lift + h * height))
        start += HOP
    points.append(point(start, x, y, size, lift))
    return points


def circling(seconds: float, x: float, y: float, size: float, lift: float, rx: float, ry: float, offset: float) -> list[dict]:
    """Round and round an ellipse, on the ground or in the air (then `ry` is height)."""
    corners = ((1.0, 0.0), (0.7071, 0.7071), (0.0, 1.0), (-0.7071, 0.7071), (-1.0, 0.0), (-0.7071, -0.7071), (0.0, -1.0), (0.7071, -0.7071))
    points, i, first = [], 0, int(offset * 8)
    while True:
        c, s = corners[(i + first) % 8]
        at = i * TURN / 8
        near = 1 + 0.12 * s if lift == 0 else 1.0
        points.append(point(at, x + rx * c, y + (ry * s if lift == 0 else 0.0), size * near, lift - (ry * s if lift > 0 else 0.0)))
        if at >= seconds:
            return points
        i += 1


def camera_path(move: str, seconds: float, speed: float) -> list[dict]:
    """The camera's move, back and forth in clips longer than a leg; `speed` 0.7…1.3."""
    count = legs(seconds)
    leg = seconds / count
    span = min(0.055 * leg, 0.5) * speed
    ends = {
        "static": ((0.0, 0.0, 1.04), (0.0, 0.0, 1.04)),
        "pan-left": ((span / 2, 0.0, 1.04), (-span / 2, 0.0, 1.04)),
        "pan-right": ((-span / 2, 0.0, 1.04), (span / 2, 0.0, 1.04)),
        "zoom-in": ((0.0, 0.0, 1.0), (0.0, 0.02, 1.0 + 0.3 * speed * min(1.0, leg / 6))),
        "zoom-out": ((0.0, 0.02, 1.0 + 0.3 * speed * min(1.0, leg / 6)), (0.0, 0.0, 1.0)),
        "tilt-up": ((0.0, 0.04, 1.06), (0.0, -0.11 * speed, 1.06)),
        "tilt-down": ((0.0, -0.11 * speed, 1.06), (0.0, 0.04, 1.06)),
    }[move]
    if move == "static":
        return [{"at": 0.0, "x": 0.0, "y": 0.0, "zoom": 1.04}]
    return [
        {"at": round(i * leg, 3), "x": round(ends[i % 2][0], 4), "y": round(ends[i % 2][1], 4), "zoom": round(ends[i % 2][2], 4)}
        for i in range(count + 1)
    ]
