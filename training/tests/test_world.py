"""Tests of the diorama world: `python -m unittest training.tests.test_world`."""

from __future__ import annotations

import dataclasses
import gzip
import json
import random
import sys
import unittest
import unittest.mock

import numpy as np

from training.world.fixtures import moves, TARGET
from training.world.layers import horizon_in_frame, layers
from training.world.philox import Stream, block
from training.world import art, features, random_art, render
from training.world.render import frame
from training.world.sample import random_brief, random_scene
from training.world.scene import along, camera_at, heading_right, subject_at, validate
from training.world.stage import stage
from training.world.textures import ATLAS
from training.world.vocabulary import ALL_PLACES, ASPECTS, CAMERAS, PLACES, PROPS, STYLES, SUBJECTS, TIMES, WEATHERS

HOMES = {kind: next(n for n, s in SUBJECTS.items() if s["kind"] == kind) for kind in ("ground", "fly", "sea", "under")}


def said(name: str = "fox", **words) -> dict:
    """A brief with one subject; words for the subject or the scene."""
    subject = {"name": name, "count": None, "motion": None, "size": None}
    brief = {"place": None, "time": None, "weather": None, "style": None, "camera": None}
    for key, value in words.items():
        (subject if key in subject else brief)[key] = value
    return {**brief, "subjects": [subject]}


def shown(name: str, motion: str, seed: int, seconds: float = 10.0, aspect: str = "16:9", **words) -> dict:
    return stage(said(name, motion=motion, camera="static", place=SUBJECTS[name]["homes"][0], **words), seed, seconds, aspect)


