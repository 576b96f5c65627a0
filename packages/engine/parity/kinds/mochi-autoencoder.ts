import { decodeFrames } from '../../src/diffusion/chunked-decode.ts';
import { readConfig } from '../../src/diffusion/component.ts';
import type { AutoencoderConfig } from '../../src/models/mochi/config.ts';
import { autoencoderConfigSchema } from '../../src/models/mochi/config.ts';
import { mochiDecoder } from '../../src/models/mochi/decoder.ts';
import type { TensorSource } from '../../src/tensor/source.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, type ParityOptions, readJson, runtimeFor, stackOutputs } from '../case.ts';
import { withWeights } from './text.ts';

/** Decodes denormalised latents `[1, channels, frames, rows, columns]` to `[1, 3, frames, height, width]`. */
export async function decodeMochi(
  source: TensorSource,
  config: AutoencoderConfig,
  latents: Tensor<'f32'>,
  options: ParityOptions,
): Promise<Tensor<'f32'>> {
  const runtime = await runtimeFor(options);
  const decoder = mochiDecoder({ runtime, device: options.device, source, config, precision: 'f32' });
  const pictures: Float32Array[] = [];
  for await (const picture of decodeFrames({ decoder, latents })) pictures.push(picture);
  const space = config.spatial_expansions.reduce((a, b) => a * b, 1);
  const [height, width] = latents.shape.slice(3).map((cells) => cells * space) as [number, number];
  const size = height * width;
  const video = new Float32Array(3 * pictures.length * size);
  for (const [f, picture] of pictures.entries())
    for (let colour = 0; colour < 3; colour++)
      video.set(picture.subarray(colour * size, (colour + 1) * size), (colour * pictures.length + f) * size);
  return f32([1, 3, pictures.length, height, width], video);
}

/** Decoding of latents to pixels, item by item. */
export async function runMochiDecode(parityCase: ParityCase, options: ParityOptions): Promise<Record<string, Tensor>> {
  const config = readConfig(autoencoderConfigSchema, await readJson(parityCase, 'config.json'), 'config.json');
  const inputs = await Inputs.of(parityCase);
  const batch = inputs.f32('z').shape[0]!;
  return withWeights(parityCase, async (source) => {
    const outputs: Record<string, Tensor>[] = [];
    for (let item = 0; item < batch; item++)
      outputs.push({ sample: await decodeMochi(source, config, inputs.item(item, batch).f32('z'), options) });
    return stackOutputs(outputs);
  });
}
