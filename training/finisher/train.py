"""Trains the finisher. Config keys, with defaults, are the fields of `Settings`."""

from __future__ import annotations

import multiprocessing
import os
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from training.common.ema import Ema
from training.common.optim import Adam
from training.common.run import Run, schedule
from training.finisher.data import RIM, SCALE, Crops, Hand, make_crops
from training.finisher.model import Finisher
from training.finisher.vocabulary import words
from training.world.sample import STYLED
from training.world.vocabulary import curriculum


@dataclass
class Settings:
    """The run ends after `steps` steps, or, if that is 0, after `minutes`. `edges` weighs the error of gradients. `start` is a folder of exported
    weights to go on from. `painter` is a folder whose exported painter paints most of what the finisher sees; without it exact
    frames are degraded. `device` is where it trains ("cpu", "cuda"); `sharded` keeps checkpoints in files under 16 MiB. `subjects` is the curriculum: "world" or a list of names; `styled` is the share of scenes in a style."""

    stage: str = "finisher"
    folder: str = "training/runs/finisher"
    seed: int = 1
    threads: int = 1
    device: str = "cpu"
    bf16: bool = True
    steps: int = 0
    minutes: float = 40.0
    batch: int = 8
    adam: float = 2e-3
    edges: float = 0.5
    log_every: int = 25
    check_every: int = 250
    save_minutes: float = 3.0
    sharded: bool = False
    cooldown: float = 0.5
    producers: int = 1
    start: str = ""
    painter: str = ""
    subjects: str | list = "world"
    styled: float = STYLED


def produce(queue, seed: int, first: int, every: int, count: int, painter: str, subjects: tuple[str, ...], styled: float) -> None:
    """Puts the crops of steps first, first + every, … into the queue, for ever."""
    torch.set_num_threads(1)
    parent, step = os.getppid(), first
    hand = Hand(Path(painter)) if painter else None
    while os.getppid() == parent:
        c = make_crops(seed, step, count, hand, subjects, styled)
        queue.put([x.numpy() for x in (c.painted, c.words, c.image, c.unlit, c.target)])
        step += every


def taken(queue) -> Crops:
    return Crops(*(torch.from_numpy(x) for x in queue.get()))


