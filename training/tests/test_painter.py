"""Tests of the painter's recipe: `python -m unittest training.tests.test_painter`."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import torch

from training.common.export import dequantise, quantise
from training.common.optim import orthogonalise
from training.painter.data import SIZES, make_batch
from training.painter.export import read, write
from training.painter.model import COVERAGE, Painter, PainterConfig, patch, trusted, unpatch
from training.painter.sampler import sample, sample_clip

ATLAS = Path(__file__).parents[1] / "world" / "atlas" / "index.json"

def tiny() -> Painter:
    torch.manual_seed(3)
    painter = Painter(PainterConfig(words=9, width=32, layers=2, heads=2, hidden=32, bottleneck=16, head=16))
    for p in painter.parameters():
        p.data += torch.randn_like(p) * 0.02
    return painter


class Model(unittest.TestCase):
    def test_noise_says_nothing_and_a_clean_picture_everything(self):
        painter, noise = tiny(), torch.randn(2, 1, 4, 90, 160, 3)
        words, image = torch.ones(1, 6, dtype=torch.long), torch.randn(1, 1, 4, 90, 160, 11)
        with torch.no_grad():
            a, b = (painter(noise[i : i + 1], torch.zeros(1, 1), words, image) for i in (0, 1))
        torch.testing.assert_close(a, b)
        torch.testing.assert_close(trusted(noise, torch.ones(2, 1)), noise)

    def test_patches_and_back(self):
        video = torch.randn(2, 3, 4, 90, 160, 3)
        again = unpatch(patch(video).flatten(0, 1), 9, 16, 3)
        self.assertTrue(torch.equal(again, video.flatten(0, 1)))

    def test_all_aspects_and_any_window(self):
        painter = tiny()
        for height, width in ((90, 160), (160, 90), (120, 120)):
            noise = torch.randn(1, 2, 4, height, width, 3)
            out = sample(painter, noise, torch.zeros(1, 6, dtype=torch.long), torch.zeros(1, 2, 4, height, width, 11), 2)
            self.assertEqual(out.shape, noise.shape)

    def test_a_long_clip_continues_its_past(self):
        painter = tiny()
        noise = torch.randn(1, 6, 4, 90, 160, 3)
        image = torch.randn(1, 6, 4, 90, 160, 11)
        words = torch.zeros(1, 6, dtype=torch.long)
        whole = sample_clip(painter, noise, words, image, 2)
        self.assertEqual(whole.shape, noise.shape)
        more = sample(painter, noise[:, 4:], words, image[:, 3:], 2, whole[:, 3:4])
        torch.testing.assert_close(whole[:, 4:], more)

    def test_the_head_sees_a_frame_s_reflection_beyond_its_edges(self):
        head = tiny().head
        planes = head.c1.weight.shape[1]
        inside, condition = torch.randn(1, planes, 12, 12), torch.zeros(1, 32)
        around = torch.nn.functional.pad(inside, (6,) * 4, mode="reflect")
        torch.testing.assert_close(head(around, condition)[..., 6:-6, 6:-6], head(inside, condition), atol=1e-5, rtol=1e-4)

    def test_a_new_head_passes_the_colours_of_the_layers_on(self):
        painter = Painter(PainterConfig(words=9, width=32, layers=1, heads=2, hidden=32, bottleneck=16, head=16))
        image = torch.zeros(1, 4, 90, 160, 11)
        image[..., :3], image[..., COVERAGE] = torch.tensor([0.5, -0.25, 0.0]), 1
        with torch.no_grad():
            drawn = painter.draw(torch.zeros(1, 4, 90, 160, 9), torch.zeros(1, 32), torch.zeros(1, 4, 90, 160, 3), image)
        self.assertLess(float((drawn - image[..., :3]).abs().max()), 0.1)

    def test_orthogonalised_matrices_have_singular_values_near_one(self):
        for shape in ((64, 32), (32, 64)):
            values = torch.linalg.svdvals(orthogonalise(torch.randn(2, *shape), torch.float32))
            self.assertGreater(float(values.min()), 0.6)
            self.assertLess(float(values.max()), 1.3)



def flat(value) -> list[torch.Tensor]:
    """All tensors of a nested state, in order."""
    if isinstance(value, torch.Tensor):
        return [value]
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=str)]
    return [t for v in value for t in flat(v)] if isinstance(value, (list, tuple)) else []


@unittest.skipUnless(ATLAS.exists(), "NO ATLAS (python -m training.world.build_atlas): batches were not tested")
class Batches(unittest.TestCase):
    def test_a_batch_comes_of_its_seed_step_and_shape_alone(self):
        for aspect, frames in (("16:9", 4), ("9:16", 1)):
            one, again, other = (make_batch(3, step, frames, 2, aspect) for step in (5, 5, 6))
            width, height = SIZES[aspect]
            self.assertEqual(tuple(one.video.shape), (2, frames, 4, height, width, 3))
            self.assertEqual(tuple(one.features.shape), (2, frames, 4, height, width, 8))
            self.assertTrue(all(torch.equal(a, b) for a, b in zip(vars(one).values(), vars(again).values())))
            self.assertFalse(torch.equal(one.video, other.video))

    def test_features_show_subjects_within_their_boxes_only(self):
        batch = make_batch(3, 5, 4, 4, "16:9")
        subject = batch.features[..., 7].float() > 0.5
        self.assertGreater(int(subject.sum()), 0)
        self.assertEqual(int((subject & ~batch.inside).sum()), 0)


class Resume(unittest.TestCase):
    @unittest.skipUnless(ATLAS.exists(), "NO ATLAS (python -m training.world.build_atlas): resume was not tested")
    def test_two_halves_are_one_whole_bit_for_bit(self):
        from training.painter.train import train

        torch.set_num_threads(1)
        config = {"steps": 6, "batch": 2, "window_batch": 1, "windows_from": 0.5, "threads": 1, "check_every": 100}
        config["model"] = {"width": 32, "layers": 1, "heads": 2, "hidden": 32, "bottleneck": 16, "head": 16}
        with tempfile.TemporaryDirectory() as a, tempfile.TemporaryDirectory() as b:
            whole = train({**config, "folder": a}).state()
            train({**config, "folder": b}, stop_at=3)
            halves = train({**config, "folder": b}).state()
        self.assertEqual(halves["step"], 6)
        one, two = flat(whole), flat(halves)
        self.assertGreater(len(one), 60)
        self.assertEqual(len(one), len(two))
        for x, y in zip(one, two):
            self.assertTrue(torch.equal(x, y))


class Export(unittest.TestCase):
    def test_int8_is_within_half_a_step(self):
        weight = torch.randn(7, 5, 3, 3)
        values, scale = quantise(weight)
        self.assertLessEqual(float((dequantise(values, scale) - weight).abs().max()), float(scale.max()) * 0.5001)
        self.assertLessEqual(int(quantise(weight, 7)[0].abs().max()), 63)

    def test_what_is_written_is_what_is_read(self):
        painter = tiny()
        vocabulary = ["none", *"abcdefgh"]
        with tempfile.TemporaryDirectory() as folder:
            write(painter.state_dict(), painter.config, vocabulary, Path(folder), {"steps": 1})
            again, read_words = read(Path(folder))
        self.assertEqual(read_words, vocabulary)
        self.assertEqual(again.config, painter.config)
        torch.testing.assert_close(again.head.c1.weight, painter.head.c1.weight)
        noise, image = torch.randn(1, 1, 4, 90, 160, 3), torch.randn(1, 1, 4, 90, 160, 11)
        words = torch.tensor([[1, 2, 3, 4, 5, 6]])
        with torch.no_grad():
            a, b = (p(noise, torch.tensor([[0.3]]), words, image) for p in (painter, again))
        self.assertLess(float((a - b).abs().mean()), 0.02 * float(a.abs().mean()) + 0.002)


if __name__ == "__main__":
    unittest.main()
