"""Captions on the fly: a plan (what is said, and what is said that the world lacks), then one of the two grammars."""

from __future__ import annotations

import random

from . import english, japanese
from .lexicon import CAMERAS, MOTIONS, SIZES, STYLES, TIMES, WEATHERS, Lexicon
from .line import FILLER, UNKNOWN, USED, Caption, Line
from .split import held_out_combination, held_out_phrasing

SYLLABLES = "ba bo dra fi gle kor lu mi nax or pli qua ro sto tri ul ve wo xi zan".split()
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモラリルレロワンガギグゲゴザジズダデドバビブベボパピプペポ"


def fancy(rng: random.Random, japanese_word: bool) -> str:
    """A word nobody knows."""
    if japanese_word:
        return "".join(rng.choice(KANA) for _ in range(rng.randint(3, 6)))
    return "".join(rng.choice(SYLLABLES) for _ in range(rng.randint(2, 3)))


def compound(rng: random.Random, lex: Lexicon, held: bool) -> str:
    """A Japanese word that only begins like something of the world: a real one, or an invented one (キツネ and a few kana)."""
    if rng.random() < 0.6:
        return rng.choice(lex.unknown["held-compound-ja" if held else "compound-ja"])
    forms = {f for words in lex.ja_subjects.values() for f in words}
    begin = rng.choice(sorted(f for f in forms if len(f) > 1 and all("ァ" <= c <= "ヺ" or c == "ー" for c in f)))
    while True:
        word = begin + "".join(rng.choice(KANA) for _ in range(rng.randint(1, 3)))
        if not any(word.endswith(f) for f in forms):
            return word


def stranger(rng: random.Random, lex: Lexicon, language: str, place: bool, held: bool) -> str:
    """A noun outside the world: one that begins like ours, a nearby animal or place, any noun, or an invented word."""
    if language == "ja" and not place and rng.random() < 0.3:
        return compound(rng, lex, held)
    roll, prefix = rng.random(), "held-" if held else ""
    if roll < 0.35 and lex.unknown[f"{prefix}{'place' if place else 'near'}-{language}"]:
        return rng.choice(lex.unknown[f"{prefix}{'place' if place else 'near'}-{language}"])
    if roll < 0.93:
        return rng.choice(lex.unknown[prefix + language])
    return fancy(rng, language == "ja")


def random_subject(rng: random.Random, lex: Lexicon, taken: str | None = None) -> dict:
    """One known subject with some of its attributes said."""
    name = rng.choice(lex.subjects)
    while name == taken:
        name = rng.choice(lex.subjects)
    subject = {"name": name, "known": True}
    subject["count"] = None if rng.random() < 0.25 else rng.choices((1, 2, 3), (5, 3, 3))[0]
    roll = rng.random()
    subject["motion"] = rng.choice(MOTIONS) if roll < 0.5 else None
    subject["moves"] = 0.5 <= roll < 0.8
    if rng.random() < 0.2:
        subject["size"] = rng.choice(SIZES)
    return subject


def add_strangers(rng: random.Random, lex: Lexicon, plan: dict, language: str, held: bool) -> None:
    """Puts one to three things outside the world into a plan."""
    words = lex.en if language == "en" else lex.ja
    data, colours = words["unknown"], words["colours"]
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
        kind = rng.choice(("subject", "subject", "subject", "place", "adjective", "verb", "style", "setting", "setting", "link", "link", "crowd"))
        subjects = plan["subjects"]
        known = [s for s in subjects if s["known"]]
        if kind == "subject" and subjects:
            rng.choice(subjects).update(known=False, name=stranger(rng, lex, language, False, held))
        elif kind == "place":
            plan["place"] = {"strange": stranger(rng, lex, language, True, held)}
        elif kind == "adjective" and subjects:
            subject = rng.choice(subjects)
            natural = [c.rstrip("いの") for c in colours.get(subject["name"], ())]
            subject["strange"] = rng.choice([a for a in data["adjectives"] if a.rstrip("いの") not in natural])
        elif kind == "verb" and subjects:
            rng.choice(subjects).update(strangeVerb=rng.choice(data["verbs"]), motion=None, moves=False)
        elif kind == "style":
            plan["styles"] = [rng.choice(data["styles"])]
        elif kind == "setting":
            plan["settings"] = [rng.choice(data["settings"])]
        elif kind == "link" and subjects:
            plan["links"] = [(rng.choice(data["links"]), stranger(rng, lex, language, False, held))]
        elif kind == "crowd" and known:
            rng.choice(known).update(count=3, crowd=rng.choice(words["manyNumbers"]))


