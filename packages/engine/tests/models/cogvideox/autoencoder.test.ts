import { join } from 'node:path';
import { expect, it } from 'vitest';
import { chunksOf, decodeClip, encodeClip } from '../../../src/models/cogvideox/autoencoder.ts';
import type { Storage } from '../../../src/models/cogvideox/features.ts';
import { openCogFolder } from '../../../src/models/cogvideox/files.ts';
import { windowsOf } from '../../../src/models/cogvideox/windows.ts';
import { onnxNodeRuntime } from '../../../src/runtime/onnx-node.ts';
import { noise } from '../../../src/tensor/noise.ts';
import { f32 } from '../../../src/tensor/tensor.ts';
import { fixtures } from '../ltx-video/tiny-model.ts';

const runtime = await onnxNodeRuntime();
const { autoencoder } = await openCogFolder(join(fixtures, 'cogvideox/pipeline-v2v-2b/hub'));

/** Decibels between two signals of −1 … 1. */
function psnr(a: Float32Array, b: Float32Array): number {
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (a[i]! - b[i]!) ** 2;
  return 10 * Math.log10(4 / (squares / a.length));
}

async function decoded(frames: number, options: { windowBytes?: number; storage?: Storage }) {
  const source = await autoencoder.open();
  const shape = [1, 4, frames, 10, 6];
  const latents = f32(shape, noise(3, 'latents', { count: 4 * frames * 60 }));
  const pictures: number[] = [];
  const job = { runtime, device: 'cpu', source, config: autoencoder.config, ...options };
  for await (const picture of decodeClip(job, latents)) pictures.push(...picture);
  await source.close();
  return Float32Array.from(pictures);
}

it('decodes in windows of rows what it decodes in whole frames', async () => {
  const whole = await decoded(5, {});
  const windows = await decoded(5, { windowBytes: 4000 });
  expect(whole.length).toBe(17 * 3 * 80 * 48);
  expect(psnr(whole, windows)).toBeGreaterThan(100);
});

it('decodes with features in half the memory what it decodes with exact ones', async () => {
  const [exact, half] = [await decoded(5, {}), await decoded(5, { storage: 'f16', windowBytes: 4000 })];
  expect(psnr(exact, half)).toBeGreaterThan(45);
});

it('encodes in windows of rows what it encodes in whole frames', async () => {
  const source = await autoencoder.open();
  const video = f32([1, 3, 9, 80, 48], noise(4, 'video', { count: 3 * 9 * 80 * 48 }));
  const job = { runtime, device: 'cpu', source, config: autoencoder.config };
  const whole = await encodeClip(job, video);
  const windows = await encodeClip({ ...job, windowBytes: 4000 }, video);
  await source.close();
  expect(whole.shape).toEqual([1, 8, 3, 10, 6]);
  expect(psnr(whole.data, windows.data)).toBeGreaterThan(100);
});

it('stops between frames when its signal aborts', async () => {
  const source = await autoencoder.open();
  const signal = AbortSignal.abort(new Error('stopped'));
  const job = { runtime, device: 'cpu', source, config: autoencoder.config, signal };
  const run = decodeClip(job, f32([1, 4, 1, 2, 2], new Float32Array(16))).next();
  await expect(run).rejects.toThrow('stopped');
  await source.close();
});

it('covers every row once, with rows around those that a layer sees', () => {
  for (const [rows, height, halo] of [
    [480, 480, 1],
    [480, 100, 1],
    [60, 8, 0],
    [61, 12, 2],
  ] as const) {
    const windows = windowsOf(rows, height, halo);
    expect(windows[0]!.from).toBe(0);
    expect(windows.at(-1)!.to).toBe(rows);
    for (const [i, { start, from, to }] of windows.entries()) {
      if (i > 0) expect(from).toBe(windows[i - 1]!.to);
      expect(start + height).toBeLessThanOrEqual(rows);
      expect(from - start).toBeGreaterThanOrEqual(start === 0 ? 0 : halo);
      if (to < rows) expect(start + height - to).toBeGreaterThanOrEqual(halo);
    }
  }
});

it('gives the first chunk what is left over', () => {
  expect(chunksOf(13, 2)).toEqual([
    [0, 3],
    [3, 5],
    [5, 7],
    [7, 9],
    [9, 11],
    [11, 13],
  ]);
  expect(chunksOf(1, 8)).toEqual([[0, 1]]);
});
