"""Tests of the painter's recipe: `python -m unittest training.tests.test_painter`."""

from __future__ import annotations

import pickle
import tempfile
import unittest
from pathlib import Path

import torch

from training.common.export import dequantise, quantise
from training.common.optim import SlabAdam, orthogonalise
from training.painter.data import make_batch, make_sketch
from training.painter.export import read, write
from training.painter.model import Painter, PainterConfig, patch, trusted, unpatch
from training.painter.sampler import sample, sample_clip
from training.painter.textures import Quads, TextureBank, TextureSpec, composite_batched, composite_plain, library
from training.world.batched import Pool

ATLAS = Path(__file__).parents[1] / "world" / "atlas" / "index.json"
SPECS = [TextureSpec("band", 1, 6, 20, wrap_u=True), TextureSpec("rain", 1, 5, 7, wrap_u=True, wrap_v=True), TextureSpec("cat", 3, 8, 9)]


def some_quads() -> Quads:
    """Two frames: whole-frame textures that wrap, and boxes that are large, tiny, mirrored, half outside and invisible."""
    rows = [
        (0, (-0.3, 0.2, 0.7, 0.5, 0.0, 1.0), False),
        (2, (0.1, 0.1, 0.6, 0.7, 0.9, 1.0), False),
        (2, (0.7, 0.6, 0.1, 0.12, 0.2, 0.8), True),
        (1, (0.05, 0.4, 0.3, 0.3, 0.0, 0.5), False),
        (2, (-0.2, 0.5, 0.5, 0.8, 0.5, 1.0), True),
        (2, (0.3, 0.3, 0.5, 0.5, 0.5, 0.0), False),
        (0, (0.13, 0.6, 1.4, 0.3, 0.0, 0.7), True),
    ]
    return Quads(
        torch.tensor([v for _, v, _ in rows]), torch.tensor([t for t, _, _ in rows]), torch.tensor([f for _, _, f in rows]), torch.tensor([0, 4, 7])
    )


def tiny() -> Painter:
    torch.manual_seed(3)
    painter = Painter(PainterConfig(words=9, width=32, layers=2, heads=2, hidden=32, bottleneck=16, head=16))
    for p in painter.parameters():
        p.data += torch.randn_like(p) * 0.02
    return painter


