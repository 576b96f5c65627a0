"""
Expands the texts of this folder into labelled prompts, the same for the same seed.

    python -m training.safety.expand OUT.tsv [--seed 20] [--each 16]

A line of texts/CATEGORY.txt is "+ …" (it breaks the policy) or "- …" (a look-alike that does not); {a|b|c} is a choice. Cores are also set
between the scenes, cameras and frames of texts/around.txt and spelled oddly. Each line written is category, label, style, core's number, prompt.
"""

import argparse
import random
import re
from pathlib import Path

from .obfuscate import ENGLISH, JAPANESE, Readings, is_japanese

FOLDER = Path(__file__).parent / "texts"
# Most prompts are harmless: their lines are read this many times as often.
HARMLESS = 4
CHOICE = re.compile(r"\{([^{}]*)\}")


def fill(text: str, rng: random.Random) -> str:
    """One random reading of a text with choices."""
    while True:
        filled = CHOICE.sub(lambda match: rng.choice(match[1].split("|")), text)
        if filled == text:
            return re.sub(r"\s+", " ", text).replace(" ,", ",").strip()
        text = filled


def choices(text: str) -> int:
    """How many readings a text has."""
    count = 1
    for match in CHOICE.finditer(text):
        count *= match[1].count("|") + 1
    return count


class Around:
    """Scenes, cameras and frames of one language."""

    def __init__(self, japanese: bool) -> None:
        self.parts: dict[str, list[str]] = {"scene": [], "camera": [], "frame": []}
        for line in (FOLDER / "around.txt").read_text("utf8").splitlines():
            kind, _, text = line.partition(" ")
            if kind in self.parts and is_japanese(text) == japanese:
                self.parts[kind].append(text)
        self.japanese = japanese

    def long(self, core: str, rng: random.Random) -> str:
        gap, stop = ("", "。") if self.japanese else (" ", ".")
        scene, camera = (fill(rng.choice(self.parts[kind]), rng) for kind in ("scene", "camera"))
        ended = core if core.endswith(stop) else core + stop
        return gap.join([scene, ended if self.japanese else ended[0].upper() + ended[1:], camera + ("" if camera.endswith(stop) else stop)])

    def framed(self, core: str, rng: random.Random) -> str:
        return fill(rng.choice(self.parts["frame"]), rng).replace("CORE", core)


def prompts(seed: int, each: int):
    """All prompts as (category, label, style, core, text)."""
    readings = Readings()
    around = {japanese: Around(japanese) for japanese in (False, True)}
    for path in sorted(FOLDER.glob("*.txt")):
        if path.stem == "around":
            continue
        for number, line in enumerate(path.read_text("utf8").splitlines()):
            if line[:2] not in ("+ ", "- "):
                continue
            label, template = int(line[0] == "+"), line[2:]
            japanese = is_japanese(template)
            rng = random.Random(f"{seed} {path.stem} {number}")
            seen: set[str] = set()
            wanted = each * (HARMLESS if path.stem == "harmless" else 1)
            for _ in range(min(wanted, max(2, choices(template) // 2))):
                core = fill(template, rng)
                style = rng.choice(["plain", "plain", "framed", "long", "obfuscated"])
                text = core
                if style == "framed":
                    text = around[japanese].framed(core, rng)
                elif style == "long":
                    text = around[japanese].long(core, rng)
                elif style == "obfuscated":
                    if japanese and rng.random() < 0.35:
                        text = rng.choice([readings.kana, readings.latin])(core)
                    else:
                        text = rng.choice(JAPANESE if japanese else ENGLISH)(core, rng)
                if text not in seen:
                    seen.add(text)
                    yield path.stem, label, style, f"{path.stem}:{number}", text.replace("\t", " ")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=20)
    parser.add_argument("--each", type=int, default=16)
    args = parser.parse_args()
    with args.out.open("w", encoding="utf8") as out:
        for row in prompts(args.seed, args.each):
            out.write("\t".join(map(str, row)) + "\n")
