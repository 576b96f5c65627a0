/**
 * Which linear layers of LTX-Video's transformer hurt when they are quantised: each kind alone in int8 (or another
 * precision) and all others exact, as the relative error of the velocity, beside its share of the weights' work. Then every
 * block alone as the engine computes it, on what the blocks before it gave exactly: the relative error of what it adds;
 * once as the weights are, and once with one channel of a hundred twenty times as large in front of self-attention and
 * feed-forward, as trained transformers have them. With random weights by default; `--weights FILE` takes a whole
 * transformer of the hub or of `bench/random-ltx.ts`.
 *
 * `node bench/ltx-quantisation.ts [--precision int8] [--tokens 96] [--weights FILE] [--blocks 28]`. Writes
 * bench/results/ltx-quantisation-<precision>-<machine>.json.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { timestepEmbedding } from '../packages/engine/src/diffusion/timestep-embedding.ts';
import type { LinearPrecision, PrecisionChoice } from '../packages/engine/src/graph/builder.ts';
import { inferTransformerConfig } from '../packages/engine/src/models/ltx-video/config.ts';
import { positionsOf, rotaryTables, videoCoordinates } from '../packages/engine/src/models/ltx-video/rotary.ts';
import {
  timeChannels,
  transformerGraph,
  transformerPrecision,
} from '../packages/engine/src/models/ltx-video/transformer.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/onnx-node.ts';
import { noise } from '../packages/engine/src/tensor/noise.ts';
import type { TensorSource } from '../packages/engine/src/tensor/source.ts';
import { f32, i32, sizeOf, type Tensor, toF32 } from '../packages/engine/src/tensor/tensor.ts';
import { openSafetensors } from '../packages/engine/src/weights/store.ts';
import { machineName, saveResults } from './measure.ts';

const words = 128;

/** `transformer_blocks.3.attn1.to_q.weight` → `attn1.to_q`: layers of one kind are quantised together. */
const kindOf = (weight: string): string => weight.replace(/^transformer_blocks\.\d+\./, '').replace(/\.weight$/, '');

async function velocity(source: TensorSource, tokens: number, linear: PrecisionChoice): Promise<Float32Array> {
  const config = inferTransformerConfig(source);
  const runtime = await onnxNodeRuntime();
  const shape = { batch: 1, tokens, textTokens: words, masked: false, times: 1, timeColumns: 1, positions: tokens };
  const program = await runtime.load(transformerGraph(source, config, { ...shape, linear }), { activations: 'pooled' });
  const box = { frames: 1, rows: 1, columns: tokens };
  const width = config.num_attention_heads * config.attention_head_dim;
  const out = await program.run({
    sample: f32([1, tokens, config.in_channels], noise(1, 'sample', { count: tokens * config.in_channels })),
    text: f32([1, words, config.caption_channels], noise(1, 'text', { count: words * config.caption_channels })),
    time: timestepEmbedding([500], timeChannels),
    time_index: i32([1, 1], [0]),
    ...rotaryTables(positionsOf(videoCoordinates(box, { space: 32, time: 8 }, 24)), width),
  });
  await program.free();
  return out.sample_out!.data as Float32Array;
}

/** The transformer with its first block alone: what a kind of layer costs shows there, and loading is quick. */
const oneBlock = (source: TensorSource): TensorSource => ({
  ...source,
  names: source.names.filter((name) => !/^transformer_blocks\.[1-9]/.test(name)),
});

/** One channel of a hundred made twenty times as large by every block's modulation. */
const outlying = (source: TensorSource): TensorSource => ({
  ...source,
  find(name) {
    const info = source.find(name);
    return info && /\d\.scale_shift_table$/.test(name) ? { name, dtype: 'f32', shape: info.shape } : info;
  },
  async read(name) {
    const value = await source.read(name);
    if (!/\d\.scale_shift_table$/.test(name)) return value;
    const table = Float32Array.from(toF32(value).data);
    const width = value.shape[1]!;
    for (const row of [1, 4]) for (let i = 50; i < width; i += 100) table[row * width + i]! += 19;
    return f32(value.shape, table);
  },
});

