import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { checkDevice } from '../../src/runtime/device-check.ts';
import { cachedFacts } from '../../src/runtime/device-facts.ts';
import { onnxNodeRuntime } from '../../src/runtime/onnx-node.ts';
import type { Program } from '../../src/runtime/runtime.ts';
import { newFolder } from '../models/new-folder.ts';

let cache = '';
beforeEach(() => {
  cache = newFolder();
  process.env.AKEZORA_CACHE = cache;
});

const runtime = await onnxNodeRuntime({ threads: 1 });
const onCpu: typeof runtime.load = (graph, options) => runtime.load(graph, { ...options, device: 'cpu' });

/** The CPU with programs spoilt by `spoil`. */
const spoilt =
  (spoil: (values: Float32Array, graph: string, floats: string) => void): typeof runtime.load =>
  async (graph, options) => {
    const program = await onCpu(graph, options);
    return {
      ...program,
      async run(inputs) {
        const { out } = await program.run(inputs);
        const data = Float32Array.from(out!.data as Float32Array);
        spoil(data, graph.name, options?.floats ?? 'f32');
        return { out: { ...out!, data } as typeof out };
      },
    } as Program;
  };

it('finds fused attention right where it gives the numbers of attention written out', async () => {
  expect(await checkDevice(onCpu, 'gpu')).toEqual({ half: true, fusedAttention: true });
});

it('finds it wrong where a tile of keys weighs too much, and half precision wrong where products are off', async () => {
  const heavier = spoilt((data, graph) => {
    if (graph === 'device-check') for (let i = 0; i < data.length; i++) data[i]! *= 1.01;
  });
  expect(await checkDevice(heavier, 'gpu')).toEqual({ half: true, fusedAttention: false });
  const rough = spoilt((data, _, floats) => {
    if (floats === 'f16') data.fill(Number.NaN);
  });
  expect(await checkDevice(rough, 'gpu')).toEqual({ half: false, fusedAttention: true });
});

it('counts a device that refuses half precision as one without, and one that computes nothing as an error', async () => {
  const without: typeof runtime.load = (graph, options) =>
    options?.floats === 'f16' ? Promise.reject(new Error('no shader-f16')) : onCpu(graph, options);
  expect((await checkDevice(without, 'gpu')).half).toBe(false);
  await expect(checkDevice(() => Promise.reject(new Error('no adapter')), 'gpu')).rejects.toThrow('no adapter');
});

it('checks once for each version of the runtime, and again after a damaged file', async () => {
  let checks = 0;
  const check = async () => {
    checks++;
    return { half: true, fusedAttention: false };
  };
  const ask = (version: string) => cachedFacts('webgpu', version, check);
  expect(await ask('1.30.0')).toEqual({ half: true, fusedAttention: false });
  expect(await ask('1.30.0')).toEqual({ half: true, fusedAttention: false });
  expect(checks).toBe(process.platform === 'win32' ? 2 : 1);
  await ask('1.31.0');
  const files = readdirSync(join(cache, 'devices'));
  for (const file of files) writeFileSync(join(cache, 'devices', file), '{"half":');
  checks = 0;
  await ask('1.30.0');
  expect(checks).toBe(1);
});

it('checks again for another driver', async () => {
  let checks = 0;
  const ask = () => cachedFacts('webgpu', '1.30.0', async () => ({ half: ++checks > 0, fusedAttention: true }));
  await ask();
  const before = process.env.VK_ICD_FILENAMES;
  try {
    process.env.VK_ICD_FILENAMES = '/nowhere/another_icd.json';
    await ask();
  } finally {
    if (before === undefined) delete process.env.VK_ICD_FILENAMES;
    else process.env.VK_ICD_FILENAMES = before;
  }
  expect(checks).toBe(2);
});
