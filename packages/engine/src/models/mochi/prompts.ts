/** Prompts as Mochi's transformer takes them. */
import type { PromptEmbedding } from '../../diffusion/prompt-embedding.ts';
import { f32 } from '../../tensor/tensor.ts';

/** No text at all: what an empty negative prompt stands for in Genmo's pipeline, which sets its tokens and its mask to zero. */
export const noText = (channels: number): PromptEmbedding => ({
  embedding: f32([1, 1, channels], new Float32Array(channels)),
  mask: [0],
});
