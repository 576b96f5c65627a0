"""Art that is drawn rather than taken from the atlas: panoramas of the places, sun, shadow, stars, rain, snow, waves, bubbles.

Every function gives RGBA in [0, 1], not premultiplied, rows from the top. Panoramas and fields repeat seamlessly. Colours are those of day; the
renderer lights them. Each has its own fixed random stream, so the art never changes.
"""

from __future__ import annotations

import numpy as np

from training.world import rooms
from training.world.layers import FAR_HEIGHT, FAR_TOP, GROUND_HEIGHT, GROUND_TOP, PERIOD
from training.world.philox import fnv1a64

HEIGHT = 720  # pixels of a frame height that panoramas are drawn for
Array = np.ndarray


def rng_of(name: str) -> np.random.Generator:
    return np.random.default_rng(fnv1a64(name) & 0x7FFFFFFF)


def colour(code: str) -> Array:
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255


def wave(rng: np.random.Generator, width: int, low: int, high: int, fall: float) -> Array:
    """A periodic line [width] of harmonics low…high, about −1…1."""
    x = np.arange(width) / width * 2 * np.pi
    out = np.zeros(width)
    for k in range(low, high + 1):
        out += np.sin(k * x + rng.uniform(0, 2 * np.pi)) * rng.uniform(0.5, 1) / (k - low + 1) ** fall
    return (out / max(np.abs(out).max(), 1e-6)).astype(np.float32)


def cloud_noise(rng: np.random.Generator, height: int, width: int, scale: tuple[float, float]) -> Array:
    """Periodic smooth noise [height, width] of unit variance; `scale` = wavelengths in pixels (down, across)."""
    spectrum = np.fft.rfft2(rng.standard_normal((height, width)))
    fy, fx = np.fft.fftfreq(height)[:, None] * scale[0], np.fft.rfftfreq(width)[None] * scale[1]
    out = np.fft.irfft2(spectrum * np.exp(-2 * (fx**2 + fy**2)), s=(height, width))
    return (out / out.std()).astype(np.float32)


def over(under: Array, rgb: Array, alpha: Array) -> Array:
    """Straight-alpha compositing of a colour (or colours) with coverage `alpha` [h, w] over an image."""
    a = alpha[..., None]
    total = a + under[..., 3:] * (1 - a)
    mixed = (rgb * a + under[..., :3] * under[..., 3:] * (1 - a)) / np.maximum(total, 1e-6)
    return np.concatenate([mixed, total], -1).astype(np.float32)


def below(profile: Array, height: int) -> Array:
    """Coverage [height, width] of what lies below a line of row numbers [width], with soft edges."""
    return np.clip(np.arange(height)[:, None] + 0.5 - profile[None], 0, 1).astype(np.float32)


def blobs(rng: np.random.Generator, height: int, width: int, count: int, centre: Array, radius: tuple[float, float]) -> Array:
    """Row of the upper edge [width] of a line of round tops: tree crowns, clouds."""
    x = np.arange(width)
    top = np.full(width, float(height))
    for _ in range(count):
        cx, r = rng.uniform(0, width), rng.uniform(*radius)
        dx = np.abs((x - cx + width / 2) % width - width / 2)
        inside = dx < r
        edge = centre[int(cx) % width] - np.sqrt(np.maximum(r * r - dx * dx, 0)) * 1.05
        top = np.where(inside & (edge < top), edge, top)
    return np.minimum(top, centre + radius[0]).astype(np.float32)


def shade(profile: Array, height: int, tone: Array, depth: float) -> Array:
    """Colours of a silhouette: lighter at its edge, fading towards `depth` pixels below it."""
    down = np.clip((np.arange(height)[:, None] - profile[None]) / depth, 0, 1)[..., None]
    return tone * (1.1 - 0.22 * down)


def summits(rng: np.random.Generator, width: int, count: int) -> Array:
    """Heights [width] of a range of mountains, 0 to 1: each has a place, a height and two slopes of its own."""
    x, spacing = np.arange(width), width / count
    line = np.zeros(width)
    for k in range(count):
        centre, high = (k + rng.uniform(-0.3, 0.3)) * spacing, rng.uniform(0.42, 1.0)
        left, right = (rng.uniform(0.7, 1.25) * spacing * (0.45 + 0.55 * high) for _ in range(2))
        dx = (x - centre + width / 2) % width - width / 2
        side = np.where(dx < 0, -dx / left, dx / right)
        shoulder = rng.uniform(0.35, 0.6)
        line = np.maximum(line, high * np.where(side < shoulder, 1 - side, 1 - shoulder - 0.62 * (side - shoulder)))
    return np.clip(line / line.max() + 0.012 * wave(rng, width, 20, 90, 0.5), 0, 1)


