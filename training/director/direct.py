"""Prompt to brief with exported weights: `python -m training.director.direct "a fox in the snow"`."""

from __future__ import annotations

import json
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from training.common.export import load as load_weights
from training.captions.line import UNKNOWN

from .model import SCENE_SLOTS, SUBJECT_SLOTS, Director, DirectorConfig
from .tokenizer import CJK, Encoding, Tokenizer, kind_of, normalise

FOLDER = Path("models/akezora-2")


@dataclass
class Directed:
    """`unknown` are [start, end) code points of words the world lacks; `unread` is where a too long prompt was cut, or None."""

    brief: dict
    unknown: list[tuple[int, int]]
    unread: int | None


def load(folder: Path = FOLDER) -> tuple[Director, Tokenizer]:
    """The exported director and its tokenizer."""
    config = json.loads((folder / "director.json").read_text())["config"]
    model = Director(DirectorConfig(**config))
    model.load_state_dict(load_weights(folder / "director.safetensors"))
    return model.eval(), Tokenizer.load(folder / "tokenizer.json")


def brief_of(logits: dict[str, Tensor], slots: dict) -> dict:
    """The most likely value of every slot of one prompt. An empty first subject gives way to the second; a subject told twice counts once."""

    def best(name: str, slot: str):
        return slots[slot][int(logits[name][0].argmax())]

    brief: dict = {slot: best(slot, slot) for slot in SCENE_SLOTS}
    brief["subjects"] = []
    for i in (1, 2):
        subject = {slot: best(f"subject{i}.{slot}", slot) for slot in SUBJECT_SLOTS}
        if subject["name"] and all(subject["name"] != s["name"] for s in brief["subjects"]):
            brief["subjects"].append(subject)
    return brief


def script_of(piece: str) -> str | None:
    """Which pieces make one word where they touch: letters and digits do, and so does katakana; every other piece is a word by itself."""
    text = normalise(piece)[0]
    if text and all(c == "ー" or "ァ" <= c <= "ヺ" or "ㇰ" <= c <= "ㇿ" for c in text):
        return "katakana"
    return "letters" if text[:1].isalnum() and kind_of(text[0]) != CJK else None


def words_of(text: str, encoding: Encoding) -> list[list[int]]:
    """Token numbers grouped into words."""
    groups: list[list[int]] = []
    before = None
    for i, (start, end) in enumerate(zip(encoding.starts, encoding.ends)):
        script = script_of(text[start:end])
        if groups and script is not None and script == before and encoding.ends[i - 1] == start:
            groups[-1].append(i)
        else:
            groups.append([i])
        before = script
    return groups


def unknown_spans(text: str, encoding: Encoding, tags: Tensor) -> list[tuple[int, int]]:
    """Words whose summed tag log-probabilities say unknown; neighbours join into one span. Signs alone are no words."""
    scores = tags.float().log_softmax(-1)
    spans: list[tuple[int, int]] = []
    for group in words_of(text, encoding):
        if int(scores[group].sum(0).argmax()) != UNKNOWN:
            continue
        start, end = encoding.starts[group[0]], encoding.ends[group[-1]]
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [(a, b) for a, b in spans if any(map(says_something, text[a:b]))]


def says_something(char: str) -> bool:
    """Letters, numbers and pictures do; punctuation and other signs are no words."""
    category = unicodedata.category(char)
    return category[0] in "LN" or category == "So"


@torch.no_grad()
def direct(model: Director, tokenizer: Tokenizer, text: str) -> Directed:
    """What the director understands of a prompt. Text without a single readable token gives an empty brief."""
    encoding = tokenizer.encode(text)
    slots = model.config.slots
    if not encoding.ids:
        return Directed({**{s: None for s in SCENE_SLOTS}, "subjects": []}, [], None)
    logits = model(torch.tensor([encoding.ids]))
    return Directed(brief_of(logits, slots), unknown_spans(text, encoding, logits["tag"][0]), encoding.unread)


def main() -> None:
    model, tokenizer = load()
    for text in sys.argv[1:]:
        got = direct(model, tokenizer, text)
        print(json.dumps({"prompt": text, "brief": got.brief, "unknown": [text[a:b] for a, b in got.unknown]}, ensure_ascii=False))


if __name__ == "__main__":
    main()
