/** Prompts as Mochi's transformer takes them. */
import type { PromptEmbedding } from '../../diffusion/prompt-embedding.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';

/** No text at all: what an empty negative prompt stands for in Genmo's pipeline, which sets its tokens and its mask to zero. */
export const noText = (channels: number): PromptEmbedding => ({
  embedding: f32([1, 1, channels], new Float32Array(channels)),
  mask: [0],
});

/** Prompts of one length, each with its mask `[1, textTokens]`. */
export interface JointPrompts {
  readonly textTokens: number;
  /** Whether any prompt is shorter than the others, so that the mask counts. */
  readonly masked: boolean;
  readonly prompts: readonly { readonly text: Tensor<'f32'>; readonly mask: Tensor<'f32'> }[];
}

/** Prompts without their padding, then padded to the longest of them: one graph computes all. */
export function jointPrompts(embeddings: readonly PromptEmbedding[]): JointPrompts {
  const used = embeddings.map(({ mask }) => Array.from(mask, (_, i) => i).filter((i) => mask[i]! > 0.5));
  const textTokens = Math.max(1, ...used.map((tokens) => tokens.length));
  return {
    textTokens,
    masked: used.some((tokens) => tokens.length !== textTokens),
    prompts: embeddings.map(({ embedding }, at) => {
      const channels = embedding.shape[2]!;
      const tokens = used[at]!;
      const text = new Float32Array(textTokens * channels);
      for (const [to, from] of tokens.entries())
        text.set(embedding.data.subarray(from * channels, (from + 1) * channels), to * channels);
      const mask = Float32Array.from({ length: textTokens }, (_, i) => (i < tokens.length ? 1 : 0));
      return { text: f32([1, textTokens, channels], text), mask: f32([1, textTokens], mask) };
    }),
  };
}
