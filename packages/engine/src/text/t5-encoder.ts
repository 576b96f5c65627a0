import { join } from 'node:path';
import type { LinearPrecision } from '../graph/builder.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { TensorSource } from '../tensor/source.ts';
import { byteLengthOf, f32, reshaped, type Tensor } from '../tensor/tensor.ts';
import { cachedGraph, type PackedPart, packParts, unpackedParts } from '../weights/cached-graph.ts';
import { embedRows } from './embedding.ts';
import { type T5Config, type T5Shape, t5Graph } from './t5.ts';

/** One run of a T5 encoder over a batch of equally long token lists. */
export interface T5Job {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: T5Config;
  /** `[batch][tokens]`, all of one length. */
  readonly ids: readonly (readonly number[])[];
  /** 1 for tokens, 0 for padding. Default: every token counts, padding too. */
  readonly masks?: readonly (readonly number[])[];
  /** Precision of the linear layers. Default `f32`. */
  readonly linear?: LinearPrecision;
  /** Number of blocks in memory at once. Default 1, with which a 5-billion-parameter encoder needs less than 1.5 GB. */
  readonly residentBlocks?: number;
  /** Cancels the encoding. Default: none. */
  readonly signal?: AbortSignal;
}

/** Name of the token table: `shared` in files with shared tables, the encoder's in others. */
const t5TableName = (source: TensorSource): string =>
  source.find('shared.weight') ? 'shared.weight' : 'encoder.embed_tokens.weight';

/** Blocks of an encoder that are loaded together, up to `to`. */
interface T5Part extends PackedPart {
  readonly to: number;
}

/** The parts of an encoder, of so many blocks each. */
function t5Parts(config: T5Config, shape: Omit<T5Shape, 'from' | 'to'>, step = 1): T5Part[] {
  const parts: T5Part[] = [];
  for (let from = 0; from < config.num_layers; from += step) {
    const to = Math.min(config.num_layers, from + step);
    parts.push({ name: `t5-${from}-${to}`, to, build: (source) => t5Graph(source, config, { ...shape, from, to }) });
  }
  return parts;
}

/** How many blocks of an encoder no earlier run packed. */
export const unpackedT5 = async (source: TensorSource, config: T5Config, linear: LinearPrecision): Promise<number> =>
  (await unpackedParts(source, linear, t5Parts(config, { batch: 1, tokens: 1, masked: false, linear }))).length;

/**
 * Encodes token lists to `[batch, tokens, d_model]`. Blocks are loaded in turn and freed; yields the progress after each
 * load.
 * @throws AkezoraError `weights_mismatch`, `weights_corrupt`, `runtime_failed`.
 */
export async function* encodeT5(job: T5Job): AsyncGenerator<{ done: number; total: number }, Tensor<'f32'>, void> {
  const { config, source, ids } = job;
  const [batch, tokens] = [ids.length, ids[0]?.length ?? 0];
  const mask = job.masks && f32([batch, tokens], Float32Array.from(job.masks.flat()));
  const rows = await embedRows(source, t5TableName(source), ids.flat());
  let hidden: Tensor<'f32'> = reshaped(rows, [batch, tokens, config.d_model]);
  const linear = job.linear ?? 'f32';
  const parts = t5Parts(config, { batch, tokens, masked: mask !== undefined, linear }, job.residentBlocks);
  for (const [i, part] of parts.entries()) {
    job.signal?.throwIfAborted();
    const cached = await cachedGraph(source, linear, [part], part.build, { signal: job.signal });
    // What fails here fails again when its turn comes.
    void packParts(source, linear, parts.slice(i + 1, i + 2), { signal: job.signal }).catch(() => {});
    const program = await job.runtime.load(cached.graph, { device: job.device, label: 'text' });
    try {
      const { output } = await program.run({ hidden, ...(mask ? { mask } : {}) });
      hidden = output as Tensor<'f32'>;
    } finally {
      await program.free();
      await cached.close();
    }
    yield { done: part.to, total: config.num_layers };
  }
  return hidden;
}

/** Encoders beyond this size run with 8-bit weights: T5-XXL in f32 has 19 GB, more than most machines have memory. */
const exactBytes = 4e9;

/**
 * Default precision of a text encoder: f32 where its file is in f32 and small enough to be read for every prompt,
 * else 8-bit weights, which are cached: widening 5 billion half-precision weights each time would take longer than encoding.
 */
export function t5Precision(source: TensorSource): LinearPrecision {
  const infos = source.names.map((name) => source.find(name)!);
  const bytes = infos.reduce((sum, { dtype, shape }) => sum + byteLengthOf(dtype, shape), 0);
  const stored = source.find('encoder.block.0.layer.0.SelfAttention.q.weight')?.dtype;
  return stored === 'f32' && bytes <= exactBytes ? 'f32' : 'w8';
}

/** Path of the config beside a T5 encoder's weights. */
export const t5ConfigPath = (folder: string): string => join(folder, 'config.json');
