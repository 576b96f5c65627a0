"""English phrasings of a brief. Every function returns pieces (text, tag); nothing here decides what the brief says."""

from __future__ import annotations

from .line import FILLER, UNKNOWN, USED, Line


def plural(noun: str) -> str:
    """The regular English plural of a noun phrase's last word."""
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def forms(entry: str) -> tuple[str, str]:
    """Singular and plural of a lexicon entry ("wolf|wolves", or "dog" with the regular plural)."""
    one, _, many = entry.partition("|")
    return one, many or plural(one)


def article(word: str) -> str:
    """"a" or "an" by the first letter, as most writers would choose."""
    return "an" if word[:1] in "aeiou" and not word.startswith(("uni", "one", "eu", "ufo")) else "a"


def noun_phrase(line: Line, lex, subject: dict, tagged: bool, participle=None):
    """Pieces for "two small foxes"; tags of an unknown subject's number and size are filler (nothing will use them)."""
    known = subject.get("known", True)
    one, many = forms(line.pick(lex.en_subjects[subject["name"]]) if known else subject["name"])
    tag, noun_tag = (USED, USED) if known else (FILLER, UNKNOWN)
    count = subject.get("count")
    adjectives = []
    if subject.get("size"):
        adjectives.append((line.pick(lex.en["sizes"][subject["size"]]), tag))
    if line.chance(0.22):
        adjectives.insert(0, (line.pick(lex.en["filler"]["adjectives"]), FILLER))
    if known and not subject.get("strange") and subject["name"] in lex.en["colours"] and line.chance(0.08):
        adjectives.append((line.pick(lex.en["colours"][subject["name"]]), USED))
    if subject.get("strange"):
        adjectives.append((subject["strange"], UNKNOWN))
    if participle:
        adjectives.append(participle)
    head = adjectives + [(one if count in (None, 1) else many, noun_tag)]
    if count is None:
        det = "" if tagged else line.pick(["the", "the", "the", "this", "our", ""])
        return ([(det, FILLER)] if det else []) + head
    if subject.get("crowd"):
        return [(subject["crowd"], UNKNOWN)] + adjectives + [(many, noun_tag)]
    if count == 1:
        if line.chance(0.15):
            word = line.pick(lex.en["counts"]["1"])
            return [(word, tag)] + head
        if tagged and line.chance(0.4):
            return [("a" if not adjectives else article(adjectives[0][0]), FILLER)] + head
        return [(article(head[0][0]), FILLER)] + head
    if count == 3 and line.chance(0.2):
        return head
    return [(line.pick(lex.en["counts"][str(count)]), tag)] + head


def gait_of(lex, subject: dict) -> str:
    """The gait a known subject has in the world; any plain verb of movement otherwise."""
    return lex.gait.get(subject["name"], "any") if subject.get("known", True) else "any"


def verb_phrase(line: Line, lex, subject: dict, form: int, common: list | None = None):
    """Pieces for what the subject does; form 0 base, 1 third person, 2 participle. Empty when it does nothing said."""
    tag = USED if subject.get("known", True) else FILLER
    if subject.get("strangeVerb"):
        return [(subject["strangeVerb"][form], UNKNOWN)]
    motion = subject.get("motion")
    group = lex.en["gaits"][gait_of(lex, subject)] if line.chance(0.8) else lex.en["gaits"]["any"]
    adverb = [(line.pick(lex.en["filler"]["adverbs"]), FILLER)] if line.chance(0.1) else []
    if motion is None:
        if not subject.get("moves"):
            return []
        return [(line.pick(lex.en["gaits"][gait_of(lex, subject)])[form], tag)] + adverb
    table = lex.en["motions"][motion]
    if table.get("adjectives") and form == 2 and line.chance(0.12):
        return [(line.pick(table["adjectives"]), tag)]
    if table["verbs"] and (not table["adverbs"] or line.chance(0.6)):
        return [(line.pick(table["verbs"])[form], tag)] + adverb
    return [(line.pick(group)[form], tag), (line.pick(table["adverbs"]), tag)] + adverb


