"""The director's figures on captions it never saw: `python -m training.director.evaluate [COUNT]` writes evaluation.json.

Splits: "phrasings" (frames never trained on), "combinations" (places, hours, weathers and subjects never told together),
"words" (strangers never trained on), and the prompts written by hand in hand.json.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

import torch

from training.captions import generate, lexicon
from training.captions.line import UNKNOWN

from .data import Labeller
from .direct import brief_of, direct, load, unknown_spans, words_of
from .model import SCENE_SLOTS, SUBJECT_SLOTS

HERE = Path(__file__).parent


def slots_right(want: dict, got: dict) -> tuple[int, int]:
    """Right and asked slots: the scene's five, each wanted subject's four, and the number of subjects."""
    pairs = [(want[s], got[s]) for s in SCENE_SLOTS] + [(len(want["subjects"]), len(got["subjects"]))]
    for i, subject in enumerate(want["subjects"]):
        other = got["subjects"][i] if i < len(got["subjects"]) else {}
        pairs += [(subject[s], other.get(s, "absent")) for s in SUBJECT_SLOTS]
    return sum(a == b for a, b in pairs), len(pairs)


def score(model, tokenizer, lex, split: str, language: str, count: int, seed: int) -> dict:
    """Slots right, whole briefs right, and precision and recall of words named as unknown."""
    rng, labeller = random.Random(seed), Labeller(tokenizer, model.config.slots)
    right = asked = whole = hit = named = strange = 0
    for _ in range(count):
        caption = generate.caption(rng, lex, split, language)
        encoding = tokenizer.encode(caption.text)
        _, tags = labeller.tokens(caption)
        with torch.no_grad():
            logits = model(torch.tensor([encoding.ids]))
        got = brief_of(logits, model.config.slots)
        r, a = slots_right(caption.brief, got)
        right, asked, whole = right + r, asked + a, whole + (r == a)
        spans = unknown_spans(caption.text, encoding, logits["tag"][0])
        for group in words_of(caption.text, encoding):
            truth = UNKNOWN in [tags[i] for i in group]
            start = encoding.starts[group[0]]
            told = any(s <= start < e for s, e in spans)
            hit, named, strange = hit + (truth and told), named + told, strange + truth
    return {
        "slots": round(right / asked, 4),
        "briefs": round(whole / count, 4),
        "unknownPrecision": round(hit / max(named, 1), 4),
        "unknownRecall": round(hit / max(strange, 1), 4),
    }


def by_hand(model, tokenizer) -> tuple[dict, list]:
    """Figures and misses over hand.json; prompts whose subject or place the vocabulary lacks are left out."""
    slots = model.config.slots
    right = asked = whole = count = named_all = strangers = 0
    misses = []
    for row in json.loads((HERE / "hand.json").read_text())["prompts"]:
        subjects = [dict(zip(SUBJECT_SLOTS, s)) for s in row["s"]]
        if any(s["name"] not in slots["name"] for s in subjects) or row.get("place") not in slots["place"]:
            continue
        want = {**{s: row.get(s) for s in SCENE_SLOTS}, "subjects": subjects}
        got = direct(model, tokenizer, row["p"])
        r, a = slots_right(want, got.brief)
        unknown = " ".join(row["p"][s:e] for s, e in got.unknown)
        named = [w for w in row.get("u", []) if w in unknown]
        right, asked, whole, count = right + r, asked + a, whole + (r == a), count + 1
        named_all, strangers = named_all + len(named), strangers + len(row.get("u", []))
        if r < a or len(named) < len(row.get("u", [])) or (row.get("u") == [] and unknown):
            misses.append({"prompt": row["p"], "brief": got.brief, "unknown": unknown})
    figures = {"prompts": count, "slots": round(right / asked, 4), "briefs": round(whole / count, 4), "unknownRecall": round(named_all / strangers, 4)}
    return figures, misses


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    torch.set_num_threads(1)
    model, tokenizer = load()
    lex = lexicon.load()
    result = {}
    for split in ("train", "phrasings", "combinations", "words"):
        for language in ("en", "ja"):
            result[f"{split}.{language}"] = score(model, tokenizer, lex, split, language, count, seed=99)
            print(split, language, result[f"{split}.{language}"], flush=True)
    result["hand"], misses = by_hand(model, tokenizer)
    print("hand", result["hand"])
    for miss in misses:
        print(json.dumps(miss, ensure_ascii=False))
    (HERE / "evaluation.json").write_text(json.dumps({"captions": count, **result}, indent=1) + "\n")


if __name__ == "__main__":
    main()
