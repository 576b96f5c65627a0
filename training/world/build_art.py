"""Packs the art of akezora-2 into models/akezora-2/art: `python -m training.world.build_art [FOLDER [NAME…]]`; with names, only these are made anew.

Subjects, props and panoramas are files of their own: a change touches one of them, a reader fetches what a scene uses. The stills are one after the other in `stills.pack`,
each a whole picture at its place: a thousand small files would be a burden to every package and every checkout. index.json, one entry a line, says what is where; it is written
last. What was made of the same art in the same way is kept. Needs the packages of package.json (`npm ci --prefix training/world --ignore-scripts`).
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from training.world import art, build_atlas, own_art, own_sky, own_things, puffy, strips
from training.world.art_codec import avif, bled, decoded, lossless, psnr, sheet
from training.world.art_names import OTHER_SIGNS, Naming, naming, stills
from training.world.build_atlas import ART, animation, frames
from training.world.own_art import OWN as OWN_BOARDS
from training.world.own_sky import SKY
from training.world.own_things import THINGS
from training.world.strips import STRIPS
from training.world.vocabulary import ALL_PLACES

HERE = Path(__file__).parent
TARGET = HERE.parents[1] / "models" / "akezora-2" / "art"
SHEET = {"subject": 52, "prop": 58, "still": 52}  # qualities of AVIF
SIZE, STILL_SIZE, PANORAMA_QUALITY, STRIP_QUALITY, OWN_QUALITY = build_atlas.SIZE, 160, 85, 60, 66
LIMIT = 24_500_000
JAPANESE = {"cherry tree": "桜の木", "acacia": "アカシア", "blossom": "花", "sheaf": "稲穂", "log": "丸太", "traffic light": "信号機", "earth": "地球", "moon": "月", "rock": "岩"}
STRIPS_JA = {"road": "道路", "path": "小道", "gravel road": "砂利道", "river": "川", "railway": "線路", "bridge": "橋"}
RENAMED = {"sun": ("bright sun", "太陽"), "bubbles": ("soap bubbles", "シャボン玉"), "airplane": ("jet plane", "ジェット機"), "snowman without snow": ("snowman without snow", "雪のない雪だるま")}
Array = np.ndarray
OWN = {**OWN_BOARDS, **THINGS, **SKY}
"""Stills that Akezora draws itself: entries without pixels, and what draws them, by name."""


def fitted(file: Path, count: int, derive: str | None, size: int) -> Array:
    """Drawings of an emoji, [count, size, size, 4], as the atlas fits them."""
    build_atlas.SIZE = size
    return np.stack([np.asarray(picture) for picture in build_atlas.fitted(frames(file, count), derive)])


def sprite(job: tuple[str, str, Path, int, str | None, Path]) -> tuple[dict, bytes]:
    """A subject's, prop's or still's sheet and the part of its entry that the pixels decide."""
    kind, name, file, count, derive, cache = job
    size = STILL_SIZE if kind == "still" else SIZE
    code = build_atlas.code_of(derive)
    key = hashlib.sha256(file.read_bytes() + code + f"{size} {count} {SHEET[kind]} {derive} 3".encode()).hexdigest()[:20]
    data_file, facts_file = cache / f"{key}.avif", cache / f"{key}.json"
    columns = 6 if count > 1 else 1
    if not facts_file.exists():
        drawings = build_atlas.DRAWN[derive](size) if derive in build_atlas.DRAWN else fitted(file, count, derive, size)
        data = avif(sheet(np.stack([bled(one) for one in drawings]), columns), SHEET[kind])
        data_file.write_bytes(data)
        facts_file.write_text(json.dumps({"drawings": len(drawings), "psnr": psnr(sheet(drawings, columns), decoded(data))}))
    facts = {"columns": columns, "width": size, "height": size, **json.loads(facts_file.read_text())}
    return facts, data_file.read_bytes()


def drawn(job: tuple[str, Path]) -> tuple[dict, bytes]:
    """What art.py draws under a texture's name."""
    name, cache = job
    source = strips if name in STRIPS else art
    key = hashlib.sha256(Path(source.__file__).read_bytes() + json.dumps(ALL_PLACES, sort_keys=True).encode() + f"{name} {PANORAMA_QUALITY} 1".encode()).hexdigest()[:20]
    data_file, facts_file = cache / f"{key}.drawn", cache / f"{key}.json"
    if not facts_file.exists():
        facts, data = draw(name)
        data_file.write_bytes(data)
        facts_file.write_text(json.dumps(facts))
    return json.loads(facts_file.read_text()), data_file.read_bytes()


