"""Trains the painter. Config keys, with defaults, are the fields of `Settings`."""

from __future__ import annotations

import dataclasses
import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from training.common.ema import Ema
from training.common.optim import Adam, Muon, Optimizer
from training.common.run import Run, generator, schedule
from training.painter.data import Batch, Feed, make_batch
from training.painter.model import FRAMES, Painter, PainterConfig, coordinates
from training.painter.sampler import sample
from training.painter.sheet import write_sheet
from training.painter.vocabulary import words
from training.world.sample import STYLED
from training.world.vocabulary import curriculum


@dataclass
class Settings:
    """`own` is the share of steps whose noisy pictures hold what the painter itself saw in pure noise, as its sampler's do, instead of the truth. `grain` weighs
    squared differences of the error between neighbouring pixels, which noise that leaks into the picture has most of.
    `start` is a folder of exported weights to go on from. `still` is the share of examples whose frames all have the same noise, as the sampler's do.
    `device` is where it trains ("cpu", "cuda"); `sharded` keeps checkpoints in files under 16 MiB. `subjects` is the curriculum: "world" or a list of names; `styled` is the share of scenes in a style.
    `centre` is the logit around which noise levels lie. The run proper ends after `steps` steps, or, if that is 0, after `minutes` of training. `windows_from` is the share of the run after which
    it trains on windows of 4 patch-frames instead of single ones."""

    stage: str = "painter"
    folder: str = "training/runs/painter"
    seed: int = 1
    threads: int = 2
    device: str = "cpu"
    bf16: bool = True
    steps: int = 0
    minutes: float = 95.0
    batch: int = 16
    window_batch: int = 4
    windows_from: float = 0.55
    warmup: float = 0.01
    cooldown: float = 0.45
    muon: float = 2e-3
    adam: float = 3e-3
    inside: float = 3.0
    dropout: float = 0.04
    own: float = 0.0
    still: float = 0.5
    grain: float = 0.0
    power: float = 1.0
    producers: int = 1
    reuse: int = 2
    log_every: int = 25
    check_every: int = 250
    save_minutes: float = 4.0
    sharded: bool = False
    centre: float = -0.4
    start: str = ""
    subjects: str | list = "world"
    styled: float = STYLED
    model: dict = dataclasses.field(default_factory=dict)


def noise_levels(count: int, frames: int, g: torch.Generator, centre: float = -0.4) -> tuple[Tensor, Tensor]:
    """Levels t [count, frames] and which patch-frames are to be painted (bool). A fifth of the levels lie at the very beginning, whence
    a sampler of few steps starts; the others are logit-normal. In windows, 40 % share one level, 40 % continue a clean past, and the
    rest has its own level everywhere."""

    def draw(*size: int) -> Tensor:
        early = torch.rand(*size, generator=g) < 0.2
        return torch.where(early, torch.rand(*size, generator=g) * 0.08, torch.sigmoid(torch.randn(*size, generator=g) + centre))

    t, wanted = draw(count, 1).expand(count, frames), torch.ones(count, frames, dtype=torch.bool)
    if frames > 1:
        kind = torch.rand(count, 1, generator=g)
        past = torch.arange(frames) < torch.randint(1, frames, (count, 1), generator=g)
        clean = 1 - 0.06 * torch.rand(count, 1, generator=g)
        t = torch.where(kind < 0.4, t, torch.where(kind < 0.8, torch.where(past, clean, t), draw(count, frames)))
        wanted = ~(past & (kind >= 0.4) & (kind < 0.8))
    return t, wanted


def drop_words(tokens: Tensor, share: float, g: torch.Generator) -> Tensor:
    """A share of the examples lose each word with even odds."""
    chosen = torch.rand(len(tokens), 1, generator=g) < share
    lost = chosen & (torch.rand(tokens.shape, generator=g) < 0.5)
    return tokens.masked_fill(lost.to(tokens.device), 0)


