import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodeFrames } from '../../../src/diffusion/chunked-decode.ts';
import type { DecoderPrecision } from '../../../src/diffusion/decoder-arithmetic.ts';
import { chunkedBytes, outLengths, planChunks } from '../../../src/diffusion/frame-chunks.ts';
import { checkDecoder } from '../../../src/models/mochi/autoencoder.ts';
import { autoencoderConfigSchema } from '../../../src/models/mochi/config.ts';
import { decoderMemory, decoderStages, mochiDecoder } from '../../../src/models/mochi/decoder.ts';
import { openMochiFolder } from '../../../src/models/mochi/files.ts';
import { int8Precision } from '../../../src/runtime/cpu.ts';
import { onnxNodeRuntime } from '../../../src/runtime/onnx-node.ts';
import { noise } from '../../../src/tensor/noise.ts';
import type { TensorSource } from '../../../src/tensor/source.ts';
import { f32 } from '../../../src/tensor/tensor.ts';
import { fixtures } from '../ltx-video/tiny-model.ts';
import { newFolder } from '../new-folder.ts';

const config = (await openMochiFolder(join(fixtures, 'mochi/pipeline-fast/hub'))).autoencoder.config;
const latents = f32([1, 12, 4, 4, 6], noise(3, 'latents', { count: 12 * 4 * 4 * 6 }));
let source: TensorSource;

beforeAll(async () => {
  process.env.AKEZORA_CACHE = newFolder();
  source = await (await openMochiFolder(join(fixtures, 'mochi/pipeline-fast/hub'))).autoencoder.open();
});
afterAll(() => source.close());

async function decode(precision: DecoderPrecision, memoryBytes?: number): Promise<Float32Array[]> {
  const decoder = mochiDecoder({ runtime: await onnxNodeRuntime(), device: 'cpu', source, config, precision });
  const pictures: Float32Array[] = [];
  const job = { decoder, latents, ...(memoryBytes === undefined ? {} : { memoryBytes }) };
  for await (const picture of decodeFrames(job)) pictures.push(Float32Array.from(picture));
  return pictures;
}

const relative = (got: readonly Float32Array[], wanted: readonly Float32Array[]): number => {
  let [wrong, all] = [0, 0];
  for (const [f, picture] of wanted.entries())
    for (const [i, value] of picture.entries()) {
      wrong += (got[f]![i]! - value) ** 2;
      all += value ** 2;
    }
  return Math.sqrt(wrong / all);
};

it('decodes a clip frame by frame to what it decodes as a whole, without the pictures before the first', async () => {
  const whole = await decode('f32');
  expect(whole.length).toBe(19);
  const small = planChunks(decoderStages(config), [4, 4, 6], 1, decoderMemory('f32'));
  expect(small[0]!.chunks.length).toBe(4);
  const apart = await decode('f32', 1);
  expect(apart.length).toBe(19);
  expect(relative(apart, whole)).toBeLessThan(1e-6);
});

it('comes close in int8, whole and in chunks', async () => {
  const exact = await decode('f32');
  const precision = int8Precision();
  const most = precision === 'int8' ? 0.03 : 0.05;
  expect(relative(await decode(precision), exact)).toBeLessThan(most);
  expect(relative(await decode(precision, 1), exact)).toBeLessThan(most);
});

it('has the stages of the published decoder, which give 6 frames a latent, and keeps within six gigabytes', () => {
  const published = decoderStages(autoencoderConfigSchema.parse({}));
  const size = published.reduce((lengths, stage) => outLengths(stage, lengths), [6, 60, 106] as readonly [
    number,
    number,
    number,
  ]);
  expect(size).toEqual([36, 480, 848]);
  expect(published.flatMap(({ resnets }) => resnets).length).toBe(3 + 6 + 4 + 3 + 3);
  const plan = planChunks(published, [6, 60, 106], 3.3e9, decoderMemory('int8'));
  expect(chunkedBytes(plan)).toBeLessThan(6e9);
});

it('finds every weight of the decoder in its config, and says which is missing', async () => {
  checkDecoder(source, config, decoderStages(config));
  const deeper = { ...config, layers_per_block: [1, 1, 1, 2, 1] };
  expect(() => checkDecoder(source, deeper, decoderStages(deeper))).toThrowError(
    expect.objectContaining({ code: 'weights_mismatch' }),
  );
});
