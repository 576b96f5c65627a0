import { readConfig } from '../../src/diffusion/component.ts';
import { normalise, readLatentStatistics, samplePosterior } from '../../src/diffusion/latents.ts';
import { timestepEmbedding } from '../../src/diffusion/timestep-embedding.ts';
import { decoderGraph, decoderTimesteps, encoderGraph, type VideoBox } from '../../src/models/ltx-video/autoencoder.ts';
import { autoencoderConfigSchema, upsamplerConfigSchema } from '../../src/models/ltx-video/config.ts';
import { timeChannels } from '../../src/models/ltx-video/transformer.ts';
import { upsamplerGraph } from '../../src/models/ltx-video/upsampler.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, type ParityOptions, readJson, runtimeFor } from '../case.ts';
import { withWeights } from './text.ts';

const boxOf = (value: Tensor): VideoBox => {
  const [batch, , frames, rows, columns] = value.shape as [number, number, number, number, number];
  return { batch, frames, rows, columns };
};

/** Noise planes of a case, under the names the decoder graph gives its inputs. */
export const noisePlanes = (inputs: Inputs): Record<string, Tensor> =>
  Object.fromEntries(
    Object.entries(inputs.tensors)
      .filter(([name]) => /^noise\.decoder\..*\.0$/.test(name))
      .map(([name, value]) => [name.replace(/\.0$/, ''), value]),
  );

/** Decoding of latents to pixels. */
export async function runDecode(parityCase: ParityCase, options: ParityOptions): Promise<Record<string, Tensor>> {
  const config = readConfig(autoencoderConfigSchema, await readJson(parityCase, 'config.json'), 'config.json');
  const inputs = await Inputs.of(parityCase);
  const z = inputs.f32('z');
  return withWeights(parityCase, async (source) => {
    const temb = inputs.maybe('temb');
    const time = temb && timestepEmbedding(await decoderTimesteps(source, [...temb.data]), timeChannels);
    const runtime = await runtimeFor(options);
    const program = await runtime.load(decoderGraph(source, config, boxOf(z)), options);
    const out = await program.run({ z, ...(time ? { time } : {}), ...noisePlanes(inputs) });
    await program.free();
    return out;
  });
}

/** Encoding of pixels to the distribution of latents. */
export async function runEncode(parityCase: ParityCase, options: ParityOptions): Promise<Record<string, Tensor>> {
  const config = readConfig(autoencoderConfigSchema, await readJson(parityCase, 'config.json'), 'config.json');
  const inputs = await Inputs.of(parityCase);
  const video = inputs.f32('x');
  return withWeights(parityCase, async (source) => {
    const runtime = await runtimeFor(options);
    const program = await runtime.load(encoderGraph(source, config, boxOf(video)), options);
    const { moments } = (await program.run({ video })) as { moments: Tensor<'f32'> };
    await program.free();
    const mode = samplePosterior(moments);
    const sample = samplePosterior(moments, inputs.f32('noise.posterior.0').data);
    const statistics = await readLatentStatistics(source, config.latent_channels, config.scaling_factor);
    return {
      parameters: moments,
      mode,
      sample,
      sample_normalized: f32(sample.shape, normalise(sample, statistics).data),
    };
  });
}

/** The latent upsampler. */
export async function runUpsampler(parityCase: ParityCase, options: ParityOptions): Promise<Record<string, Tensor>> {
  const config = readConfig(upsamplerConfigSchema, await readJson(parityCase, 'config.json'), 'config.json');
  const latents = (await Inputs.of(parityCase)).f32('hidden_states');
  return withWeights(parityCase, async (source) => {
    const runtime = await runtimeFor(options);
    const program = await runtime.load(upsamplerGraph(source, config, boxOf(latents)), options);
    const out = await program.run({ latents });
    await program.free();
    return out;
  });
}
