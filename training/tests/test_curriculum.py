"""The world holds more than a set of weights knows: `python -m unittest training.tests.test_curriculum`."""

from __future__ import annotations

import json
import random
import unittest
import unittest.mock
from pathlib import Path

from training.captions import generate, lexicon
from training.captions.split import held_out_combination
from training.finisher.data import make_crops
from training.finisher.vocabulary import words as finisher_words
from training.painter.data import make_batch
from training.painter.vocabulary import scene_words, words
from training.reader.data import facts_of, scene_of
from training.reader.model import config_of_world
from training.world.sample import random_scene
from training.world.textures import ATLAS
from training.world.vocabulary import ALL_PLACES, LEARNT, PLACES, PROPS, SUBJECTS, curriculum

WEIGHTS = Path("models/akezora-2")
WORLD = curriculum("world")


def published(file: str) -> dict:
    return json.loads((WEIGHTS / file).read_text())


class Published(unittest.TestCase):
    """However large the world grows, training without a word about subjects goes on from the published weights."""

    def test_words_are_those_of_the_weights(self):
        config = published("config.json")
        self.assertEqual(words(), config["painter"]["words"])
        self.assertEqual(finisher_words(), config["finisher"]["words"])

    def test_the_reader_answers_with_the_names_of_the_world(self):
        self.assertEqual(config_of_world().names, published("reader.json")["config"]["names"])

    def test_the_engine_is_told_of_the_learnt_subjects_only(self):
        told = published("world.json")
        self.assertEqual(told["subjects"], [SUBJECTS[name] for name in LEARNT])
        self.assertEqual(told["places"], list(ALL_PLACES.values()))
        self.assertEqual(told["props"], list(PROPS.values()))

    def test_subjects_not_learnt_are_words_outside_the_world(self):
        pools = lexicon.load().unknown
        outside = {word for key, pool in pools.items() if key.endswith("near-en") for word in pool}
        for word in ("mammoth", "gorilla", "ambulance", "scorpion"):
            self.assertIn(word, outside)
        self.assertNotIn("fox", outside)


class World(unittest.TestCase):
    def test_it_is_as_large_as_it_says(self):
        self.assertGreaterEqual(len(SUBJECTS), 150)
        self.assertGreaterEqual(len(PLACES), 14)
        self.assertEqual(len({s["ja"] for s in SUBJECTS.values()}), len(SUBJECTS))
        self.assertFalse(set(SUBJECTS) & set(PROPS))

    def test_every_subject_has_a_home_where_it_can_be(self):
        for name, facts in SUBJECTS.items():
            self.assertTrue(any(facts["kind"] in PLACES[home]["kinds"] for home in facts["homes"]), name)
            self.assertIn(facts["faces"], ("left", "right", "front"))

    def test_every_subject_has_words_in_both_languages_that_no_other_has_first(self):
        lex = lexicon.load(curriculum=WORLD)
        for table in (lex.en_subjects, lex.ja_subjects):
            first = [table[name][0].split("|")[0] for name in WORLD]
            self.assertEqual(len(set(first)), len(WORLD))

    def test_captions_of_the_whole_world_name_new_subjects(self):
        rng, lex = random.Random(3), lexicon.load(curriculum=WORLD)
        named = {s["name"] for _ in range(1500) for s in generate.caption(rng, lex).brief["subjects"]}
        self.assertGreater(len(named - set(LEARNT)), 100)

    def test_painter_and_finisher_are_told_of_the_scene_and_see_its_subjects(self):
        names = ("mammoth", "fox")
        scene = next(s for seed in range(99) if (s := random_scene(seed, names=names)[1])["subjects"])
        told = [words()[i] for i in scene_words(scene)]
        self.assertEqual(told[0], f"place:{scene['place']}")
        self.assertFalse(any("mammoth" in word or "fox" in word for word in (*words(), *finisher_words())))

    def test_a_curriculum_is_named_or_listed(self):
        self.assertEqual(curriculum("published"), LEARNT)
        self.assertEqual(curriculum(["fox", "mammoth"]), ("fox", "mammoth"))
        for bad in ("all of it", [], ["fox", "no such animal"]):
            with self.assertRaisesRegex(ValueError, "subjects"):
                curriculum(bad)


class HeldOut(unittest.TestCase):
    """No trainer sees a combination that the evaluation asks for."""

    def test_scenes_for_training_are_never_held_out_even_where_the_seed_chose_the_weather(self):
        for names in (LEARNT, WORLD):
            for seed in range(400):
                brief, scene = random_scene(seed, names=names)
                self.assertFalse(held_out_combination(brief), seed)
                self.assertFalse(held_out_combination(scene), seed)

    def test_the_reader_keeps_the_two_sides_apart(self):
        for seed in range(60):
            for side in (False, True):
                self.assertEqual(held_out_combination(facts_of(scene_of(seed, "16:9", side)[0])), side)

    def test_captions_say_none_of_them(self):
        rng, lex = random.Random(5), lexicon.load()
        for _ in range(600):
            self.assertFalse(held_out_combination(generate.caption(rng, lex, "train").brief))

    @unittest.skipUnless((ATLAS / "index.json").exists(), "NO ATLAS (python -m training.world.build_atlas): batches were not tested")
    def test_painter_and_finisher_draw_their_scenes_there(self):
        seen = []

        def watched(*arguments, **words):
            seen.append(random_scene(*arguments, **words))
            return seen[-1]

        with unittest.mock.patch("training.painter.data.random_scene", watched):
            make_batch(7, 0, 1, 4, "16:9")
        with unittest.mock.patch("training.finisher.data.random_scene", watched):
            make_crops(7, 0, 2)
        self.assertGreaterEqual(len(seen), 3)
        self.assertFalse(any(held_out_combination(scene) for _, scene in seen))


if __name__ == "__main__":
    unittest.main()
