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
from training.finisher.data import RIM, SCALE, degraded, make_crops, texture_index, within
from training.finisher.model import Finisher
from training.finisher.train import Settings, Trainer
from training.finisher.vocabulary import scene_words, texture_specs, words
from training.painter.data import quads_of
from training.painter.textures import TEXEL, TextureBank
from training.world.sample import random_scene
from training.world.textures import ATLAS


def inputs(height: int = 9, width: int = 16) -> tuple[torch.Tensor, ...]:
    g = torch.Generator().manual_seed(4)
    pair = torch.rand(2, 6, height, width, generator=g) * 2 - 1
    image = torch.randn(2, TEXEL, height * 3, width * 3, generator=g)
    return pair, torch.tensor([0.0, 0.5]), image, torch.tensor([[1, 17, 21, 26], [2, 18, 22, 27]])


class Net(unittest.TestCase):
    def test_without_detail_it_is_the_enlarged_mean_of_the_pair(self):
        net = Finisher(len(words()))
        net.b2.weight.data.zero_()
        pair, between, image, told = inputs()
        out = net(pair, between, image, told)
        self.assertEqual(tuple(out.shape), (2, 3, 108, 192))
        mean = torch.stack([pair[0, :3], (pair[1, :3] + pair[1, 3:]) / 2])
        expected = F.interpolate(F.interpolate(mean, scale_factor=3, mode="bilinear"), scale_factor=4, mode="bilinear")
        torch.testing.assert_close(out, expected)

    def test_every_input_and_every_weight_matters(self):
        torch.manual_seed(1)
        net = Finisher(len(words()))
        for p in net.parameters():
            p.data += torch.randn_like(p) * 0.05
        pair, between, image, told = inputs()
        pair.requires_grad_()
        image.requires_grad_()
        out = net(pair, between, image, told)
        out.square().mean().backward()
        for name, gradient in [("pair", pair.grad), ("image", image.grad), *((n, p.grad) for n, p in net.named_parameters())]:
            self.assertGreater(float(gradient.abs().max()), 0, name)
        self.assertFalse(torch.equal(out, net(pair, between + 0.1, image, told)))

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
        torch.testing.assert_close(net(*inputs()), again(*inputs()))


class Degraded(unittest.TestCase):
    def test_degraded_frames_stay_near_the_exact_ones_and_are_repeatable(self):
        exact = np.full((12, 20, 3), 200, np.uint8)
        exact[4:8, 5:12] = 40
        made = [degraded(random.Random(i), exact, exact, i) for i in range(12)]
        clean = torch.from_numpy(exact).permute(2, 0, 1).float() / 127.5 - 1
        errors = [float((m[:3] - clean).abs().mean()) for m in made]
        self.assertLess(max(errors), 0.3)
        self.assertGreater(len({round(e, 4) for e in errors}), 6)
        self.assertTrue(torch.equal(made[3], degraded(random.Random(3), exact, exact, 3)))

    def test_features_of_a_crop_are_the_crop_of_the_features(self):
        bank = TextureBank(texture_specs(), 1)
        quads = quads_of(random_scene(8)[1], [1.0], texture_index())
        whole = bank(quads, 270, 480)[0]
        left, top, w, h = 40, 30, 48, 36
        part = bank(within(quads, left / 160, top / 90, w / 160, h / 90), h * 3, w * 3)[0]
        torch.testing.assert_close(part, whole[top * 3 : (top + h) * 3, left * 3 : (left + w) * 3], atol=2e-3, rtol=1e-3)


@unittest.skipUnless((ATLAS / "index.json").exists(), "NO ATLAS (python -m training.world.build_atlas): the finisher's data were not tested")
class Learning(unittest.TestCase):
    def test_targets_are_the_exact_picture_of_what_the_pair_shows(self):
        crops = make_crops(3, 0, 4)
        self.assertEqual(crops.target.shape[2], crops.pair.shape[2] * SCALE)
        still = crops.between == 0
        small = F.avg_pool2d(crops.target.float() / 127.5 - 1, SCALE)
        for i in range(4):
            if still[i]:
                self.assertLess(float((small[i] - crops.pair[i, :3])[:, RIM:-RIM, RIM:-RIM].abs().mean()), 0.12)

    def test_two_halves_are_one_whole(self):
        crops = [make_crops(4, i, 2) for i in range(2)]
        settings = Settings(bf16=False)
        whole, half = Trainer(settings), Trainer(settings)
        for c in crops:
            expected = whole.learn(c, 1.0)
        half.learn(crops[0], 1.0)
        resumed = Trainer(Settings(bf16=False, seed=9))
        with tempfile.TemporaryDirectory() as folder:
            torch.save(half.state(), Path(folder) / "s.pt")
            resumed.restore(torch.load(Path(folder) / "s.pt", weights_only=False))
        self.assertEqual(resumed.learn(crops[1], 1.0), expected)
        for (name, a), b in zip(whole.finisher.named_parameters(), resumed.finisher.parameters()):
            self.assertTrue(torch.equal(a, b), name)
        self.assertTrue(torch.equal(whole.bank.texels, resumed.bank.texels))


if __name__ == "__main__":
    sys.exit(unittest.main())
