"""Writes the engine's parity fixtures: `python -m training.director.fixtures`.

tokenizer.json: texts → ids and UTF-16 offsets. director.safetensors: ids → logits in f32 from the exported (rounded) weights.
briefs.json: prompts → brief and unknown words (UTF-16 spans).
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import torch
from safetensors.torch import save_file

from training.captions import generate, lexicon

from .direct import direct, load
from .model import slot_names
from .tokenizer import utf16_offsets

TARGET = Path("packages/engine/tests/fixtures/akezora")
ODD = [
    "", " ", "\n\t", "a", "犬", "🦊", "🦊❄️🌆", "👩‍👩‍👧‍👦 walking", "A FOX", "Ｆｏｘ　ｉｎ　ｔｈｅ　ｓｎｏｗ", "ｷﾂﾈがﾊｼﾙ", "ガギグ ｶﾞｷﾞｸﾞ が", "café", "cafe\u0301", "ÅNGSTRÖM",
    "İstanbul", "straße", "ΣΊΣΥΦΟΣ", "لقطة لثعلب في الثلج", "שועל בשלג", "лиса бежит", "여우가 눈 속을 달린다", "狐狸在雪中奔跑", "สุนัขจิ้งจอก", "नमस्ते",
    "1920s newsreel", "t-rex", "T−REX", "bird's-eye view", "bird’s-eye view", "don't", "№ ⅷ ㌔ ㈱ ½", "ﬁlm noir", "二匹の猫", "２匹", "①②③", "がぎ゙", "キツネ・雪・夕暮れ", "キツネ、雪、夕暮れ。",
    "走る\u200b狐", "soft\u00adhyphen", "\ufeffbom", "zero\u200djoin", "a\u0301\u0302\u0303", "𠮷野家の𩸽", "𝕗𝕠𝕩", "🇯🇵", "1️⃣", "##fox", "<unk> <pad>", "___", "a/b\\c", "\"quoted\" 'single'", "......", "！？",
    "ー", "々", "ヽヾゝゞ", "supercalifragilisticexpialidocious", "zxqjvk", "あ" * 40, "fox " * 120, "🙂" * 100, "٣ foxes", "ǅ ǆ", "\u2028line", "\u0000nul", "😀\u0301",
]

KATAKANA = ["ピアノを弾くネコ", "ユニコーンと犬", "アヒルとウサギ", "ﾋﾟｱﾉとﾈｺ", "ペンギンとロケット"]


def prompts() -> list[str]:
    """The hand-written prompts and some generated ones nobody trained on."""
    rng, lex = random.Random(2024), lexicon.load()
    hand = [row["p"] for row in json.loads(Path(__file__).with_name("hand.json").read_text())["prompts"]]
    return hand + [generate.caption(rng, lex, "phrasings", language).text for language in ("en", "ja") for _ in range(15)]


def main() -> None:
    model, tokenizer = load()
    TARGET.mkdir(parents=True, exist_ok=True)
    cases = []
    for text in ODD + prompts()[:40]:
        e, at = tokenizer.encode(text), utf16_offsets(text)
        cases.append({
            "text": text, "ids": e.ids, "offsets": [[at[a], at[b]] for a, b in zip(e.starts, e.ends)],
            "unread": None if e.unread is None else at[e.unread],
        })
    (TARGET / "tokenizer.json").write_text(json.dumps({"cases": cases}, separators=(",", ":")) + "\n")
    tensors: dict[str, torch.Tensor] = {}
    for i, text in enumerate([*prompts()[:5], *prompts()[-3:], "fox " * 120]):
        ids = torch.tensor([tokenizer.encode(text).ids])
        with torch.no_grad():
            out = model(ids)
        tensors[f"{i}.ids"] = ids[0].to(torch.int32)
        tensors[f"{i}.slots"] = torch.cat([out[name][0] for name in slot_names()])
        tensors[f"{i}.tag"] = out["tag"][0].contiguous()
    save_file(tensors, TARGET / "director.safetensors")
    rows = []
    for text in [*prompts(), *KATAKANA]:
        got, at = direct(model, tokenizer, text), utf16_offsets(text)
        rows.append({"prompt": text, "brief": got.brief, "unknown": [[at[a], at[b]] for a, b in got.unknown]})
    (TARGET / "briefs.json").write_text(json.dumps({"cases": rows}, ensure_ascii=False, indent=1) + "\n")
    print(len(cases), "tokenizer cases,", len(tensors) // 3, "forward passes,", len(rows), "briefs")


if __name__ == "__main__":
    main()
