/** Prompts are encoded as Lightricks' pipeline does it: T5 sees the tokens of the text, never the padding. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { readTensors } from '../../../parity/case.ts';
import { relativeError } from '../../../parity/compare.ts';
import { encodePrompts } from '../../../src/diffusion/prompt-embedding.ts';
import { onnxNodeRuntime } from '../../../src/runtime/onnx-node.ts';
import type { Tensor } from '../../../src/tensor/tensor.ts';
import { newFolder } from '../new-folder.ts';

const encoder = join(import.meta.dirname, '../../fixtures/t5-mask');
const tokenizer = join(import.meta.dirname, '../../parity/tokenizer/t5-unigram');
const prompts: readonly string[] = JSON.parse(readFileSync(join(encoder, 'prompts.json'), 'utf8'));
const expected = await readTensors(join(encoder, 'outputs.safetensors'));

async function encode(asked: readonly string[]) {
  const job = { runtime: await onnxNodeRuntime(), device: 'cpu', parts: { encoder, tokenizer }, prompts: asked };
  const encoding = encodePrompts({ ...job, maxLength: 256 });
  let blocks = 0;
  let step = await encoding.next();
  for (; !step.done; step = await encoding.next()) blocks++;
  return { blocks, embeddings: step.value };
}

beforeEach(() => {
  process.env.AKEZORA_CACHE = newFolder();
});

it.each([['together', prompts] as const, ...prompts.map((prompt) => [`alone: “${prompt}”`, [prompt]] as const)])(
  'gives the embeddings that transformers gives with a mask over 256 tokens (%s), and keeps them',
  async (_, asked) => {
    const { blocks, embeddings } = await encode(asked);
    expect(blocks).toBe(2);
    for (const [at, { embedding, mask }] of embeddings.entries()) {
      const i = prompts.indexOf(asked[at]!);
      const [masked, unmasked] = ['masked', 'unmasked'].map((kind) => expected[`${kind}.${i}`] as Tensor<'f32'>);
      expect(embedding.shape).toEqual([1, ...masked!.shape]);
      expect(mask).toEqual(new Array(masked!.shape[0]).fill(1));
      expect(relativeError(embedding.data, masked!.data)).toBeLessThan(1e-5);
      // What diffusers' plain pipeline computes, and what was in the cache before: another thing.
      expect(relativeError(embedding.data, unmasked!.data)).toBeGreaterThan(0.1);
    }
    const kept = await encode(asked.map((prompt) => `  ${prompt} `));
    expect(kept.blocks).toBe(0);
    expect(kept.embeddings).toEqual(embeddings);
  },
);

it('reads 256 tokens of a long prompt', async () => {
  const { embeddings } = await encode(['lantern '.repeat(400)]);
  expect(embeddings[0]!.embedding.shape).toEqual([1, 256, 32]);
});