def draw(name: str) -> tuple[dict, bytes]:
    if "/" in name:
        place, part = name.split("/")
        pixels = (art.far if part == "far" else art.ground)(ALL_PLACES[place])
    else:
        pixels = {"sun": art.sun, "shadow": art.shadow, "waves": art.waves, **art.EFFECTS, **STRIPS}.get(name, lambda: art.fields()[name])()
    rgba = (pixels * 255).round().clip(0, 255).astype(np.uint8)
    data = avif(bled(rgba), PANORAMA_QUALITY if "/" in name else STRIP_QUALITY) if "/" in name or name in STRIPS else lossless(rgba)
    return {"drawings": 1, "columns": 1, "width": rgba.shape[1], "height": rgba.shape[0], "psnr": psnr(rgba, decoded(data))}, data


def drawn_names() -> list[str]:
    panoramas = [f"{place['name']}/{part}" for place in ALL_PLACES.values() for part in ("far", "ground") if place.get(part)]
    return [*panoramas, "waves", "sun", "shadow", *art.EFFECTS, *art.fields(), *STRIPS]


def drawn_entry(name: str) -> dict:
    """The entry of what art.py and strips.py draw, without pixels."""
    japanese = STRIPS_JA.get(name.removesuffix(" away"))
    return {"name": name, **({"ja": japanese} if japanese else {}), "kind": "drawn", "faces": "front"}


def own(job: tuple[str, Path]) -> tuple[dict, bytes]:
    """A still that Akezora draws itself."""
    name, cache = job
    key = hashlib.sha256(b"".join(Path(module.__file__).read_bytes() for module in (own_art, own_sky, own_things, puffy)) + f"{name} {OWN_QUALITY} 1".encode()).hexdigest()[:20]
    data_file, facts_file = cache / f"{key}.avif", cache / f"{key}.json"
    if not facts_file.exists():
        rgba = (OWN[name][1]() * 255).round().clip(0, 255).astype(np.uint8)
        data_file.write_bytes(data := avif(bled(rgba), OWN_QUALITY))
        facts_file.write_text(json.dumps({"drawings": 1, "columns": 1, "width": rgba.shape[1], "height": rgba.shape[0], "psnr": psnr(rgba, decoded(data))}))
    return json.loads(facts_file.read_text()), data_file.read_bytes()


def own_entry(name: str) -> dict:
    return {"name": name, **OWN[name][0]}


def file_name(kind: str, name: str, data: bytes) -> str:
    ending = "avif" if data[4:8] == b"ftyp" else "webp"
    return f"{'drawn' if kind == 'drawn' else f'{kind}s'}/{name.replace('/', '.').replace(' ', '_')}.{ending}"


def jobs(world: dict, named: dict[str, Naming], cache: Path) -> list[tuple[dict, tuple]]:
    """Entries without pixels, and what makes their pixels."""
    still_folder, out = ART / "fluent-emoji-3d" / "assets", []
    by_name = {words.name: words for words in named.values()}
    own_words = lambda thing: by_name.get(thing["name"]) if thing.get("derive") else named.get(thing["emoji"])
    for subject in world["subjects"]:
        words = own_words(subject)
        entry = {"name": subject["name"], "ja": subject["ja"], "kind": "subject", "faces": subject["faces"], "moves": moves_of(subject), **words_of(words)}
        out.append((entry, ("subject", subject["name"], animation(subject["emoji"]), build_atlas.FRAMES, subject.get("derive"), cache)))
    for prop in world["props"]:
        words = own_words(prop)
        entry = {"name": prop["name"], "ja": JAPANESE.get(prop["name"]) or words.ja, "kind": "prop", "faces": "front", **words_of(words)}
        out.append((entry, ("prop", prop["name"], still_folder / f"{prop['emoji']}.webp", 1, prop.get("derive"), cache)))
    taken = {entry["name"].lower() for entry, _ in out} | set(drawn_names())
    used = {thing["emoji"] for thing in (*world["subjects"], *world["props"]) if not thing.get("derive")}
    for code in stills(set(named)):
        words = named[code]
        if code in used:
            continue
        name, japanese = RENAMED.get(words.name, (words.name, words.ja))
        if name in OWN:
            continue
        if name.lower() in taken:
            name = f"{name} face"
        taken.add(name.lower())
        entry = {"name": name, "ja": japanese, "kind": "still", "faces": words.faces, **words_of(words)}
        out.append((entry, ("still", name, still_folder / f"{code}.webp", 1, None, cache)))
    return out


def moves_of(subject: dict) -> dict:
    """Where a subject is at home, how it goes, and its size against others."""
    return {key: subject[key] for key in ("kind", "gait", "scale", "homes")}


def words_of(words: Naming | None) -> dict:
    return {"emoji": words.emoji, "tags": words.tags} if words else {"tags": {"en": [], "ja": []}}


def main(folder: str = str(TARGET), *only: str) -> None:
    target, cache = Path(folder), Path(os.environ.get("ART_CACHE", HERE / ".build" / "art"))
    cache.mkdir(parents=True, exist_ok=True)
    entries = renewed(target, cache, set(only)) if only else all_entries(cache)
    write(target, entries)
    report(target, entries)


