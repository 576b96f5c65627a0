import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig, readModelJson } from '../../src/diffusion/component.ts';
import { toPixels } from '../../src/diffusion/pixels.ts';
import { decodeFrames } from '../../src/diffusion/tiled-decode.ts';
import { planTiles, tiledOperations, windowsOf } from '../../src/diffusion/tiles.ts';
import { decoderStages, ltxDecoder } from '../../src/models/ltx-video/autoencoder.ts';
import { autoencoderConfigSchema } from '../../src/models/ltx-video/config.ts';
import { onnxNodeRuntime } from '../../src/runtime/onnx-node.ts';
import { noise } from '../../src/tensor/noise.ts';
import { f32 } from '../../src/tensor/tensor.ts';
import { openSafetensors } from '../../src/weights/store.ts';
import { fixtures } from '../models/ltx-video/tiny-model.ts';

const vae = join(fixtures, 'ltx-video/pipeline-condition-two-images/hub/vae');
const [frames, rows, columns] = [10, 8, 9];

async function decode(memoryBytes?: number): Promise<Uint8Array[]> {
  const config = readConfig(autoencoderConfigSchema, await readModelJson(join(vae, 'config.json'), vae), vae);
  const source = await openSafetensors(join(vae, 'diffusion_pytorch_model.safetensors'));
  const channels = config.latent_channels;
  const values = noise(3, 'latents', { count: channels * frames * rows * columns });
  const pictures: Uint8Array[] = [];
  const job = {
    decoder: ltxDecoder({
      runtime: await onnxNodeRuntime(),
      device: 'cpu',
      source,
      config,
      decodeTimestep: 0.05,
      plane: (module: string, height: number, width: number) => noise(3, module, { count: height * width }),
    }),
    latents: f32([1, channels, frames, rows, columns], values),
    ...(memoryBytes ? { memoryBytes } : {}),
  };
  for await (const picture of decodeFrames(job)) pictures.push(toPixels(picture));
  await source.close();
  return pictures;
}

const psnr = (a: readonly Uint8Array[], b: readonly Uint8Array[]): number => {
  let squares = 0;
  let count = 0;
  for (const [f, picture] of a.entries())
    for (let i = 0; i < picture.length; i++)
      if (i % 4 < 3) {
        squares += (picture[i]! - b[f]![i]!) ** 2;
        count++;
      }
  return 10 * Math.log10(255 ** 2 / (squares / count));
};

it('decodes in tiles of space and time what it decodes whole, at 45 dB and more', async () => {
  const whole = await decode();
  expect(whole.length).toBe((frames - 1) * 4 + 1);
  const config = readConfig(autoencoderConfigSchema, await readModelJson(join(vae, 'config.json'), vae), vae);
  const tiles = planTiles(decoderStages(config), [frames, rows, columns], 4e6);
  expect(tiles.at(-1)!.tile.every((length, axis) => length < tiles.at(-1)!.whole[axis]!)).toBe(true);
  const tiled = await decode(4e6);
  expect(tiled.length).toBe(whole.length);
  expect(psnr(whole, tiled)).toBeGreaterThan(45);
});

it('covers an axis with equal windows that know as much around their part as the convolutions reach', () => {
  for (const [length, size, radius] of [
    [16, 9, 3],
    [22, 13, 4],
    [9, 9, 3],
    [100, 17, 5],
  ] as const) {
    const windows = windowsOf(length, size, radius);
    expect(windows[0]!.start).toBe(0);
    expect(windows.at(-1)!.end).toBe(length);
    for (const [i, { from, start, end }] of windows.entries()) {
      if (i > 0) expect(start).toBe(windows[i - 1]!.end);
      expect(from).toBeLessThanOrEqual(Math.max(0, start - radius));
      expect(from + Math.min(size, length)).toBeGreaterThanOrEqual(Math.min(length, end + radius));
    }
  }
});

it('fits the decoder at full size into the memory given, at a cost of few margins', () => {
  const published = autoencoderConfigSchema.parse({});
  const latents = [16, 16, 24] as const;
  const work = (bytes: number) => tiledOperations(planTiles(decoderStages(published), latents, bytes));
  for (const bytes of [3.5e9, 3.2e9]) {
    for (const stage of planTiles(decoderStages(published), latents, bytes))
      expect(stage.bytes).toBeLessThanOrEqual(bytes);
    expect(work(bytes)).toBeLessThan(2 * work(Number.POSITIVE_INFINITY));
  }
});
