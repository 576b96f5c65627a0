/**
 * Prompts of Pyramid Flow: T5 tells the transformer what is seen token by token, CLIP encoders as one vector
 * (`FluxTextEncoderWithMask`, `SD3TextEncoderWithMask` of the reference).
 */
import { join } from 'node:path';
import type { GenerationRequest } from '@akezora/contract';
import { readModelJson, weightFileOf } from '../../diffusion/component.ts';
import { identityOf } from '../../diffusion/prompt-embedding.ts';
import { runGraph } from '../../diffusion/run-stages.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { joined } from '../../tensor/joined.ts';
import { f32, reshaped, type Tensor } from '../../tensor/tensor.ts';
import { type ClipTextConfig, clipEmbeddingName, clipPoolPosition, clipTextGraph } from '../../text/clip-encoder.ts';
import { embedRows } from '../../text/embedding.ts';
import { loadTokenizer } from '../../text/load-tokenizer.ts';
import { cachedEmbedding, cacheEmbedding, type EmbeddingKey } from '../../text/prompt-cache.ts';
import { openWeights } from '../../weights/store.ts';
import type { PyramidFiles } from './config.ts';

/** Most tokens of a prompt for T5. */
export const textTokens = 128;

/** Most tokens of a prompt for CLIP. */
const clipTokens = 77;

/** What the authors add to every prompt: the transformer was tuned with it. */
const promptSuffix = ', hyper quality, Ultra HD, 8K';

/** The negative prompt where a request has none. */
const usualNegativePrompt =
  'cartoon style, worst quality, low quality, blurry, absolute black, absolute white, low res, extra limbs, extra digits, misplaced objects, mutated anatomy, monochrome, horror';

/** The prompts of a request as they are read: that of the request, and the negative one where guidance uses it. */
export function promptsOf({ prompt, negativePrompt }: GenerationRequest, guided: boolean): string[] {
  const full = prompt.trim() + promptSuffix;
  return guided ? [full, negativePrompt ?? usualNegativePrompt] : [full];
}

/** CLIP encoders of a model, in the order in which their vectors are joined. */
type Clips = PyramidFiles['clips'];

/** Input of pooling. */
export interface PoolJob {
  readonly runtime: Runtime;
  readonly device: string;
  readonly clips: Clips;
  readonly prompts: readonly string[];
  /** Cancels between encoders. Default: none. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Each prompt as one vector `[1, channels]`, kept on disk by the encoder's weights and the tokens.
 * @throws AkezoraError `weights_missing`, `weights_corrupt`, `weights_mismatch`, `runtime_failed`.
 */
export async function poolPrompts(job: PoolJob): Promise<Tensor<'f32'>[]> {
  const vectors: Float32Array[][] = job.prompts.map(() => []);
  for (const clip of job.clips) {
    const made = await poolWith(job, clip, job.clips.length > 1);
    for (const [i, vector] of made.entries()) vectors[i]!.push(vector);
  }
  return vectors.map((parts) => {
    const all = joined(parts);
    return f32([1, all.length], all);
  });
}

/** @param projected whether the vectors go through the encoder's projection, as several that are joined do */
async function poolWith(job: PoolJob, clip: Clips[number], projected: boolean): Promise<Float32Array[]> {
  const { runtime, device, prompts, signal } = job;
  const file = weightFileOf(clip.encoder, clip.encoder);
  const config = (await readModelJson(join(clip.encoder, 'config.json'), clip.encoder)) as ClipTextConfig;
  const tokenizer = await loadTokenizer(clip.tokenizer);
  const encoder = await identityOf(file);
  const made: Float32Array[] = [];
  for (const prompt of prompts) {
    signal?.throwIfAborted();
    // What follows the end of the text does not change it: each token sees those before it alone.
    const { ids } = tokenizer.encode(prompt.trim(), { maxLength: clipTokens });
    const key: EmbeddingKey = { encoder, precision: projected ? 'projected' : 'pooled', ids };
    const known = await cachedEmbedding(key);
    const vector = known ?? (await encode(ids));
    if (!known) await cacheEmbedding(key, vector);
    made.push(vector.data);
  }
  return made;

  async function encode(ids: readonly number[]): Promise<Tensor<'f32'>> {
    const source = await openWeights(file);
    try {
      const rows = await embedRows(source, clipEmbeddingName(source), ids);
      const pool = new Float32Array(ids.length);
      pool[clipPoolPosition(ids, config)] = 1;
      const graph = clipTextGraph(source, config, { batch: 1, tokens: ids.length });
      const out = await runGraph(
        runtime,
        graph,
        { device, label: 'text' },
        { hidden: reshaped(rows, [1, ids.length, config.hidden_size]), pool: f32([1, 1, ids.length], pool) },
      );
      return out[projected ? 'text_embeds' : 'pooler_output']!;
    } finally {
      await source.close();
    }
  }
}

/** Bytes of memory that the largest CLIP encoder of a model takes. */
export async function clipBytes(clips: Clips): Promise<number> {
  const sizes = clips.map(async ({ encoder }) => {
    const config = (await readModelJson(join(encoder, 'config.json'), encoder)) as ClipTextConfig;
    const { hidden_size: width, num_hidden_layers: layers } = config;
    return 4.1 * 12 * layers * width ** 2 + 200e6;
  });
  return Math.max(...(await Promise.all(sizes)));
}
