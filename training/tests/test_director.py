"""Captions say what their brief says, held-out sets stay apart, the tokenizer loses nothing, and resuming changes nothing."""

import json
import random
import tempfile
import unittest
from pathlib import Path

import torch

from training.captions import generate, lexicon
from training.captions.line import FILLER, UNKNOWN, USED
from training.captions.split import held_out_combination, held_out_phrasing
from training.director import train
from training.director.data import Labeller, make
from training.director.direct import unknown_spans
from training.director.model import Director, DirectorConfig, slots_of
from training.director.tokenizer import UNK, Tokenizer

TOKENIZER = Path("models/akezora-2/tokenizer.json")
SAYS = {
    ("camera", "zoom-in"): ("zoom in", "zooms in", "ズームイン", "zooming in"),
    ("camera", "zoom-out"): ("zoom out", "zooms out", "ズームアウト", "zooming out"),
    ("camera", "pan-left"): ("pan left", "pans left", "左パン", "左にパン"),
    ("camera", "pan-right"): ("pan right", "pans right", "右パン", "右にパン"),
    ("time", "night"): ("midnight", "真夜中", "深夜"),
    ("time", "sunset"): ("dusk", "golden hour", "夕暮れ", "ゴールデンアワー"),
    ("weather", "rain"): ("downpour", "土砂降り", "in the rain"),
    ("weather", "snow"): ("blizzard", "吹雪", "falling snow"),
    ("weather", "fog"): ("thick fog", "濃霧"),
    ("style", "film-noir"): ("film noir", "フィルムノワール"),
    ("style", "stop-motion"): ("claymation", "コマ撮り"),
    ("style", "papercraft"): ("papercraft", "ペーパークラフト"),
}


def briefs_without_time_of_style(count: int, seed: int):
    """Captions of both languages."""
    rng, lex = random.Random(seed), lexicon.load()
    return [generate.caption(rng, lex) for _ in range(count)]


class CaptionTests(unittest.TestCase):
    def test_distinctive_words_appear_only_where_the_brief_says_so(self):
        seen = set()
        for caption in briefs_without_time_of_style(6000, 1):
            text = caption.text.lower()
            for (slot, value), words in SAYS.items():
                if any(w in text for w in words):
                    seen.add((slot, value))
                    self.assertEqual(caption.brief[slot], value, text)
        self.assertEqual(seen, set(SAYS))

    def test_every_said_slot_has_used_words_and_every_stranger_is_tagged(self):
        for caption in briefs_without_time_of_style(3000, 2):
            self.assertEqual(len(caption.tags), len(caption.text))
            brief = caption.brief
            said = [brief[s] for s in ("place", "time", "weather", "style", "camera")] + [s["name"] for s in brief["subjects"]]
            if any(said):
                self.assertIn(USED, caption.tags, caption.text)
            else:
                self.assertNotIn(USED, [t for t in caption.tags if t == USED and not brief["subjects"]], caption.text)

    def test_subjects_stand_in_the_order_of_the_text(self):
        lex, rng = lexicon.load(), random.Random(3)
        checked = 0
        for _ in range(4000):
            caption = generate.caption(rng, lex, language="ja")
            if len(caption.brief["subjects"]) == 2:
                at = []
                for subject in caption.brief["subjects"]:
                    forms = sorted(lex.ja_subjects[subject["name"]], key=len, reverse=True)
                    hits = [caption.text.find(f) for f in forms if len(f) > 2 and f in caption.text]
                    at.append(min(hits) if hits else None)
                if None not in at:
                    checked += 1
                    self.assertLess(at[0], at[1], caption.text)
        self.assertGreater(checked, 100)

    def test_words_that_only_begin_like_ours_are_unknown_as_a_whole(self):
        lex, rng = lexicon.load(), random.Random(5)
        pool = set(lex.unknown["compound-ja"]) | set(lex.unknown["held-compound-ja"])
        self.assertTrue({"トラック", "空港", "車椅子", "カモメ"} <= pool, pool)
        self.assertFalse({"ウミガメ", "アカギツネ", "雪だるま", "海辺", "夜空"} & pool)
        forms = [f for words in lex.ja_subjects.values() for f in words]
        told = 0
        for _ in range(300):
            word = generate.compound(rng, lex, False)
            self.assertFalse(word in forms or any(word.endswith(f) for f in forms if len(f) > 1), word)
            plan = {"subjects": [{"name": word, "known": False}], "place": None}
            caption = generate.write(rng, lex, plan, "ja")
            self.assertEqual(caption.brief["subjects"], [])
            at = caption.text.find(word)
            told += at >= 0 and set(caption.tags[at : at + len(word)]) == {UNKNOWN}
        self.assertGreater(told, 290)

    def test_held_out_sets_are_disjoint_and_about_five_percent(self):
        lex, rng = lexicon.load(), random.Random(4)
        for caption in (generate.caption(rng, lex) for _ in range(4000)):
            self.assertFalse(held_out_combination(caption.brief) or held_out_phrasing(caption.signature))
        for caption in (generate.caption(rng, lex, "phrasings") for _ in range(200)):
            self.assertTrue(held_out_phrasing(caption.signature) and not held_out_combination(caption.brief))
        for caption in (generate.caption(rng, lex, "combinations") for _ in range(200)):
            self.assertTrue(held_out_combination(caption.brief) and not held_out_phrasing(caption.signature))
        share = sum(
            held_out_combination({"place": p, "time": t, "weather": w, "subjects": [{"name": s}]})
            for p in lex.places for t in lexicon.TIMES for w in lexicon.WEATHERS for s in lex.subjects
        ) / (len(lex.places) * 20 * len(lex.subjects))
        self.assertAlmostEqual(share, 0.05, delta=0.01)
        self.assertFalse(set(lex.unknown["en"]) & set(lex.unknown["held-en"]))


