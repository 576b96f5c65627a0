"""Writes prompts.json: 500 captions nobody trained on, half Japanese, fixed for good: `python -m training.evaluate.prompts`.

Every combination of place, hour, weather and first subject is a held-out one; half of the captions also have a held-out
phrasing. Each says place, hour, weather, camera, and its subjects with number and motion, so that every attribute can be scored.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from training.captions import generate, lexicon
from training.captions.split import held_out_combination, held_out_phrasing
from training.world.sample import random_brief

TARGET = Path(__file__).with_name("prompts.json")
COUNT = 500
SLOTS = ("place", "time", "weather", "style", "camera")


def full_brief(rng: random.Random) -> dict:
    """A random brief that says everything but sizes and, mostly, a style."""
    while True:
        brief = random_brief(rng)
        if not brief["subjects"] or brief["weather"] is None:
            continue
        for subject in brief["subjects"]:
            subject["size"] = None
            subject["motion"] = subject["motion"] or rng.choice(lexicon.MOTIONS)
        brief["style"] = None if brief["style"] == "none" else brief["style"]
        if held_out_combination(brief):
            return brief


def prompt_of(rng: random.Random, lex, brief: dict, language: str, new_phrasing: bool) -> str:
    """A caption that says all of the brief, with a held-out phrasing if asked for."""
    while True:
        caption = generate.write(rng, lex, generate.plan_of(brief), language)
        if held_out_phrasing(caption.signature) == new_phrasing and len(caption.text) < 240 and caption.brief == {**brief, "subjects": caption.brief["subjects"]}:
            if [s["name"] for s in caption.brief["subjects"]] == [s["name"] for s in brief["subjects"]]:
                return caption.text


def prompts(count: int = COUNT, seed: int = 20261122) -> list[dict]:
    """[{id, language, prompt, brief, seed}], languages in turn."""
    rng, lex = random.Random(seed), lexicon.load()
    out = []
    for i in range(count):
        language = ("en", "ja")[i % 2]
        brief = full_brief(rng)
        text = prompt_of(rng, lex, brief, language, i % 4 < 2)
        out.append({"id": f"{i:03d}", "language": language, "prompt": text, "brief": brief, "seed": 1 + i})
    return out


def main() -> None:
    rows = prompts()
    TARGET.write_text("[\n" + ",\n".join(json.dumps(r, ensure_ascii=False) for r in rows) + "\n]\n")
    print(len(rows), "prompts in", TARGET)


if __name__ == "__main__":
    main()
