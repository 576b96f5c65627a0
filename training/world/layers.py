"""Layers: where every texture of a scene lies in the frame at a time. The one geometry that the renderer, the neural textures of painter and
finisher, and the engine's TypeScript (packages/engine/src/models/akezora/scene/layers.ts) share.

A layer shows a texture in an axis-aligned box given in fractions of the frame, back to front. Sprites fill a square box with SPRITE_MARGIN
of empty space on each side. Panoramas repeat along u over the whole width, fields of weather along u and v over the whole frame; their box
is then one repetition.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from training.world import effects, puppets
from training.world.backdrop import backdrop_layers
from training.world.carriage import carriage_at
from training.world.effects import GROUND_HEIGHT, GROUND_TOP, PERIOD, WAVES, WAVES_SPEED
from training.world.loops import loop_at, shows_first_only
from training.world.poses import Pose
from training.world.recurrence import Clock, clock_of
from training.world.scene import camera_at, subject_at
from training.world.sky_effects import in_sky
from training.world.texture_names import posture_of, texture_name
from training.world.vocabulary import ALL_PLACES, ASPECTS, LEARNT, PLACES, STRIPS, SUBJECTS

SPRITE_MARGIN = 1 / 24
FAR_TOP, FAR_HEIGHT, FAR_DEPTH = 0.42, 0.6, 0.3
ROOM_TOP, ROOM_HEIGHT = 0.95, 1.0  # the walls of a room, which are where its floor begins
HOVER = 0.02  # how high a balloon hovers over where it would stand, in its sizes
BOB = {"fly": (0.012, 2.6), "sea": (0.008, 2.2), "under": (0.012, 3.1)}


@dataclass(frozen=True)
class Layer:
    """`depth`: 0 sky … 1 ground; `group` says how the renderer lights it; `turn`: radians, clockwise, about the middle of its bottom edge."""

    texture: str
    group: str
    x: float
    y: float
    width: float
    height: float
    flip: bool = False
    phase: float = 0.0
    alpha: float = 1.0
    depth: float = 1.0
    turn: float = 0.0


class View:
    """Projection of one moment's camera: world (frame heights) to fractions of the frame, for a parallax depth."""

    def __init__(self, scene: dict, t: float):
        self.aspect = ASPECTS[scene["aspect"]]
        self.x, self.y, self.zoom = camera_at(scene, t)

    def scale(self, depth: float) -> float:
        return 1 + (self.zoom - 1) * (0.3 + 0.7 * depth)

    def across(self, x: float, depth: float) -> float:
        return 0.5 + (x - self.x * depth) * self.scale(depth) / self.aspect

    def down(self, y: float, depth: float) -> float:
        return 0.5 + (y - 0.5 - self.y * (0.35 + 0.65 * depth)) * self.scale(depth)

    def box(self, left: float, top: float, width: float, height: float, depth: float) -> tuple[float, float, float, float]:
        s = self.scale(depth)
        return self.across(left, depth), self.down(top, depth), width * s / self.aspect, height * s


def sprite_box(view: View, x: float, y: float, size: float, depth: float, held: Pose = Pose(), feet: float = 1.0) -> tuple[float, float, float, float]:
    """Box of a square sprite whose feet are at (x, y), margins included; `feet`: where they are in the drawing, 0 top, 1 bottom."""
    margin = size * SPRITE_MARGIN
    width, height = (size + 2 * margin) * held.scale_x, (size + 2 * margin) * held.scale_y
    return view.box(x - width / 2, y - (feet * size + margin) * held.scale_y, width, height, depth)


def layers(scene: dict, t: float) -> list[Layer]:
    """All layers at a time, back to front."""
    view = View(scene, t)
    out: list[Layer] = []
    clock = clock_of(scene)
    place = ALL_PLACES[scene["place"]]
    if scene["place"] == "space" or (scene["time"] == "night" and scene["place"] != "underwater" and scene["weather"] in ("clear", "snow")):
        out.append(Layer("stars", "sky", *view.box(scene["panorama"]["offset"], 0.0, 1.25, 1.25, 0.03), depth=0.03))
    for thing in scene["sky"]:
        x, y, size, alpha = in_sky(thing, t, clock)
        texture = thing["name"] if thing["name"] == "sun" else texture_name(thing["name"], style=scene["style"])
        out.append(Layer(texture, "sky", *sprite_box(view, x, y + size / 2, size, 0.08), depth=0.08, alpha=alpha))
    indoor = place.get("indoor") is True
    if indoor and scene["weather"] in ("rain", "snow"):
        out += weather_fields(scene["weather"], view, t, clock)
    out += backdrop_layers(scene["backdrop"], view, place["ground"] is not None) if "backdrop" in scene else panoramas(scene, place, view, clock.drift(t, WAVES_SPEED, WAVES[0]))
    out += strips(scene, view)
    out += standing_things(scene, view, t)
    if scene["place"] == "underwater":
        out.append(Layer("bubbles", "field", *field(view, 0.9, 0.02 * math.sin(clock.recurring(t, 2 * math.pi)), clock.drift(t, -0.16, 0.9)), alpha=0.8))
    if not indoor and scene["weather"] in ("rain", "snow"):
        out += weather_fields(scene["weather"], view, t, clock)
    return out


