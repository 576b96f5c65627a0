"""Tests of the reader's training: `python -m unittest training.tests.test_reader`."""

from __future__ import annotations

import tempfile
import unittest
import unittest.mock
from pathlib import Path

import torch

from training.common.run import checkpoint
from training.reader import data
from training.reader.train import train
from training.world.textures import ATLAS


@unittest.skipUnless((ATLAS / "index.json").exists(), "NO ATLAS (python -m training.world.build_atlas): the reader's training was not tested")
class Resume(unittest.TestCase):
    def test_two_halves_of_a_run_equal_the_whole(self):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        with unittest.mock.patch.object(data, "SHARD", 4):
            data.main(str(folder / "train"), "2")
        tiny = {"widths": (8, 8, 8, 8), "move_widths": (8, 8, 8)}
        config = {"data": str(folder / "train"), "steps": 4, "batch": 2, "bf16": False, "model": tiny}
        train({**config, "folder": str(folder / "whole")})
        train({**config, "folder": str(folder / "halves"), "stop_after": 2})
        self.assertEqual(checkpoint(folder / "halves")["step"], 2)
        train({**config, "folder": str(folder / "halves")})
        whole, halves = (checkpoint(folder / name) for name in ("whole", "halves"))
        self.assertEqual(halves["step"], 4)
        for part in ("model", "ema"):
            for name, value in whole[part].items():
                self.assertTrue(torch.equal(value, halves[part][name]), name)


if __name__ == "__main__":
    unittest.main()
