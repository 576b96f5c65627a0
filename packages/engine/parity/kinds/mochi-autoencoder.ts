import { decodeFrames } from '../../src/diffusion/chunked-decode.ts';
import { readConfig } from '../../src/diffusion/component.ts';
import { type AutoencoderConfig, autoencoderConfigSchema, compressionOf } from '../../src/models/mochi/config.ts';
import { mochiDecoder } from '../../src/models/mochi/decoder.ts';
import type { TensorSource } from '../../src/tensor/source.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, type ParityOptions, readJson, runtimeFor, stackOutputs } from '../case.ts';
import { bytesOf, gathered, videoOf } from './pictures.ts';
import { withWeights } from './text.ts';

/** Decodes denormalised latents `[1, channels, frames, rows, columns]` to frames as they are, and as bytes. */
export async function decodeMochi(
  source: TensorSource,
  config: AutoencoderConfig,
  latents: Tensor<'f32'>,
  options: ParityOptions,
): Promise<{ video: Tensor<'f32'>; bytes: Tensor<'u8'> }> {
  const runtime = await runtimeFor(options);
  const decoder = mochiDecoder({ runtime, device: options.device, source, config, precision: 'f32' });
  const pictures = await gathered(decodeFrames({ decoder, latents }));
  const { space } = compressionOf(config);
  const [height, width] = latents.shape.slice(3).map((cells) => cells * space) as [number, number];
  return { video: videoOf(pictures, height, width), bytes: bytesOf(pictures, height, width) };
}

/** Decoding of latents to pixels, item by item. */
export async function runMochiDecode(parityCase: ParityCase, options: ParityOptions): Promise<Record<string, Tensor>> {
  const config = readConfig(autoencoderConfigSchema, await readJson(parityCase, 'config.json'), 'config.json');
  const inputs = await Inputs.of(parityCase);
  const batch = inputs.f32('z').shape[0]!;
  return withWeights(parityCase, async (source) => {
    const outputs: Record<string, Tensor>[] = [];
    for (let item = 0; item < batch; item++) {
      const { video } = await decodeMochi(source, config, inputs.item(item, batch).f32('z'), options);
      outputs.push({ sample: video });
    }
    return stackOutputs(outputs);
  });
}
