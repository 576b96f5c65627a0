"""A caption under construction: pieces of text, each with what it means to the world."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

USED, FILLER, UNKNOWN = 0, 1, 2
TAGS = ("used", "filler", "unknown")

ENGLISH_FUNCTION_WORDS = frozenset(
    "a an the in on at of with and to through into from by as is are while under over across along it its "
    "for us we our this that there be being here then".split()
)


@dataclass
class Caption:
    """One finished caption: its text, the brief it is true of, and a tag for every character of the text.

    `signature` names the phrasing (frames and orders chosen, not the words filled in); the held-out split hashes it.
    """

    text: str
    brief: dict
    tags: bytes
    language: str
    signature: str


@dataclass
class Line:
    """Collects (text, tag) pieces in one language and remembers which phrasing was chosen."""

    rng: random.Random
    spaced: bool
    pieces: list = field(default_factory=list)
    choices: list = field(default_factory=list)

    def pick(self, options, note: bool = False):
        """One of `options`, evenly; with `note` the choice becomes part of the phrasing's signature."""
        index = int(self.rng.random() * len(options))
        if note:
            self.choices.append(index)
        return options[index]

    def chance(self, p: float, note: bool = False) -> bool:
        """True with probability p; noted in the signature on request."""
        hit = self.rng.random() < p
        if note:
            self.choices.append(int(hit))
        return hit

    def add(self, text: str, tag: int = FILLER) -> "Line":
        """Appends a piece."""
        if text:
            self.pieces.append((text, tag))
        return self

    def extend(self, pieces) -> "Line":
        """Appends several pieces at once."""
        self.pieces.extend(pieces)
        return self

    def finish(self) -> tuple[str, bytes]:
        """Joins the pieces: English with spaces (none before punctuation), Japanese without."""
        out: list[str] = []
        tags = bytearray()
        for text, tag in self.pieces:
            if self.spaced and out and text[0] not in ",.:;!?/\n" and out[-1][-1] not in "\n":
                out.append(" ")
                tags.append(FILLER)
            out.append(text)
            if self.spaced and tag == USED and " " in text or text in ENGLISH_FUNCTION_WORDS:
                for i, word in enumerate(text.split(" ")):
                    if i:
                        tags.append(FILLER)
                    own = FILLER if word in ENGLISH_FUNCTION_WORDS else tag
                    tags.extend(bytes([own]) * len(word))
            else:
                tags.extend(bytes([tag]) * len(text))
        return "".join(out), bytes(tags)
