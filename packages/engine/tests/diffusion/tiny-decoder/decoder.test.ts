import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { decodeFrames } from '../../../src/diffusion/chunked-decode.ts';
import { pack } from '../../../src/diffusion/latents.ts';
import { checkTinyDecoder, tinyDecoder } from '../../../src/diffusion/tiny-decoder/decoder.ts';
import { tinyLayout } from '../../../src/diffusion/tiny-decoder/layout.ts';
import { openTinyPreview } from '../../../src/diffusion/tiny-decoder/preview.ts';
import { onnxNodeRuntime } from '../../../src/runtime/onnx-node.ts';
import { memorySource } from '../../../src/tensor/source.ts';
import { f32, type Tensor } from '../../../src/tensor/tensor.ts';
import { openSafetensors, openWeights } from '../../../src/weights/store.ts';

const fixture = (name: string) => join(import.meta.dirname, '../../fixtures/tiny-decoders', name);
const kinds = ['cogvideox', 'wan-2.2', 'ltx-2', 'mochi'] as const;

async function opened(kind: string, ending = 'safetensors') {
  const source = await openWeights(fixture(`${kind}.${ending}`));
  const outputs = await openSafetensors(fixture(`${kind}-outputs.safetensors`));
  const read = (name: string) => outputs.read(name) as Promise<Tensor<'f32'>>;
  // Frames before channels, as the author has them.
  const [, frames, channels, rows, columns] = (await read('latents')).shape as [number, number, number, number, number];
  const { data } = await read('latents');
  const plane = rows * columns;
  const latents = new Float32Array(data.length);
  for (let f = 0; f < frames; f++)
    for (let c = 0; c < channels; c++)
      latents.set(data.subarray((f * channels + c) * plane, (f * channels + c + 1) * plane), (c * frames + f) * plane);
  const [video, preview] = [await read('video'), await read('preview')];
  await outputs.close();
  onTestFinished(() => source.close());
  return {
    source,
    layout: tinyLayout(source),
    latents: f32([1, channels, frames, rows, columns], latents),
    video,
    preview,
    gap: Number(outputs.metadata.gap),
  };
}

/** The largest difference of pictures in −1 … 1 to colours in 0 … 1. */
function furthest(pictures: readonly Float32Array[], colours: Float32Array): number {
  let most = 0;
  for (const [f, picture] of pictures.entries())
    for (const [i, value] of picture.entries())
      most = Math.max(most, Math.abs((value + 1) / 2 - colours[f * picture.length + i]!));
  return most;
}

async function decoded(kind: string, memoryBytes?: number, ending?: string) {
  const { source, layout, latents, video, gap } = await opened(kind, ending);
  checkTinyDecoder(source, layout);
  const decoder = tinyDecoder({ runtime: await onnxNodeRuntime(), device: 'cpu', source, layout });
  const pictures: Float32Array[] = [];
  const job = { decoder, latents, ...(memoryBytes === undefined ? {} : { memoryBytes }) };
  for await (const picture of decodeFrames(job)) pictures.push(Float32Array.from(picture));
  expect(pictures.length).toBe(video.shape[1]);
  return { furthest: furthest(pictures, video.data), gap };
}

it.each(kinds)('decodes a clip to what its author’s code makes of it: %s', async (kind) => {
  const { furthest, gap } = await decoded(kind);
  expect(furthest).toBeLessThan(4 * gap);
});

it.each(kinds)('decodes it frame after frame to the same: %s', async (kind) => {
  const { furthest, gap } = await decoded(kind, 1);
  expect(furthest).toBeLessThan(4 * gap);
});

it('decodes from the file that PyTorch wrote to the same', async () => {
  const { furthest, gap } = await decoded('mochi', undefined, 'pth');
  expect(furthest).toBeLessThan(4 * gap);
});

it.each(kinds)('shows a frame at half the size as its author’s code does without growth in time: %s', async (kind) => {
  const { source, layout, latents, preview, gap } = await opened(kind);
  const [, channels, frames, rows, columns] = latents.shape as [number, number, number, number, number];
  const box = { frames: 2, rows, columns };
  const program = await openTinyPreview({ runtime: await onnxNodeRuntime(), device: 'cpu', source, layout }, box);
  const tokens = pack(latents).data.subarray(0, 2 * rows * columns * channels);
  const frame = await program.show(tokens);
  await program.free();
  expect([frame.height, frame.width]).toEqual(preview.shape.slice(3));
  expect(frames).toBeGreaterThan(1);
  const plane = frame.width * frame.height;
  let most = 0;
  for (let i = 0; i < plane; i++)
    for (let c = 0; c < 3; c++)
      most = Math.max(most, Math.abs(frame.data[4 * i + c]! / 255 - preview.data[(3 + c) * plane + i]!));
  // A byte is as far as half a step of it.
  expect(most).toBeLessThan(0.5 / 255 + 4 * gap);
});

it('reads growth and sizes off the tensors', async () => {
  const layouts = await Promise.all(kinds.map(async (kind) => (await opened(kind)).layout));
  expect(layouts.map(({ latentChannels, patch, time, space }) => [latentChannels, patch, time, space])).toEqual([
    [16, 1, 4, 8],
    [12, 2, 4, 16],
    [10, 4, 8, 32],
    [12, 1, 6, 8],
  ]);
});

it('refuses a file of another kind, and one with a tensor too many, by the tensor', async () => {
  const { source, layout } = await opened('mochi');
  const tensors = Object.fromEntries(
    await Promise.all(source.names.map(async (name) => [name, await source.read(name)] as const)),
  );
  const { 'decoder.7.conv.weight': _, ...without } = tensors;
  expect(() => tinyLayout(memorySource(without))).toThrow(
    expect.objectContaining({
      code: 'weights_mismatch',
      details: expect.objectContaining({ tensor: 'decoder.7.conv.weight' }),
    }),
  );
  const more = memorySource({ ...tensors, 'decoder.30.weight': f32([1], [0]) });
  expect(() => checkTinyDecoder(more, layout)).toThrow(expect.objectContaining({ code: 'weights_mismatch' }));
});
