import { f32, type Tensor } from '../tensor/tensor.ts';

/** A prompt's embedding, `[1, tokens, channels]`; `mask` `[tokens]` is 1 for tokens of the text. */
export interface PromptEmbedding {
  readonly embedding: Tensor<'f32'>;
  readonly mask: ArrayLike<number>;
}

/** Embeddings of several prompts cut to the same length, with one mask each where a cut would differ. */
export interface AlignedWords {
  readonly textTokens: number;
  readonly masked: boolean;
  readonly prompts: readonly { readonly text: Tensor<'f32'>; readonly mask: Tensor<'f32'> }[];
}

/**
 * Leaves out padded tokens: cross attention has no positions, and a padded token's weight is exactly 0 in f32, so the
 * result is the same and costs less. A prompt that is all padding is attended evenly, as the reference does: it stays.
 */
function visible({ embedding, mask }: PromptEmbedding): { data: Float32Array; tokens: number } {
  const [, tokens, channels] = embedding.shape as [number, number, number];
  const kept = Array.from({ length: tokens }, (_, i) => i).filter((i) => mask[i]! > 0.5);
  if (kept.length === 0 || kept.length === tokens) return { data: embedding.data, tokens };
  const data = new Float32Array(kept.length * channels);
  for (const [to, from] of kept.entries())
    data.set(embedding.data.subarray(from * channels, (from + 1) * channels), to * channels);
  return { data, tokens: kept.length };
}

/** Cuts prompts to the longest of them; shorter ones are padded and masked. */
export function alignWords(prompts: readonly PromptEmbedding[]): AlignedWords {
  const cut = prompts.map(visible);
  const channels = prompts[0]!.embedding.shape[2]!;
  const textTokens = Math.max(...cut.map(({ tokens }) => tokens));
  return {
    textTokens,
    masked: cut.some(({ tokens }) => tokens !== textTokens),
    prompts: cut.map(({ data, tokens }) => {
      const text = new Float32Array(textTokens * channels);
      text.set(data);
      const mask = Float32Array.from({ length: textTokens }, (_, i) => (i < tokens ? 1 : 0));
      return { text: f32([1, textTokens, channels], text), mask: f32([1, textTokens], mask) };
    }),
  };
}
