"""Learns the tokenizer's pieces from the grammar's own captions.

Every English word the grammar says often is a piece; other words and Japanese phrases are cut by byte-pair merging
(Sennrich et al., 2016), counted inside the grammar's pieces so that a merge never spans two meanings.

    python -m training.director.learn_tokenizer [SIZE]
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path

from training.captions import english, generate, japanese, lexicon
from training.captions.line import UNKNOWN, Line

from .tokenizer import CJK, LETTER, SPACE, Tokenizer, kind_of, normalise

TARGET = Path("models/akezora-2/tokenizer.json")


def runs(text: str):
    """(word, kind) of a normalised text, as the tokenizer cuts words."""
    i = 0
    while i < len(text):
        if text[i] in SPACE:
            i += 1
            continue
        kind, j = kind_of(text[i]), i + 1
        while kind in (CJK, LETTER) and j < len(text) and text[j] not in SPACE and kind_of(text[j]) == kind:
            j += 1
        yield text[i:j], kind
        i = j


def count_words(captions: int, seed: int) -> dict[str, Counter]:
    """Word counts: "known" and "strange" letters, "cjk", "strange-cjk", "sign"."""
    rng, lex = random.Random(seed), lexicon.load(None)
    counts = {k: Counter() for k in ("known", "strange", "cjk", "strange-cjk", "sign")}
    for i in range(captions):
        language = "ja" if i % 2 else "en"
        plan = generate.random_plan(rng, lex, language)
        line = Line(rng, language == "en")
        (english if language == "en" else japanese).caption(line, lex, plan)
        for text, tag in line.pieces:
            for word, kind in runs(normalise(text)[0]):
                prefix = "strange" if tag == UNKNOWN else ""
                name = {LETTER: prefix or "known", CJK: f"{prefix}-cjk" if prefix else "cjk"}.get(kind, "sign")
                counts[name][word] += 1
    for sign in lex.en["emoji"].values():
        for word, _ in runs(normalise(sign)[0]):
            counts["sign"][word] += 50
    for pool in ("en", "near-en", "place-en"):
        for phrase in lex.unknown[pool]:
            for word, kind in runs(phrase):
                counts["strange" if kind == LETTER else "sign"][word] += 2
    for phrase in lex.unknown["ja"]:
        for word, kind in runs(phrase):
            counts["strange-cjk" if kind == CJK else "sign"][word] += 2
    return counts


def merge_pieces(words: Counter, merges: int, mark: bool) -> list[str]:
    """Byte-pair pieces of weighted words; with `mark` non-initial pieces carry "##"."""
    split = {w: [("##" if mark and i else "") + c for i, c in enumerate(w)] for w in words}
    pieces = Counter()
    for w, symbols in split.items():
        for s in symbols:
            pieces[s] += words[w]
    out = [p for p, _ in pieces.most_common()]
    for _ in range(merges):
        pairs: Counter = Counter()
        for w, symbols in split.items():
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += words[w]
        if not pairs:
            break
        (left, right), _ = pairs.most_common(1)[0]
        joined = left + right.removeprefix("##")
        out.append(joined)
        for w, symbols in split.items():
            if left in symbols and right in symbols:
                i, new = 0, []
                while i < len(symbols):
                    if i + 1 < len(symbols) and symbols[i] == left and symbols[i + 1] == right:
                        new.append(joined)
                        i += 2
                    else:
                        new.append(symbols[i])
                        i += 1
                split[w] = new
    return out


def learn(size: int, captions: int = 60_000, seed: int = 1) -> Tokenizer:
    """A tokenizer of at most `size` pieces."""
    counts = count_words(captions, seed)
    alphabet = list("abcdefghijklmnopqrstuvwxyz0123456789")
    pieces = ["<pad>", "<unk>", *alphabet, *("##" + c for c in alphabet), *map(chr, range(0x3041, 0x3097)), *map(chr, range(0x30A1, 0x30FB)), "ー", "々"]
    pieces += [w for w, n in counts["sign"].most_common(300) if len(w) == 1 and n > 3]
    pieces += [w for w, n in counts["known"].most_common() if n >= 8 and len(w) > 1]
    kanji = Counter(c for name in ("cjk", "strange-cjk") for w, n in counts[name].items() for c in w for _ in (0,))
    pieces += [c for c, _ in kanji.most_common()]
    pieces += merge_pieces(counts["cjk"], 900, False)
    room = size - len(dict.fromkeys(pieces))
    print("known letters", len([1 for w, n in counts["known"].items() if n >= 8]), "characters", len(kanji), "room for strangers", room)
    strange = Counter({w: n for w, n in counts["strange"].items() if n > 1})
    pieces += merge_pieces(strange, max(0, room * 2 // 3), True)
    pieces += merge_pieces(counts["strange-cjk"], max(0, room), False)
    return Tokenizer(list(dict.fromkeys(pieces))[:size])


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 4608
    tokenizer = learn(size)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(TARGET)
    rng, lex = random.Random(7), lexicon.load(None)
    for language in ("en", "ja"):
        lengths = sorted(len(tokenizer.encode(generate.caption(rng, lex, language=language).text).ids) for _ in range(2000))
        print(language, "mean", sum(lengths) / 2000, "p99", lengths[1980], "max", lengths[-1])
    print(len(tokenizer.pieces), "pieces in", TARGET)


if __name__ == "__main__":
    main()