class Textures(unittest.TestCase):
    def test_compiled_compositor_agrees_with_the_plain_one_in_value_and_gradient(self):
        if library() is None:
            self.skipTest("NO C COMPILER: the compiled compositor was not tested")
        bank, quads = TextureBank(SPECS), some_quads()
        bank.texels.data.normal_(generator=torch.Generator().manual_seed(1))
        scale = torch.tensor([32.0, 18, 32, 18, 1, 1])
        plain = composite_plain(bank.texels, quads.values * scale, bank.integers(quads), quads.start, 18, 32)
        gradient = torch.randn(plain.shape, generator=torch.Generator().manual_seed(2))
        plain.backward(gradient)
        expected, bank.texels.grad = bank.texels.grad, None
        fast = bank(quads, 18, 32)
        fast.backward(gradient)
        torch.testing.assert_close(fast, plain, atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(bank.texels.grad, expected, atol=1e-4, rtol=1e-4)

    def test_batched_code_draws_and_learns_what_the_definition_does(self):
        quads, drawn, gradients = some_quads(), [], []
        for composite in (composite_plain, composite_batched):
            bank = TextureBank(SPECS, 6)
            values = quads.values * torch.tensor([32, 18, 32, 18, 1, 1])
            image = composite(bank.texels, values, bank.integers(quads), quads.start, 18, 32)
            image.square().sum().backward()
            drawn.append(image.detach())
            gradients.append(bank.texels.grad)
        torch.testing.assert_close(drawn[1], drawn[0], atol=1e-5, rtol=1e-5)
        torch.testing.assert_close(gradients[1], gradients[0], atol=1e-4, rtol=1e-4)

    def test_only_touched_slabs_have_a_gradient(self):
        bank, quads = TextureBank(SPECS), some_quads()
        bank(quads, 18, 32).square().sum().backward()
        touched, slabs = bank.touched(quads), bank.slabs()
        rest = bank.texels.grad.abs().sum(1).clone()
        for i in touched:
            rest[slabs[i][0] : slabs[i][1]] = 0
        self.assertEqual(float(rest.sum()), 0.0)
        self.assertGreater(float(bank.texels.grad.abs().sum()), 0.0)

    def test_descent_on_a_picture_learns_the_texture_that_made_it(self):
        bank, goal, quads = TextureBank(SPECS, 1), TextureBank(SPECS, 2), some_quads()
        goal.texels.data.normal_(generator=torch.Generator().manual_seed(4))
        target = goal(quads, 18, 32).detach()
        adam = torch.optim.Adam(bank.parameters(), 0.1)
        errors = []
        for _ in range(150):
            adam.zero_grad()
            error = (bank(quads, 18, 32) - target).square().mean()
            error.backward()
            adam.step()
            errors.append(error.item())
        self.assertLess(errors[-1], errors[0] * 0.02)


    def test_what_one_drawing_teaches_all_drawings_of_it_learn(self):
        bank = TextureBank(SPECS)
        before = bank.texels.detach().clone()
        adam = SlabAdam(bank.texels, bank.slabs(), 0.1, groups=bank.groups())
        bank.texels.grad = torch.zeros_like(bank.texels)
        slabs, cat = bank.slabs(), bank.groups()[0]
        a, b = slabs[cat[0]]
        bank.texels.grad[a:b] = 1.0
        adam.touched = [cat[0]]
        adam.step(1.0)
        moved = bank.texels.detach() - before
        for slab in cat:
            c, d = slabs[slab]
            expected = -0.2 if slab == cat[0] else -0.1
            torch.testing.assert_close(moved[c:d], torch.full_like(moved[c:d], expected), atol=1e-5, rtol=0)
        self.assertEqual(float(moved[: slabs[cat[0]][0]].abs().sum()), 0.0)
        self.assertEqual(float(bank.texels.grad.abs().sum()), 0.0)


class Model(unittest.TestCase):
    def test_noise_says_nothing_and_a_clean_picture_everything(self):
        painter, noise = tiny(), torch.randn(2, 1, 4, 90, 160, 3)
        words, image = torch.ones(1, 8, dtype=torch.long), torch.randn(1, 1, 4, 90, 160, 12)
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
            out = sample(painter, noise, torch.zeros(1, 8, dtype=torch.long), torch.zeros(1, 2, 4, height, width, 12), 2)
            self.assertEqual(out.shape, noise.shape)

    def test_a_long_clip_continues_its_past(self):
        painter = tiny()
        noise = torch.randn(1, 6, 4, 90, 160, 3)
        image = torch.randn(1, 6, 4, 90, 160, 12)
        words = torch.zeros(1, 8, dtype=torch.long)
        whole = sample_clip(painter, noise, words, image, 2)
        self.assertEqual(whole.shape, noise.shape)
        more = sample(painter, noise[:, 4:], words, image[:, 3:], 2, whole[:, 3:4])
        torch.testing.assert_close(whole[:, 4:], more)

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
    def test_a_sketch_that_the_device_draws_is_the_batch_that_processes_draw(self):
        pool = Pool()
        for aspect, frames in (("16:9", 4), ("9:16", 1)):
            drawn = pickle.loads(pickle.dumps(make_sketch(3, 5, frames, 3, aspect, drawn=False))).batch(pool)
            batch = make_batch(3, 5, frames, 3, aspect)
            self.assertLessEqual(int((drawn.video.int() - batch.video.int()).abs().max()), 1)
            for name in ("words", "camera", "inside"):
                torch.testing.assert_close(getattr(drawn, name), getattr(batch, name), rtol=0, atol=0)
            for name in ("values", "texture", "flip", "start"):
                torch.testing.assert_close(getattr(drawn.quads, name), getattr(batch.quads, name), rtol=0, atol=0)
            self.assertGreater(int(batch.inside.sum()), 0)


class Resume(unittest.TestCase):
    @unittest.skipUnless(ATLAS.exists(), "NO ATLAS (python -m training.world.build_atlas): resume was not tested")
    def test_two_halves_are_one_whole_bit_for_bit(self):
        from training.painter.train import train

        torch.set_num_threads(1)
        config = {"steps": 6, "fit_steps": 2, "batch": 2, "window_batch": 1, "windows_from": 0.5, "threads": 1, "check_every": 100}
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
        painter, bank = tiny(), TextureBank(SPECS, 5)
        vocabulary = ["none", *"abcdefgh"]
        with tempfile.TemporaryDirectory() as folder:
            write(painter.state_dict(), bank.texels.data, bank, painter.config, vocabulary, Path(folder), {"steps": 1})
            again, textures, read_words = read(Path(folder))
        self.assertEqual(read_words, vocabulary)
        self.assertEqual(again.config, painter.config)
        self.assertLess(float((textures.texels - bank.texels).abs().max()), 0.01)
        torch.testing.assert_close(again.head.c1.weight, painter.head.c1.weight)
        noise, image = torch.randn(1, 1, 4, 90, 160, 3), torch.randn(1, 1, 4, 90, 160, 12)
        words = torch.tensor([[1, 2, 3, 4, 5, 6, 7, 8]])
        with torch.no_grad():
            a, b = (p(noise, torch.tensor([[0.3]]), words, image) for p in (painter, again))
        self.assertLess(float((a - b).abs().mean()), 0.02 * float(a.abs().mean()) + 0.002)


if __name__ == "__main__":
    unittest.main()