def strips(scene: dict, view: View) -> list[Layer]:
    """Roads, rivers, bridges, from far to near: `size` is how high they are, down to `y`; they repeat across, unless they lead away."""
    paper = scene["style"] if scene["style"] == "papercraft" else None
    out: list[Layer] = []
    for prop in sorted((one for one in scene["props"] if one["name"] in STRIPS), key=lambda one: ("deck" in STRIPS[one["name"]], one["y"])):
        strip = STRIPS[prop["name"]]
        width = strip["ratio"] * prop["size"]
        box = view.box(prop["x"] - width / 2, prop["y"] - prop["size"], width, prop["size"], 1.0)
        out.append(Layer(texture_name(prop["name"], colour=prop.get("colour"), style=paper), "prop" if "deck" in strip else "ground", *box))
    return out


def panoramas(scene: dict, place: dict, view: View, drifted: float) -> list[Layer]:
    """The far view and the ground of a place; `drifted`: how far the waves have come."""
    out: list[Layer] = []
    left = (scene["panorama"]["offset"] - 0.5) * PERIOD
    paper = scene["style"] if scene["style"] == "papercraft" else None
    if place["far"]:
        top, height, depth = (ROOM_TOP, ROOM_HEIGHT, 1.0) if place.get("indoor") else (FAR_TOP, FAR_HEIGHT, FAR_DEPTH)
        box = view.box(left * (0.7 if place.get("indoor") else 1.0), scene["horizon"] - top, PERIOD, height, depth)
        out.append(Layer(texture_name(f"{place['name']}/far", style=paper), "far", *box, depth=depth))
    if place["ground"]:
        box = view.box(left * 0.7, scene["horizon"] - GROUND_TOP, PERIOD, GROUND_HEIGHT, 1.0)
        out.append(Layer(texture_name(f"{place['name']}/ground", style=paper), "ground", *box))
        if place["ground"]["kind"] == "water":
            out.append(Layer("waves", "ground", *view.box(left + drifted, scene["horizon"] + 0.02, *WAVES, 1.0), alpha=0.8))
    return out


def standing_things(scene: dict, view: View, t: float) -> list[Layer]:
    """Shadows first, then props and subjects by how near their feet are."""
    at = puppets.moment(scene, t)
    clock = clock_of(scene)
    place = ALL_PLACES[scene["place"]]
    wet = place["ground"] is not None and place["ground"]["kind"] == "water"
    things: list[tuple[float, list[Layer]]] = []
    shadows: list[Layer] = []
    grounded = place["ground"] is not None and not wet
    for prop in scene["props"]:
        if prop["name"] in STRIPS:
            continue
        texture = texture_name(prop["name"], colour=prop.get("colour"), style=scene["style"])
        box = sprite_box(view, prop["x"], prop["y"], prop["size"], 1.0)
        things.append((prop["y"], [Layer(texture, "prop", *box, flip=prop["flip"], turn=prop.get("turn", 0.0))]))
        if grounded:
            shadows.append(shadow(view, prop["x"], prop["y"], prop["size"], 0.0))
    for index, subject in enumerate(scene["subjects"]):
        info = SUBJECTS[subject["name"]]
        if wet and subject.get("action") == "jump" and info["kind"] in ("under", "sea"):
            subject = {**subject, "action": "leap"}
        x, y, size, lift = subject_at(subject, at)
        in_water = wet and "backdrop" not in scene
        raised = lift - (effects.sunk(subject, lift, size, info["kind"]) if in_water else 0.0)
        afloat = info["kind"] != "ground" or lift > 0.02 or "ground" not in place["kinds"]
        if lift == 0.0 or "ground" not in place["kinds"]:
            height, period = BOB.get(info["kind"], (0.0, 1.0))
            raised += height * math.sin(2 * math.pi * (clock.recurring(at, period) / period + subject["phase"]))
        held = carriage_at(subject, at, info, afloat, clock)
        if scene["style"] == "balloon" and lift == 0.0:
            raised += HOVER * (1 + math.sin(2 * math.pi * (clock.recurring(at, 2.9) / 2.9 + subject["phase"]))) * size
        shake_x, shake_turn = puppets.shake(scene, index, t)
        raised += held.lift * size
        if grounded:
            shadows.append(shadow(view, x, y, size, max(raised, 0.0)))
        box = sprite_box(view, x + (held.shift + shake_x) * size, y - raised, size, 1.0, held, subject.get("feet", 1.0))
        shown = [Layer(texture_of(scene, subject, info), "subject", *box, flip=held.flip, phase=loop_at(subject, at, clock), turn=held.turn + shake_turn)]
        added = effects.dreams(subject, at, view, x, y - raised, size, clock) if subject.get("action") == "sleep" else []
        if in_water and effects.sunk(subject, 0.0, size, info["kind"]) > 0:
            added += effects.water(scene, subject["path"][0]["y"], clock.drift(t, WAVES_SPEED, WAVES[0]), view)
            added += effects.splash(subject, at, view) if subject.get("action") == "leap" else []
        shown += [Layer(texture, group, *box, alpha=alpha) for texture, group, box, alpha in added]
        things.append((y, shown))
    return shadows + [layer for _, layers_of in sorted(things, key=lambda pair: pair[0]) for layer in layers_of]


