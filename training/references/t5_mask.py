"""What T5's attention mask changes, from transformers' own `T5EncoderModel`.

`python -m training.references.t5_mask` (transformers 4.57.1, torch, tokenizers) writes a tiny random T5 v1.1 encoder to
packages/engine/tests/fixtures/t5-mask with the embeddings of three prompts, tokenised by the fixture tokenizer of the
parity set, padded to 256 tokens and encoded as Lightricks' pipeline does (`attention_mask` given) and as diffusers'
plain `LTXPipeline` does (none). Only the tokens of the text are kept: padding is masked in the transformer.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import PreTrainedTokenizerFast, T5Config, T5EncoderModel

ROOT = Path(__file__).resolve().parents[2]
TOKENIZER = ROOT / "packages/engine/tests/parity/tokenizer/t5-unigram/tokenizer.json"
OUT = ROOT / "packages/engine/tests/fixtures/t5-mask"
PROMPTS = [
    "a red fox walks through a bamboo forest, cinematic lighting",
    "worst quality, inconsistent motion, blurry, jittery, distorted",
    "",
]


def main():
    torch.manual_seed(3)
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(TOKENIZER), pad_token="<pad>", eos_token="</s>")
    config = T5Config(
        vocab_size=len(tokenizer),
        d_model=32,
        d_kv=8,
        d_ff=48,
        num_heads=4,
        num_layers=2,
        feed_forward_proj="gated-gelu",
        tie_word_embeddings=False,
        dropout_rate=0,
    )
    model = T5EncoderModel(config).eval()
    for name, weight in model.named_parameters():
        if "norm" not in name:
            # T5 does not scale its scores: small projections keep them in a range in which every token counts.
            weight.data.normal_(0, 1 if "shared" in name else 0.25)
    out = {}
    with torch.no_grad():
        for i, prompt in enumerate(PROMPTS):
            encoded = tokenizer(prompt, padding="max_length", max_length=256, truncation=True, return_tensors="pt")
            tokens = int(encoded.attention_mask.sum())
            masked = model(encoded.input_ids, attention_mask=encoded.attention_mask)[0][0, :tokens]
            unmasked = model(encoded.input_ids)[0][0, :tokens]
            out[f"masked.{i}"], out[f"unmasked.{i}"] = masked.contiguous(), unmasked.contiguous()
            print(prompt, tokens, "difference", float((masked - unmasked).norm() / masked.norm()))
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "config.json").write_text(json.dumps(model.config.to_dict(), indent=1, sort_keys=True) + "\n")
    (OUT / "prompts.json").write_text(json.dumps(PROMPTS, indent=1) + "\n")
    weights = {name: value.contiguous() for name, value in model.state_dict().items() if name != "encoder.embed_tokens.weight"}
    save_file(weights, str(OUT / "model.safetensors"))
    save_file(out, str(OUT / "outputs.safetensors"))


if __name__ == "__main__":
    main()
