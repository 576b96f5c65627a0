"""Checkpoints are whole or absent: `python -m unittest training.tests.test_run`."""

from __future__ import annotations

import tempfile
import unittest
import unittest.mock
from pathlib import Path

import torch

from training.common import run
from training.common.run import Run, checkpoint


class Checkpoints(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_a_run_goes_on_from_shards_as_from_one_file(self):
        state = {"step": 7, "weights": torch.randn(3_000_000)}
        Run(self.folder, sharded=True).save({**state, "step": 6})
        Run(self.folder, sharded=True).save(state)
        files = [f for f in self.folder.iterdir() if f.name != "log.jsonl"]
        self.assertEqual(len(files), 2)
        self.assertTrue(all(f.stat().st_size < 2**24 for f in files))
        again = Run(self.folder, sharded=True).load()
        self.assertEqual(again["step"], 7)
        self.assertTrue(torch.equal(again["weights"], state["weights"]))

    def test_large_states_are_cut_and_damage_is_found(self):
        with unittest.mock.patch.object(run, "SHARD", 4096):
            Run(self.folder, sharded=True).save({"step": 1, "weights": torch.arange(5000)})
            shards = sorted(self.folder.glob("checkpoint-*"))
            self.assertGreater(len(shards), 5)
            self.assertTrue(torch.equal(checkpoint(self.folder)["weights"], torch.arange(5000)))
            shards[2].write_bytes(shards[2].read_bytes()[:-1] + b"?")
            with self.assertRaisesRegex(ValueError, "not whole"):
                checkpoint(self.folder)

    def test_no_checkpoint_is_none(self):
        self.assertIsNone(checkpoint(self.folder))


if __name__ == "__main__":
    unittest.main()
