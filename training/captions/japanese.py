"""Japanese phrasings of a brief, with the same contract as `english`."""

from __future__ import annotations

from .english import gait_of
from .line import FILLER, UNKNOWN, USED, Line

READINGS = {"匹": ("いっぴき", "にひき", "さんびき"), "人": ("ひとり", "ふたり", "さんにん"), "個": ("ひとつ", "ふたつ", "みっつ")}
ANIMAL_COUNTERS = ("匹", "頭", "羽")
KANJI = {1: ("一", "1", "１"), 2: ("二", "2", "２"), 3: ("三", "3", "３")}


def counter(line: Line, lex, subject: dict) -> str:
    """The counting word: the usual one, sometimes the plain 匹 people say of any animal."""
    usual = lex.ja["subjects"].get(subject["name"], {}).get("counter", "匹") if subject.get("known", True) else "匹"
    return "匹" if usual in ANIMAL_COUNTERS and line.chance(0.25) else usual


def number(line: Line, lex, subject: dict) -> str:
    """"二匹", "2匹", "ふたり": without the particle."""
    count, unit = subject["count"], counter(line, lex, subject)
    if unit in READINGS and line.chance(0.15):
        return READINGS[unit][count - 1]
    if line.chance(0.06):
        return ("ひとつ", "ふたつ", "みっつ")[count - 1]
    if unit == "人" and count < 3 and line.chance(0.3):
        return ("一人", "二人")[count - 1]
    return line.pick(KANJI[count]) + unit


def noun_phrase(line: Line, lex, subject: dict, float_count: bool = False):
    """Pieces for 「二匹の小さなキツネ」; with `float_count` the number is left to the verb (「キツネが二匹走る」)."""
    known = subject.get("known", True)
    tag = USED if known else FILLER
    noun = line.pick(lex.ja_subjects[subject["name"]]) if known else subject["name"]
    out, after = [], []
    count = subject.get("count")
    if subject.get("crowd"):
        out.append((subject["crowd"] + counter(line, lex, subject) + "の", UNKNOWN))
    elif count and not float_count:
        roll = line.rng.random()
        if count == 3 and roll < 0.12:
            after.append(("たち", tag))
        elif count == 3 and roll < 0.2:
            after += [("の", FILLER), ("群れ", tag)]
        elif count == 3 and roll < 0.4:
            out.append((line.pick(["たくさんの", "何匹もの", "数匹の", "大勢の", "いくつもの", "数頭の", "複数の", "数台の"]), tag))
        elif count == 2 and roll < 0.12:
            out.append((line.pick(["一対の", "つがいの", "ペアの", "二つの", "2つの"]), tag))
        else:
            out.append((number(line, lex, subject), tag))
            out.append(("の", FILLER))
    if subject.get("size"):
        out.append((line.pick(lex.ja["sizes"][subject["size"]]), tag))
    if line.chance(0.2):
        out.insert(line.pick([0, len(out)]), (line.pick(lex.ja["filler"]["adjectives"]), FILLER))
    if known and not subject.get("strange") and subject["name"] in lex.ja["colours"] and line.chance(0.08):
        out.append((line.pick(lex.ja["colours"][subject["name"]]), USED))
    if subject.get("strange"):
        out.append((subject["strange"], UNKNOWN))
    return out + [(noun, USED if known else UNKNOWN)] + after


def verb_phrase(line: Line, lex, subject: dict):
    """Pieces for what the subject does, in plain form (it may end a sentence or stand before a noun)."""
    tag = USED if subject.get("known", True) else FILLER
    if subject.get("strangeVerb"):
        return [(subject["strangeVerb"], UNKNOWN)]
    motion = subject.get("motion")
    adverb = [(line.pick(lex.ja["filler"]["adverbs"]), FILLER)] if line.chance(0.12) else []
    verbs = lex.ja["gaits"][gait_of(lex, subject) if line.chance(0.8) else "any"]
    if motion is None:
        return adverb + [(line.pick(lex.ja["gaits"][gait_of(lex, subject)]), tag)] if subject.get("moves") else []
    table = lex.ja["motions"][motion]
    if table["verbs"] and (not table["adverbs"] or line.chance(0.65)):
        return adverb + [(line.pick(table["verbs"]), tag)]
    words = [(line.pick(table["adverbs"]), tag)]
    return (adverb + words if line.chance(0.5) else words + adverb) + [(line.pick(verbs), tag)]