class Trainer:
    """All that learns, and one step of it."""

    def __init__(self, settings: Settings):
        torch.manual_seed(settings.seed)
        self.settings, self.subjects = settings, curriculum(settings.subjects)
        self.finisher = Finisher(len(words())).to(settings.device, memory_format=torch.channels_last)
        self.adam = Adam(list(self.finisher.parameters()), settings.adam)
        self.ema = Ema(self.finisher)
        self.step = 0

    def finish(self, crops: Crops) -> Tensor:
        with torch.autocast(torch.device(self.settings.device).type, torch.bfloat16, enabled=self.settings.bf16):
            light, remainder = self.finisher(crops.painted.contiguous(memory_format=torch.channels_last), crops.image, crops.words)
        return self.finisher.compose(light.float(), remainder.float(), crops.unlit.float())

    @staticmethod
    def judged(x: Tensor) -> Tensor:
        """Without the rim."""
        rim = RIM * SCALE
        return x[..., rim:-rim, rim:-rim]

    def learn(self, crops: Crops, scale: float) -> dict[str, float]:
        """One step with learning rates times `scale`."""
        crops = crops.to(self.settings.device)
        guess = self.judged(self.finish(crops))
        target = self.judged(crops.target.float() / 127.5 - 1)
        difference = guess - target
        loss = (difference.square() + 1e-4).sqrt().mean()
        for axis in (-1, -2):
            loss = loss + self.settings.edges * difference.diff(dim=axis).abs().mean()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(self.finisher.parameters()), 1.0)
        self.adam.step(scale)
        for p in self.finisher.parameters():
            p.grad = None
        self.step += 1
        self.ema.update(self.step)
        return {"loss": loss.item(), "mse": difference.square().mean().item()}

    @torch.no_grad()
    def check(self, crops: Crops, sheet: Path | None) -> dict[str, float]:
        """Of the averaged weights on scenes never trained on: PSNR and the ratio of gradient energy to the exact picture's, and the plain enlargement's PSNR."""
        crops = crops.to(self.settings.device)
        kept = {n: p.data for n, p in self.finisher.named_parameters()}
        for n, p in self.finisher.named_parameters():
            p.data = self.ema.mean[n]
        guess = self.judged(self.finish(crops)).clamp(-1, 1)
        for n, p in self.finisher.named_parameters():
            p.data = kept[n]
        target = self.judged(crops.target.float() / 127.5 - 1)
        plain = self.judged(torch.nn.functional.interpolate(crops.painted, scale_factor=SCALE, mode="bicubic")).clamp(-1, 1)

        def psnr(x: Tensor) -> float:
            return float((10 * torch.log10(4 / (x - target).square().mean((1, 2, 3)).clamp(min=1e-6))).mean())

        def energy(x: Tensor) -> float:
            return float(x.diff(dim=-1).abs().mean() + x.diff(dim=-2).abs().mean())

        if sheet is not None:
            from PIL import Image

            rows = [torch.cat(list(x[:4]), -1) for x in (plain, guess, target)]
            pixels = ((torch.cat(rows, -2) + 1) * 127.5).round().byte().permute(1, 2, 0).cpu()
            Image.fromarray(pixels.numpy()).save(sheet)
        return {"psnr": round(psnr(guess), 2), "plain": round(psnr(plain), 2), "sharpness": round(energy(guess) / energy(target), 3)}

    def state(self) -> dict:
        return {
            "step": self.step,
            "settings": self.settings.__dict__,
            "finisher": self.finisher.state_dict(),
            "adam": self.adam.state_dict(),
            "ema": self.ema.state_dict(),
        }

    def adopt(self, folder: Path) -> None:
        """Weights of an export as this run's beginning; optimizers start anew."""
        from training.finisher.export import read

        net = read(folder)
        self.finisher.load_state_dict(net.state_dict())
        self.ema.load_state_dict(net.state_dict())

    def restore(self, state: dict) -> None:
        self.step = state["step"]
        self.finisher.load_state_dict(state["finisher"])
        self.adam.load_state_dict(state["adam"])
        self.ema.load_state_dict(state["ema"])


def train(config: dict) -> Trainer:
    """Runs, or resumes, a configured run."""
    settings = Settings(**config)
    torch.set_num_threads(settings.threads)
    trainer = Trainer(settings)
    run = Run(Path(settings.folder), settings.sharded)
    state = run.load()
    if state is not None:
        trainer.restore(state)
    elif settings.start:
        trainer.adopt(Path(settings.start))
    context = multiprocessing.get_context("spawn")
    queues = [context.Queue(maxsize=3) for _ in range(settings.producers)]
    rest = (settings.producers, settings.batch, settings.painter, trainer.subjects, settings.styled)
    processes = [context.Process(target=produce, args=(queue, settings.seed, trainer.step + i, *rest), daemon=True) for i, queue in enumerate(queues)]
    for process in processes:
        process.start()
    first = trainer.step
    unseen = make_crops(settings.seed + 1000, 0, 16, Hand(Path(settings.painter)) if settings.painter else None, trainer.subjects)
    saved, sums = run.seconds(), []
    try:
        while True:
            progress = trainer.step / settings.steps if settings.steps else run.seconds() / (60 * settings.minutes)
            if progress >= 1:
                break
            sums.append(trainer.learn(taken(queues[(trainer.step - first) % settings.producers]), schedule(progress, 0.01, settings.cooldown)))
            if trainer.step % settings.log_every == 0:
                run.log(step=trainer.step, **{k: round(sum(s[k] for s in sums) / len(sums), 5) for k in sums[0]})
                sums = []
            if trainer.step % settings.check_every == 0:
                run.log(step=trainer.step, **trainer.check(unseen, run.folder / f"sheet-{trainer.step}.png"))
            if run.seconds() - saved > 60 * settings.save_minutes:
                run.save(trainer.state())
                saved = run.seconds()
    finally:
        for process in processes:
            process.terminate()
    run.log(step=trainer.step, **trainer.check(unseen, run.folder / "sheet.png"))
    run.save(trainer.state())
    return trainer
