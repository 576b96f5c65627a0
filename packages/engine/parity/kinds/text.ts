import { join } from 'node:path';
import type { LinearPrecision } from '../../src/graph/builder.ts';
import { f32, reshaped, type Tensor } from '../../src/tensor/tensor.ts';
import {
  type ClipTextConfig,
  clipEmbeddingName,
  clipPoolPosition,
  clipTextGraph,
} from '../../src/text/clip-encoder.ts';
import { embedRows } from '../../src/text/embedding.ts';
import { type T5Config, t5Graph } from '../../src/text/t5.ts';
import { relativePositionBucket } from '../../src/text/t5-buckets.ts';
import { openSafetensors } from '../../src/weights/store.ts';
import { Inputs, type ParityCase, type ParityOptions, readJson, runtimeFor } from '../case.ts';

/** Opens a case's weights, gives them to `use`, closes them. */
export async function withWeights<T>(
  parityCase: ParityCase,
  use: (source: Awaited<ReturnType<typeof openSafetensors>>) => Promise<T>,
): Promise<T> {
  const source = await openSafetensors(join(parityCase.folder, 'weights.safetensors'));
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

/** Buckets of relative positions. */
export async function runT5Bucket(parityCase: ParityCase): Promise<Record<string, Tensor>> {
  const options = { buckets: Number(parityCase.args.num_buckets), maxDistance: Number(parityCase.args.max_distance) };
  const positions = (await Inputs.of(parityCase)).need('relative_position');
  const buckets = Array.from(positions.data as Int32Array, (position) => relativePositionBucket(position, options));
  return { bucket: f32(positions.shape, buckets) };
}

/** T5 and UMT5 encoders, with a mask when the case has one. */
export async function runT5(parityCase: ParityCase, options: ParityOptions): Promise<Record<string, Tensor>> {
  const config = await readJson<T5Config>(parityCase, 'config.json');
  const inputs = await Inputs.of(parityCase);
  const ids = inputs.need('input_ids');
  const mask = inputs.maybe('attention_mask');
  const [batch, tokens] = ids.shape as [number, number];
  return withWeights(parityCase, async (source) => {
    const table = source.find('shared.weight') ? 'shared.weight' : 'encoder.embed_tokens.weight';
    const rows = await embedRows(source, table, Array.from(ids.data as Int32Array, Number));
    const hidden = reshaped(rows, [batch, tokens, config.d_model]);
    const runtime = await runtimeFor(options);
    const linear = options.precision as LinearPrecision;
    const program = await runtime.load(
      t5Graph(source, config, { batch, tokens, masked: mask !== undefined, linear }),
      options,
    );
    const { output } = await program.run({ hidden, ...(mask ? { mask } : {}) });
    await program.free();
    return { last_hidden_state: output! };
  });
}

/** CLIP text encoders, pooled and projected. */
export async function runClipText(parityCase: ParityCase, options: ParityOptions): Promise<Record<string, Tensor>> {
  const config = await readJson<ClipTextConfig>(parityCase, 'config.json');
  const ids = (await Inputs.of(parityCase)).need('input_ids');
  const [batch, tokens] = ids.shape as [number, number];
  const all = Array.from(ids.data as Int32Array, Number);
  const pool = new Float32Array(batch * tokens);
  for (let b = 0; b < batch; b++)
    pool[b * tokens + clipPoolPosition(all.slice(b * tokens, (b + 1) * tokens), config)] = 1;
  return withWeights(parityCase, async (source) => {
    const rows = await embedRows(source, clipEmbeddingName(source), all);
    const runtime = await runtimeFor(options);
    const linear = options.precision as LinearPrecision;
    const program = await runtime.load(clipTextGraph(source, config, { batch, tokens, linear }), options);
    const out = await program.run({
      hidden: reshaped(rows, [batch, tokens, config.hidden_size]),
      pool: f32([batch, 1, tokens], pool),
    });
    await program.free();
    return out;
  });
}