def polite(text: str) -> str:
    """The polite end of a continuous verb; other verbs stay plain."""
    return text[:-3] + "ています" if text.endswith("ている") else text


def setting(line: Line, lex, plan: dict, noun_follows: bool):
    """Pieces for place, weather and time; ends so that a verb (を, で) or, with `noun_follows`, a noun may come next."""
    weather, time, place = plan.get("weather"), plan.get("time"), plan.get("place")
    front, chain = [], []
    for strange in plan.get("settings", ()):
        front += [(strange, UNKNOWN), ("、", FILLER)]
    if time:
        word = line.pick(lex.ja["times"][time])
        chain.append((word, line.pick(["の", "の", "の", "、", "に、", "に"], True) if place or weather else None))
    if weather:
        data = lex.ja["weathers"][weather]
        if place and line.chance(0.55, True):
            chain.append((line.pick(data["adnominal"]), ""))
        elif place and line.chance(0.5, True):
            chain.append((line.pick(data["nouns"]), line.pick(["の", "、", "で、"], True)))
        else:
            chain.append((line.pick(data["nouns"]), None))
    if len(chain) == 2 and line.chance(0.3, True):
        chain.reverse()
        chain = [(w, "の" if p is None else p) for w, p in chain]
    pieces = list(front)
    last = len(chain) - 1
    for i, (word, particle) in enumerate(chain):
        pieces.append((word, USED))
        final = i == last and not place
        pieces.append((particle if particle is not None and not final else ending(line, word, noun_follows) if final else "の", FILLER))
    if place:
        if line.chance(0.15):
            pieces.append((line.pick(lex.ja["filler"]["placeAdjectives"]), FILLER))
        word = place.get("strange") or line.pick(lex.ja["places"][place["name"]])
        pieces.append((word, UNKNOWN if place.get("strange") else USED))
        pieces.append((ending(line, word, noun_follows), FILLER))
    return pieces


def ending(line: Line, word: str, noun_follows: bool) -> str:
    """The particle after a place, hour or weather."""
    if noun_follows:
        return line.pick(["の", "の", "にいる", "の中の", "で"], True)
    if word[-1] in "中下上道":
        return line.pick(["を", "で", "、", "に"], True)
    return line.pick(["を", "で", "の中を", "で、", "の中で", "に", "へ", "、", "では", "の中、"], True)


def join_two(line: Line, lex, subjects, float_count: bool):
    """Pieces for 「猫と犬」."""
    a, b = subjects
    joint = line.pick(["と", "と", "と", "や", "、", "&", "と一緒の"], True)
    return noun_phrase(line, lex, a, float_count) + [(joint, FILLER)] + noun_phrase(line, lex, b, False)


def clause(line: Line, lex, plan: dict):
    """Pieces of the whole middle: setting, subjects, verbs."""
    subjects = plan["subjects"]
    links = []
    for link, noun in plan.get("links", ()):
        links += [(noun, UNKNOWN), (link, UNKNOWN)]
    if not subjects:
        pieces = setting(line, lex, plan, False)
        while pieces and pieces[-1][1] == FILLER:
            pieces.pop()
        return pieces + links
    if len(subjects) == 2:
        a, b = subjects
        same = a.get("motion") == b.get("motion") and bool(a.get("moves")) == bool(b.get("moves"))
        if not same or a.get("strangeVerb") or b.get("strangeVerb"):
            first = noun_phrase(line, lex, a) + [(line.pick(["が", "は"]), FILLER)] + verb_phrase(line, lex, a)
            first += [(line.pick(["、", "。", "、そして", "し、", "一方、"], True), FILLER)]
            second = noun_phrase(line, lex, b) + [(line.pick(["が", "は"]), FILLER)] + verb_phrase(line, lex, b)
            return setting(line, lex, plan, False) + links + first + second
        actor = a if a.get("known", True) else b
        if a.get("motion") is None and a.get("moves") and gait_of(lex, a) != gait_of(lex, b):
            actor = {**actor, "name": "", "known": actor.get("known", True)}
        verb = verb_phrase(line, lex, actor)
    else:
        verb = verb_phrase(line, lex, subjects[0])
    frame = line.pick(["noun-final", "noun-final", "sentence", "sentence", "topic"], True)
    if frame == "noun-final" or not verb:
        who = join_two(line, lex, subjects, False) if len(subjects) == 2 else noun_phrase(line, lex, subjects[0])
        if verb and line.chance(0.15, True):
            return verb + setting(line, lex, plan, True) + links + who
        return setting(line, lex, plan, not verb) + verb + links + who
    floating = bool(subjects[0].get("count")) and len(subjects) == 1 and not subjects[0].get("crowd") and line.chance(0.4, True)
    who = join_two(line, lex, subjects, False) if len(subjects) == 2 else noun_phrase(line, lex, subjects[0], floating)
    who = links + who + [(line.pick(["が", "が", "は"]), FILLER)]
    count = [(number(line, lex, subjects[0]), USED if subjects[0].get("known", True) else FILLER)] if floating else []
    if verb and line.chance(0.3):
        verb = verb[:-1] + [(polite(verb[-1][0]), verb[-1][1])]
    where = setting(line, lex, plan, False)
    if frame == "topic":
        return who + where + count + verb
    return where + who + count + verb


