"""Trains the director on captions that are written as it trains: `python -m training.train training/configs/director-cpu.json`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from training.captions import lexicon
from training.common.ema import Ema
from training.common.export import load as load_weights
from training.common.optim import Adam, Muon
from training.common.run import Run, schedule
from training.world.vocabulary import curriculum

from .data import Labeller, batches, make
from .model import SCENE_SLOTS, SUBJECT_SLOTS, Director, DirectorConfig, slot_names, slots_of
from .tokenizer import Tokenizer


@dataclass
class Settings:
    """The run ends after `steps` steps, or, if that is 0, after `minutes`. Every `chunk` captions a fresh set is written. `start` is a checkpoint
    or a folder of exported weights to begin from, whose vocabulary may be another; `device` is where it trains ("cpu", "cuda"); `sharded` keeps checkpoints in files under 16 MiB; `stop_after` interrupts at a step."""

    stage: str = "director"
    folder: str = "training/runs/director"
    tokenizer: str = "models/akezora-2/tokenizer.json"
    vocabulary: str = str(lexicon.VOCABULARY)
    subjects: str | list = "published"
    start: str = ""
    seed: int = 1
    threads: int = 1
    device: str = "cpu"
    bf16: bool = True
    steps: int = 0
    minutes: float = 12.0
    batch: int = 256
    chunk: int = 25600
    warmup: float = 0.02
    cooldown: float = 0.5
    muon: float = 4e-3
    adam: float = 3e-3
    tag_weight: float = 0.7
    ema: float = 800.0
    log_every: int = 25
    save_minutes: float = 2.0
    sharded: bool = False
    stop_after: int = 0
    model: dict = field(default_factory=dict)


def loss_of(out: dict[str, Tensor], labels: Tensor, tags: Tensor, tag_weight: float) -> tuple[Tensor, float]:
    """Mean cross-entropy of the slots that are asked plus that of the tags; and the share of slots right."""
    total, right, asked = torch.zeros((), device=labels.device), 0, 0
    for i, name in enumerate(slot_names()):
        logits, target = out[name].float(), labels[:, i]
        keep = target >= 0
        if not bool(keep.any()):
            continue
        total = total + F.cross_entropy(logits, target.clamp(min=0), reduction="none")[keep].sum() / len(target)
        right += int((logits.argmax(-1) == target)[keep].sum())
        asked += int(keep.sum())
    total = total + tag_weight * F.cross_entropy(out["tag"].float().flatten(0, 1), tags.flatten())
    return total, right / asked


def optimisers(model: Director, s: Settings):
    """Muon for the blocks' matrices, Adam for the rest."""
    matrices, rest = [], []
    for name, p in model.named_parameters():
        if name.startswith("blocks.") and p.ndim == 2:
            matrices.append((p, {"qkv": 3, "up": 2}.get(name.split(".")[2], 1)))
        else:
            rest.append(p)
    return [Muon(matrices, s.muon), Adam(rest, s.adam)]


def starting_point(path: Path) -> dict:
    """Weights and config of a checkpoint, or of a folder of exported weights."""
    if path.is_file():
        return torch.load(path, weights_only=False)
    config = json.loads((path / "director.json").read_text())["config"]
    return {"ema": load_weights(path / "director.safetensors"), "config": config}


def warm_start(model: Director, saved: dict) -> None:
    """Takes over another run's weights; rows of the slot heads go by the value they stand for, so the vocabulary may differ."""
    weights, slots = saved["ema"], saved["config"]["slots"]
    state = model.state_dict()
    for name, tensor in weights.items():
        if not name.startswith(("scene.", "subject.")):
            state[name] = tensor
    for head, names in (("scene", SCENE_SLOTS), ("subject", SUBJECT_SLOTS)):
        there = {(s, v): i for i, (s, v) in enumerate((s, v) for s in names for v in slots[s])}
        here = [(s, v) for s in names for v in model.config.slots[s]]
        for part in ("weight", "bias"):
            for i, key in enumerate(here):
                if key in there:
                    state[f"{head}.{part}"][i] = weights[f"{head}.{part}"][there[key]]
    model.load_state_dict(state)


def train(config: dict) -> None:
    """Runs or resumes a training run; the folder then holds checkpoint.pt with "ema", the weights to export."""
    s = Settings(**config)
    torch.set_num_threads(s.threads)
    run = Run(Path(s.folder), s.sharded)
    lex, tokenizer = lexicon.load(s.vocabulary, curriculum(s.subjects)), Tokenizer.load(s.tokenizer)
    torch.manual_seed(s.seed)
    model = Director(DirectorConfig(len(tokenizer.pieces), slots_of(lex), **s.model))
    if s.start:
        warm_start(model, starting_point(Path(s.start)))
    model.to(s.device)
    optims, ema, step = optimisers(model, s), Ema(model, s.ema, 0.15), 0
    chunk = skip = 0
    saved = run.load()
    if saved:
        model.load_state_dict(saved["model"])
        ema.load_state_dict(saved["ema"])
        for o, state in zip(optims, saved["optimisers"]):
            o.load_state_dict(state)
        step, chunk, skip = saved["step"], saved["chunk"], saved["batches_done"]
    labeller = Labeller(tokenizer, model.config.slots)
    last_save = run.seconds()

    def save() -> None:
        run.save({
            "model": model.state_dict(), "ema": ema.state_dict(), "step": step, "chunk": chunk, "batches_done": skip, "config": model.config.as_json(),
            "optimisers": [o.state_dict() for o in optims],
        })

    def progress() -> float:
        return step / s.steps if s.steps else run.seconds() / (60 * s.minutes)

    average, seen = 0.0, 0
    while progress() < 1 and not step == s.stop_after > 0:
        data = make(lex, labeller, s.chunk, seed=s.seed * 1_000_003 + chunk)
        for i, (ids, tags, labels) in enumerate(batches(data, s.batch, chunk)):
            if i < skip:
                continue
            if progress() >= 1 or step == s.stop_after > 0:
                break
            ids, tags, labels = (x.to(s.device, non_blocking=True) for x in (ids, tags, labels))
            with torch.autocast(torch.device(s.device).type, torch.bfloat16, enabled=s.bf16):
                out = model(ids)
            loss, right = loss_of(out, labels, tags, s.tag_weight)
            loss.backward()
            factor = schedule(progress(), s.warmup, s.cooldown)
            for o in optims:
                o.step(factor)
            model.zero_grad(set_to_none=True)
            step, skip = step + 1, i + 1
            ema.update(step)
            seen += 1
            average += (right - average) / min(seen, 50)
            if step % s.log_every == 0:
                run.log(step=step, loss=round(loss.item(), 4), right=round(average, 4), captions=step * s.batch, rate=round(factor, 3))
            if run.seconds() - last_save > 60 * s.save_minutes:
                save()
                last_save = run.seconds()
        else:
            chunk, skip = chunk + 1, 0
    save()
