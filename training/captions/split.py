"""What is never trained on: 5 % of the world's combinations and 5 % of the phrasings, chosen by a portable hash.

Painter, finisher and reader share `held_out_combination`: a scene with such a combination is for evaluation only.
"""

from __future__ import annotations

SHARE = 20
"""One in this many is held out."""


def fnv1a(text: str) -> int:
    """32-bit FNV-1a of the UTF-8 bytes (Fowler, Noll and Vo), with a final mix so that low bits are fair."""
    h = 0x811C9DC5
    for byte in text.encode():
        h = ((h ^ byte) * 0x01000193) & 0xFFFFFFFF
    h ^= h >> 15
    h = (h * 0x2C1B3C6D) & 0xFFFFFFFF
    return h ^ (h >> 13)


def combination(brief: dict) -> str | None:
    """The hashed words of a brief (place, time, weather, first subject), or None when fewer than three are said."""
    subjects = brief.get("subjects") or []
    words = [brief.get("place"), brief.get("time"), brief.get("weather"), subjects[0]["name"] if subjects else None]
    if sum(w is not None for w in words) < 3:
        return None
    return "|".join(w or "" for w in words)


def held_out_combination(brief: dict) -> bool:
    """True for the 5 % of combinations that no training run may see."""
    key = combination(brief)
    return key is not None and fnv1a("combination:" + key) % SHARE == 0


def held_out_phrasing(signature: str) -> bool:
    """True for the 5 % of phrasings that no training run may see."""
    return fnv1a("phrasing:" + signature) % SHARE == 0


def held_out_word(word: str) -> bool:
    """True for the 10 % of words outside the world that only the evaluation of unknown words uses."""
    return fnv1a("word:" + word) % 10 == 0
