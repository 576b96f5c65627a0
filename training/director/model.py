"""The director: a small bidirectional transformer from prompt tokens to a brief.

Three learned tokens (scene, first subject, second subject) stand before the text; slot heads read them, a tag head reads
every text token. Prompts of one length make a batch, so there is no padding and no mask, in training as in the engine. README.md names every tensor.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SCENE_SLOTS = ("place", "time", "weather", "style", "camera")
SUBJECT_SLOTS = ("name", "count", "motion", "size")
READERS = 3


@dataclass
class DirectorConfig:
    """Sizes of the network; `slots` maps each slot to its values, the first of which is None (not said)."""

    vocabulary: int
    slots: dict
    width: int = 160
    layers: int = 4
    heads: int = 5
    hidden: int = 384
    max_tokens: int = 96
    base: float = 1000.0

    def as_json(self) -> dict:
        return asdict(self)


def rotary(length: int, size: int, base: float) -> tuple[Tensor, Tensor]:
    """cos and sin [length, size/2]; the three readers all stand at position 0, text token i at i + 1."""
    frequency = base ** (-torch.arange(0, size // 2) / (size // 2))
    position = torch.cat([torch.zeros(READERS), torch.arange(1, length + 1).float()])
    angle = position[:, None] * frequency
    return angle.cos(), angle.sin()


def turn(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary embedding, halves form (Su et al., 2021)."""
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, a * sin + b * cos], -1)


class Block(nn.Module):
    """Pre-norm attention and SwiGLU."""

    def __init__(self, c: DirectorConfig):
        super().__init__()
        self.heads = c.heads
        self.norm1 = nn.RMSNorm(c.width, eps=1e-5)
        self.qkv = nn.Linear(c.width, 3 * c.width, bias=False)
        self.out = nn.Linear(c.width, c.width, bias=False)
        self.norm2 = nn.RMSNorm(c.width, eps=1e-5)
        self.up = nn.Linear(c.width, 2 * c.hidden, bias=False)
        self.down = nn.Linear(c.hidden, c.width, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        b, n, d = x.shape
        q, k, v = self.qkv(self.norm1(x)).view(b, n, 3, self.heads, d // self.heads).permute(2, 0, 3, 1, 4)
        scores = turn(q, cos, sin) @ turn(k, cos, sin).mT * (d // self.heads) ** -0.5
        y = scores.softmax(-1).to(v.dtype) @ v
        x = x + self.out(y.transpose(1, 2).reshape(b, n, d))
        gate, value = self.up(self.norm2(x)).chunk(2, -1)
        return x + self.down(F.silu(gate) * value)


class Director(nn.Module):
    """`forward(ids [b, n])`, all of one length → logits by slot ("place", "subject1.name", …) and "tag" [b, n, 3]."""

    def __init__(self, config: DirectorConfig):
        super().__init__()
        self.config = config
        self.embed = nn.Embedding(config.vocabulary, config.width)
        self.readers = nn.Parameter(torch.randn(READERS, config.width) * 0.5)
        self.blocks = nn.ModuleList(Block(config) for _ in range(config.layers))
        self.norm = nn.RMSNorm(config.width, eps=1e-5)
        sizes = {k: len(v) for k, v in config.slots.items()}
        self.scene = nn.Linear(config.width, sum(sizes[s] for s in SCENE_SLOTS))
        self.subject = nn.Linear(config.width, sum(sizes[s] for s in SUBJECT_SLOTS))
        self.tag = nn.Linear(config.width, 3)
        nn.init.normal_(self.embed.weight, std=0.5)
        for block in self.blocks:
            nn.init.normal_(block.out.weight, std=0.5 / math.sqrt(config.width * config.layers))
            nn.init.normal_(block.down.weight, std=0.5 / math.sqrt(config.hidden * config.layers))
        cos, sin = rotary(config.max_tokens, config.width // config.heads, config.base)
        self.register_buffer("cos", cos, persistent=False)
        self.register_buffer("sin", sin, persistent=False)

    def forward(self, ids: Tensor) -> dict[str, Tensor]:
        b, n = ids.shape
        x = torch.cat([self.readers.expand(b, -1, -1), self.embed(ids)], 1)
        cos, sin = self.cos[: READERS + n].to(x.dtype), self.sin[: READERS + n].to(x.dtype)
        for block in self.blocks:
            x = block(x, cos, sin)
        x = self.norm(x)
        out = self.split(self.scene(x[:, 0]), SCENE_SLOTS, "")
        for i in (1, 2):
            out |= self.split(self.subject(x[:, i]), SUBJECT_SLOTS, f"subject{i}.")
        out["tag"] = self.tag(x[:, READERS:])
        return out

    def split(self, logits: Tensor, slots, prefix: str) -> dict[str, Tensor]:
        """One tensor a slot out of a head's joined logits."""
        sizes = [len(self.config.slots[s]) for s in slots]
        return {prefix + s: part for s, part in zip(slots, logits.split(sizes, -1))}


def slots_of(lex) -> dict:
    """Every slot's values in the order of the logits; index 0 is "not said"."""
    from training.captions.lexicon import CAMERAS, MOTIONS, SIZES, STYLES, TIMES, WEATHERS

    return {
        "place": [None, *lex.places],
        "time": [None, *TIMES],
        "weather": [None, *WEATHERS],
        "style": [None, *STYLES],
        "camera": [None, *CAMERAS],
        "name": [None, *lex.subjects],
        "count": [None, 1, 2, 3],
        "motion": [None, *MOTIONS],
        "size": [None, *SIZES],
    }


def slot_names() -> list[str]:
    """The 13 slots in the order labels are stored."""
    return [*SCENE_SLOTS, *(f"subject{i}.{s}" for i in (1, 2) for s in SUBJECT_SLOTS)]
