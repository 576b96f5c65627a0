import { readConfig } from '../../src/diffusion/component.ts';
import { pack, samplePosterior } from '../../src/diffusion/latents.ts';
import { checkAutoencoder } from '../../src/models/pyramid-flow/autoencoder.ts';
import {
  type AutoencoderConfig,
  autoencoderConfigSchema,
  compressionOf,
} from '../../src/models/pyramid-flow/config.ts';
import { unitDecoder } from '../../src/models/pyramid-flow/decoder.ts';
import { encodePicture } from '../../src/models/pyramid-flow/encoder.ts';
import { decoderParts } from '../../src/models/pyramid-flow/parts.ts';
import type { TensorSource } from '../../src/tensor/source.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, type ParityOptions, readJson, runtimeFor, stackOutputs } from '../case.ts';
import { videoOf } from './pictures.ts';
import { withWeights } from './text.ts';

/** Decodes denormalised latents `[1, channels, frames, rows, columns]` to `[1, 3, frames, height, width]`, whole or in tiles of latents. */
export async function decodePyramid(
  source: TensorSource,
  config: AutoencoderConfig,
  latents: Tensor<'f32'>,
  options: ParityOptions & { readonly tile?: number | undefined },
): Promise<Tensor<'f32'>> {
  const [, , frames, rows, columns] = latents.shape as [number, number, number, number, number];
  const { space } = compressionOf(config);
  const decoder = unitDecoder({
    runtime: await runtimeFor(options),
    device: options.device,
    source,
    config,
    precision: 'f32',
    size: { rows, columns },
    layout: { tile: options.tile, framesAtOnce: decoderParts(config).map((_, i) => 1 << (i % 3)) },
  });
  const { data } = pack(latents);
  const plane = data.length / frames;
  const pictures: Float32Array[] = [];
  for (let frame = 0; frame < frames; frame++)
    for await (const picture of decoder.decode(data.slice(frame * plane, (frame + 1) * plane))) pictures.push(picture);
  return videoOf(pictures, rows * space, columns * space);
}

/** Latents along a side of the tiles of a case for frames of so many; `undefined` where they are coded whole. */
function tileOf({ args }: ParityCase, config: AutoencoderConfig, rows: number, columns: number): number | undefined {
  const { use_tiling: tiled = false, tile_sample_min_size: side = 256 } = args as {
    use_tiling?: boolean;
    tile_sample_min_size?: number;
  };
  const tile = side / compressionOf(config).space;
  return tiled && Math.max(rows, columns) > tile ? tile : undefined;
}

const configOf = async (parityCase: ParityCase): Promise<AutoencoderConfig> =>
  readConfig(autoencoderConfigSchema, await readJson(parityCase, 'config.json'), 'config.json');

/** Decoding of latents to pixels, item by item. */
export async function runPyramidDecode(
  parityCase: ParityCase,
  options: ParityOptions,
): Promise<Record<string, Tensor>> {
  const config = await configOf(parityCase);
  const inputs = await Inputs.of(parityCase);
  const [batch, , , rows, columns] = inputs.f32('z').shape as [number, number, number, number, number];
  const tile = tileOf(parityCase, config, rows, columns);
  return withWeights(parityCase, async (source) => {
    checkAutoencoder(source, config);
    const outputs: Record<string, Tensor>[] = [];
    for (let item = 0; item < batch; item++) {
      const latents = inputs.item(item, batch).f32('z');
      outputs.push({ sample: await decodePyramid(source, config, latents, { ...options, tile }) });
    }
    return stackOutputs(outputs);
  });
}

/** Encoding of a picture to the distribution of its latents, item by item. */
export async function runPyramidEncode(
  parityCase: ParityCase,
  options: ParityOptions,
): Promise<Record<string, Tensor>> {
  const config = await configOf(parityCase);
  const inputs = await Inputs.of(parityCase);
  const [batch, , , height, width] = inputs.f32('x').shape as [number, number, number, number, number];
  const { space } = compressionOf(config);
  const tile = tileOf(parityCase, config, height / space, width / space);
  const runtime = await runtimeFor(options);
  return withWeights(parityCase, async (source) => {
    const outputs: Record<string, Tensor>[] = [];
    for (let index = 0; index < batch; index++) {
      const item = inputs.item(index, batch);
      const moments = await encodePicture({ runtime, device: options.device, source, config, tile }, item.f32('x'));
      const noise = item.f32('noise.posterior.0').data;
      outputs.push({ parameters: moments, mode: samplePosterior(moments), sample: samplePosterior(moments, noise) });
    }
    return stackOutputs(outputs);
  });
}