class Random(unittest.TestCase):
    def test_generator_gives_the_published_words(self):
        # Known answers of Random123's philox4x32-10.
        self.assertEqual(block((0, 0, 0, 0), (0, 0)), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8))
        self.assertEqual(block((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD))
        pi = (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0)
        self.assertEqual(block(*pi), (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1))

    def test_streams_are_uniform_and_differ_by_purpose_and_seed(self):
        values = [Stream(seed, purpose).uniform() for seed in range(400) for purpose in ("stage", "noise")]
        self.assertEqual(len(set(values)), 800)
        self.assertAlmostEqual(float(np.mean(values)), 0.5, delta=0.04)
        self.assertTrue(all(0 <= v < 1 for v in values))


class Words(unittest.TestCase):
    """What a brief says is true of its scene."""

    def test_place_time_weather_style_camera_and_names_are_those_said(self):
        rng = random.Random(11)
        for _ in range(200):
            brief = random_brief(rng)
            scene = stage(brief, rng.getrandbits(32), 10.0, rng.choice(list(ASPECTS)))
            validate(scene)
            for key in ("place", "time", "weather", "style"):
                if brief[key] is not None:
                    self.assertEqual(scene[key], brief[key])
            self.assertEqual(scene["camera"]["move"], brief["camera"] or "static")
            for entry in brief["subjects"]:
                found = [s for s in scene["subjects"] if s["name"] == entry["name"]]
                self.assertEqual(len(found), entry["count"] or 1)
                self.assertTrue(all(s["motion"] == entry["motion"] for s in found) or entry["motion"] is None)

    def test_left_and_right_go_that_way_and_look_there(self):
        for name in HOMES.values():
            for seed in range(8):
                for motion, sign in (("left", -1), ("right", 1)):
                    subject = shown(name, motion, seed)["subjects"][0]
                    xs = [subject_at(subject, t)[0] for t in np.linspace(0, 10, 21)]
                    self.assertTrue(all(sign * (b - a) > 0 for a, b in zip(xs, xs[1:])), (name, motion, seed, xs))
                    self.assertEqual(heading_right(subject, 5.0), sign > 0)

    def test_towards_grows_and_away_shrinks(self):
        for name in HOMES.values():
            for motion, sign in (("towards", 1), ("away", -1)):
                subject = shown(name, motion, 3)["subjects"][0]
                sizes = [subject_at(subject, t)[2] for t in np.linspace(0, 10, 21)]
                self.assertTrue(all(sign * (b - a) > 0 for a, b in zip(sizes, sizes[1:])))
                self.assertGreater(max(sizes) / min(sizes), 2)

    def test_up_rises_and_down_sinks(self):
        for name in (HOMES["fly"], HOMES["under"]):
            for motion, sign in (("up", -1), ("down", 1)):
                subject = shown(name, motion, 4)["subjects"][0]
                feet = [y - lift for _, y, _, lift in (subject_at(subject, t) for t in np.linspace(0, 10, 21))]
                self.assertTrue(all(sign * (b - a) > 0 for a, b in zip(feet, feet[1:])), (name, motion, feet))

    def test_jump_leaves_the_ground_every_second_and_lands_again(self):
        subject = shown(HOMES["ground"], "jump", 5)["subjects"][0]
        for second in range(9):
            lifts = [subject_at(subject, second + u)[3] for u in np.linspace(0, 1, 41)]
            self.assertGreater(max(lifts), 0.08)
            self.assertLess(min(lifts), 0.02)

    def test_circle_comes_back_and_still_stays(self):
        for name in HOMES.values():
            subject = shown(name, "circle", 6)["subjects"][0]
            xs = [subject_at(subject, t)[0] for t in np.linspace(0, 5, 41)]
            self.assertAlmostEqual(xs[0], xs[-1], delta=0.02)
            self.assertGreater(max(xs) - min(xs), 0.15)
            subject = shown(name, "still", 6)["subjects"][0]
            self.assertEqual(subject_at(subject, 0.0), subject_at(subject, 9.0))

    def test_sizes_and_cameras_are_what_they_are_called(self):
        sizes = [shown("fox", "still", 7, size=size)["subjects"][0]["path"][0]["size"] for size in ("small", "medium", "large")]
        self.assertLess(sizes[0] * 1.3, sizes[1])
        self.assertLess(sizes[1] * 1.2, sizes[2])
        axis = {"pan": 0, "tilt": 1, "zoom": 2}
        for move in CAMERAS:
            scene = stage(said(camera=move), 8, 10.0, "16:9")
            first, last = camera_at(scene, 0.0), camera_at(scene, 10.0)
            if move == "static":
                self.assertEqual(first, last)
                continue
            change = last[axis[move.split("-")[0]]] - first[axis[move.split("-")[0]]]
            self.assertGreater(change if move in ("pan-right", "zoom-in", "tilt-down") else -change, 0.04, move)

    def test_subjects_stay_in_view_through_long_clips_of_any_shape(self):
        rng = random.Random(12)
        for i in range(60):
            brief = random_brief(rng)
            brief["camera"] = "static"
            aspect = list(ASPECTS)[i % 3]
            scene = stage(brief, i, 60.0, aspect)
            for subject in scene["subjects"]:
                for second in range(0, 60, 2):
                    seen = False
                    for t in np.linspace(second, second + 2, 5):
                        x, y, size, lift = subject_at(subject, t)
                        seen |= abs(x) < ASPECTS[aspect] / 2 + size * 0.1 and y - lift - size * 0.9 < 1 and y - lift > size * 0.1
                    self.assertTrue(seen, (scene["place"], subject["name"], subject["motion"], aspect, second))

    def test_everything_is_drawn_with_a_texture_of_the_world(self):
        from training.world.layers import texture_names
        from training.world.texture_names import base_of

        names = set(texture_names())
        for seed in range(60):
            self.assertLessEqual({base_of(layer.texture) for layer in layers(random_scene(seed)[1], 1.3)}, names)
        self.assertGreaterEqual(len(SUBJECTS), 40)
        self.assertGreaterEqual(len(PLACES), 12)
        self.assertGreaterEqual(len(PROPS), 25)


class Scenes(unittest.TestCase):
    def test_same_seed_same_scene_and_other_seed_other_scene(self):
        brief = said("horse")
        self.assertEqual(stage(brief, 21, 10.0, "16:9"), stage(brief, 21, 10.0, "16:9"))
        self.assertNotEqual(stage(brief, 21, 10.0, "16:9"), stage(brief, 22, 10.0, "16:9"))

    def test_paths_go_through_their_points(self):
        path = [{"at": 0.0, "x": 0.0}, {"at": 1.0, "x": 2.0}, {"at": 3.0, "x": -1.0}]
        self.assertEqual([along(path, ("x",), t)[0] for t in (-1.0, 0.0, 1.0, 3.0, 9.0)], [0.0, 0.0, 2.0, -1.0, -1.0])

    def test_bad_scenes_are_refused_by_name(self):
        scene = random_scene(1)[1]
        for key in ("time", "weather", "style", "aspect"):
            with self.assertRaisesRegex(ValueError, key):
                validate({**scene, key: "no such thing"})

    def test_engine_fixtures_are_what_this_code_gives(self):
        staged = json.loads((TARGET / "stage.json").read_text())
        for case in staged:
            again = stage(case["brief"], case["seed"], case["seconds"], case["aspect"])
            self.assertEqual(json.loads(json.dumps(again)), case["scene"])
        self.assertEqual(json.loads(json.dumps(moves())), json.loads((TARGET / "paths.json").read_text()))
        for case in json.loads(gzip.decompress((TARGET / "layers.json.gz").read_bytes())):
            changes = {key: case[key] for key in ("subjects", "props") if key in case}
            scene = {**staged[case["scene"]]["scene"], **changes, **case.get("changed", {})}
            found = [dataclasses.asdict(layer) for layer in layers(scene, case["t"])]
            self.assertEqual(len(found), len(case["layers"]))
            for layer, expected in zip(found, case["layers"]):
                for key, value in expected.items():
                    self.assertAlmostEqual(layer[key], value, places=5) if isinstance(value, float) else self.assertEqual(layer[key], value)
            np.testing.assert_allclose(horizon_in_frame(scene, case["t"]), case["camera"], atol=1e-6)


class Actors(unittest.TestCase):
    """What a scene of version 2 says of the art of its things."""

    def laid(self, **changes) -> tuple:
        scene = shown("fox", "right", 5)
        plain = next(layer for layer in layers(scene, 1.0) if layer.group == "subject")
        scene["subjects"][0] |= changes
        return plain, next(layer for layer in layers(scene, 1.0) if layer.group == "subject")

    def test_an_actor_is_shown_where_the_subject_would_be(self):
        plain, acted = self.laid(actor="teddy bear")
        self.assertEqual(acted, dataclasses.replace(plain, texture="actor:teddy bear", phase=acted.phase))

    def test_art_that_faces_the_other_way_is_mirrored(self):
        other = "left" if SUBJECTS["fox"]["faces"] == "right" else "right"
        plain, acted = self.laid(faces=other)
        self.assertEqual(acted, dataclasses.replace(plain, flip=not plain.flip))

    def test_props_lean(self):
        scene = {**shown("fox", "right", 5), "props": [{"name": "teddy bear", "x": 0.2, "y": 0.8, "size": 0.2, "flip": False, "turn": -0.2}]}
        prop = next(layer for layer in layers(scene, 1.0) if layer.group == "prop")
        self.assertEqual((prop.texture, prop.turn), ("teddy bear", -0.2))

    def test_random_art_keeps_the_scene_and_comes_of_the_seed_alone(self):
        with unittest.mock.patch.object(random_art, "available", lambda: True):
            scenes = (random_scene(seed)[1] for seed in range(99))
            scene = next(scene for scene in scenes if len({subject["name"] for subject in scene["subjects"]}) == 2)
            again = [random_art.recast(random.Random(4), scene, share=1.0) for _ in range(2)]
        self.assertEqual(again[0], again[1])
        self.assertEqual([s["path"] for s in again[0]["subjects"]], [s["path"] for s in scene["subjects"]])
        self.assertTrue(all(s["art"].startswith("random/") for s in again[0]["subjects"]))
        self.assertEqual(len({s["art"] for s in again[0]["subjects"]}), 2)


class TurnedLayers(unittest.TestCase):
    """Layers turned about the middle of their bottom edge."""

    def shown(self, turn: float, flip: bool = False) -> np.ndarray:
        from training.world.features import features_of
        from training.world.layers import Layer
        from training.world.textures import Texture

        picture = np.zeros((1, 24, 24, 4), np.uint8)
        picture[:, 4:20, 6:10] = 255  # a post, left of the middle
        layer = Layer("post", "subject", 0.25, 0.0, 0.5, 0.5, turn=turn, flip=flip)
        return features_of([layer], lambda _: Texture(picture), 64, 64, (0, 0, 64, 64))

    def test_once_round_is_upright(self):
        for flip in (False, True):
            np.testing.assert_allclose(self.shown(2 * np.pi, flip), self.shown(0.0, flip), atol=1e-4)

    def test_half_way_round_hangs_below_the_edge_it_stood_on(self):
        np.testing.assert_allclose(self.shown(np.pi), self.shown(0.0)[::-1, ::-1], atol=1e-4)

    def test_a_positive_turn_leans_to_the_right(self):
        across = np.arange(64)
        middle = [(image[..., 3].sum(0) * across).sum() / image[..., 3].sum() for image in (self.shown(0.0), self.shown(0.5))]
        self.assertGreater(middle[1], middle[0] + 3)


@unittest.skipUnless((ATLAS / "index.json").exists(), "NO ATLAS (python -m training.world.build_atlas): the renderer was not tested")
class Panoramas(unittest.TestCase):
    def test_no_range_of_mountains_repeats_within_its_width(self):
        for name in ("snowfield", "mountains"):
            alpha = art.far(ALL_PLACES[name])[..., 3]
            line = alpha.sum(0) - alpha.sum(0).mean()
            again = [float(np.corrcoef(line, np.roll(line, shift))[0, 1]) for shift in range(len(line) // 12, len(line) // 2, 8)]
            self.assertLess(max(again), 0.75, name)


class Pictures(unittest.TestCase):
    def test_small_pictures_are_large_ones_seen_from_afar(self):
        for seed in (1, 2, 5):
            scene = {**random_scene(seed)[1], "style": "none"}
            small = frame(scene, 2.0, 160, 90).astype(np.float32)
            large = frame(scene, 2.0, 640, 360).astype(np.float32).reshape(90, 4, 160, 4, 3).mean((1, 3))
            self.assertLess(np.abs(small - large).mean(), 3.0)

    def test_a_window_is_a_part_of_the_frame(self):
        for seed, style in enumerate(STYLES):
            scene = {**random_scene(seed + 3)[1], "style": style}
            whole = frame(scene, 1.0, 320, 180).astype(int)
            part = frame(scene, 1.0, 320, 180, (90, 40, 250, 130)).astype(int)
            self.assertLessEqual(np.abs(whole[40:130, 90:250] - part).max(), 1)

    def test_compiled_and_plain_code_draw_the_same(self):
        for seed, style in enumerate(STYLES):
            scene = {**random_scene(seed + 40)[1], "style": style}
            for size, window in (((160, 90), None), ((1280, 720), (300, 100, 700, 500))):
                with unittest.mock.patch.object(render, "native", lambda: None):
                    plain = frame(scene, 1.7, *size, window).astype(int)
                self.assertLessEqual(np.abs(frame(scene, 1.7, *size, window).astype(int) - plain).max(), 1)

    def test_compiled_and_plain_code_draw_the_same_features(self):
        for seed in (3, 8):
            scene = random_scene(seed)[1]
            with unittest.mock.patch.object(features, "native", lambda: None):
                plain = features.features(scene, 1.7, 160, 90)
            np.testing.assert_allclose(features.features(scene, 1.7, 160, 90), plain, atol=1e-4)

    def test_features_of_a_window_are_a_part_of_the_frame_s_and_go_on_beyond_it(self):
        scene = random_scene(8)[1]
        whole = features.features(scene, 1.0, 320, 180)
        np.testing.assert_allclose(features.features(scene, 1.0, 320, 180, (90, 40, 250, 130)), whole[40:130, 90:250], atol=1e-4)
        wider = features.features(scene, 1.0, 320, 180, (-12, -12, 332, 192))
        np.testing.assert_allclose(wider[12:-12, 12:-12], whole, atol=1e-4)
        self.assertGreater(float(wider[-6:, :, 3].mean()), 0)

    def test_features_are_the_art_unlit_whatever_the_hour(self):
        scene = {**random_scene(8)[1], "weather": "cloudy"}
        day, sunset = ({**scene, "time": time} for time in ("day", "sunset"))
        np.testing.assert_array_equal(features.features(day, 1.0, 160, 90), features.features(sunset, 1.0, 160, 90))
        self.assertGreater(np.abs(frame(day, 1.0, 160, 90).astype(int) - frame(sunset, 1.0, 160, 90)).mean(), 1)

    def test_frames_depend_on_the_time_alone(self):
        scene = random_scene(4)[1]
        first = frame(scene, 3.5, 160, 90)
        frame(scene, 0.0, 64, 36)
        np.testing.assert_array_equal(first, frame(scene, 3.5, 160, 90))

    def test_hours_weathers_and_styles_look_as_they_are_called(self):
        plain = {"place": "meadow", "time": "day", "weather": "clear", "style": "none", "camera": "static"}

        def picture(t: float = 1.0, **words) -> np.ndarray:
            brief = said("fox", motion="right", **{**plain, **words})
            return frame(stage(brief, 31, 10.0, "16:9"), t, 160, 90).astype(np.float32)

        light = {time: picture(time=time).mean() for time in TIMES}
        self.assertLess(light["night"], 0.7 * light["day"])
        dusk = picture(time="sunset")
        self.assertGreater(dusk[..., 0].mean(), dusk[..., 2].mean())
        self.assertLess(picture(weather="fog").std(), 0.8 * picture().std())
        noir = picture(style="film-noir")
        self.assertLess(np.abs(noir - noir.mean(-1, keepdims=True)).max(), 6)
        for words in [{"weather": w} for w in WEATHERS[1:]] + [{"style": s} for s in STYLES[1:]]:
            self.assertGreater(np.abs(picture(**words) - picture()).mean(), 1, words)
        # Twelve poses a second: both times are in the thirteenth.
        held, moved = picture(1.01, style="stop-motion"), picture(1.08, style="stop-motion")
        free = np.abs(picture(1.01) - picture(1.08)).mean()
        self.assertLess(np.abs(held - moved).mean(), 0.5 * free)

    def test_subjects_are_where_their_box_is(self):
        for name in list(SUBJECTS)[::9]:
            scene = shown(name, "still", 9, time="day", weather="clear", style="none")
            without = {**scene, "subjects": []}
            changed = np.abs(frame(scene, 0.0, 320, 180).astype(int) - frame(without, 0.0, 320, 180)).max(-1) > 40
            box = next(layer for layer in layers(scene, 0.0) if layer.group == "subject")
            rows, columns = np.nonzero(changed)
            self.assertGreater(len(rows), 100)
            self.assertGreaterEqual(columns.min() + 1, box.x * 320)
            self.assertLessEqual(columns.max() - 1, (box.x + box.width) * 320)
            self.assertGreaterEqual(rows.min() + 1, box.y * 180)


if __name__ == "__main__":
    sys.exit(unittest.main())
