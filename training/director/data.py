"""Fresh captions as token arrays: generated, tokenised and labelled in one pass, batched by length."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
import torch

from training.captions import generate
from training.captions.lexicon import Lexicon
from training.captions.line import Caption, FILLER, UNKNOWN, USED

from .model import SCENE_SLOTS, SUBJECT_SLOTS
from .tokenizer import Tokenizer, UNK

LABELS = len(SCENE_SLOTS) + 2 * len(SUBJECT_SLOTS)


@dataclass
class Captions:
    """Padded arrays: ids and tags [n, longest], lengths [n], labels [n, 13] (−1 where a slot has nothing to say)."""

    ids: np.ndarray
    tags: np.ndarray
    lengths: np.ndarray
    labels: np.ndarray


class Labeller:
    """Turns captions into token ids, tags and slot labels."""

    def __init__(self, tokenizer: Tokenizer, slots: dict):
        self.tokenizer = tokenizer
        self.index = {slot: {value: i for i, value in enumerate(values)} for slot, values in slots.items()}

    def labels(self, brief: dict) -> list[int]:
        """Slot indices of a brief. A subject that is not there has name 0 and its other slots are not asked (−1)."""
        out = [self.index[s][brief.get(s)] for s in SCENE_SLOTS]
        subjects = brief["subjects"]
        for i in range(2):
            if i < len(subjects):
                out += [self.index[s][subjects[i].get(s)] for s in SUBJECT_SLOTS]
            else:
                out += [0, -1, -1, -1]
        return out

    def tokens(self, caption: Caption) -> tuple[list[int], list[int]]:
        """Token ids and tags; a token is unknown if any of its characters is, else used if any is."""
        encoding = self.tokenizer.encode(caption.text)
        tags = []
        for start, end in zip(encoding.starts, encoding.ends):
            part = caption.tags[start:end]
            tags.append(UNKNOWN if UNKNOWN in part else USED if USED in part else FILLER)
        return encoding.ids, tags


def make(lex: Lexicon, labeller: Labeller, count: int, seed: int, split: str = "train", language: str | None = None, noise: float = 0.02) -> Captions:
    """`count` captions as arrays. With `noise`, that share of tokens becomes <unk>, as rare characters would."""
    rng = random.Random(seed)
    rows, labels = [], []
    while len(rows) < count:
        caption = generate.caption(rng, lex, split, language)
        ids, tags = labeller.tokens(caption)
        if ids:
            rows.append((ids, tags))
            labels.append(labeller.labels(caption.brief))
    longest = max(len(ids) for ids, _ in rows)
    out = Captions(
        np.zeros((count, longest), np.uint16), np.full((count, longest), FILLER, np.uint8), np.zeros(count, np.int32), np.array(labels, np.int64)
    )
    for i, (ids, tags) in enumerate(rows):
        out.ids[i, : len(ids)], out.tags[i, : len(ids)], out.lengths[i] = ids, tags, len(ids)
    if noise and split == "train":
        picks = np.random.default_rng(seed).random(out.ids.shape) < noise
        out.ids[picks & (out.tags == UNKNOWN)] = UNK
    return out


def batches(data: Captions, size: int, seed: int):
    """Shuffled batches of captions of one length: (ids [b, n], tags [b, n], labels [b, 13]) as tensors."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(data.lengths))
    order = order[np.argsort(data.lengths[order], kind="stable")]
    groups = []
    for same in np.split(order, np.flatnonzero(np.diff(data.lengths[order])) + 1):
        groups += np.array_split(same, max(1, round(len(same) / size)))
    for i in rng.permutation(len(groups)):
        group = groups[i]
        n = int(data.lengths[group[0]])
        yield (
            torch.from_numpy(data.ids[group, :n].astype(np.int64)),
            torch.from_numpy(data.tags[group, :n].astype(np.int64)),
            torch.from_numpy(data.labels[group]),
        )
