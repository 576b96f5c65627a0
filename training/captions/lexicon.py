"""The words of the world in both languages, cut down to what the vocabulary has; all other words become unknown words."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from training.world.vocabulary import LEARNT

from .split import held_out_word

HERE = Path(__file__).parent
VOCABULARY = HERE.parent / "world" / "vocabulary.json"
TIMES = ("dawn", "day", "sunset", "night")
WEATHERS = ("clear", "cloudy", "rain", "snow", "fog")
STYLES = ("archival", "film-noir", "papercraft", "stop-motion", "balloon")
CAMERAS = ("static", "pan-left", "pan-right", "zoom-in", "zoom-out", "tilt-up", "tilt-down")
MOTIONS = ("left", "right", "towards", "away", "up", "down", "jump", "circle", "still")
SIZES = ("small", "medium", "large")
MEANS_ALMOST = {"夜景", "山岳", "山登り", "海洋", "雨粒", "雨雲", "雪雲", "海洋生物", "人間", "カメラ", "夜空", "雪山"}
"""Words that begin like something of the world and mean nearly that, or another thing of the world."""


@dataclass
class Lexicon:
    """Everything the grammars pick words from. `en_subjects` and `ja_subjects` map a name to its words."""

    subjects: tuple[str, ...]
    places: tuple[str, ...]
    gait: dict
    kind: dict
    en: dict
    ja: dict
    en_subjects: dict
    ja_subjects: dict
    unknown: dict


def normal(text: str) -> str:
    """NFKC and lower case, as the tokenizer compares words."""
    return unicodedata.normalize("NFKC", text).lower()


def own_forms(names, table: dict, extra: dict) -> dict:
    """Each name's words; a word two names share belongs to the first name that has it as its own usual word, else the first."""
    owner: dict[str, str] = {}
    words = {n: list(dict.fromkeys(list(table.get(n, [])) + list(extra.get(n, [])))) for n in names}
    for usual in (True, False):
        for name in names:
            for i, entry in enumerate(words[name]):
                if (i == 0) == usual:
                    owner.setdefault(normal(entry.split("|")[0]), name)
    return {n: [e for e in words[n] if owner[normal(e.split("|")[0])] == n] or words[n][:1] for n in names}


def known_words(lex_en: dict, lex_ja: dict, en_subjects: dict, ja_subjects: dict) -> tuple[set, set]:
    """Every English word, and every Japanese phrase of two or more characters, that some part of the grammar says."""

    def leaves(node):
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict):
            for value in node.values():
                yield from leaves(value)
        elif isinstance(node, list):
            for value in node:
                yield from leaves(value)

    skip = ("about", "subjects", "unknown", "manyNumbers", "colours")
    english = {w for k, v in lex_en.items() if k not in skip for s in leaves(v) for w in s.replace("|", " ").replace("-", " ").split()}
    english |= {w for forms in en_subjects.values() for s in forms for w in s.replace("|", " ").replace("-", " ").split()}
    japanese = {s for k, v in lex_ja.items() if k not in skip for s in leaves(v) if len(s) > 1}
    japanese |= {s for forms in ja_subjects.values() for s in forms}
    return {normal(w) for w in english}, {normal(s) for s in japanese}


def thing_words(lex_ja: dict, lex: dict) -> set[str]:
    """The world's Japanese names of subjects, places, hours and weathers."""
    nouns = {f for n in lex["subjects"] for f in lex_ja["subjects"].get(n, {}).get("forms", ())}
    nouns |= {f for p in lex["places"] for f in lex_ja["places"][p]}
    nouns |= {f for forms in lex_ja["times"].values() for f in forms} | {f for d in lex_ja["weathers"].values() for f in d["nouns"]}
    return {normal(n) for n in nouns}


def misleading(word: str, things: set[str]) -> bool:
    """Whether a word only begins like something of the world (トラック like トラ, 海賊 like 海). What ends like it is a kind of it (野良猫)."""
    text = normal(word)
    begins = any(text.startswith(t) for t in things)
    phrase = re.search("の|を|な|と|正面|着陸|離陸|禁止|通行止め|止まれ", text)
    kind = any(text.endswith(t) for t in things if len(t) > 1) or text in MEANS_ALMOST
    return begins and not kind and not phrase


