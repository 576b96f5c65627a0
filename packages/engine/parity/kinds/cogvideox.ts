import { join } from 'node:path';
import type { Precision } from '@akezora/contract';
import { readConfig } from '../../src/diffusion/component.ts';
import type { LatentBox } from '../../src/diffusion/latents.ts';
import { transformerConfigSchema } from '../../src/models/cogvideox/config.ts';
import { openDenoiser } from '../../src/models/cogvideox/denoiser.ts';
import { rotaryPositions } from '../../src/models/cogvideox/positions.ts';
import { checkTransformer } from '../../src/models/cogvideox/transformer.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { openSafetensors } from '../../src/weights/store.ts';
import { Inputs, type ParityCase, type ParityOptions, readJson, runtimeFor, stackOutputs } from '../case.ts';
import { relativeError } from '../compare.ts';

/** Latents `[1, frames, channels, rows, columns]` as tokens `[frames · rows · columns, channels]`. */
export function tokensOfLatents({ data, shape }: Tensor<'f32'>): Float32Array {
  const [, frames, channels, rows, columns] = shape as [number, number, number, number, number];
  const plane = rows * columns;
  const out = new Float32Array(data.length);
  for (let f = 0; f < frames; f++)
    for (let c = 0; c < channels; c++)
      for (let i = 0; i < plane; i++) out[(f * plane + i) * channels + c] = data[(f * channels + c) * plane + i]!;
  return out;
}

/** The reverse of `tokensOfLatents`. */
export function latentsOfTokens(tokens: Float32Array, { frames, rows, columns }: LatentBox): Tensor<'f32'> {
  const plane = rows * columns;
  const channels = tokens.length / (frames * plane);
  const out = new Float32Array(tokens.length);
  for (let f = 0; f < frames; f++)
    for (let c = 0; c < channels; c++)
      for (let i = 0; i < plane; i++) out[(f * channels + c) * plane + i] = tokens[(f * plane + i) * channels + c]!;
  return f32([1, frames, channels, rows, columns], out);
}

/** One call of the CogVideoX transformer, item by item. Rotary tables that a case gives are compared with those computed here. */
export async function runCogTransformer(
  parityCase: ParityCase,
  options: ParityOptions,
): Promise<Record<string, Tensor>> {
  const config = readConfig(transformerConfigSchema, await readJson(parityCase, 'config.json'), 'config.json');
  const inputs = await Inputs.of(parityCase);
  const [batch] = inputs.f32('hidden_states').shape as [number];
  const runtime = await runtimeFor(options);
  const source = await openSafetensors(join(parityCase.folder, 'weights.safetensors'));
  const outputs: Record<string, Tensor>[] = [];
  try {
    checkTransformer(source, config);
    for (let index = 0; index < batch; index++) {
      const item = inputs.item(index, batch);
      const latents = item.f32('hidden_states');
      const [, frames, all, rows, columns] = latents.shape as [number, number, number, number, number];
      const box = { frames, rows, columns };
      checkTables(inputs, config, box);
      // Channels beyond the model's own are those of a picture.
      const own = slicedChannels(latents, 0, config.out_channels);
      const picture = all > config.out_channels ? slicedChannels(latents, config.out_channels, all) : undefined;
      const denoiser = await openDenoiser({
        runtime,
        device: options.device,
        source,
        config,
        precision: options.precision as Precision,
        prompts: { positive: item.f32('encoder_hidden_states'), negative: undefined },
        box,
        picture: picture && tokensOfLatents(picture),
      });
      const pass = { prompt: 'positive', skippedLayers: [] } as const;
      const velocity = await denoiser.predict(tokensOfLatents(own), item.f32('timestep').data, pass);
      await denoiser.free();
      outputs.push({ sample: latentsOfTokens(velocity, box) });
    }
  } finally {
    await source.close();
  }
  return stackOutputs(outputs);
}

function slicedChannels({ data, shape }: Tensor<'f32'>, from: number, to: number): Tensor<'f32'> {
  const [, frames, channels, rows, columns] = shape as [number, number, number, number, number];
  const plane = rows * columns;
  const out = new Float32Array(frames * (to - from) * plane);
  for (let f = 0; f < frames; f++)
    out.set(data.subarray((f * channels + from) * plane, (f * channels + to) * plane), f * (to - from) * plane);
  return f32([1, frames, to - from, rows, columns], out);
}

/** Fails when rotary tables of a case differ from those computed here. */
function checkTables(inputs: Inputs, config: Parameters<typeof rotaryPositions>[0], box: LatentBox): void {
  const tables = rotaryPositions(config, box, 0);
  for (const name of ['cos', 'sin'] as const) {
    const given = inputs.maybe(`image_rotary_emb.${name}`);
    // The reference stores each angle twice, once for each channel of a pair.
    const expected = given?.data.filter((_, i) => i % 2 === 0);
    if (expected && relativeError(tables[name].data, expected) > 1e-5)
      throw new Error(`the rotary table of ${name} differs from the case's`);
  }
}
