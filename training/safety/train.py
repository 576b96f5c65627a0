"""
Trains the classifier of prompts and writes its weights.

    python -m training.safety.train models/safety/text.bin [--each 36] [--false-alarms 0.002]

Learns from the texts of this folder (expand.py) and from bench/safety/tuning; bench/safety/frozen is never read. Prints what five-fold
cross-validation on the tuning half finds, chooses the thresholds there, and writes weights and the cases of the test. Same input and seed, same bytes.
"""

import argparse
import hashlib
import json
import struct
import subprocess
import zlib
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from .expand import prompts
from .features import BUCKETS, features
from .obfuscate import is_japanese

ROOT = Path(__file__).parents[2]
CATEGORIES = ["sexual", "minors", "impersonation", "elections", "violence", "hate", "self-harm", "private-data", "brands"]
VERSION = 1
SEED = 20
# Weights below this many of 127 steps are dropped: they are half the file and hardly a score.
PRUNED = 2
# A category of which it finds a smaller share than this by itself is left to the rules.
LEAST_FOUND = 0.25


def node(script: str, lines: list[str]) -> list[str]:
    """What a script of this folder answers for each line."""
    command = [str(ROOT / "node_modules/.bin/node"), str(Path(__file__).parent / script)]
    out = subprocess.run(command, input="\n".join(lines) + "\n", capture_output=True, text=True, check=True).stdout
    return out.split("\n")[:-1]


class Data:
    """All prompts: first those of the tuning half, then those of this folder."""

    def __init__(self, each: int) -> None:
        rows = []
        for language in ("en", "ja"):
            for file, label in (("violating", 1), ("benign", 0)):
                text = (ROOT / f"bench/safety/tuning/{file}.{language}.tsv").read_text("utf8")
                for line in text.splitlines():
                    category, style, prompt = line.split("\t")
                    rows.append((category, label, language, f"{category} {label} {language} {style}", prompt))
        self.tuning = len(rows)
        for category, label, style, _, prompt in prompts(SEED, each):
            rows.append((category, label, "ja" if is_japanese(prompt) else "en", style, prompt))
        self.category, self.label, self.language, self.stratum, self.prompt = (np.array(column) for column in zip(*rows))
        self.label = self.label.astype(int)
        self.views = node("views.ts", list(self.prompt))
        assert len(self.views) == len(rows)

    def weights(self, category: str) -> np.ndarray:
        """Weight of each prompt for one category: the tuning half counts more, other categories' prompts count less."""
        own = np.where(np.arange(len(self.label)) < self.tuning, 6.0, 1.0)
        return own * np.where((self.label == 1) & (self.category != category), 0.3, 1.0)


def matrix(views: list[str]) -> sp.csr_matrix:
    """A row a view: its buckets, each 1/√(their number)."""
    ends, columns, values = [0], [], []
    for view in views:
        found = features(view)
        columns += found
        ends.append(len(columns))
        values += [1 / np.sqrt(max(1, len(found)))] * len(found)
    return sp.csr_matrix((np.array(values, np.float32), columns, ends), shape=(len(views), BUCKETS))


def fit(x: sp.csr_matrix, data: Data, chosen: np.ndarray, category: str) -> LogisticRegression:
    labels = ((data.category == category) & (data.label == 1)).astype(int)[chosen]
    model = LogisticRegression(C=30, solver="liblinear", max_iter=200, class_weight="balanced", random_state=SEED)
    return model.fit(x[chosen], labels, sample_weight=data.weights(category)[chosen])


def cross_validate(x: sp.csr_matrix, data: Data) -> np.ndarray:
    """Scores of the tuning half by models that have not seen them."""
    scores = np.zeros((data.tuning, len(CATEGORIES)))
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    own = np.arange(data.tuning, len(data.label))
    for seen, left in folds.split(np.zeros(data.tuning), data.stratum[: data.tuning]):
        for at, category in enumerate(CATEGORIES):
            scores[left, at] = fit(x, data, np.concatenate([seen, own]), category).decision_function(x[left])
    return scores


