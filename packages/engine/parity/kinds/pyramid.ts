import type { Precision } from '@akezora/contract';
import { readConfig } from '../../src/diffusion/component.ts';
import { type LatentBox, pack, unpack } from '../../src/diffusion/latents.ts';
import type { ClipPart } from '../../src/models/pyramid-flow/clips.ts';
import { latentChannels, transformerConfigSchema } from '../../src/models/pyramid-flow/config.ts';
import { openSequence } from '../../src/models/pyramid-flow/denoiser.ts';
import { checkTransformer } from '../../src/models/pyramid-flow/transformer.ts';
import { f32, type Tensor } from '../../src/tensor/tensor.ts';
import { Inputs, type ParityCase, type ParityOptions, readJson, runtimeFor, stackOutputs } from '../case.ts';
import { withWeights } from './text.ts';

/** A clip `[1, channels, frames, rows, columns]` as a part of the sequence. */
export function partOf(clip: Tensor<'f32'>): ClipPart {
  const [frames, rows, columns] = clip.shape.slice(2) as [number, number, number];
  return { box: { frames, rows, columns }, latents: pack(clip).data };
}

/** The reverse of `partOf`. */
export const clipOf = (box: LatentBox, latents: Float32Array, channels: number): Tensor<'f32'> =>
  unpack(f32([1, latents.length / channels, channels], latents), box);

/** One call of a transformer, item by item; padded prompts stay as they are and are masked. */
export async function runPyramidTransformer(
  parityCase: ParityCase,
  options: ParityOptions,
): Promise<Record<string, Tensor>> {
  const config = readConfig(transformerConfigSchema, await readJson(parityCase, 'config.json'), 'config.json');
  const inputs = await Inputs.of(parityCase);
  const batch = inputs.f32('sample.0.0').shape[0]!;
  const runtime = await runtimeFor(options);
  return withWeights(parityCase, async (source) => {
    checkTransformer(source, config);
    const outputs: Record<string, Tensor>[] = [];
    for (let index = 0; index < batch; index++) {
      const item = inputs.item(index, batch);
      const parts: ClipPart[] = [];
      for (let clip = item.maybe('sample.0.0'); clip; clip = item.maybe(`sample.0.${parts.length}`))
        parts.push(partOf(clip));
      const sequence = await openSequence({
        runtime,
        device: options.device,
        source,
        config,
        precision: options.precision as Precision,
        prompts: {
          textTokens: item.f32('encoder_hidden_states').shape[1]!,
          masked: true,
          prompts: [
            {
              text: item.f32('encoder_hidden_states'),
              mask: item.f32('encoder_attention_mask'),
              pooled: item.f32('pooled_projections'),
            },
          ],
        },
        boxes: parts.map(({ box }) => box),
      });
      const { box } = parts.at(-1)!;
      const velocity = await sequence.predict(parts, item.f32('timestep_ratio').data, 0);
      await sequence.free();
      outputs.push({ 'output.0': clipOf(box, velocity, latentChannels(config)) });
    }
    return stackOutputs(outputs);
  });
}
