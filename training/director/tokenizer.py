"""The director's tokenizer: small, without dependencies, and exactly portable (the TypeScript twin reads the same file).

Algorithm, in order:
 1. Cut the text into units: one code point and the combining marks (general category M) or half-width voicing marks
    (U+FF9E, U+FF9F) that follow it. Each unit is put into NFKC and each resulting code point into lower case by itself.
    Every resulting character keeps the unit's place in the text as typed.
 2. Drop characters of categories Cc, Cf and Co and variation selectors; white space ends a word.
 3. Cut into words: a run of CJK (kana, kanji, ー, 々), a run of other letters, digits and marks, or one single sign.
 4. In each word take the longest piece of the vocabulary again and again. In runs of other letters every piece but the
    first is written with "##" before it. A character no piece covers becomes <unk>; neighbours inside a word share one.
 5. Keep the first `max_tokens` pieces. What lies behind them is returned as unread.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from pathlib import Path

PAD, UNK = 0, 1
SPACE = frozenset("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))))
CJK_RANGES = ((0x3005, 0x3007), (0x3040, 0x30FF), (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
OTHER, LETTER, CJK = 0, 1, 2


@dataclass
class Encoding:
    """Token ids and, for each, the [start, end) code points of the text it came from; `unread` is where reading stopped."""

    ids: list[int]
    starts: list[int]
    ends: list[int]
    unread: int | None


def kind_of(char: str) -> int:
    """CJK, LETTER (letters, digits, marks of every other script) or OTHER."""
    code = ord(char)
    if code < 128:
        return LETTER if char.isalnum() else OTHER
    if char == "・":
        return OTHER
    if any(lo <= code <= hi for lo, hi in CJK_RANGES):
        return CJK
    return LETTER if unicodedata.category(char)[0] in "LNM" else OTHER


def dropped(char: str) -> bool:
    """Controls, format characters, private use and variation selectors mean nothing here."""
    return char not in SPACE and (unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs") or 0xFE00 <= ord(char) <= 0xFE0F)


def joins(char: str) -> bool:
    """True for a mark that belongs to the character before it."""
    return char in "\uff9e\uff9f" or (ord(char) > 0x2FF and unicodedata.category(char)[0] == "M")


_units: dict[str, str] = {}
_kinds: dict[str, int] = {}


def normal_unit(unit: str) -> str:
    """NFKC, then lower case one code point at a time, then without dropped characters."""
    found = _units.get(unit)
    if found is None:
        found = "".join(low for c in unicodedata.normalize("NFKC", unit) for low in c.lower() if not dropped(low))
        _units[unit] = found
    return found


def normalise(text: str) -> tuple[str, list[int], list[int]]:
    """The normal form of a text and, for each of its characters, the [start, end) it came from."""
    if text.isascii() and text.isprintable():
        return text.lower(), list(range(len(text))), list(range(1, len(text) + 1))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    i, n = 0, len(text)
    while i < n:
        j = i + 1
        while j < n and joins(text[j]):
            j += 1
        for char in normal_unit(text[i:j]):
            chars.append(char)
            starts.append(i)
            ends.append(j)
        i = j
    return "".join(chars), starts, ends


class Tokenizer:
    """Greedy longest match over a fixed list of pieces."""

    def __init__(self, pieces: list[str], max_tokens: int = 96):
        self.pieces = pieces
        self.max_tokens = max_tokens
        self.index = {p: i for i, p in enumerate(pieces)}
        self.longest = max(len(p) for p in pieces)
        self.cache: dict[str, list[tuple[int, int]]] = {}

    @classmethod
    def load(cls, path: str | Path) -> "Tokenizer":
        """Reads tokenizer.json."""
        data = json.loads(Path(path).read_text())
        return cls(data["pieces"], data["maxTokens"])

    def save(self, path: str | Path) -> None:
        """Writes tokenizer.json."""
        data = {"version": 1, "algorithm": "akezora-greedy-1", "maxTokens": self.max_tokens, "pieces": self.pieces}
        Path(path).write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n")

    def word(self, word: str, letters: bool) -> list[tuple[int, int]]:
        """(id, length) of a word's pieces."""
        key = ("L" if letters else "C") + word
        found = self.cache.get(key)
        if found is not None:
            return found
        out: list[tuple[int, int]] = []
        at, n = 0, len(word)
        while at < n:
            for size in range(min(self.longest, n - at), 0, -1):
                piece = word[at : at + size]
                number = self.index.get("##" + piece if letters and at else piece)
                if number is not None:
                    out.append((number, size))
                    at += size
                    break
            else:
                if out and out[-1][0] == UNK:
                    out[-1] = (UNK, out[-1][1] + 1)
                else:
                    out.append((UNK, 1))
                at += 1
        if len(self.cache) < 200_000:
            self.cache[key] = out
        return out

    def encode(self, text: str) -> Encoding:
        """Tokens of a text with where each came from."""
        chars, starts, ends = normalise(text)
        ids: list[int] = []
        token_starts: list[int] = []
        token_ends: list[int] = []
        i, n = 0, len(chars)
        kinds = _kinds
        while i < n:
            char = chars[i]
            if char in SPACE:
                i += 1
                continue
            kind = kinds.get(char)
            if kind is None:
                kind = kinds[char] = kind_of(char)
            j = i + 1
            if kind != OTHER:
                while j < n and chars[j] not in SPACE:
                    other = kinds.get(chars[j])
                    if other is None:
                        other = kinds[chars[j]] = kind_of(chars[j])
                    if other != kind:
                        break
                    j += 1
            for number, size in self.word(chars[i:j], kind == LETTER):
                if len(ids) == self.max_tokens:
                    return Encoding(ids, token_starts, token_ends, starts[i])
                ids.append(number)
                token_starts.append(starts[i])
                token_ends.append(ends[i + size - 1])
                i += size
        return Encoding(ids, token_starts, token_ends, None)


def utf16_offsets(text: str) -> list[int]:
    """For each code point index (and the end), its offset in UTF-16 units, as JavaScript counts."""
    out, at = [], 0
    for char in text:
        out.append(at)
        at += 2 if ord(char) > 0xFFFF else 1
    return [*out, at]
