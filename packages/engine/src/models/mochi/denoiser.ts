/** Running the Mochi transformer for a clip. */
import type { Precision } from '@akezora/contract';
import { type Blocks, openBlockRunner } from '../../diffusion/block-runner.ts';
import { attentionChunk } from '../../diffusion/chunks.ts';
import type { Denoiser } from '../../diffusion/denoise.ts';
import { fromPatches, toPatches } from '../../diffusion/latent-patches.ts';
import { type LatentBox, tokensOf } from '../../diffusion/latents.ts';
import { alignPrompts, type PromptEmbedding } from '../../diffusion/prompt-embedding.ts';
import { timestepEmbedding } from '../../diffusion/timestep-embedding.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import { patchChannels, type TransformerConfig } from './config.ts';
import { rotaryTables } from './rotary.ts';
import { smallest, type TransformerShape, transformerGraph } from './transformer.ts';

/** Parts of a denoiser. */
export interface DenoiserParts {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: TransformerConfig;
  readonly precision: Precision;
  readonly prompt: PromptEmbedding;
  /** Needed when guidance runs passes with the negative prompt. */
  readonly negativePrompt: PromptEmbedding | undefined;
  /** Size of the clip in latents. */
  readonly box: LatentBox;
  /** Blocks that are loaded at once; all by default. */
  readonly residentBlocks?: number;
}

const blocksFor = (
  source: TensorSource,
  config: TransformerConfig,
  shape: TransformerShape,
  precision: Precision,
): Blocks => ({
  source,
  precision,
  cacheName: 'mochi',
  blocks: config.num_layers,
  build: (from, range) => transformerGraph(from, config, { ...shape, ...range }),
});

/** The transformer's blocks for packing, which is the same for every clip. */
export const mochiBlocks = (source: TensorSource, config: TransformerConfig, precision: Precision): Blocks =>
  blocksFor(source, config, { ...smallest, linear: precision }, precision);

/** Opens the transformer for one clip, whose samples are latents `[frames · rows · columns, channels]`. Passes run one after the other. */
export async function openDenoiser(parts: DenoiserParts): Promise<Denoiser> {
  const { config, box, prompt, negativePrompt } = parts;
  const patch = config.patch_size;
  const tokens = tokensOf(box) / patch ** 2;
  const joint = alignPrompts(negativePrompt ? [prompt, negativePrompt] : [prompt], 'masked');
  const positions = { frames: box.frames, rows: box.rows / patch, columns: box.columns / patch };
  const { cos, sin } = await rotaryTables(parts.source, config, positions);
  const shape = {
    tokens,
    textTokens: joint.textTokens,
    masked: joint.masked,
    linear: parts.precision,
    attentionChunk: await attentionChunk(parts.runtime, parts.device),
  };
  const runner = await openBlockRunner({ ...parts, ...blocksFor(parts.source, config, shape, parts.precision) });
  return {
    async predict(sample, timesteps, pass) {
      const { text, mask } = joint.prompts[pass.prompt === 'negative' ? 1 : 0]!;
      const { velocity } = await runner.run(
        {
          patches: f32([1, tokens, patchChannels(config)], toPatches(sample, box, patch, 'channels')),
          time: timestepEmbedding(timesteps, config.time_embed_dim),
          text,
        },
        { cos, sin, ...(joint.masked ? { mask } : {}) },
      );
      return fromPatches((velocity as Tensor<'f32'>).data, box, patch);
    },
    free: runner.free,
  };
}
