"""The evaluation tells a good painter from a blurred one and from one that copies a clip; the reader's geometry is exact."""

import json
import unittest
from pathlib import Path

import numpy as np
import torch

from training.captions.split import held_out_combination
from training.evaluate.__main__ import across_seeds, evaluate
from training.evaluate.clips import rendered, shrunk
from training.evaluate.metrics import change, gradient_energy
from training.reader.data import boxes_of, facts_of, scene_of, times_from
from training.reader.export import folded
from training.reader.model import MOVE_STRIDE, Reader, ReaderConfig, config_of_world
from training.reader.read import motion_at, read, right, subjects_in
from training.reader.train import dense_targets, mirror, motion_targets
from training.world.render import clip

ROWS = json.loads((Path(__file__).parents[1] / "evaluate" / "prompts.json").read_text())


def small_reader() -> Reader:
    """An untrained reader: enough for the measures that do not read."""
    torch.manual_seed(0)
    config = ReaderConfig(**{**config_of_world().as_json(), "widths": (8, 8, 8, 8), "move_widths": (8, 8, 8)})
    return folded(Reader(config).eval())


def blurred(video: np.ndarray) -> np.ndarray:
    """A painter that leaves everything soft."""
    x = torch.from_numpy(video).permute(0, 3, 1, 2).float()
    x = torch.nn.functional.avg_pool2d(x, 7, 1, 3)
    return x.byte().permute(0, 2, 3, 1).numpy()


class EvaluationTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.model, cls.rows = small_reader(), ROWS[:6]
        cls.truth = {r["id"]: rendered(r, r["seed"]) for r in cls.rows}

    def source(self, change_of):
        return lambda row, seed: change_of(self.truth[row["id"]] if seed == row["seed"] else rendered(row, seed))

    def test_renders_themselves_score_one_everywhere(self):
        report = evaluate(self.rows, self.source(lambda v: v), self.model, seeds=2, seeded=1)
        self.assertEqual((report["sharpness"], report["flicker"], report["diversityPrompts"], report["diversitySeeds"]), (1.0, 1.0, 1.0, 1.0))
        self.assertTrue(all(report["accuracy"]["clips"][a] == v for a, v in report["accuracy"]["renders"].items()))

    def test_a_model_that_copies_one_clip_fails(self):
        report = evaluate(self.rows, lambda row, seed: self.truth[self.rows[0]["id"]], self.model, seeds=2, seeded=1)
        self.assertEqual(report["verdict"], "failed")
        self.assertIn("diversityPrompts", report["failed"])
        self.assertIn("diversitySeeds", report["failed"])

    def test_a_model_that_ignores_its_seed_fails(self):
        self.assertLess(across_seeds(self.rows[:1], lambda row, seed: self.truth[row["id"]], 2), 0.01)

    def test_a_blurred_model_fails_on_sharpness(self):
        report = evaluate(self.rows[:3], self.source(blurred), self.model, seeds=1)
        self.assertIn("sharpness", report["failed"])

    def test_noise_is_seen_as_flicker(self):
        rng = np.random.default_rng(0)
        noisy = self.source(lambda v: np.clip(v + rng.normal(0, 40, v.shape), 0, 255).astype(np.uint8))
        self.assertIn("flicker", evaluate(self.rows[:3], noisy, self.model, seeds=1)["failed"])

    def test_missing_clips_are_counted_not_scored(self):
        report = evaluate(self.rows[:3], lambda row, seed: None, self.model, seeds=1)
        self.assertEqual((report["clips"], report["missing"], report["verdict"]), (0, 3, "failed"))

    def test_large_clips_are_judged_at_the_small_size(self):
        large = np.repeat(np.repeat(self.truth[self.rows[0]["id"]][:2], 3, 1), 3, 2)
        np.testing.assert_array_equal(shrunk(large), self.truth[self.rows[0]["id"]][:2])
        self.assertGreater(gradient_energy(large[:1]), 0)
        self.assertEqual(change(np.repeat(large[:1], 2, 0)), 0)