def thresholds_for(scores: np.ndarray, data: Data, met: list[set[str]], language: str, most: float) -> np.ndarray:
    """
    The thresholds of a language: each category's lies as many standard deviations above its mean score of harmless prompts, as low as possible
    while the classifier holds back at most `most` of the harmless prompts that no rule holds back, and rules and classifier together three in a
    hundred of each category's look-alikes.
    """
    here = np.where((data.language[: data.tuning] == language) & (data.label[: data.tuning] == 0))[0]
    by_rule = np.array([bool(met[i]) for i in here])
    mean, spread = scores[here].mean(0), scores[here].std(0)
    best = next(
        limits
        for limits in (mean + height * spread for height in np.linspace(1.5, 8, 400))
        if ((scores[here] > limits).any(1) & ~by_rule).mean() <= most
    )
    for category in CATEGORIES:
        mine = data.category[here] == category
        allowed = max(0, int(0.03 * mine.sum()) - int((by_rule & mine).sum()))
        rows = here[mine & ~by_rule]
        while ((scores[rows] > best).any(1)).sum() > allowed:
            margins = (scores[rows] - best) / spread
            row, column = np.unravel_index(np.where(margins > 0, margins, np.inf).argmin(), margins.shape)
            best[column] = scores[rows[row], column] + 1e-6
    for at, category in enumerate(CATEGORIES):
        own = (data.language[: data.tuning] == language) & (data.label[: data.tuning] == 1) & (data.category[: data.tuning] == category)
        if (scores[own, at] > best[at]).mean() < LEAST_FOUND:
            best[at] = np.inf
    return best


def report(scores: np.ndarray, data: Data, met: list[set[str]], limits: dict[str, np.ndarray]) -> None:
    for language, limit in limits.items():
        rows = np.where(data.language[: data.tuning] == language)[0]
        print(language)
        for at, category in enumerate(CATEGORIES):
            mine = rows[data.category[rows] == category]
            bad, good = mine[data.label[mine] == 1], mine[data.label[mine] == 0]
            alone = scores[bad, at] > limit[at]
            both = alone | np.array([category in met[i] for i in bad])
            held = (scores[good] > limit).any(1) | np.array([bool(met[i]) for i in good])
            print(f"  {category:14} classifier {alone.mean():.2f}  with rules {both.mean():.2f}  harmless held back {held.sum()} of {len(good)}")
        bad, good = rows[data.label[rows] == 1], rows[data.label[rows] == 0]
        print("  all: classifier", round((scores[bad] > limit).any(1).mean(), 3), "harmless", round(((scores[good] > limit).any(1) | np.array([bool(met[i]) for i in good])).mean(), 4))


def write(path: Path, coefficients: np.ndarray, biases: np.ndarray, limits: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Writes the file of the weights as `weights.ts` reads it. Returns bytes and scales."""
    scales = np.quantile(np.abs(coefficients), 0.9995, axis=0) / 127
    bytes_ = np.clip(np.rint(coefficients / scales), -127, 127).astype(np.int8)
    bytes_[np.abs(bytes_) < PRUNED] = 0
    body = b"AKST" + struct.pack("<HHI", VERSION, len(CATEGORIES), BUCKETS)
    for row in (scales, biases, limits["en"], limits["ja"]):
        body += np.asarray(row, "<f4").tobytes()
    body += bytes_.tobytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    packer = zlib.compressobj(9, memLevel=9, strategy=zlib.Z_RLE)
    path.write_bytes(packer.compress(body + hashlib.sha256(body).digest()) + packer.flush())
    return bytes_, scales.astype(np.float32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--each", type=int, default=36)
    parser.add_argument("--false-alarms", type=float, default=0.002)
    args = parser.parse_args()
    data = Data(args.each)
    x = matrix(data.views)
    print(len(data.label), "prompts", flush=True)
    met = [set(filter(None, line.split(","))) for line in node("rules.ts", list(data.prompt[: data.tuning]))]
    scores = cross_validate(x, data)
    limits = {language: thresholds_for(scores, data, met, language, args.false_alarms) for language in ("en", "ja")}
    report(scores, data, met, limits)
    everything = np.arange(len(data.label))
    models = [fit(x, data, everything, category) for category in CATEGORIES]
    coefficients = np.stack([model.coef_[0] for model in models], 1)
    biases = np.array([model.intercept_[0] for model in models], np.float32)
    bytes_, scales = write(args.out, coefficients, biases, limits)
    cases = []
    for view in data.views[: data.tuning : 97]:
        found = features(view)
        score = biases + bytes_[found].astype(np.int64).sum(0) * scales.astype(np.float64) / np.sqrt(max(1, len(found)))
        cases.append({"view": view, "buckets": len(found), "scores": [round(float(value), 4) for value in score]})
    target = ROOT / "packages/server/tests/safety/classifier-cases.json"
    target.write_text(json.dumps(cases, ensure_ascii=False, indent=1) + "\n", "utf8")


if __name__ == "__main__":
    main()