def texture_of(scene: dict, subject: dict, info: dict) -> str:
    """The picture of a subject: an actor's own, art put in its place for training, or the subject's, as it is held and coloured."""
    base = f"actor:{subject['actor']}" if "actor" in subject else subject.get("art", subject["name"])
    posture = posture_of(subject.get("action"), info["name"])
    return texture_name(base, posture, subject.get("faces", info["faces"]), subject.get("colour"), scene["style"], first=shows_first_only(subject))


def shadow(view: View, x: float, y: float, size: float, lift: float) -> Layer:
    """A soft ellipse under a thing; the higher the thing, the smaller and fainter."""
    width = size * (0.9 - 0.5 * min(lift, 0.6))
    alpha = max(0.42 * (1 - 1.6 * lift), 0.1)
    return Layer("shadow", "shadow", *view.box(x - width / 2, y - width * 0.1, width, width * 0.2, 1.0), alpha=alpha)


def field(view: View, period: float, x: float, y: float) -> tuple[float, float, float, float]:
    """Box of one repetition of a field that covers the whole frame and does not move with the camera."""
    return x / view.aspect, y, period / view.aspect, period


def weather_fields(weather: str, view: View, t: float, clock: Clock) -> list[Layer]:
    """Two fields of rain or snow, the nearer larger and faster."""
    if weather == "rain":
        return [
            Layer("rain far", "field", *field(view, 0.6, clock.drift(t, -0.1, 0.6), clock.drift(t, 1.1, 0.6)), alpha=0.6),
            Layer("rain near", "field", *field(view, 1.0, clock.drift(t, -0.17, 1.0), clock.drift(t, 1.8, 1.0)), alpha=0.75),
        ]
    sway = 0.03 * math.sin(1.1 * clock.recurring(t, 2 * math.pi / 1.1))
    return [
        Layer("snow far", "field", *field(view, 0.6, 0.6 * sway, clock.drift(t, 0.13, 0.6)), alpha=0.85),
        Layer("snow near", "field", *field(view, 1.0, sway, clock.drift(t, 0.22, 1.0)), alpha=1.0),
    ]


def horizon_in_frame(scene: dict, t: float) -> tuple[float, float]:
    """Where the horizon lies in the frame (0 top, 1 bottom), and the zoom: what the painter is told of the camera."""
    view = View(scene, t)
    return view.down(scene["horizon"], 1.0), view.zoom


def texture_names(subjects: Sequence[str] = LEARNT) -> list[str]:
    """Every texture of a world with these subjects, in a fixed order."""
    from training.world.vocabulary import PROPS

    panoramas = [f"{n}/{part}" for n, p in PLACES.items() for part in ("far", "ground") if p[part]]
    fields = ["stars", "waves", "bubbles", "rain far", "rain near", "snow far", "snow near"]
    return [*subjects, *PROPS, "sun", "shadow", *panoramas, *fields]