class PromptTests(unittest.TestCase):
    def test_prompts_are_fixed_balanced_and_unseen(self):
        self.assertEqual(len(ROWS), 500)
        self.assertEqual(sum(r["language"] == "ja" for r in ROWS), 250)
        self.assertEqual(len({r["prompt"] for r in ROWS}), 500)
        self.assertTrue(all(held_out_combination(r["brief"]) for r in ROWS))


class ReaderTests(unittest.TestCase):
    def test_a_perfect_grid_is_decoded_to_the_scenes_subjects(self):
        config, exact = config_of_world(), 0
        for seed in range(30):
            scene, begin = scene_of(seed, "16:9", False)
            boxes = boxes_of(scene, times_from(begin))[:1]
            names, values = dense_targets(boxes, [facts_of(scene)], 90, 160, config)
            logits = torch.nn.functional.one_hot(names[0].clamp(min=0), len(config.names)).permute(2, 0, 1) * 12.0
            found = subjects_in(logits, values[0].nan_to_num(), config, 90, 160)
            want = sorted(s["name"] for s in scene["subjects"])
            exact += sorted(f.name for f in found) == want
            for f in found:
                self.assertTrue(any(abs(f.x - b[0]) < 0.02 and abs(f.y - b[1]) < 0.02 and abs(f.height - b[2]) < 0.02 for b in boxes[0]))
        self.assertGreaterEqual(exact, 24)

    def test_motions_stand_where_the_subjects_are(self):
        config = config_of_world()
        scene, begin = scene_of(3, "16:9", False)
        boxes, fact = boxes_of(scene, times_from(begin)), facts_of(scene)
        grid = motion_targets(boxes[None], [fact], 90, 160, config)
        self.assertEqual(tuple(grid.shape[1:]), (96 // MOVE_STRIDE, 160 // MOVE_STRIDE))
        self.assertEqual({config.motions[i] for i in grid[grid >= 0].tolist()}, {s["motion"] for s in fact["subjects"]})
        self.assertIsNone(motion_at(torch.zeros(10, 12, 20), config, [], 90, 160))

    def test_the_mirrored_clip_has_mirrored_facts(self):
        fact = {"camera": "pan-left", "subjects": [{"name": "fox", "count": 1, "motion": "right"}, {"name": "cat", "count": 1, "motion": "jump"}]}
        self.assertEqual(mirror(fact)["camera"], "pan-right")
        self.assertEqual([s["motion"] for s in mirror(fact)["subjects"]], ["left", "jump"])
        self.assertEqual(mirror(mirror(fact)), fact)

    def test_folding_the_norms_changes_nothing(self):
        torch.manual_seed(1)
        model = Reader(config_of_world())
        x = torch.rand(4, 3, 48, 64)
        model.looker(x)
        model.mover(torch.rand(2, 8, 48, 64))
        model.eval()
        before = model.looker(x)
        for a, b in zip(before, folded(model).looker(x)):
            torch.testing.assert_close(a, b, atol=1e-4, rtol=1e-4)

    def test_any_aspect_and_single_pictures_are_read(self):
        model = small_reader()
        for aspect, (w, h) in {"16:9": (160, 90), "9:16": (90, 160), "1:1": (120, 120)}.items():
            scene, begin = scene_of(9, aspect, False)
            got = read(model, clip(scene, times_from(begin), w, h))
            self.assertIn(got["camera"], model.config.cameras)
            self.assertEqual(len(got["boxes"]), 8)
        still = read(model, clip(scene, [begin], 120, 120))
        self.assertIsNone(still["camera"])

    def test_a_clip_is_right_only_where_it_says_what_the_prompt_said(self):
        fact = {"place": "sea", "time": "day", "weather": None, "style": "none", "camera": "static",
                "subjects": [{"name": "whale", "count": 2, "motion": "left"}]}
        got = {"place": "sea", "time": "night", "weather": "rain", "style": "none", "camera": "static",
               "subjects": [{"name": "whale", "count": 1, "motion": "left"}]}
        self.assertEqual(right(got, fact), {"place": True, "time": False, "style": True, "camera": True, "subject": True, "count": False, "motion": True})


if __name__ == "__main__":
    unittest.main()
