"""Where a backdrop lies in the frame, as `packages/engine/src/models/akezora/scene/backdrop-layers.ts`: the whole picture far away, and over it
the ground below its horizon in strips, of which each moves a little more with the camera than the one above; where `far` is 1 all moves as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.world.layers import Layer, View

FAR_DEPTH, GROUND_DEPTH = 0.12, 1.0
APPROACH, STRIPS, EASE = 0.13, 24, 1.5  # the ground between its horizon and where things stand: frame heights, strips, how slowly depth begins to grow
OVERLAP = 0.3  # of a strip: what of it goes on under the next
FADING = 7  # strips that come in one after the other over the far picture
MARGIN = 0.06
LEAST_GROUND = 0.04


def backdrop_layers(backdrop: dict, view: View, ground: bool) -> list[Layer]:
    """The layers of a scene's backdrop, back to front. `ground`: whether its place has any."""
    from training.world.layers import Layer

    ratio, horizon, top, height = (backdrop[k] for k in ("ratio", "horizon", "top", "height"))
    far = backdrop.get("far", FAR_DEPTH)
    left, width = -ratio * height / 2, 2 * ratio * height
    out = [Layer("backdrop/far", "far", *view.box(left, top, width, 2 * height, far), depth=far)]
    if not ground:
        return out
    shown = min(horizon, 1 - LEAST_GROUND)
    start = top + shown * height
    bottom = max(top + height, 1 + 2 * MARGIN)
    strip = min(APPROACH, (bottom - start) / 2) / STRIPS
    in_picture = lambda y: shown + (y - start) / (bottom - start) * (1 - shown)
    depth_at = lambda i: far + (GROUND_DEPTH - far) * (i / STRIPS) ** EASE
    for i in range(STRIPS):
        upper, lower = start + i * strip, start + (i + 1) * strip
        depth = (depth_at(i) + depth_at(i + 1)) / 2
        x, _, wide, _ = view.box(left, 0.0, width, 1.0, depth)
        y = view.down(upper, depth_at(i))
        high = (view.down(lower, depth_at(i + 1)) - y) * (1 + OVERLAP)
        out.append(Layer(ground_texture(in_picture(upper), in_picture(lower + OVERLAP * strip)), "ground", x, y, wide, high, alpha=min(1.0, (i + 0.5) / FADING), depth=depth))
    near = start + STRIPS * strip
    box = view.box(left, near, width, 2 * (bottom - near), GROUND_DEPTH)
    out.append(Layer(ground_texture(in_picture(near), 1.0), "ground", *box, depth=GROUND_DEPTH))
    return out


def ground_texture(start: float, end: float) -> str:
    """The part of a picture's ground between two heights in it."""
    return f"backdrop/ground {start:.4f}-{end:.4f}"