def unknown_pools(lex_en: dict, lex_ja: dict, lex: dict, known_en: set, known_ja: set) -> dict:
    """Words outside the world, by language and by whether training may use them."""
    words = json.loads((HERE / "unknown_words.json").read_text())
    nearby_en = {normal(f.split("|")[0]) for n, forms in lex_en["subjects"].items() if n not in lex["subjects"] for f in forms}
    nearby_ja = {normal(f) for n, d in lex_ja["subjects"].items() if n not in lex["subjects"] for f in d["forms"]}
    far_places_en = {normal(p.split("|")[0]) for n, d in lex_en["places"].items() if n not in lex["places"] for p in d["nouns"]}
    far_places_ja = {normal(p) for n, d in lex_ja["places"].items() if n not in lex["places"] for p in d}

    def english_free(word: str) -> bool:
        return not any(w in known_en or w.rstrip("s") in known_en for w in word.replace("-", " ").split())

    def japanese_free(word: str) -> bool:
        return not any(k in word for k in known_ja) and not any(word in k for k in known_ja if len(word) > 1)

    pools = {
        "en": [w for w in words["en"] if english_free(w)],
        "ja": [w for w in words["ja"] if japanese_free(w)],
        "near-en": [w for w in nearby_en if english_free(w)],
        "near-ja": [w for w in nearby_ja if japanese_free(w) or len(w) < 2],
        "place-en": [w for w in far_places_en if english_free(w)],
        "place-ja": [w for w in far_places_ja if japanese_free(w)],
    }
    things = thing_words(lex_ja, lex)
    pools["compound-ja"] = [w for w in words["ja"] + lex_ja["unknown"]["compounds"] if misleading(w, things) and normal(w) not in known_ja]
    out = {}
    for key, pool in pools.items():
        pool = sorted(set(pool))
        out[key] = [w for w in pool if not held_out_word(w)]
        out["held-" + key] = [w for w in pool if held_out_word(w)] or pool
    return out


def everything() -> dict:
    """A vocabulary of all subjects and places that have words, so that the tokenizer need not change when the world grows."""
    english = json.loads((HERE / "lexicon_en.json").read_text())
    japanese = json.loads((HERE / "lexicon_ja.json").read_text())
    subjects = [{"name": n, "ja": d["forms"][0]} for n, d in japanese["subjects"].items() if n in english["subjects"]]
    return {"subjects": subjects, "places": [{"name": n} for n in english["places"]]}


@lru_cache(maxsize=3)
def load(path: str | None = str(VOCABULARY), curriculum: tuple[str, ...] = LEARNT) -> Lexicon:
    """The lexicon of a curriculum's subjects in a vocabulary file; None stands for `everything`."""
    vocabulary = json.loads(Path(path).read_text()) if path else everything()
    if path:
        facts = {s["name"]: s for s in vocabulary["subjects"]}
        vocabulary["subjects"] = [facts[name] for name in curriculum if name in facts]
    lex_en = json.loads((HERE / "lexicon_en.json").read_text())
    lex_ja = json.loads((HERE / "lexicon_ja.json").read_text())
    subjects, places = vocabulary["subjects"], vocabulary["places"]
    names = tuple(s["name"] for s in subjects)
    place_names = tuple(p["name"] for p in places)
    en_subjects = own_forms(names, lex_en["subjects"], {s["name"]: [s["name"].lower()] for s in subjects if s["name"] not in lex_en["subjects"]})
    ja_subjects = own_forms(names, {n: d["forms"] for n, d in lex_ja["subjects"].items()}, {s["name"]: [s["ja"]] for s in subjects})
    missing = [p for p in place_names if p not in lex_en["places"]]
    if missing:
        raise KeyError(f"places without words in lexicon_en.json and lexicon_ja.json: {missing}")
    lex_en["places"], all_en = {p: lex_en["places"][p] for p in place_names}, lex_en["places"]
    lex_ja["places"], all_ja = {p: lex_ja["places"][p] for p in place_names}, lex_ja["places"]
    known_en, known_ja = known_words(lex_en, lex_ja, en_subjects, ja_subjects)
    have = {"subjects": set(names), "places": set(place_names)}
    pools = unknown_pools({**lex_en, "places": all_en}, {**lex_ja, "places": all_ja}, have, known_en, known_ja)
    emoji = json.loads((HERE / "unknown_words.json").read_text())["emoji"]
    lex_en["emoji"] = {n: emoji[n] for n in names if n in emoji}
    return Lexicon(
        subjects=names,
        places=place_names,
        gait={s["name"]: s["gait"] if s.get("gait") in lex_en["gaits"] else "any" for s in subjects},
        kind={s["name"]: s.get("kind", "ground") for s in subjects},
        en=lex_en,
        ja=lex_ja,
        en_subjects=en_subjects,
        ja_subjects=ja_subjects,
        unknown=pools,
    )