def renewed(target: Path, cache: Path, only: set[str]) -> list[tuple[dict, dict, bytes]]:
    """The entries that are there, those of some names made anew: drawn ones, stills of Akezora's own, and subjects that are drawn."""
    derived = {subject["name"]: subject["derive"] for subject in json.loads((HERE / "vocabulary.json").read_text())["subjects"] if subject.get("derive") in build_atlas.DRAWN}
    kept, out = json.loads((target / "index.json").read_text())["entries"], []
    there = {entry["name"] for entry in kept}
    missing = [drawn_entry(name) for name in drawn_names() if name in only - there] + [own_entry(name) for name in OWN if name in only - there]
    for entry in [*kept, *missing]:
        if entry["kind"] == "still" and entry["name"] in OTHER_SIGNS - OWN.keys():
            continue
        plain = {key: value for key, value in entry.items() if key not in ("drawings", "columns", "width", "height", "file", "at", "bytes", "sha256")}
        if entry["name"] in only and entry["kind"] == "drawn":
            out.append((plain, *drawn((entry["name"], cache))))
        elif entry["name"] in only and entry["name"] in OWN:
            out.append((own_entry(entry["name"]), *own((entry["name"], cache))))
        elif entry["name"] in only and entry["kind"] == "subject" and entry["name"] in derived:
            out.append((plain, *sprite(("subject", entry["name"], Path(build_atlas.__file__), build_atlas.FRAMES, derived[entry["name"]], cache))))
        else:
            data = (target / entry["file"]).read_bytes()[entry["at"] : entry["at"] + entry["bytes"]]
            out.append((plain, {**{key: entry[key] for key in ("drawings", "columns", "width", "height")}, "psnr": 99.0}, data))
    return out


def all_entries(cache: Path) -> list[tuple[dict, dict, bytes]]:
    world = json.loads((HERE / "vocabulary.json").read_text())
    named = naming({file.stem for file in (ART / "fluent-emoji-3d" / "assets").glob("*.webp")})
    wanted = jobs(world, named, cache)
    names = drawn_names()
    with ProcessPoolExecutor(2) as processes:
        sprites = list(processes.map(sprite, [job for _, job in wanted], chunksize=4))
        pictures = list(processes.map(drawn, [(name, cache) for name in names]))
    entries = [(entry, *made) for (entry, _), made in zip(wanted, sprites)]
    entries += [(drawn_entry(name), *made) for name, made in zip(names, pictures)]
    entries += [(own_entry(name), *own((name, cache))) for name in OWN]
    return entries


def write(target: Path, entries: list[tuple[dict, dict, bytes]]) -> None:
    """The files, then the index; takes away what is no longer in it."""
    lines, kept, pack = [], {"index.json", "README.md", "stills.pack"}, bytearray()
    for entry, facts, data in entries:
        file, at = ("stills.pack", len(pack)) if entry["kind"] == "still" else (file_name(entry["kind"], entry["name"], data), 0)
        if file == "stills.pack":
            pack += data
        else:
            (target / file).parent.mkdir(parents=True, exist_ok=True)
            (target / file).write_bytes(data)
            kept.add(file)
        place = {"file": file, "at": at, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        lines.append(json.dumps({**entry, **{key: value for key, value in facts.items() if key != "psnr"}, **place}, ensure_ascii=False, separators=(",", ":")))
    (target / "stills.pack").write_bytes(pack)
    for file in target.rglob("*"):
        if file.is_file() and str(file.relative_to(target)) not in kept:
            file.unlink()
    (target / "index.json").write_text('{"version":1,"entries":[\n' + ",\n".join(lines) + "\n]}\n")


def report(target: Path, entries: list[tuple[dict, dict, bytes]]) -> None:
    """Bytes and PSNR by kind; fails above the limit."""
    for kind in ("subject", "prop", "still", "drawn"):
        of_kind = [(facts["psnr"], len(data), entry["name"]) for entry, facts, data in entries if entry["kind"] == kind]
        values = sorted(value for value, _, _ in of_kind)
        print(f"{kind}: {len(of_kind)} pictures, {sum(size for _, size, _ in of_kind) / 1e6:.2f} MB, PSNR lowest {values[0]:.1f} ({min(of_kind)[2]}), "
              f"median {values[len(values) // 2]:.1f}, mean {np.mean(values):.1f} dB")
    total = sum(file.stat().st_size for file in target.rglob("*") if file.is_file())
    print(f"{total / 1e6:.2f} MB")
    if total > LIMIT:
        raise SystemExit(f"the art has {total} bytes, more than {LIMIT}")


if __name__ == "__main__":
    main(*sys.argv[1:])
