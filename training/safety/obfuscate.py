"""Spellings that hide a prompt's words from a filter, for training: each function takes a text and a random generator."""

import random
import unicodedata

LEET = {"a": "4@", "e": "3", "i": "1!", "o": "0", "s": "5$", "t": "7", "b": "8", "g": "9"}
CYRILLIC = str.maketrans("aceopxyis", "асеорхуіѕ")
INVISIBLE = ["\u200b", "\u200c", "\u200d", "\u2060"]
SMALL_MARKS = ["★", "×", "・", "/", " ", ".", "☆", "|"]


def is_japanese(text: str) -> bool:
    """Whether a text holds kana or kanji."""
    return any("\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff" for c in text)


def _some_words(text: str, rng: random.Random, change, share: float = 0.45) -> str:
    words = text.split(" ")
    return " ".join(change(w) if len(w) > 2 and rng.random() < share else w for w in words)


def leet(text: str, rng: random.Random) -> str:
    return _some_words(text, rng, lambda w: "".join(rng.choice(LEET[c]) if c in LEET and rng.random() < 0.6 else c for c in w))


def look_alike(text: str, rng: random.Random) -> str:
    return _some_words(text, rng, lambda w: w.translate(CYRILLIC))


def invisible(text: str, rng: random.Random) -> str:
    return _some_words(text, rng, lambda w: "".join(c + rng.choice(INVISIBLE) for c in w))


def full_width(text: str, rng: random.Random) -> str:
    wide = lambda w: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in w)
    return _some_words(text, rng, wide, 0.7)


def spaced(text: str, rng: random.Random) -> str:
    mark = rng.choice([" ", ".", "-"])
    return _some_words(text, rng, mark.join, 0.3)


def misspelt(text: str, rng: random.Random) -> str:
    def wrong(word: str) -> str:
        at = rng.randrange(1, len(word)) if len(word) > 1 else 0
        kind = rng.random()
        if kind < 0.4:
            return word[:at] + word[at + 1 :]
        if kind < 0.7:
            return word[:at] + word[at] + word[at:]
        if kind < 0.85 and at + 1 < len(word):
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        return word.replace("c", "k").replace("s", "z", 1).replace("ck", "k")

    return _some_words(text, rng, wrong, 0.5)


def masked(text: str, rng: random.Random) -> str:
    at = [i for i, c in enumerate(text) if unicodedata.category(c)[0] == "L"]
    characters = list(text)
    for i in rng.sample(at, max(1, len(at) // 12)):
        characters[i] = rng.choice("〇○×*") if is_japanese(text) else "*"
    return "".join(characters)


def apart(text: str, rng: random.Random) -> str:
    mark = rng.choice(SMALL_MARKS)
    start = rng.randrange(max(1, len(text) - 6))
    end = min(len(text), start + rng.randrange(5, 16))
    return text[:start] + mark.join(text[start:end]) + text[end:]


_KATAKANA_HALF = str.maketrans(
    {c: unicodedata.normalize("NFD", c) for c in map(chr, range(0x30A1, 0x30F7))}
)
_HALF = {unicodedata.normalize("NFKC", chr(c)): chr(c) for c in range(0xFF61, 0xFFA0)}


def half_width(text: str, rng: random.Random) -> str:
    kana = "".join(chr(ord(c) + 0x60) if "\u3041" <= c <= "\u3096" else c for c in text)
    return "".join(_HALF.get(c, c) for c in kana.translate(_KATAKANA_HALF))


class Readings:
    """Kana and Latin spellings of Japanese, by the readings of unidic-lite (BSD); only used while training."""

    def __init__(self) -> None:
        import fugashi

        self.tagger = fugashi.Tagger()

    def kana(self, text: str) -> str:
        parts = [(word.feature.kana or word.surface) if is_japanese(word.surface) else word.surface for word in self.tagger(text)]
        joined = "".join(parts)
        return "".join(chr(ord(c) - 0x60) if "\u30a1" <= c <= "\u30f6" else c for c in joined)

    def latin(self, text: str) -> str:
        words = [self.kana(word.surface) for word in self.tagger(text)]
        return " ".join(filter(None, (_latin(word) for word in words)))


_ROWS = {
    "": "あいうえお", "k": "かきくけこ", "s": "さしすせそ", "t": "たちつてと", "n": "なにぬねの", "h": "はひふへほ",
    "m": "まみむめも", "r": "らりるれろ", "g": "がぎぐげご", "z": "ざじずぜぞ", "d": "だぢづでど", "b": "ばびぶべぼ", "p": "ぱぴぷぺぽ",
}
_LATIN = {kana: row + vowel for row, line in _ROWS.items() for kana, vowel in zip(line, "aiueo")}
_LATIN |= {"や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "を": "wo", "ん": "n", "し": "shi", "ち": "chi", "つ": "tsu", "ふ": "fu", "じ": "ji", "ー": ""}
_SMALL = {"ゃ": "a", "ゅ": "u", "ょ": "o"}


def _latin(kana: str) -> str:
    out, double = "", False
    for c in kana:
        if c == "っ":
            double = True
        elif c in _SMALL and out.endswith("i"):
            out = out[:-1] + ("" if out.endswith(("shi", "chi", "ji")) else "y") + _SMALL[c]
        elif c in _LATIN:
            out += (_LATIN[c][0] if double else "") + _LATIN[c]
            double = False
        elif c.isascii():
            out += c
    return out


ENGLISH = [leet, look_alike, invisible, full_width, spaced, misspelt, misspelt, masked]
JAPANESE = [masked, apart, half_width, apart]