def place_phrase(line: Line, lex, place: dict, said_adjective=None, prep: bool = True):
    """Pieces for "through a quiet forest", and whether `said_adjective` (weather or time, "snowy") found no place in them."""
    if place.get("strange"):
        word = place["strange"]
        start = [(line.pick(["in", "at", "near", "inside", "in front of"]), FILLER)] if prep else []
        return start + [(line.pick([article(word), "the"]), FILLER), (word, UNKNOWN)], True
    data = lex.en["places"][place["name"]]
    if prep and not said_adjective and data.get("adverbs") and line.chance(0.5):
        return [(line.pick(data["adverbs"]), USED)], True
    noun, bar, kind = line.pick(data["nouns"]).partition("|")
    if said_adjective and noun.startswith(("snow", "winter")):
        said_adjective = None
    adjectives = [(line.pick(lex.en["filler"]["placeAdjectives"]), FILLER)] if line.chance(0.15) else []
    lost = said_adjective is None
    if said_adjective:
        adjectives.append((said_adjective, USED))
    first = adjectives[0][0] if adjectives else noun
    det = "" if kind == "-" and not adjectives else "the" if bar else line.pick([article(first), article(first), "the"])
    out = ([(line.pick(data["prep"]), FILLER)] if prep else []) + ([(det, FILLER)] if det else [])
    return out + adjectives + [(noun, USED)], lost


def adjuncts(line: Line, lex, plan: dict) -> list[list]:
    """Where, when and in what weather: one list of pieces each, in a noted random order."""
    weather, time, place = plan.get("weather"), plan.get("time"), plan.get("place")
    out = []
    adjective = None
    if place and place.get("name") and line.chance(0.25, True):
        if weather and line.chance(0.6):
            adjective, kind = line.pick(lex.en["weathers"][weather]["adjectives"]), "weather"
        elif time:
            adjective, kind = line.pick(lex.en["times"][time]["adjectives"]), "time"
    if place:
        pieces, lost = place_phrase(line, lex, place, adjective)
        out.append(pieces)
        if adjective and not lost:
            weather, time = (None, time) if kind == "weather" else (weather, None)
    if weather and time and line.chance(0.3, True):
        word = line.pick(lex.en["weathers"][weather]["adjectives"])
        out.append([("on", FILLER), (article(word), FILLER), (word, USED), (line.pick(lex.en["times"][time]["nouns"]), USED)])
        weather = time = None
    if weather:
        out.append([(line.pick(lex.en["weathers"][weather]["phrases"]), USED)])
    if time:
        out.append([(line.pick(lex.en["times"][time]["phrases"]), USED)])
    for strange in plan.get("settings", ()):
        out.append([(strange, UNKNOWN)])
    order = list(range(len(out)))
    line.rng.shuffle(order)
    line.choices.append("".join(map(str, order)))
    return [out[i] for i in order]


def clause(line: Line, lex, plan: dict):
    """Pieces for the subjects and what they do."""
    subjects = plan["subjects"]
    if not subjects:
        place = plan.get("place")
        if place and not plan.get("placeDone"):
            plan["placeDone"] = True
            return place_phrase(line, lex, place, None, False)[0]
        return []
    links = []
    for link, noun in plan.get("links", ()):
        links += [(link, FILLER), (noun, UNKNOWN)]
    if len(subjects) == 1:
        return single(line, lex, subjects[0], links)
    a, b = subjects
    shared = a.get("motion") == b.get("motion") and bool(a.get("moves")) == bool(b.get("moves"))
    shared = shared and not a.get("strangeVerb") and not b.get("strangeVerb")
    if shared:
        joint = line.pick(["and", "and", "and", "with", "and", "&", "together with"], True)
        style = line.pick([0, 1, 2], True)
        who = noun_phrase(line, lex, a, False) + [(joint, FILLER)] + noun_phrase(line, lex, b, False)
        lead = a if a.get("known", True) else b
        actor = {**lead, "known": a.get("known", True) or b.get("known", True)}
        if gait_of(lex, a) != gait_of(lex, b) and a.get("motion") is None and a.get("moves"):
            verb = [(line.pick(lex.en["gaits"]["any"])[2 if style else 0], USED if actor["known"] else FILLER)]
            style = min(style, 1)
        else:
            verb = verb_phrase(line, lex, actor, 0 if style == 0 else 2)
        if style == 2 and verb:
            verb = [("are", FILLER)] + verb
        return who + links + verb
    joint = line.pick(["and", "while", ",", "as", "and"], True)
    return single(line, lex, a, links) + [(joint, FILLER)] + single(line, lex, b, [])


def single(line: Line, lex, subject: dict, links):
    """One subject and its verb in one of five frames."""
    frame = line.pick(["participle", "participle", "finite", "is", "there", "adjective"], True)
    many = subject.get("count") not in (None, 1)
    if frame == "adjective" and subject.get("motion") in (None, "jump", "circle") and not subject.get("strangeVerb"):
        verb = verb_phrase(line, lex, subject, 2)
        if len(verb) == 1 and " " not in verb[0][0]:
            return noun_phrase(line, lex, subject, False, verb[0]) + links
        return noun_phrase(line, lex, subject, False) + links + verb
    start = []
    if frame == "there":
        start = [("there are" if many else "there is", FILLER)]
    verb = verb_phrase(line, lex, subject, {"finite": 0 if many else 1}.get(frame, 2))
    if verb and frame == "is":
        verb = [("are" if many else "is", FILLER)] + verb
    return start + noun_phrase(line, lex, subject, False) + links + verb


