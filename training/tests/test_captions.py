"""Captions say what their brief says, and held-out sets stay apart."""

import random
import unittest

from training.captions import generate, lexicon
from training.captions.line import UNKNOWN, USED
from training.captions.split import held_out_combination, held_out_phrasing

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


if __name__ == "__main__":
    unittest.main()
