import { readConfig } from '../../src/diffusion/component.ts';
import { samplePosterior } from '../../src/diffusion/latents.ts';
import { checkAutoencoder, decodeClip, encodeClip } from '../../src/models/cogvideox/autoencoder.ts';
import { autoencoderConfigSchema } from '../../src/models/cogvideox/config.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, type ParityOptions, readJson, runtimeFor, stackOutputs } from '../case.ts';
import { withWeights } from './text.ts';

/** Pictures `[3, height, width]` as `[1, 3, frames, height, width]`. */
export function videoOf(pictures: readonly Float32Array[], height: number, width: number): Tensor<'f32'> {
  const plane = height * width;
  const out = new Float32Array(3 * pictures.length * plane);
  for (const [f, picture] of pictures.entries())
    for (let c = 0; c < 3; c++)
      out.set(picture.subarray(c * plane, (c + 1) * plane), (c * pictures.length + f) * plane);
  return f32([1, 3, pictures.length, height, width], out);
}

/** Decoding of latents to pixels, item by item. */
export async function runCogDecode(parityCase: ParityCase, options: ParityOptions): Promise<Record<string, Tensor>> {
  const config = readConfig(autoencoderConfigSchema, await readJson(parityCase, 'config.json'), 'config.json');
  const inputs = await Inputs.of(parityCase);
  const [batch, , , rows, columns] = inputs.f32('z').shape as [number, number, number, number, number];
  const space = 2 ** (config.block_out_channels.length - 1);
  const runtime = await runtimeFor(options);
  return withWeights(parityCase, async (source) => {
    checkAutoencoder(source, config);
    const outputs: Record<string, Tensor>[] = [];
    for (let index = 0; index < batch; index++) {
      const pictures: Float32Array[] = [];
      const latents = inputs.item(index, batch).f32('z');
      for await (const picture of decodeClip({ runtime, device: options.device, source, config }, latents))
        pictures.push(picture);
      outputs.push({ sample: videoOf(pictures, rows * space, columns * space) });
    }
    return stackOutputs(outputs);
  });
}

/** Encoding of pixels to the distribution of latents, item by item. */
export async function runCogEncode(parityCase: ParityCase, options: ParityOptions): Promise<Record<string, Tensor>> {
  const config = readConfig(autoencoderConfigSchema, await readJson(parityCase, 'config.json'), 'config.json');
  const inputs = await Inputs.of(parityCase);
  const [batch] = inputs.f32('x').shape as [number];
  const runtime = await runtimeFor(options);
  return withWeights(parityCase, async (source) => {
    checkAutoencoder(source, config);
    const outputs: Record<string, Tensor>[] = [];
    for (let index = 0; index < batch; index++) {
      const item = inputs.item(index, batch);
      const moments = await encodeClip({ runtime, device: options.device, source, config }, item.f32('x'));
      const noise = item.f32('noise.posterior.0').data;
      outputs.push({
        parameters: moments,
        mode: samplePosterior(moments),
        sample: samplePosterior(moments, noise),
      });
    }
    return stackOutputs(outputs);
  });
}