/** Relative error of what each block adds, on exact inputs. */
async function blockErrors(source: TensorSource, tokens: number, linear: LinearPrecision, blocks: number) {
  const config = inferTransformerConfig(source);
  const width = config.num_attention_heads * config.attention_head_dim;
  const runtime = await onnxNodeRuntime();
  const shape = { batch: 1, tokens, textTokens: words, masked: false, times: 1, timeColumns: 1, positions: tokens };
  const box = { frames: 1, rows: 1, columns: tokens };
  const always = {
    time_index: i32([1, 1], [0]),
    ...rotaryTables(positionsOf(videoCoordinates(box, { space: 32, time: 8 }, 24)), width),
  };
  const draw = (name: string, lengths: number[]) => f32(lengths, noise(1, name, { count: sizeOf(lengths) }));
  let state: Record<string, Tensor> = {
    hidden: draw('hidden', [1, tokens, width]),
    words: draw('words', [1, words, width]),
    modulation: f32(
      [1, 6 * width],
      noise(1, 'modulation', { count: 6 * width }).map((value) => value * 0.3),
    ),
    embedded: draw('embedded', [1, width]),
  };
  // Block 0 stands in the stretch with the embedding, and the last one in that with the output: the others are alike.
  const errors: number[] = [];
  for (let block = 1; block <= Math.min(blocks, config.num_layers - 2); block++) {
    const run = async (precision: LinearPrecision) => {
      const graph = transformerGraph(source, config, { ...shape, linear: precision, from: block, to: block + 1 });
      const inputs = Object.fromEntries(graph.inputs.map(({ name }) => [name, { ...state, ...always }[name]!]));
      const program = await runtime.load(graph, { activations: 'pooled' });
      const { hidden_out: out } = await program.run(inputs);
      await program.free();
      return out!.data as Float32Array;
    };
    const [exact, got] = [await run('f32'), await run(linear)];
    const before = state.hidden!.data as Float32Array;
    errors.push(
      relativeError(
        got.map((v, i) => v - before[i]!),
        exact.map((v, i) => v - before[i]!),
      ),
    );
    state = { ...state, hidden: f32([1, tokens, width], exact) };
  }
  const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
  return { mean, worst: Math.max(...errors), errors };
}

function relativeError(got: Float32Array, exact: Float32Array): number {
  let [difference, size] = [0, 0];
  for (let i = 0; i < exact.length; i++) {
    difference += (got[i]! - exact[i]!) ** 2;
    size += exact[i]! ** 2;
  }
  return Math.sqrt(difference / size);
}

/** Multiplications of each kind for a clip of 6,144 tokens: layers of time and words see far fewer rows. */
function workOf(source: TensorSource): Map<string, number> {
  const rows = (kind: string) =>
    kind.startsWith('time_embed') ? 1 : /^caption|^attn2\.to_[kv]$/.test(kind) ? words : 6144;
  const work = new Map<string, number>();
  for (const name of source.names) {
    const shape = source.find(name)!.shape;
    if (shape.length !== 2 || !name.endsWith('.weight')) continue;
    const kind = kindOf(name);
    work.set(kind, (work.get(kind) ?? 0) + rows(kind) * sizeOf(shape));
  }
  return work;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      precision: { type: 'string', default: 'int8' },
      tokens: { type: 'string', default: '96' },
      weights: { type: 'string' },
      blocks: { type: 'string', default: '26' },
    },
  });
  const precision = values.precision as LinearPrecision;
  const tokens = Number(values.tokens);
  const folder = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
  try {
    const file = values.weights ?? join(folder, 'weights.safetensors');
    if (!values.weights) {
      const child = spawnSync('python3', [join(import.meta.dirname, 'ltx_video.py'), 'weights', file, '4']);
      if (child.status !== 0) throw new Error(String(child.stderr));
    }
    const source = await openSafetensors(file);
    const first = oneBlock(source);
    const exact = await velocity(first, tokens, () => 'f32');
    const errorOf = async (choice: PrecisionChoice) => relativeError(await velocity(first, tokens, choice), exact);
    const work = workOf(first);
    const all = [...work.values()].reduce((a, b) => a + b, 0);
    const rows: { quantised: string; relativeError: number; shareOfWork: number }[] = [];
    for (const [kind, own] of work) {
      const error = await errorOf((weight) => (kindOf(weight) === kind ? precision : 'f32'));
      rows.push({ quantised: kind, relativeError: error, shareOfWork: own / all });
    }
    rows.sort((a, b) => b.relativeError / b.shareOfWork - a.relativeError / a.shareOfWork);
    rows.push({ quantised: 'all', relativeError: await errorOf(() => precision), shareOfWork: 1 });
    const choice = transformerPrecision(precision);
    const used = [...work].filter(([kind]) => choice(`${kind}.weight`) !== 'f32');
    rows.push({
      quantised: 'as the engine does',
      relativeError: await errorOf(choice),
      shareOfWork: used.reduce((sum, [, own]) => sum + own, 0) / all,
    });
    const blocks = {
      asTheyAre: await blockErrors(source, tokens, precision, Number(values.blocks)),
      outlying: await blockErrors(outlying(source), tokens, precision, Number(values.blocks)),
    };
    await source.close();
    console.log(machineName());
    console.table(rows);
    console.log(blocks);
    const weights = values.weights ? 'given' : 'random';
    console.log(await saveResults(`ltx-quantisation-${precision}`, { precision, tokens, weights, rows, blocks }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
