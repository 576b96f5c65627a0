"""What the classifier sees of a view: the hashes of its words, pairs of words and runs of characters. The server has the same in TypeScript."""

import re

BUCKETS = 1 << 16
WORD = re.compile("[a-z0-9']+|[\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u4e00-\u9fff]+")
LATIN = re.compile(r"^[a-z0-9']+$")


def fnv(text: str) -> int:
    """FNV-1a of the text's UTF-16 code units, 32 bits, with a last mixing step."""
    value = 0x811C9DC5
    data = text.encode("utf-16-le")
    for i in range(0, len(data), 2):
        value = ((value ^ (data[i] | data[i + 1] << 8)) * 0x01000193) & 0xFFFFFFFF
    value ^= value >> 15
    return (value * 0x2C1B3C6D & 0xFFFFFFFF) ^ value >> 13


def named_features(view: str) -> set[str]:
    """Features of a view by name."""
    found: set[str] = set()
    words = WORD.findall(view)
    latin = [word for word in words if LATIN.match(word)]
    for word in words:
        if LATIN.match(word):
            found.add("w " + word)
            padded = f"<{word}>"
            for size in (3, 4, 5):
                for at in range(len(padded) - size + 1):
                    found.add("c " + padded[at : at + size])
        else:
            for size in (1, 2, 3, 4):
                for at in range(len(word) - size + 1):
                    found.add("j " + word[at : at + size])
    for first, second in zip(latin, latin[1:]):
        found.add(f"b {first} {second}")
    return found


def features(view: str) -> list[int]:
    """The buckets of a view's features, sorted, each once."""
    return sorted({fnv(name) % BUCKETS for name in named_features(view)})