@dataclass
class Trainer:
    """All that learns, and one step of it."""

    settings: Settings

    def __post_init__(self):
        s = self.settings
        torch.manual_seed(s.seed)
        self.subjects = curriculum(s.subjects)
        self.painter = Painter(PainterConfig(words=len(words()), **s.model))
        self.painter.head.to(memory_format=torch.channels_last)
        self.painter.to(s.device)
        named = list(self.painter.named_parameters())
        matrices = [(n, p) for n, p in named if p.ndim == 2 and ("blocks." in n or n in ("x1.weight", "features.weight")) and not n.endswith(".mod")]
        parts = {"qkv.weight": 3, "f1.weight": 2}
        muon = [(p, parts.get(".".join(n.split(".")[-2:]), 1)) for n, p in matrices]
        chosen = {n for n, _ in matrices}
        self.optimizers: dict[str, Optimizer] = {
            "muon": Muon(muon, s.muon),
            "adam": Adam([p for n, p in named if n not in chosen], s.adam),
        }
        self.ema = Ema(self.painter)
        self.step = 0

    @staticmethod
    def image(batch: Batch) -> Tensor:
        """Feature image with coordinates [B, K, 4, height, width, 11]."""
        height, width = batch.video.shape[3:5]
        return torch.cat([batch.features.float(), coordinates(batch.camera, height, width)], -1)

    def autocast(self):
        return torch.autocast(torch.device(self.settings.device).type, torch.bfloat16, enabled=self.settings.bf16)

    def noise(self, shape: torch.Size, g: torch.Generator) -> Tensor:
        """Gaussian noise from `g` on the CPU; on other devices from a generator of their own, seeded by it."""
        if self.settings.device == "cpu":
            return torch.randn(shape, generator=g)
        own = torch.Generator(self.settings.device).manual_seed(int(torch.randint(0, 2**62, (), generator=g)))
        return torch.randn(shape, generator=own, device=self.settings.device)

    def noise_of(self, shape: torch.Size, g: torch.Generator) -> Tensor:
        """Noise of a batch [B, K, 4, height, width, 3]; a share of the examples has the same in all frames."""
        noise = self.noise(shape, g)
        still = (torch.rand(shape[0], generator=g) < self.settings.still).to(noise.device)
        return torch.where(still.view(-1, 1, 1, 1, 1, 1), noise[:, :1, :1], noise)

    def learn(self, batch: Batch, scale: float) -> dict[str, float]:
        """One step on `batch` with learning rates times `scale`."""
        s = self.settings
        g = generator(s.seed, self.step, 1)
        b, k = batch.video.shape[:2]
        t, wanted = noise_levels(b, k, g, s.centre)
        chosen = [int(torch.randint(0, 2, (), generator=g)), 2 + int(torch.randint(0, 2, (), generator=g))]
        tokens = drop_words(batch.words, s.dropout, g).to(s.device)
        batch, t, wanted = batch.to(s.device), t.to(s.device), wanted.to(s.device)
        clean = batch.video.float() / 127.5 - 1
        level = t[:, :, None, None, None, None]
        noise = self.noise_of(clean.shape, g)
        noisy = torch.lerp(noise, clean, level)
        image = self.image(batch)
        picked = wanted.flatten().nonzero()[:, 0]
        if torch.rand((), generator=g) < s.own:
            with torch.no_grad(), self.autocast():
                blank = torch.where(wanted[:, :, None, None, None, None], noise, noisy)
                guess = self.painter(blank, t.masked_fill(wanted, 0.0), tokens, image, picked)
            held = clean.flatten(0, 1).clone()
            held[picked] = guess
            noisy = torch.lerp(noise, held.view_as(clean), level)
        with self.autocast():
            guess = self.painter(noisy, t, tokens, image, picked, chosen)
        miss = guess - clean.flatten(0, 1)[picked][:, chosen]
        error = miss.square().mean(-1)
        weight = 1 + s.inside * batch.inside.flatten(0, 1)[picked][:, chosen].float()
        each = (error * weight).mean((1, 2, 3)) / weight.mean()
        if s.grain > 0:
            each = each + s.grain * (miss.diff(dim=2).square().mean((1, 2, 3, 4)) + miss.diff(dim=3).square().mean((1, 2, 3, 4)))
        loss = (each / (1 - t.flatten()[picked]).clamp(min=0.05) ** s.power).mean()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_([p for p in self.painter.parameters()], 1.0)
        for optimizer in self.optimizers.values():
            optimizer.step(scale)
        for p in self.painter.parameters():
            p.grad = None
        self.step += 1
        self.ema.update(self.step)
        within = batch.inside.flatten(0, 1)[picked][:, chosen].float()
        inside = (error.detach() * within).sum() / within.sum().clamp(min=1)
        return {"loss": loss.item(), "x": error.mean().item(), "x_inside": inside.item(), "norm": norm.item()}

    @contextmanager
    def averaged(self):
        """The running means in place of the weights."""
        kept = {n: p.data for n, p in self.painter.named_parameters()}
        for n, p in self.painter.named_parameters():
            p.data = self.ema.mean[n]
        try:
            yield
        finally:
            for n, p in self.painter.named_parameters():
                p.data = kept[n]

    @torch.no_grad()
    def check(self, batch: Batch, sheet: Path | None = None) -> dict[str, float]:
        """Errors of the averaged weights on scenes never trained on: of one prediction at four noise levels, and of 4-step samples."""
        batch = batch.to(self.settings.device)
        clean = batch.video.float() / 127.5 - 1
        g = generator(self.settings.seed, 0, 2)
        out: dict[str, float] = {}
        with self.averaged(), self.autocast():
            image = self.image(batch)
            for t in (0.0, 0.5):
                noise = self.noise_of(clean.shape, g)
                level = torch.full(batch.video.shape[:2], t, device=clean.device)
                guess = self.painter(torch.lerp(noise, clean, t), level, batch.words, image)
                out[f"x{t}"] = (guess - clean.flatten(0, 1)).square().mean().item()
            drawn = sample(self.painter, self.noise_of(clean.shape, g), batch.words, image)
        error = (drawn - clean).square().mean(-1)
        out["sample"] = error.mean().item()
        out["sample_inside"] = (error[batch.inside].mean()).item()
        out["psnr"] = float(10 * torch.log10(4 / error.mean((1, 2, 3, 4))).mean())
        if sheet is not None:
            write_sheet(sheet, drawn.cpu(), clean.cpu())
        return {k: round(v, 5) for k, v in out.items()}

    def state(self) -> dict:
        return {
            "step": self.step,
            "painter": self.painter.state_dict(),
            "ema": self.ema.state_dict(),
            "optimizers": {n: o.state_dict() for n, o in self.optimizers.items()},
            "settings": dataclasses.asdict(self.settings),
        }

    def adopt(self, folder: Path) -> None:
        """Weights of an export as this run's beginning; optimizers start anew."""
        from training.painter.export import read

        painter, vocabulary = read(folder)
        if vocabulary != words() or painter.config != self.painter.config:
            raise ValueError(f"{folder} holds a painter of another vocabulary or size")
        self.painter.load_state_dict(painter.state_dict())
        self.ema.load_state_dict(painter.state_dict())

    def restore(self, state: dict) -> None:
        self.step = state["step"]
        self.painter.load_state_dict(state["painter"])
        self.ema.load_state_dict(state["ema"])
        for name, optimizer in self.optimizers.items():
            optimizer.load_state_dict(state["optimizers"][name])


