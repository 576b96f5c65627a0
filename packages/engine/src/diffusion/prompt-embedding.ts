/**
 * Embedding of prompts by a T5 encoder, cached on disk by the encoder's weights and the tokens: the same prompt is encoded once.
 * Embeddings are `[1, tokens, channels]`. Reference: `encode_prompt` of Lightricks' `LTXVideoPipeline`, which masks the padding in the
 * encoder.
 */
import { stat } from 'node:fs/promises';
import type { Precision } from '@akezora/contract';
import type { Runtime } from '../runtime/runtime.ts';
import type { TensorSource } from '../tensor/source.ts';
import { f32, type Tensor } from '../tensor/tensor.ts';
import { loadTokenizer } from '../text/load-tokenizer.ts';
import { cachedEmbedding, cacheEmbedding, type EmbeddingKey, hasEmbedding } from '../text/prompt-cache.ts';
import { inferT5Config, type SizedT5Config } from '../text/t5-config.ts';
import { encodeT5, type T5Job, t5ConfigPath, t5Precision, unpackedT5 } from '../text/t5-encoder.ts';
import type { Encoding, Tokenizer } from '../text/tokenizer.ts';
import { openWeights } from '../weights/store.ts';
import { readModelJson, weightFileOf } from './component.ts';
import { scaledWeights } from './scaled-weights.ts';

/** Folder or single file of the text encoder, and the folder of its tokenizer. */
export interface TextParts {
  readonly encoder: string;
  readonly tokenizer: string;
}

/** A prompt's embedding, `[1, tokens, channels]`; `mask` `[tokens]` is 1 for tokens of the text, 0 for padding if there is any. */
export interface PromptEmbedding {
  readonly embedding: Tensor<'f32'>;
  readonly mask: ArrayLike<number>;
}

/** Prompts, and the encoder that reads them. */
export interface PromptsToRead {
  readonly parts: TextParts;
  readonly prompts: readonly string[];
  /** Most tokens of a prompt, the end token included; longer prompts are cut. */
  readonly maxLength: number;
  /** Whether prompts are padded to `maxLength` and the padding is encoded like text, for models that attend to it. Default false. */
  readonly padded?: boolean;
  /** Precision of the encoder. Default: by its stored type and its size (`t5Precision`). */
  readonly precision?: Precision | undefined;
}

/** Input of prompt encoding. */
export interface EncodePromptsJob extends PromptsToRead {
  readonly runtime: Runtime;
  readonly device: string;
  /** Cancels the encoding. Default: none. */
  readonly signal?: AbortSignal;
}

/** What is to be done to read prompts. */
export interface PromptReading {
  /** Tokens that are encoded together: none where all embeddings are kept. */
  readonly tokens: number;
  readonly precision: Precision;
  /** Blocks of the encoder that no earlier run packed. */
  readonly unpacked: number;
}

/** Prompts as tokens, the keys of their embeddings, and the precision of the encoder. */
async function keysOf(
  { parts, prompts, maxLength, padded = false, precision: wanted }: PromptsToRead,
  tokenizer: Tokenizer,
  source: TensorSource,
) {
  const encoded = prompts.map((prompt) => tokenizer.encode(prompt.trim(), { maxLength, pad: padded }));
  const precision = wanted ?? t5Precision(source);
  const encoder = await identityOf(encoderFile(parts.encoder));
  const keys = encoded.map(({ ids, mask }): EmbeddingKey => ({ encoder, precision, ids, mask }));
  return { encoded, precision, keys };
}

/**
 * What reading prompts needs on this machine, for a plan; only headers of files are read.
 * @param tokenizer that of the encoder
 * @throws AkezoraError `weights_missing`, `weights_corrupt`
 */
export async function planReading(job: PromptsToRead, tokenizer: Tokenizer): Promise<PromptReading> {
  const source = await openEncoder(job.parts.encoder);
  try {
    const { encoded, precision, keys } = await keysOf(job, tokenizer, source);
    const missing = encoded.filter((_, i) => !hasEmbedding(keys[i]!));
    if (missing.length === 0) return { tokens: 0, precision, unpacked: 0 };
    const longest = Math.max(...missing.map(({ ids }) => ids.length));
    const unpacked = await unpackedT5(source, await t5Config(job.parts.encoder), precision);
    return { tokens: longest * missing.length, precision, unpacked };
  } finally {
    await source.close();
  }
}

/**
 * Encodes prompts. Unless they are `padded`, only their own tokens are encoded, without padding: positions in T5 are relative, so this gives what the reference
 * gives with padding and a mask, in a tenth of the time. Yields after each block of the encoder. Prompts in the cache load nothing.
 */
