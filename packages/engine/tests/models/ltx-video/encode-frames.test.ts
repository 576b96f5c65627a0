import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readConfig, readModelJson } from '../../../src/diffusion/component.ts';
import { encoderGraph } from '../../../src/models/ltx-video/autoencoder.ts';
import { autoencoderConfigSchema, compressionOf } from '../../../src/models/ltx-video/config.ts';
import { encodeFrames } from '../../../src/models/ltx-video/encode-frames.ts';
import { onnxNodeRuntime } from '../../../src/runtime/onnx-node.ts';
import { noise } from '../../../src/tensor/noise.ts';
import { f32, type Tensor } from '../../../src/tensor/tensor.ts';
import { openSafetensors } from '../../../src/weights/store.ts';
import { fixtures } from './tiny-model.ts';

const vae = join(fixtures, 'ltx-video/pipeline-condition-two-images/hub/vae');

it('encodes a clip in chunks as one graph encodes all of it', async () => {
  const config = readConfig(autoencoderConfigSchema, await readModelJson(join(vae, 'config.json'), vae), vae);
  const source = await openSafetensors(join(vae, 'diffusion_pytorch_model.safetensors'));
  const runtime = await onnxNodeRuntime();
  const { space, time } = compressionOf(config);
  const [frames, rows, columns] = [5 * time + 1, 2 * space, 3 * space];
  const shape = [1, 3, frames, rows, columns];
  const video = f32(shape, noise(2, 'video', { count: 3 * frames * rows * columns }));
  const program = await runtime.load(encoderGraph(source, config, { batch: 1, frames, rows, columns }));
  const { moments: whole } = (await program.run({ video })) as { moments: Tensor<'f32'> };
  await program.free();
  for (const chunkFrames of [time, 2 * time, 100 * time]) {
    const chunked = await encodeFrames({ runtime, device: 'cpu', source, config, video, chunkFrames });
    expect(chunked.shape).toEqual(whole.shape);
    for (const [i, value] of whole.data.entries()) expect(Math.abs(chunked.data[i]! - value)).toBeLessThan(1e-4);
  }
  await source.close();
});