def stop_on_signal() -> list[int]:
    """A list that gets a member when the process is told to end, so that the step in hand is finished and saved."""
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    return told


def train(config: dict, stop_at: int | None = None) -> Trainer:
    """Runs `config` from its newest checkpoint to its end, or to step `stop_at`."""
    s = Settings(**config)
    torch.set_num_threads(s.threads)
    run = Run(Path(s.folder), s.sharded)
    trainer = Trainer(s)
    saved = run.load()
    if saved is not None:
        trainer.restore(saved)
        del saved
    elif s.start:
        trainer.adopt(Path(s.start))
    held_out = make_batch(10**9 + s.seed, 0, 1, 12, "16:9", trainer.subjects)
    progress = lambda: trainer.step / s.steps if s.steps else run.seconds() / 60 / s.minutes
    feed = Feed(s.seed, trainer.step, s.batch, s.window_batch, s.windows_from, s.steps, s.producers, s.reuse, trainer.subjects, s.styled)
    feed.tell(progress())
    last, sums, since, waited = time.monotonic(), {}, 0, 0.0
    try:
        stopped = stop_on_signal()
        while progress() < 1 and trainer.step != stop_at and not stopped:
            before = time.monotonic()
            batch = feed.take(progress())
            waited += time.monotonic() - before
            facts = trainer.learn(batch, schedule(progress(), s.warmup, s.cooldown))
            for key, value in facts.items():
                sums[key] = sums.get(key, 0.0) + value
            since += 1
            if trainer.step % s.log_every == 0:
                means = {k: round(v / since, 5) for k, v in sums.items()}
                run.log(step=trainer.step, frames=batch.video.shape[1], progress=round(progress(), 4), wait=round(waited / since, 2), **means)
                sums, since, waited = {}, 0, 0.0
            if trainer.step % s.check_every == 0:
                run.log(step=trainer.step, check=trainer.check(held_out, run.folder / f"sheet-{trainer.step:06d}.png"))
            if time.monotonic() - last > s.save_minutes * 60:
                run.save(trainer.state())
                last = time.monotonic()
    finally:
        feed.close()
    run.save(trainer.state())
    if progress() < 1:
        return trainer
    run.log(step=trainer.step, done=True, check=trainer.check(held_out, run.folder / "sheet-last.png"))
    return trainer
