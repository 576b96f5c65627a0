/**
 * Which linear layers of LTX-Video's transformer hurt when they are quantised: each kind alone in int8 (or another
 * precision) and all others exact, as the relative error of the velocity, beside its share of the weights' work. With random
 * weights by default; `--weights FILE` takes a published transformer.
 *
 * `node bench/ltx-quantisation.ts [--precision int8] [--tokens 96] [--weights FILE]`. Writes
 * bench/results/ltx-quantisation-<precision>-<machine>.json.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LinearPrecision, PrecisionChoice } from '../packages/engine/src/graph/index.ts';
import { inferTransformerConfig } from '../packages/engine/src/models/ltx-video/infer-config.ts';
import { positionsOf, rotaryTables, videoCoordinates } from '../packages/engine/src/models/ltx-video/rotary.ts';
import { timeEmbedding } from '../packages/engine/src/models/ltx-video/timesteps.ts';
import { transformerGraph, transformerPrecision } from '../packages/engine/src/models/ltx-video/transformer.ts';
import { onnxNodeRuntime } from '../packages/engine/src/runtime/index.ts';
import { f32, i32, noise, sizeOf, type TensorSource } from '../packages/engine/src/tensor/index.ts';
import { openSafetensors } from '../packages/engine/src/weights/index.ts';
import { machineName, saveResults } from './measure.ts';

const words = 128;

/** `transformer_blocks.3.attn1.to_q.weight` → `attn1.to_q`: layers of one kind are quantised together. */
const kindOf = (weight: string): string => weight.replace(/^transformer_blocks\.\d+\./, '').replace(/\.weight$/, '');

async function velocity(source: TensorSource, tokens: number, linear: PrecisionChoice): Promise<Float32Array> {
  const config = inferTransformerConfig(source);
  const runtime = await onnxNodeRuntime();
  const shape = { batch: 1, tokens, textTokens: words, masked: false, times: 1, timeColumns: 1, positions: tokens };
  const program = await runtime.load(transformerGraph(source, config, { ...shape, linear }), { activations: 'kept' });
  const box = { frames: 1, rows: 1, columns: tokens };
  const width = config.num_attention_heads * config.attention_head_dim;
  const out = await program.run({
    sample: f32([1, tokens, config.in_channels], noise(1, 'sample', { count: tokens * config.in_channels })),
    text: f32([1, words, config.caption_channels], noise(1, 'text', { count: words * config.caption_channels })),
    time: timeEmbedding([500]),
    time_index: i32([1, 1], [0]),
    ...rotaryTables(positionsOf(videoCoordinates(box, { space: 32, time: 8 }, 24)), width),
  });
  await program.free();
  return out.sample_out!.data as Float32Array;
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
    },
  });
  const precision = values.precision as LinearPrecision;
  const tokens = Number(values.tokens);
  const folder = await mkdtemp(join(tmpdir(), 'akezora-bench-'));
  try {
    const file = values.weights ?? join(folder, 'weights.safetensors');
    if (!values.weights) {
      const child = spawnSync('python3', [join(import.meta.dirname, 'ltx_video.py'), 'weights', file, '1']);
      if (child.status !== 0) throw new Error(String(child.stderr));
    }
    const source = await openSafetensors(file);
    const exact = await velocity(source, tokens, () => 'f32');
    const errorOf = async (choice: PrecisionChoice) => relativeError(await velocity(source, tokens, choice), exact);
    const work = workOf(source);
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
    await source.close();
    console.log(machineName());
    console.table(rows);
    const weights = values.weights ? 'given' : 'random';
    console.log(await saveResults(`ltx-quantisation-${precision}`, { precision, tokens, weights, rows }));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await main();
