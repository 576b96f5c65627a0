"""Philox-4x32-10 (Salmon et al. 2011), counter-based, so that the engine's TypeScript stages the very same scenes.

key = (seed low, seed high); counter = (block low, block high, stream low, stream high), the stream being the 64-bit FNV-1a hash of its
name. Uniform values are the upper 24 bits of each word: exact in f32.
"""

from __future__ import annotations

MASK = 0xFFFFFFFF


def fnv1a64(text: str) -> int:
    """64-bit FNV-1a of a text's UTF-8 bytes."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return value


def block(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """The four words of one counter."""
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p0, p1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & MASK, (p0 >> 32) ^ c3 ^ k1, p0 & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


class Stream:
    """Uniform values of one purpose, drawn in order."""

    def __init__(self, seed: int, purpose: str):
        hashed = fnv1a64(purpose)
        self.key = (seed & MASK, (seed >> 32) & MASK)
        self.id = (hashed & MASK, hashed >> 32)
        self.drawn = 0
        self.words: tuple[int, ...] = ()

    def uniform(self) -> float:
        """The next value in [0, 1)."""
        lane = self.drawn % 4
        if lane == 0:
            number = self.drawn // 4
            self.words = block((number & MASK, number >> 32, *self.id), self.key)
        self.drawn += 1
        return (self.words[lane] >> 8) * 2.0**-24

    def between(self, low: float, high: float) -> float:
        """The next value in [low, high)."""
        return low + (high - low) * self.uniform()

    def below(self, count: int) -> int:
        """The next whole number in [0, count)."""
        return int(self.uniform() * count)

    def choice(self, items: list):
        """One of the items."""
        return items[self.below(len(items))]

    def weighted(self, weights: list[float]) -> int:
        """An index, as often as its weight says."""
        at = self.uniform() * sum(weights)
        for i, weight in enumerate(weights):
            at -= weight
            if at < 0:
                return i
        return len(weights) - 1