def random_plan(rng: random.Random, lex: Lexicon, language: str, strange: float = 0.35, held: bool = False) -> dict:
    """What a caption will say."""
    how_many = rng.choices((0, 1, 2), (8, 72, 20))[0]
    plan: dict = {"subjects": []}
    for _ in range(how_many):
        plan["subjects"].append(random_subject(rng, lex, plan["subjects"][0]["name"] if plan["subjects"] else None))
    if how_many == 2 and rng.random() < 0.6:
        plan["subjects"][1].update(motion=plan["subjects"][0]["motion"], moves=plan["subjects"][0]["moves"])
    p = rng.choice((0.35, 0.6, 0.85))
    plan["place"] = {"name": rng.choice(lex.places)} if rng.random() < p or not how_many else None
    plan["time"] = rng.choice(TIMES) if rng.random() < p - 0.05 else None
    plan["weather"] = rng.choice(WEATHERS) if rng.random() < p - 0.1 else None
    plan["style"] = rng.choice(STYLES) if rng.random() < 0.22 else None
    plan["camera"] = rng.choice(CAMERAS) if rng.random() < 0.35 else None
    if rng.random() < strange:
        add_strangers(rng, lex, plan, language, held)
    return plan


def plan_of(brief: dict) -> dict:
    """A plan that says all of a brief and nothing more."""
    subjects = [{**s, "known": True, "moves": False} for s in brief.get("subjects") or []]
    place = brief.get("place")
    return {**brief, "place": {"name": place} if place else None, "subjects": subjects}


def brief_of(plan: dict) -> dict:
    """What a reader who knows only the world takes from a plan."""
    place = plan.get("place") or {}
    return {
        "place": place.get("name"),
        "time": plan.get("time"),
        "weather": plan.get("weather"),
        "style": plan.get("style"),
        "camera": plan.get("camera"),
        "subjects": [
            {"name": s["name"], "count": s.get("count"), "motion": s.get("motion"), "size": s.get("size")}
            for s in plan["subjects"]
            if s["known"]
        ],
    }


def write(rng: random.Random, lex: Lexicon, plan: dict, language: str) -> Caption:
    """One caption of a plan."""
    line = Line(rng, language == "en")
    (english if language == "en" else japanese).caption(line, lex, plan)
    text, tags = line.finish()
    signature = language + "/" + ".".join(map(str, line.choices))
    if language == "en" and rng.random() < 0.4:
        text = text[:1].upper() + text[1:] if len(text[:1].upper()) == 1 else text
    return Caption(text, brief_of(plan), tags, language, signature)


def emoji_caption(rng: random.Random, lex: Lexicon, plan: dict) -> Caption | None:
    """A known subject told by its emoji, with a few words."""
    known = [s for s in plan["subjects"] if s["known"] and s["name"] in lex.en["emoji"]]
    if len(known) != 1 or len(plan["subjects"]) != 1:
        return None
    name = known[0]["name"]
    simple = {"subjects": [{"name": name, "known": True, "count": None, "motion": None}]}
    line = Line(rng, True).add(lex.en["emoji"][name], USED)
    for key, table in (("weather", "weathers"), ("time", "times")):
        if plan.get(key):
            simple[key] = plan[key]
            line.add(line.pick(lex.en[table][plan[key]]["tags"]), USED)
    text, tags = line.finish()
    return Caption(text, brief_of(simple), tags, "en", "emoji")


def garbage(rng: random.Random, lex: Lexicon, language: str, held: bool) -> Caption:
    """Text that says nothing about the world: loose words, numbers, signs."""
    line = Line(rng, language == "en")
    for _ in range(rng.randint(1, 6)):
        roll = rng.random()
        if roll < 0.5:
            line.add(stranger(rng, lex, language, False, held), UNKNOWN)
        elif roll < 0.7:
            line.add(str(rng.randint(0, 99999)), UNKNOWN)
        elif roll < 0.85:
            line.add("".join(rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(rng.randint(2, 9))), UNKNOWN)
        else:
            line.add(rng.choice("!?.,;:-_#$%&*()[]{}<>=+~^|、。・「」！？"), FILLER)
    text, tags = line.finish()
    return Caption(text, brief_of({"subjects": []}), tags, language, "garbage")


def caption(rng: random.Random, lex: Lexicon, split: str = "train", language: str | None = None) -> Caption:
    """A fresh caption. `split`: "train", "combinations", "phrasings" (held out), or "words" (unknown words never trained on)."""
    while True:
        tongue = language or ("en" if rng.random() < 0.5 else "ja")
        if split == "train" and rng.random() < 0.02:
            return garbage(rng, lex, tongue, False)
        strange = 0.9 if split == "words" else 0.4
        plan = random_plan(rng, lex, tongue, strange, split == "words")
        out = emoji_caption(rng, lex, plan) if tongue == "en" and rng.random() < 0.03 and split == "train" else None
        out = out or write(rng, lex, plan, tongue)
        if len(out.text) > 400:
            continue
        combination, phrasing = held_out_combination(out.brief), held_out_phrasing(out.signature)
        if split == "train" and not combination and not phrasing:
            return out
        if split == "combinations" and combination and not phrasing:
            return out
        if split == "phrasings" and phrasing and not combination:
            return out
        if split == "words" and not combination and not phrasing and UNKNOWN in out.tags:
            return out