def tag_list(line: Line, lex, plan: dict):
    """Short prompts: 「キツネ、雪、夕暮れ」."""
    items = []
    for subject in plan["subjects"]:
        verb = verb_phrase(line, lex, subject)
        who = noun_phrase(line, lex, subject)
        joined = line.chance(0.6, True) or len(plan["subjects"]) > 1
        items.append(verb + who if joined else who)
        if verb and not joined:
            items.append(verb)
    for _, noun in plan.get("links", ()):
        items.append([(noun, UNKNOWN)])
    place, weather, time = plan.get("place"), plan.get("weather"), plan.get("time")
    if place:
        strange = place.get("strange")
        items.append([(strange, UNKNOWN) if strange else (line.pick(lex.ja["places"][place["name"]]), USED)])
    if weather:
        items.append([(line.pick(lex.ja["weathers"][weather]["nouns"]), USED)])
    if time:
        items.append([(line.pick(lex.ja["times"][time]), USED)])
    items += [[(s, UNKNOWN)] for s in plan.get("settings", ())]
    if line.chance(0.35, True):
        told = items[: len(plan["subjects"])]
        line.rng.shuffle(items)
        if len(told) == 2 and next(i for i in items if i is told[0] or i is told[1]) is told[1]:
            plan["subjects"].reverse()
    return items


def caption(line: Line, lex, plan: dict) -> None:
    """Writes one Japanese caption of `plan` into `line`."""
    ja = lex.ja
    style, camera = plan.get("style"), plan.get("camera")
    tagged = line.chance(0.25, True)
    if tagged:
        groups = tag_list(line, lex, plan)
        if style:
            groups.insert(line.pick([0, len(groups)], True), [(line.pick(ja["styles"][style]), USED)])
        if camera:
            groups.append([(line.pick(ja["cameras"][camera]), USED)])
        groups += [[(line.pick(ja["filler"]["tags"]), FILLER)] for _ in range(line.pick([0, 0, 0, 1, 2]))]
        groups += [[(s, UNKNOWN)] for s in plan.get("styles", ())]
        separator = line.pick(["、", "、", "、", " ", " ", "・", ",", "，", "/", "　", "\n"], True)
        for i, group in enumerate(groups):
            if i:
                line.add(separator)
            line.extend(group)
        return
    main = clause(line, lex, plan)
    tail = []
    if style and line.chance(0.5, True):
        line.add(line.pick(ja["styles"][style]), USED).add(line.pick(["の", "、", "で、", ":", "：", "。", "で"], True))
    elif style:
        tail.append([(line.pick(ja["styles"][style]), USED)])
    if camera and line.chance(0.15, True):
        line.add(line.pick(ja["cameras"][camera]), USED).add(line.pick(["、", "。", "で", "しながら、", "："], True))
        camera = None
    line.extend(main)
    if line.chance(0.25, True):
        line.add(line.pick(ja["filler"]["suffix"]))
    if camera:
        tail.insert(line.pick([0, len(tail)]), [(line.pick(ja["cameras"][camera]), USED)])
    tail += [[(line.pick(ja["filler"]["tags"]), FILLER)] for _ in range(line.pick([0, 0, 0, 0, 1, 2]))]
    tail += [[(s, UNKNOWN)] for s in plan.get("styles", ())]
    for pieces in tail:
        line.add(line.pick(["、", "、", "。", "。", " ", ","])).extend(pieces)
    if line.chance(0.3):
        line.add(line.pick(["。", "。", "！", "…"]))