def tag_list(line: Line, lex, plan: dict) -> list[list]:
    """Short prompts: "fox, snow, dusk"."""
    items = []
    for subject in plan["subjects"]:
        items.append(noun_phrase(line, lex, subject, True))
        verb = verb_phrase(line, lex, subject, 2)
        if verb:
            if line.chance(0.6, True) or len(plan["subjects"]) > 1:
                items[-1] = items[-1] + verb
            else:
                items.append(verb)
    for link, noun in plan.get("links", ()):
        items.append([(noun, UNKNOWN)])
    place, weather, time = plan.get("place"), plan.get("weather"), plan.get("time")
    if place:
        items.append(place_phrase(line, lex, place, None, line.chance(0.25))[0])
        if not place.get("strange") and line.chance(0.6):
            items[-1] = [p for p in items[-1] if p[1] == USED or p[0] not in ("a", "an", "the")]
    if weather:
        items.append([(line.pick(lex.en["weathers"][weather]["tags"]), USED)])
    if time:
        items.append([(line.pick(lex.en["times"][time]["tags"]), USED)])
    items += [[(s, UNKNOWN)] for s in plan.get("settings", ())]
    if line.chance(0.35, True):
        told = items[: len(plan["subjects"])]
        line.rng.shuffle(items)
        if len(told) == 2 and next(i for i in items if i is told[0] or i is told[1]) is told[1]:
            plan["subjects"].reverse()
    return items


def caption(line: Line, lex, plan: dict) -> None:
    """Writes one English caption of `plan` into `line`."""
    en = lex.en
    style, camera = plan.get("style"), plan.get("camera")
    tagged = line.chance(0.25, True)
    tail: list[list] = []
    if tagged:
        separator = line.pick([",", ",", ",", ",", "", " /", ";", "\n", "."], True)
        groups = tag_list(line, lex, plan)
        if style:
            groups.insert(line.pick([0, len(groups)], True), [(line.pick(en["styles"][style]["suffix"]), USED)])
        if camera:
            groups.append([(line.pick(en["cameras"][camera]), USED)])
        groups += [[(line.pick(en["filler"]["suffix"]), FILLER)] for _ in range(line.pick([0, 0, 0, 1, 2, 3]))]
        groups += [[(s, UNKNOWN)] for s in plan.get("styles", ())]
        for i, group in enumerate(g for g in groups if g):
            if i and separator:
                line.add(separator.strip(" "))
            line.extend(group)
        return
    where = line.pick(["after", "after", "front", "split"], True)
    main = clause(line, lex, plan)
    if plan.get("placeDone"):
        plan = {**plan, "place": None}
    around = adjuncts(line, lex, plan)
    front = around if where == "front" else around[:1] if where == "split" else []
    back = around[len(front):]
    if style and line.chance(0.55, True):
        line.add(line.pick(en["styles"][style]["prefix"]), USED)
    else:
        if style:
            tail.append([(line.pick(en["styles"][style]["suffix"]), USED)])
        if line.chance(0.22, True):
            line.add(line.pick(en["filler"]["prefix"]))
    if camera and line.chance(0.15, True):
        line.add(line.pick(en["cameras"][camera]), USED).add(line.pick([":", ",", ".", "on", "as", ", "]).strip())
        camera = None
    for pieces in front:
        line.extend(pieces)
    if front and main and line.chance(0.9):
        line.add(",")
    line.extend(main)
    for i, pieces in enumerate(back):
        if (i or not main) and (i and line.chance(0.25)):
            line.add(",")
        line.extend(pieces)
    if camera:
        tail.insert(line.pick([0, len(tail)]), [(line.pick(en["cameras"][camera]), USED)])
    tail += [[(line.pick(en["filler"]["suffix"]), FILLER)] for _ in range(line.pick([0, 0, 0, 0, 1, 1, 2, 3]))]
    tail += [[(s, UNKNOWN)] for s in plan.get("styles", ())]
    for pieces in tail:
        line.add(line.pick([",", ",", ",", ".", ";", " -", ""]).strip()).extend(pieces)
    if line.chance(0.3):
        line.add(line.pick([".", ".", "!", "..."]))