class TokenizerTests(unittest.TestCase):
    def setUp(self):
        self.tokenizer = Tokenizer.load(TOKENIZER)

    def test_tokens_cover_every_visible_character_once(self):
        for caption in briefs_without_time_of_style(2000, 5):
            e = self.tokenizer.encode(caption.text)
            covered = {i for a, b in zip(e.starts, e.ends) for i in range(a, b)}
            self.assertEqual(covered, {i for i, c in enumerate(caption.text) if not c.isspace()})
            self.assertEqual(e.starts, sorted(e.starts))

    def test_width_and_case_do_not_matter(self):
        self.assertEqual(self.tokenizer.encode("Ａ ＦＯＸ ｷﾂﾈ ｶﾞ").ids, self.tokenizer.encode("a fox キツネ ガ").ids)

    def test_foreign_scripts_are_unknown_but_keep_their_place(self):
        e = self.tokenizer.encode("fox ثعلب")
        self.assertEqual(e.ids[1:], [UNK])
        self.assertEqual((e.starts[1], e.ends[1]), (4, 8))

    def test_long_text_says_where_reading_stopped(self):
        e = self.tokenizer.encode("fox " * 200)
        self.assertEqual((len(e.ids), e.unread), (96, 96 * 4))


class TrainingTests(unittest.TestCase):
    def test_two_halves_of_a_run_equal_the_whole(self):
        small = {"batch": 32, "chunk": 128, "bf16": False, "minutes": 0, "log_every": 1000, "model": {"width": 32, "layers": 1, "heads": 2, "hidden": 32}}
        with tempfile.TemporaryDirectory() as folder:
            train.train({**small, "folder": f"{folder}/whole", "steps": 10})
            whole = torch.load(f"{folder}/whole/checkpoint.pt", weights_only=False)
            train.train({**small, "folder": f"{folder}/half", "steps": 10, "stop_after": 5})
            train.train({**small, "folder": f"{folder}/half", "steps": 10})
            half = torch.load(f"{folder}/half/checkpoint.pt", weights_only=False)
        for name, tensor in whole["ema"].items():
            self.assertTrue(torch.equal(tensor, half["ema"][name]), name)

    def test_labels_follow_the_brief(self):
        lex, tokenizer = lexicon.load(), Tokenizer.load(TOKENIZER)
        labeller = Labeller(tokenizer, slots_of(lex))
        row = labeller.labels({"place": lex.places[1], "time": None, "weather": None, "style": None, "camera": None,
                               "subjects": [{"name": lex.subjects[0], "count": 2, "motion": None, "size": None}]})
        self.assertEqual(row, [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, -1, -1, -1])
        data = make(lex, labeller, 300, 1)
        self.assertTrue((data.lengths > 0).all() and (data.ids.max(1) < len(tokenizer.pieces)).all())

    def test_a_word_is_unknown_as_a_whole(self):
        tokenizer = Tokenizer(["<pad>", "<unk>", "u", "##ni", "##corn", "a"])
        text = "a unicorn"
        encoding = tokenizer.encode(text)
        tags = torch.zeros(len(encoding.ids), 3)
        tags[0, FILLER], tags[1, UNKNOWN], tags[2, UNKNOWN], tags[3, USED] = 5, 3, 3, 4
        self.assertEqual([text[a:b] for a, b in unknown_spans(text, encoding, tags)], ["unicorn"])

    def test_a_run_begins_from_published_weights(self):
        saved = train.starting_point(TOKENIZER.parent)
        lex = lexicon.load()
        model = Director(DirectorConfig(len(Tokenizer.load(TOKENIZER).pieces), slots_of(lex)))
        train.warm_start(model, saved)
        for name, tensor in model.state_dict().items():
            self.assertTrue(torch.equal(tensor, saved["ema"][name]), name)


if __name__ == "__main__":
    unittest.main()
