import { readConfig } from '../../src/diffusion/component.ts';
import { samplePosterior } from '../../src/diffusion/latents.ts';
import { checkAutoencoder, decodeClip, encodeClip } from '../../src/models/cogvideox/autoencoder.ts';
import { autoencoderConfigSchema } from '../../src/models/cogvideox/config.ts';
import type { Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, type ParityOptions, readJson, runtimeFor, stackOutputs } from '../case.ts';
import { gathered, videoOf } from './pictures.ts';
import { withWeights } from './text.ts';

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
      const latents = inputs.item(index, batch).f32('z');
      const pictures = await gathered(decodeClip({ runtime, device: options.device, source, config }, latents));
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
