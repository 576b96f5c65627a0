import { copyFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { GraphBuilder, type LinearPrecision } from '../../src/graph/builder.ts';
import type { Graph } from '../../src/graph/graph.ts';
import { linear } from '../../src/graph/layers/linear.ts';
import { scopeOf } from '../../src/graph/scope.ts';
import { int8Precision } from '../../src/runtime/cpu.ts';
import { onnxNodeRuntime } from '../../src/runtime/onnx-node.ts';
import { noise } from '../../src/tensor/noise.ts';
import type { TensorSource } from '../../src/tensor/source.ts';
import { f32 } from '../../src/tensor/tensor.ts';
import { cachedGraph } from '../../src/weights/cached-graph.ts';
import { withLoras } from '../../src/weights/lora.ts';
import { openSafetensors } from '../../src/weights/store.ts';
import { saveSafetensors } from '../../src/weights/write.ts';
import { relativeError } from '../graph/reference.ts';
import { newFolder } from '../models/new-folder.ts';

const random = (name: string, shape: number[]) =>
  f32(shape, noise(5, name, { count: shape.reduce((a, b) => a * b, 1) }));

let folder = '';
let weights = '';
let adapter = '';
beforeEach(async () => {
  folder = newFolder();
  process.env.AKEZORA_CACHE = join(folder, 'cache');
  weights = join(folder, 'weights.safetensors');
  adapter = join(folder, 'adapter.safetensors');
  await saveSafetensors(weights, { 'to_q.weight': random('q', [32, 64]), 'to_k.weight': random('k', [32, 64]) });
  await saveSafetensors(adapter, {
    'transformer.to_q.lora_A.weight': random('a', [2, 64]),
    'transformer.to_q.lora_B.weight': random('b', [32, 2]),
  });
});

const build = (source: TensorSource, precision: LinearPrecision = int8Precision()) => {
  const g = new GraphBuilder('cached', { source, linear: precision });
  const x = g.input('x', 'f32', [1, 3, 64]);
  g.output('q', linear(x, scopeOf(g, 'to_q')));
  g.output('k', linear(x, scopeOf(g, 'to_k')));
  return g.build();
};

const part = { name: 'part', build };

const outputOf = async (graph: Graph): Promise<Float32Array> => {
  const program = await (await onnxNodeRuntime()).load(graph);
  const { q } = await program.run({ x: random('x', [1, 3, 64]) });
  await program.free();
  return q!.data as Float32Array;
};

/** Result of the graph with an adapter, and how many tensors were packed for it. */
async function run(path: string | undefined, strength = 1) {
  const stored = await openSafetensors(weights);
  const source = path === undefined ? stored : await withLoras(stored, [{ path, strength }]);
  let packed = 0;
  const kept = await cachedGraph(source, int8Precision(), [part], build, { onWritten: () => packed++ });
  const program = await (await onnxNodeRuntime()).load(kept.graph);
  const out = await program.run({ x: random('x', [1, 3, 64]) });
  await program.free();
  await kept.close();
  await source.close();
  return { packed, q: out.q!.data, k: out.k!.data };
}

it('packs weights once for a model, and once for each adapter and strength', async () => {
  const plain = await run(undefined);
  const adapted = await run(adapter, 0.5);
  const stronger = await run(adapter, 1);
  expect([plain, adapted, stronger].map(({ packed }) => packed > 0)).toEqual([true, true, true]);
  expect(adapted.k).toEqual(plain.k);
  expect(adapted.q).not.toEqual(plain.q);
  expect(stronger.q).not.toEqual(adapted.q);
  const copy = join(folder, 'the same elsewhere.safetensors');
  copyFileSync(adapter, copy);
  for (const [again, first] of [
    [await run(undefined), plain],
    [await run(copy, 0.5), adapted],
    [await run(adapter, 1), stronger],
  ] as const) {
    expect(again.packed).toBe(0);
    expect(again.q).toEqual(first.q);
  }
});

it('maps the packed weights from the cache, with the same result, near the exact one', async () => {
  const results: Float32Array[] = [];
  let cache = '';
  for (const written of [['to_q.weight', 'to_k.weight'], []]) {
    const source = await openSafetensors(weights);
    const names: string[] = [];
    const cached = await cachedGraph(source, int8Precision(), [part], build, { onWritten: (name) => names.push(name) });
    for (const name of written) expect(names.some((made) => made.startsWith(name))).toBe(true);
    expect(names.length).toBe(written.length * 2);
    cache = cached.graph.weights.find(({ dtype }) => dtype === 'i8')?.location?.file ?? '';
    expect(cache.startsWith(join(folder, 'cache', 'weights'))).toBe(true);
    results.push(await outputOf(cached.graph));
    await cached.close();
    await source.close();
  }
  const only = await openSafetensors(cache);
  expect(await outputOf(build(only))).toEqual(results[0]);
  await only.close();
  expect(results[1]).toEqual(results[0]);
  const exact = await openSafetensors(weights);
  expect(relativeError(results[0]!, await outputOf(build(exact, 'f32')))).toBeLessThan(0.02);
  await exact.close();
});

it('packs anew when a file of the same name has other weights', async () => {
  const before = await run(undefined);
  await saveSafetensors(weights, { 'to_q.weight': random('other', [32, 64]), 'to_k.weight': random('k', [32, 64]) });
  const after = await run(undefined);
  expect(after.packed).toBe(before.packed);
  expect(after.q).not.toEqual(before.q);
});

it('keeps the weights of the last few adapters only', async () => {
  for (const strength of [0.1, 0.2, 0.3, 0.4, 0.5]) await run(adapter, strength);
  const kept = readdirSync(join(folder, 'cache', 'weights')).filter((name) => name.startsWith('adapted-'));
  expect(kept.length).toBe(3);
  expect((await run(adapter, 0.5)).packed).toBe(0);
  expect((await run(adapter, 0.1)).packed).toBeGreaterThan(0);
});