export async function* encodePrompts(
  job: EncodePromptsJob,
): AsyncGenerator<{ done: number; total: number }, PromptEmbedding[], void> {
  const source = await openEncoder(job.parts.encoder);
  try {
    const tokenizer = await loadTokenizer(job.parts.tokenizer);
    const { encoded, precision, keys } = await keysOf(job, tokenizer, source);
    const embeddings = await Promise.all(keys.map(cachedEmbedding));
    const missing = keys.map((_, i) => i).filter((i) => embeddings[i] === undefined);
    if (missing.length > 0) {
      const config = await t5Config(job.parts.encoder);
      const batch = sameLength(
        missing.map((i) => encoded[i]!),
        tokenizer.padId,
      );
      const made: Tensor<'f32'> = yield* encodeT5({
        runtime: job.runtime,
        device: job.device,
        source,
        config,
        ...batch,
        linear: precision,
        ...(job.signal ? { signal: job.signal } : {}),
      });
      const row = made.shape[1]! * config.d_model;
      for (const [at, i] of missing.entries()) {
        const tokens = encoded[i]!.ids.length;
        const data = made.data.slice(at * row, at * row + tokens * config.d_model);
        embeddings[i] = f32([1, tokens, config.d_model], data);
        await cacheEmbedding(keys[i]!, embeddings[i]);
      }
    }
    return encoded.map(({ mask }, i) => ({ embedding: embeddings[i]!, mask }));
  } finally {
    await source.close();
  }
}

/** Prompts that are encoded together, each block of the encoder loaded once: the shorter ones are padded to the longest and masked. */
function sameLength(encoded: readonly Encoding[], padId: number): Pick<T5Job, 'ids' | 'masks'> {
  const longest = Math.max(...encoded.map(({ ids }) => ids.length));
  const padded = (values: readonly number[], filler: number) =>
    Array.from({ length: longest }, (_, i) => values[i] ?? filler);
  const ids = encoded.map((prompt) => padded(prompt.ids, padId));
  if (encoded.every((prompt) => prompt.ids.length === longest)) return { ids };
  return { ids, masks: encoded.map(({ mask }) => padded(mask, 0)) };
}

/** The weight file of an encoder: in its folder, or itself. */
const encoderFile = (encoder: string): string =>
  encoder.endsWith('.safetensors') ? encoder : weightFileOf(encoder, encoder);

/** Opens an encoder; single files may be in 8 bits with factors beside the weights. */
const openEncoder = async (encoder: string): Promise<TensorSource> =>
  scaledWeights(await openWeights(encoderFile(encoder)));

/** Identity of an encoder on disk, by its weight file: path, size and time. */
export async function identityOf(file: string): Promise<string> {
  const { size, mtimeMs } = await stat(file);
  return `${file} ${size} ${mtimeMs}`;
}

async function t5Config(encoder: string): Promise<SizedT5Config> {
  if (encoder.endsWith('.safetensors')) {
    const source = await openWeights(encoder);
    try {
      return inferT5Config(source);
    } finally {
      await source.close();
    }
  }
  const path = t5ConfigPath(encoder);
  return (await readModelJson(path, path)) as SizedT5Config;
}

/** Parameters of a T5 encoder: of one block, and of all blocks. */
export async function textEncoderSize(parts: TextParts): Promise<{ readonly block: number; readonly all: number }> {
  const config = await t5Config(parts.encoder);
  const inner = config.num_heads * config.d_kv;
  const block = 4 * config.d_model * inner + 3 * config.d_model * config.d_ff;
  return { block, all: block * config.num_layers };
}

/** Embeddings of several prompts cut to one length, each with its mask `[1, textTokens]`. */
export interface AlignedPrompts {
  readonly textTokens: number;
  /** Whether any prompt is shorter than the others, so that the mask counts. */
  readonly masked: boolean;
  readonly prompts: readonly { readonly text: Tensor<'f32'>; readonly mask: Tensor<'f32'> }[];
}

/**
 * Cuts prompts to the longest of them; shorter ones are padded and masked.
 * @param empty what becomes of a prompt that is all padding: it stays, attended evenly, or nothing of it is attended to
 */
export function alignPrompts(
  embeddings: readonly PromptEmbedding[],
  empty: 'even' | 'masked' = 'even',
): AlignedPrompts {
  const cut = embeddings.map((prompt) => withoutPadding(prompt, empty));
  const channels = embeddings[0]!.embedding.shape[2]!;
  const textTokens = Math.max(1, ...cut.map(({ tokens }) => tokens));
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

/**
 * Removes padding: tokens of text have no positions beside those of the encoder, and a padded token's weight is exactly 0 in f32, so the
 * result is the same and costs less.
 */
function withoutPadding(
  { embedding, mask }: PromptEmbedding,
  empty: 'even' | 'masked',
): { data: Float32Array; tokens: number } {
  const [, tokens, channels] = embedding.shape as [number, number, number];
  const used = Array.from({ length: tokens }, (_, i) => i).filter((i) => mask[i]! > 0.5);
  if ((used.length === 0 && empty === 'even') || used.length === tokens) return { data: embedding.data, tokens };
  const data = new Float32Array(used.length * channels);
  for (const [to, from] of used.entries())
    data.set(embedding.data.subarray(from * channels, (from + 1) * channels), to * channels);
  return { data, tokens: used.length };
}