def far(place: dict) -> Array:
    """The far panorama of a place."""
    if place.get("indoor"):
        return rooms.WALLS[place["far"]["kind"]]()
    rng = rng_of(place["name"] + "/far")
    kind, (back, front) = place["far"]["kind"], [colour(c) for c in place["far"]["colors"]]
    width, height = int(PERIOD * HEIGHT), int(FAR_HEIGHT * HEIGHT)
    line = FAR_TOP * HEIGHT  # row of the horizon
    unit = HEIGHT / 100
    image = np.zeros((height, width, 4), np.float32)

    def ridge(amplitude: float, base: float, low: int, high: int, fall: float, tone: Array) -> Array:
        profile = line - unit * (base + amplitude * (0.5 + 0.5 * wave(rng, width, low, high, fall)))
        return over(image, shade(profile, height, tone, 22 * unit), below(profile, height)), profile

    if kind in ("hills", "dunes"):
        image, _ = ridge(13, 3, 2, 7, 1.2, back)
        image, _ = ridge(9, 0, 3, 9, 1.2, front)
    elif kind == "peaks":
        for amplitude, base, tone, count in ((27, 4, back, 9), (16, 0, front, 12)):
            saw = summits(rng, width, count)
            profile = (line - unit * (base + amplitude * saw)).astype(np.float32)
            image = over(image, shade(profile, height, tone, 26 * unit), below(profile, height))
            snow = line - unit * (base + amplitude * (0.66 + 0.06 * wave(rng, width, 20, 60, 0.4)))
            cap = below(profile, height) * (1 - below(snow.astype(np.float32), height))
            image = over(image, np.array([0.97, 0.98, 1.0], np.float32), cap)
    elif kind in ("trees", "blossoms"):
        for count, base, radius, tone in ((70, 9, (4, 8), back), (80, 2, (4, 7), front)):
            centre = (line - unit * base + unit * 2 * wave(rng, width, 2, 9, 0.8)).astype(np.float32)
            profile = blobs(rng, height, width, count, centre, (radius[0] * unit, radius[1] * unit))
            image = over(image, shade(profile, height, tone, 12 * unit), below(profile, height))
    elif kind in ("jungle", "thicket"):
        columns = np.arange(width)
        for count, base, radius, tone in ((64, 27, (6, 11), back), (58, 15, (6, 10), (back + front) / 2), (66, 3, (5, 9), front)):
            centre = (line - unit * base + unit * 3 * wave(rng, width, 2, 9, 0.8)).astype(np.float32)
            profile = blobs(rng, height, width, count, centre, (radius[0] * unit, radius[1] * unit))
            image = over(image, shade(profile, height, tone, 18 * unit), below(profile, height))
            for _ in range(34 if kind == "thicket" else 0):
                cx, thick = rng.uniform(0, width), rng.uniform(0.5, 1.1) * unit
                dx = np.abs((columns - cx + width / 2) % width - width / 2)
                trunk = np.clip(thick - dx, 0, 1)[None] * np.clip((np.arange(height)[:, None] - profile[int(cx) % width] - 5 * unit) / (4 * unit), 0, 1)
                image = over(image, tone * 0.6, trunk.astype(np.float32))
            for _ in range(26 if kind == "jungle" else 0):
                cx, thick, hang = rng.uniform(0, width), rng.uniform(0.35, 0.7) * unit, rng.uniform(6, 16) * unit
                sway = 1.2 * unit * np.sin((np.arange(height)[:, None] - line) / (5 * unit) + cx)
                dx = np.abs((columns[None] - cx - sway + width / 2) % width - width / 2)
                top = float(profile[int(cx) % width]) + 2 * unit
                rows = np.arange(height)[:, None]
                vine = np.clip(thick - dx, 0, 1) * np.clip(rows - top, 0, 1) * np.clip(top + hang - rows, 0, 1)
                image = over(image, tone * 0.72, vine.astype(np.float32))
    elif kind == "skyline":
        for tone, low, high, narrow in ((back, 12, 36, 5), (front, 5, 22, 7)):
            profile, at = np.full(width, line, np.float32), 0
            while at < width:
                step = int(rng.uniform(0.7, 1.6) * narrow * unit)
                profile[at : at + step] = line - unit * rng.uniform(low, high)
                at += step
            image = over(image, shade(profile, height, tone, 40 * unit), below(profile, height))
            rows, columns = np.arange(height)[:, None], np.arange(width)[None]
            windows = ((rows // int(1.6 * unit)) % 2 == 0) & ((columns // int(1.2 * unit)) % 2 == 0) & (rows > profile[None] + 2 * unit) & (rows < line)
            lit = np.repeat(np.repeat(rng.random((height // int(3.2 * unit) + 1, width // int(2.4 * unit) + 1)) < 0.35, int(3.2 * unit), 0), int(2.4 * unit), 1)
            image = over(image, np.array([1.0, 0.93, 0.72], np.float32), (windows & lit[:height, :width]).astype(np.float32) * 0.75)
    elif kind in ("sea", "flat"):
        profile = np.full(width, line - (4 * unit if kind == "sea" else 0), np.float32)
        down = np.clip((np.arange(height) - profile[0]) / (20 * unit), 0, 1)[:, None, None]
        tones = np.broadcast_to(back + (front - back) * down, (height, width, 3))
        image = over(image, tones, below(profile, height))
        if kind == "sea":
            streaks = np.clip(cloud_noise(rng, height, width, (2 * unit, 24 * unit)) - 1.1, 0, 1)
            image = over(image, np.array([0.92, 0.97, 1.0], np.float32), streaks * below(profile + unit, height) * 0.6)
    elif kind == "reef":
        image, _ = ridge(20, 2, 3, 14, 0.6, back)
        image, _ = ridge(11, 0, 5, 19, 0.6, front)
    elif kind == "cloudsea":
        for count, base, radius, tone in ((46, 10, (8, 15), front), (52, -2, (7, 13), back)):
            centre = (line - unit * base + unit * 3 * wave(rng, width, 2, 7, 0.8)).astype(np.float32)
            profile = blobs(rng, height, width, count, centre, (radius[0] * unit, radius[1] * unit))
            image = over(image, shade(profile, height, tone, 16 * unit), below(profile, height))
    elif kind == "volcano":
        image, _ = ridge(8, 2, 2, 9, 1.0, back)
        x = np.arange(width)
        for cx, tall, wide in ((0.3, 33, 40), (0.78, 24, 30)):
            dx = np.abs((x - cx * width + width / 2) % width - width / 2) / unit
            profile = (line - unit * np.clip(tall - tall * (np.maximum(dx - 4, 0) / wide) ** 0.75, 0, None)).astype(np.float32)
            cone = below(profile, height) * (dx < wide + 4)[None]
            image = over(image, shade(profile, height, front, 30 * unit), cone)
            lava = np.exp(-((dx / 2.6) ** 2))[None] * np.clip(1 - (np.arange(height)[:, None] - profile.min()) / (15 * unit), 0, 1)
            image = over(image, np.array([1.0, 0.5, 0.16], np.float32), np.clip(lava * 1.6, 0, 1) * cone)
        image, _ = ridge(6, -1, 4, 12, 1.0, front * 0.9)
    return image


def ground(place: dict) -> Array:
    """The ground panorama of a place."""
    rng = rng_of(place["name"] + "/ground")
    kind, (near, deep) = place["ground"]["kind"], [colour(c) for c in place["ground"]["colors"]]
    width, height = int(PERIOD * HEIGHT), int(GROUND_HEIGHT * HEIGHT)
    unit = HEIGHT / 100
    flat = kind in ("water", "road", "boards", "tiles")
    edge = (GROUND_TOP * HEIGHT + (0 if flat else unit * 1.2 * wave(rng, width, 2, 9, 0.9))).astype(np.float32) if not flat else np.full(width, GROUND_TOP * HEIGHT, np.float32)
    down = np.clip((np.arange(height)[:, None, None] - GROUND_TOP * HEIGHT) / (0.45 * HEIGHT), 0, 1)
    tones = near + (deep - near) * down**0.9
    rows = np.arange(height)[:, None]
    fade = np.clip((rows - edge[None]) / (10 * unit), 0.15, 1)

    def stretch(scale: float) -> Array:
        return cloud_noise(rng, height, width, (scale * unit, scale * 4 * unit))

    tones = np.broadcast_to(tones, (height, width, 3)) * (1 + 0.03 * stretch(7) + 0.012 * stretch(2))[..., None]
    if kind in ("grass", "field"):
        tufts = np.clip(cloud_noise(rng, height, width, (2.2 * unit, 1.0 * unit)) - 1.25, 0, 1) * fade
        tones = tones * (1 - 0.3 * tufts[..., None]) + np.array([0.9, 1.0, 0.5]) * 0.08 * tufts[..., None]
    if kind == "field":
        furrows = 0.5 + 0.5 * np.sin(np.maximum(rows - edge[None], 0) ** 0.72 / unit * 3.0)
        tones = tones * (0.9 + 0.1 * furrows)[..., None]
    if kind in ("sand", "seabed"):
        ripples = np.sin(np.maximum(rows + 2.4 * unit * stretch(9), 0) ** 0.9 / unit * 1.25)
        tones = tones * (1 + 0.028 * ripples * fade)[..., None]
    if kind in ("boards", "tiles"):
        below_line, across = np.broadcast_arrays(rows / HEIGHT - GROUND_TOP, np.arange(width)[None] / HEIGHT)
        tones = rooms.floor(kind, near, deep, stretch(3), below_line, across)
    if kind == "snow":
        sparkle = np.clip(cloud_noise(rng, height, width, (0.8 * unit, 0.8 * unit)) - 2.4, 0, 1)
        tones = np.clip(tones + (0.5 * sparkle)[..., None], 0, 1)
    if kind == "ash":
        cracks = np.clip(1 - np.abs(cloud_noise(rng, height, width, (5 * unit, 14 * unit))) * 14, 0, 1) * fade
        tones = tones + cracks[..., None] * np.array([0.5, 0.16, 0.02])
    if kind in ("road", "path"):
        top, bottom = (0.20, 0.40) if kind == "road" else (0.19, 0.36)
        wobble = 0 if kind == "road" else 1.6 * unit * wave(rng, width, 2, 6, 0.9)[None]
        lane = np.clip((rows - top * HEIGHT - wobble) / unit, 0, 1) * np.clip((bottom * HEIGHT + wobble - rows) / unit, 0, 1)
        tar = np.array([0.31, 0.33, 0.39]) if kind == "road" else np.array([0.93, 0.87, 0.72])
        tones = tones * (1 - lane[..., None]) + tar * (1 + 0.02 * stretch(2)[..., None]) * lane[..., None]
        if kind == "road":
            middle = (top + bottom) / 2 * HEIGHT
            dash = (np.abs(rows - middle) < 0.7 * unit) & ((np.arange(width)[None] // int(9 * unit)) % 2 == 0)
            tones = np.where(dash[..., None], np.array([0.97, 0.93, 0.8]), tones)
            for kerb in (top, bottom):
                tones = np.where((np.abs(rows - kerb * HEIGHT) < 0.6 * unit)[..., None], np.array([0.82, 0.83, 0.86]), tones)
    image = np.zeros((height, width, 4), np.float32)
    return over(image, np.clip(tones, 0, 1).astype(np.float32), below(edge, height))


def dots(name: str, size: int, count: int, radius: tuple[float, float], tint: tuple[float, float, float], soft: float, tall: float = 1.0) -> Array:
    """A field of round or (with `tall`) drawn-out dots on a torus of `size` pixels; radii in thousandths of the field."""
    rng = rng_of(name)
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32) + 0.5
    alpha = np.zeros((size, size), np.float32)
    for _ in range(count):
        cx, cy, r = rng.uniform(0, size), rng.uniform(0, size), rng.uniform(*radius) * size / 1000
        dx = (columns - cx + size / 2) % size - size / 2
        dy = ((rows - cy + size / 2) % size - size / 2) / tall
        if tall > 1:
            dx = dx + dy * tall * 0.095
        alpha = np.maximum(alpha, np.clip((r - np.hypot(dx, dy)) / (soft * r) + 0.5, 0, 1) * rng.uniform(0.6, 1))
    return np.concatenate([np.broadcast_to(np.array(tint, np.float32), (size, size, 3)), alpha[..., None]], -1).astype(np.float32)


def sun() -> Array:
    """A disc with a wide glow."""
    size = 256
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32) + 0.5
    d = np.hypot(rows - size / 2, columns - size / 2) / (size / 2)
    disc = np.clip((0.36 - d) * size / 4, 0, 1)
    glow = 0.42 * np.clip(1 - d, 0, 1) ** 2
    rgb = np.array([1.0, 0.86, 0.5]) * (1 - disc[..., None]) + np.array([1.0, 0.96, 0.78]) * disc[..., None]
    return np.concatenate([rgb, np.maximum(disc, glow)[..., None]], -1).astype(np.float32)


def shadow() -> Array:
    """A soft black ellipse."""
    size = 64
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32) + 0.5
    d = np.hypot(rows - size / 2, columns - size / 2) / (size / 2)
    return np.concatenate([np.zeros((size, size, 3), np.float32), np.clip(1 - d, 0, 1)[..., None] ** 0.8], -1).astype(np.float32)


def waves() -> Array:
    """Light crests on water, closer together towards the horizon."""
    rng = rng_of("waves")
    height, width = 360, 1080
    rows = np.arange(height)[:, None] / height
    crest = np.zeros((height, width), np.float32)
    for i in range(46):
        v = (i / 46) ** 1.5 + rng.uniform(0, 0.012)
        cx, length = rng.uniform(0, width), (30 + 110 * v) * rng.uniform(0.6, 1.4)
        dx = np.abs((np.arange(width) - cx + width / 2) % width - width / 2) / length
        thick = 0.004 + 0.008 * v
        line = np.clip(1 - np.abs(rows - v - 0.012 * np.cos(dx * 3)[None]) / thick, 0, 1) * np.clip(1 - dx, 0, 1)[None] ** 0.5
        crest = np.maximum(crest, line)
    return np.concatenate([np.broadcast_to(np.array([0.88, 0.96, 1.0], np.float32), (height, width, 3)), crest[..., None] * 0.85], -1).astype(np.float32)


def fields() -> dict[str, Array]:
    """Everything that fills the frame again and again."""
    return {
        "stars": dots("stars", 720, 170, (1.0, 3.2), (1.0, 0.98, 0.9), 0.9),
        "bubbles": dots("bubbles", 512, 16, (6, 16), (0.85, 0.97, 1.0), 0.35),
        "rain far": dots("rain far", 512, 90, (1.8, 2.6), (0.86, 0.92, 1.0), 1.0, 16.0),
        "rain near": dots("rain near", 512, 55, (2.0, 3.2), (0.88, 0.94, 1.0), 1.0, 16.0),
        "snow far": dots("snow far", 512, 80, (7, 11), (1.0, 1.0, 1.0), 0.7),
        "snow near": dots("snow near", 512, 42, (8, 15), (1.0, 1.0, 1.0), 0.7),
    }


def _grid(height: int, width: int) -> tuple[Array, Array]:
    """Rows and columns −1…1, at the middles of pixels."""
    y, x = (np.arange(height) + 0.5) / height * 2 - 1, (np.arange(width) + 0.5) / width * 2 - 1
    return y[:, None].astype(np.float32), x[None].astype(np.float32)


def ripple() -> Array:
    """A ring on water, seen from above; scenes lay it flat."""
    y, x = _grid(128, 128)
    radius = np.hypot(x, y)
    ring = np.exp(-(((radius - 0.82) / 0.07) ** 2)) + 0.55 * np.exp(-(((radius - 0.58) / 0.06) ** 2))
    alpha = np.clip(ring, 0, 1) * (0.72 + 0.28 * np.sin(3 * np.arctan2(y, x) + 0.6)) * (radius < 0.99)
    return np.concatenate([np.broadcast_to(np.array([0.93, 0.98, 1.0], np.float32), (128, 128, 3)), alpha[..., None]], -1).astype(np.float32)


def drop() -> Array:
    """A drop of water with a light on it."""
    y, x = _grid(64, 64)
    radius = np.hypot(x * (1.15 + 0.35 * np.clip(-y, 0, 1)), y * 1.02)
    alpha = np.clip((0.86 - radius) * 12, 0, 1)
    rim = np.clip(radius / 0.86, 0, 1)[..., None] ** 3
    light = np.exp(-(((x + 0.26) / 0.2) ** 2) - ((y + 0.3) / 0.24) ** 2)[..., None]
    rgb = mixed(np.array([0.72, 0.9, 0.99], np.float32), np.array([0.35, 0.66, 0.93], np.float32), rim)
    return np.concatenate([mixed(rgb, np.ones(3, np.float32), light), alpha[..., None] * 0.95], -1).astype(np.float32)


def letter() -> Array:
    """The letter Z of who sleeps: soft, pale, with a darker edge."""
    y, x = _grid(96, 96)

    def stroke(ax: float, ay: float, bx: float, by: float) -> Array:
        along = np.clip(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2), 0, 1)
        return np.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))

    d = np.minimum(np.minimum(stroke(-0.5, -0.55, 0.5, -0.55), stroke(0.5, -0.55, -0.5, 0.55)), stroke(-0.5, 0.55, 0.5, 0.55))
    inside = np.clip((0.17 - d) * 30, 0, 1)[..., None]
    rgb = mixed(np.array([0.35, 0.42, 0.72], np.float32), np.array([0.97, 0.98, 1.0], np.float32), inside)
    return np.concatenate([rgb, np.clip((0.26 - d) * 30, 0, 1)[..., None]], -1).astype(np.float32)


def mixed(a: Array, b: Array, t: Array) -> Array:
    return (a + (b - a) * t).astype(np.float32)


EFFECTS = {"ripple": ripple, "drop": drop, "letter z": letter}
"""Small pictures that go with what subjects do."""
