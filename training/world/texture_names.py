"""Names of textures: which picture a layer shows, and what is done to it. The same as packages/engine/src/models/akezora/scene/textures.ts.

What is done to pictures (postures, colours, materials) only the engine does: the nets light whatever they are given. Training shows the picture itself.
"""

from __future__ import annotations

from training.world.acting import is_upright

MATERIALS = ("papercraft", "stop-motion", "balloon")


def posture_of(action: str | None, name: str) -> str | None:
    """How the legs of a subject are folded by what it does."""
    upright = is_upright(name)
    if action in ("lie", "sleep"):
        return None if upright else "lie"
    if action == "sit":
        return "lie" if upright else "sit"
    return "bow" if action in ("eat", "drink") and not upright else None


def texture_name(base: str, posture: str | None = None, faces: str = "front", colour: str | None = None, style: str | None = None, start: float | None = None, first: bool = False) -> str:
    """`start`: the part of a picture from this height on; `first`: only its first drawing."""
    parts = [base, "first"] if first else [base]
    if posture is not None:
        parts.append(f"{posture}-{faces}")
    if colour is not None:
        parts.append(colour)
    if style in MATERIALS:
        parts.append(style)
    if start is not None:
        parts.append(f"below {start:.4f}")
    return "|".join(parts)


def base_of(name: str) -> str:
    """The picture that a texture's name begins with."""
    return name.split("|")[0]
