"""Tests of the finisher's recipe: `python -m unittest training.tests.test_finisher`."""

from __future__ import annotations

import random
import sys
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from training.common.export import export, load
from training.finisher.data import RIM, SCALE, Moment, degraded, make_crops, whole
from training.finisher.model import FINE, MIDDLE, UNLIT, Finisher, enlarged
from training.finisher.train import Settings, Trainer
from training.finisher.vocabulary import scene_words, words
from training.world.features import FEATURES
from training.world.sample import random_scene
from training.world.textures import ATLAS


def inputs(height: int = 9, width: int = 16) -> tuple[torch.Tensor, ...]:
    g = torch.Generator().manual_seed(4)
    painted = torch.rand(2, 3, height, width, generator=g) * 2 - 1
    image = torch.randn(2, FEATURES, height * MIDDLE, width * MIDDLE, generator=g)
    return painted, image, torch.tensor([[1, 17, 21, 26], [2, 18, 22, 27]])


def trained() -> Finisher:
    """A net whose every weight has a part in what it gives."""
    torch.manual_seed(1)
    net = Finisher(len(words()))
    for p in net.parameters():
        p.data += torch.randn_like(p) * 0.05
    return net


class Net(unittest.TestCase):
    def test_a_new_net_shows_the_scene_in_plain_daylight_and_the_rest_of_the_painting(self):
        net = Finisher(len(words()))
        for layer in (net.fine, net.light):
            layer.weight.data.zero_()
        painted, image, told = inputs()
        light, remainder = net(painted, image, told)
        torch.testing.assert_close(remainder, enlarged(painted - F.avg_pool2d(image[:, :3], MIDDLE), MIDDLE))
        unlit = torch.randn(2, UNLIT, *(side * FINE for side in image.shape[2:]))
        output = net.compose(light, remainder, unlit)
        self.assertEqual(tuple(output.shape), (2, 3, 108, 192))
        torch.testing.assert_close(output, enlarged(remainder, FINE) + unlit[:, :3])

    def test_in_a_new_net_every_painted_pixel_keeps_the_colour_of_the_painting(self):
        # Whatever the light is, the remainder makes up for it on the mean.
        net, (_, image, told) = Finisher(len(words())), inputs()
        net.fine.weight.data.zero_()
        painted, flat = torch.full((2, 3, 9, 16), 0.25), torch.full_like(image, 0.5)
        light, remainder = net(painted, flat, told)
        output = net.compose(light, remainder, enlarged(flat[:, :UNLIT], FINE))
        torch.testing.assert_close(F.avg_pool2d(output, MIDDLE * FINE)[..., 2:-2, 2:-2], painted[..., 2:-2, 2:-2], atol=2e-3, rtol=0)

    def test_every_input_and_every_weight_matters(self):
        net, (painted, image, told) = trained(), inputs()
        painted.requires_grad_()
        image.requires_grad_()
        light, remainder = net(painted, image, told)
        (light.square().mean() + remainder.square().mean()).backward()
        for name, gradient in [("painted", painted.grad), ("image", image.grad), *((n, p.grad) for n, p in net.named_parameters())]:
            self.assertGreater(float(gradient.abs().max()), 0, name)
        self.assertFalse(torch.equal(remainder, net(painted, image, told.flip(0))[1]))

    def test_words_name_the_scene(self):
        names = words()
        scene = random_scene(3)[1]
        told = [names[i] for i in scene_words(scene)]
        self.assertEqual(told, [f"{kind}:{scene[kind]}" for kind in ("place", "time", "weather", "style")])

    def test_exported_weights_come_back(self):
        net = Finisher(len(words()))
        with tempfile.TemporaryDirectory() as folder:
            export(Path(folder) / "f.safetensors", dict(net.state_dict()), set())
            again = Finisher(len(words()))
            again.load_state_dict(load(Path(folder) / "f.safetensors"))
        for a, b in zip(net(*inputs()), again(*inputs())):
            torch.testing.assert_close(a, b)


class Degraded(unittest.TestCase):
    def test_degraded_frames_stay_near_the_exact_ones_and_are_repeatable(self):
        exact = np.full((12, 20, 3), 200, np.uint8)
        exact[4:8, 5:12] = 40
        made = [degraded(random.Random(i), exact, i) for i in range(12)]
        clean = torch.from_numpy(exact).permute(2, 0, 1).float() / 127.5 - 1
        errors = [float((m[:3] - clean).abs().mean()) for m in made]
        self.assertLess(max(errors), 0.3)
        self.assertGreater(len({round(e, 4) for e in errors}), 6)
        self.assertTrue(torch.equal(made[3], degraded(random.Random(3), exact, 3)))


@unittest.skipUnless((ATLAS / "index.json").exists(), "NO ATLAS (python -m training.world.build_atlas): the finisher's data were not tested")
class Learning(unittest.TestCase):
    def test_targets_are_the_exact_picture_of_what_was_painted(self):
        crops = make_crops(3, 0, 4)
        self.assertEqual(crops.target.shape[2], crops.painted.shape[2] * SCALE)
        self.assertEqual(crops.unlit.shape[2:], crops.target.shape[2:])
        small = F.avg_pool2d(crops.target.float() / 127.5 - 1, SCALE)
        for i in range(4):
            inside = (small[i] - crops.painted[i])[:, RIM:-RIM, RIM:-RIM]
            self.assertLess(float(inside.abs().mean()), 0.12)

    def test_a_part_of_a_moment_is_seen_as_the_whole_is(self):
        moment = Moment(random_scene(8)[1], 1.0, torch.rand(3, 90, 160))
        everything = whole(moment, (-RIM, -RIM, 160 + RIM, 90 + RIM))
        part = whole(moment, (40, 30, 88, 66))
        for scale, index in ((1, 0), (MIDDLE, 2), (SCALE, 3)):
            rows, columns = slice((30 + RIM) * scale, (66 + RIM) * scale), slice((40 + RIM) * scale, (88 + RIM) * scale)
            torch.testing.assert_close(part[index], everything[index][:, rows, columns], atol=2e-3, rtol=1e-3)

    def test_two_halves_are_one_whole(self):
        crops = [make_crops(4, i, 2) for i in range(2)]
        settings = Settings(bf16=False)
        full, half = Trainer(settings), Trainer(settings)
        for c in crops:
            expected = full.learn(c, 1.0)
        half.learn(crops[0], 1.0)
        resumed = Trainer(Settings(bf16=False, seed=9))
        with tempfile.TemporaryDirectory() as folder:
            torch.save(half.state(), Path(folder) / "s.pt")
            resumed.restore(torch.load(Path(folder) / "s.pt", weights_only=False))
        self.assertEqual(resumed.learn(crops[1], 1.0), expected)
        for (name, a), b in zip(full.finisher.named_parameters(), resumed.finisher.parameters()):
            self.assertTrue(torch.equal(a, b), name)


if __name__ == "__main__":
    sys.exit(unittest.main())
