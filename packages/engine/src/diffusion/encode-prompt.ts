import { stat } from 'node:fs/promises';
import { AkezoraError, type Notice, type Precision } from '@akezora/contract';
import type { Runtime } from '../runtime/runtime.ts';
import { f32, type Tensor } from '../tensor/tensor.ts';
import { loadTokenizer } from '../text/load-tokenizer.ts';
import { cachedEmbedding, type EmbeddingKey, keepEmbedding } from '../text/prompt-cache.ts';
import { cutPosition, readability } from '../text/readable.ts';
import type { T5Config } from '../text/t5.ts';
import { encodeT5, t5ConfigPath, t5Precision } from '../text/t5-encoder.ts';
import type { Tokenizer } from '../text/tokenizer.ts';
import { openWeights } from '../weights/store.ts';
import { readModelJson, weightFileOf } from './component.ts';
import type { PromptEmbedding } from './prompt-embedding.ts';

/** The negative prompt Lightricks publishes with its models; used when a request has none. */
export const defaultNegativePrompt = 'worst quality, inconsistent motion, blurry, jittery, distorted';

/** Prompts with more than this share of unreadable letters are named to the user. */
const unreadableShare = 0.1;

/** Folders of the text encoder and its tokenizer. */
export interface TextParts {
  readonly encoder: string;
  readonly tokenizer: string;
}

/** What a look at the prompt says before anything large is loaded. */
export interface PromptCheck {
  readonly notices: readonly Notice[];
  readonly unknownWords: readonly { readonly word: string; readonly start: number; readonly end: number }[];
}

/**
 * Looks at a prompt with the tokenizer alone: what it cannot read and what it would cut.
 * @throws AkezoraError `prompt_empty`, `prompt_unreadable` when nothing of it can be read.
 */
export function checkPrompt(prompt: string, tokenizer: Tokenizer, maxLength: number, model: string): PromptCheck {
  if (prompt.trim() === '') throw new AkezoraError('prompt_empty', { field: 'prompt' });
  const { unknownShare, words } = readability(prompt, tokenizer);
  if (unknownShare > 0.9)
    throw new AkezoraError('prompt_unreadable', {
      field: 'prompt',
      languages: { en: 'English', ja: '英語' },
    });
  const notices: Notice[] = [];
  if (unknownShare > unreadableShare) {
    const share = Math.round(100 * unknownShare);
    notices.push({
      code: 'prompt_partly_unreadable',
      field: 'prompt',
      message: {
        en: `The text encoder of ${model} cannot read ${share}% of the prompt; those words have no effect. Write it in English.`,
        ja: `${model} のテキストエンコーダーはプロンプトの ${share}% を読めません。その部分は結果に反映されないので、英語で書いてください。`,
      },
    });
  }
  const cut = cutPosition(prompt, tokenizer, maxLength);
  if (cut !== undefined) {
    const rest = prompt.slice(cut).trim();
    const shown = rest.length > 80 ? `${rest.slice(0, 77)}…` : rest;
    notices.push({
      code: 'prompt_cut',
      field: 'prompt',
      message: {
        en: `${model} reads ${maxLength} tokens; this is left out: “${shown}”`,
        ja: `${model} が読めるのは ${maxLength}トークンまでです。次の部分は使われません: 「${shown}」`,
      },
    });
  }
  return { notices, unknownWords: words };
}

/** What identifies an encoder on disk: the path, size and time of its weight file. */
async function identityOf(folder: string): Promise<string> {
  const file = weightFileOf(folder, folder);
  const { size, mtimeMs } = await stat(file);
  return `${file} ${size} ${mtimeMs}`;
}

/** What encoding prompts needs. */
export interface EncodePromptsJob {
  readonly runtime: Runtime;
  readonly device: string;
  readonly parts: TextParts;
  readonly prompts: readonly string[];
  readonly maxLength: number;
  /** Arithmetic of the encoder; `t5Precision` chooses by default. */
  readonly precision?: Precision | undefined;
  readonly signal?: AbortSignal;
}

/**
 * Encodes prompts as LTX does: padded to `maxLength` and without a mask in the encoder, the mask kept for the
 * transformer. Prompts seen before come from the cache and load nothing.
 */
export async function* encodePrompts(
  job: EncodePromptsJob,
): AsyncGenerator<{ done: number; total: number }, PromptEmbedding[], void> {
  const tokenizer = await loadTokenizer(job.parts.tokenizer);
  const encoded = job.prompts.map((prompt) => tokenizer.encode(prompt, { maxLength: job.maxLength, pad: true }));
  const source = await openWeights(weightFileOf(job.parts.encoder, job.parts.encoder));
  try {
    const precision = job.precision ?? t5Precision(source);
    const encoder = await identityOf(job.parts.encoder);
    const keys = encoded.map(({ ids }): EmbeddingKey => ({ encoder, precision, ids }));
    const embeddings = await Promise.all(keys.map(cachedEmbedding));
    const missing = keys.map((_, i) => i).filter((i) => embeddings[i] === undefined);
    if (missing.length > 0) {
      const path = t5ConfigPath(job.parts.encoder);
      const config = (await readModelJson(path, path)) as T5Config;
      const made: Tensor<'f32'> = yield* encodeT5({
        runtime: job.runtime,
        device: job.device,
        source,
        config,
        ids: missing.map((i) => encoded[i]!.ids),
        linear: precision,
        ...(job.signal ? { signal: job.signal } : {}),
      });
      const size = job.maxLength * config.d_model;
      const shape = [1, job.maxLength, config.d_model];
      for (const [row, i] of missing.entries()) {
        const part = f32(shape, made.data.slice(row * size, (row + 1) * size));
        embeddings[i] = part;
        await keepEmbedding(keys[i]!, part);
      }
    }
    return encoded.map(({ mask }, i) => ({ embedding: embeddings[i]!, mask }));
  } finally {
    await source.close();
  }
}
