/** Running the transformer for one stage of one unit: a sequence of parts at several resolutions, the last of which is denoised. */
import type { Precision } from '@akezora/contract';
import { type Blocks, openBlockRunner } from '../../diffusion/block-runner.ts';
import { attentionChunk } from '../../diffusion/chunks.ts';
import { fromPatches } from '../../diffusion/latent-patches.ts';
import type { LatentBox } from '../../diffusion/latents.ts';
import { timestepEmbedding } from '../../diffusion/timestep-embedding.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32, reshaped, type Tensor } from '../../tensor/tensor.ts';
import { type ClipPart, framePatches, partsAsPatches, patchesOf } from './clips.ts';
import { architectureOf, blocksOf, patchChannels, patchSize, type TransformerConfig } from './config.ts';
import { addedPositions, rotaryOf } from './positions.ts';
import { smallest, type TransformerShape, timeChannels, transformerGraph } from './transformer.ts';

/** Prompts of one length, each with its mask `[1, textTokens]` and as one vector `[1, pooled_projection_dim]`. */
export interface SequencePrompts {
  readonly textTokens: number;
  /** Whether any prompt is shorter than the others, so that the mask counts. */
  readonly masked: boolean;
  readonly prompts: readonly {
    readonly text: Tensor<'f32'>;
    readonly mask: Tensor<'f32'>;
    readonly pooled: Tensor<'f32'>;
  }[];
}

/** What a sequence is opened with. */
export interface SequenceParts {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: TransformerConfig;
  readonly precision: Precision;
  readonly prompts: SequencePrompts;
  /** Sizes of the parts in latents, the one that is denoised last. */
  readonly boxes: readonly LatentBox[];
  /** Blocks that are loaded at once; all by default. */
  readonly residentBlocks?: number;
}

/** A transformer loaded for sequences of one shape. */
export interface Sequence {
  /** The velocity of the last part's latents, for one of the prompts. */
  predict(parts: readonly ClipPart[], timesteps: ArrayLike<number>, prompt: number): Promise<Float32Array>;
  free(): Promise<void>;
}

const blocksFor = (
  source: TensorSource,
  config: TransformerConfig,
  shape: TransformerShape,
  precision: Precision,
): Blocks => ({
  source,
  precision,
  cacheName: 'pyramid',
  blocks: blocksOf(config),
  build: (from, range) => transformerGraph(from, config, { ...shape, ...range }),
});

/** The transformer's blocks for packing, which is the same for every clip. */
export const pyramidBlocks = (source: TensorSource, config: TransformerConfig, precision: Precision): Blocks =>
  blocksFor(source, config, { ...smallest, linear: precision }, precision);

/** Opens the transformer for sequences of one shape. Passes run one after the other. */
export async function openSequence(options: SequenceParts): Promise<Sequence> {
  const { runtime, device, source, config, precision, prompts, boxes } = options;
  const { textTokens, masked } = prompts;
  const last = boxes.at(-1)!;
  const shape: TransformerShape = {
    frames: framePatches(boxes),
    denoised: patchesOf([last]),
    textTokens,
    masked,
    linear: precision,
    attentionChunk: await attentionChunk(runtime, device),
  };
  const isFlux = architectureOf(config) === 'miniflux';
  const positions = isFlux ? undefined : await addedPositions(source, config, boxes);
  const { cos, sin } = rotaryOf(config, textTokens, boxes);
  const runner = await openBlockRunner({ ...options, ...blocksFor(source, config, shape, precision) });
  return {
    async predict(parts, timesteps, prompt) {
      const { text, mask, pooled } = prompts.prompts[prompt]!;
      const patches = partsAsPatches(parts, isFlux ? 'places' : 'channels');
      const { velocity } = await runner.run(
        {
          patches: f32([1, patchesOf(boxes), patchChannels(config)], patches),
          text,
          pooled: reshaped(pooled, [1, 1, config.pooled_projection_dim]),
          time: reshaped(timestepEmbedding(timesteps, timeChannels), [1, 1, timeChannels]),
          ...(positions && { positions }),
        },
        { cos, sin, ...(masked ? { mask } : {}) },
      );
      return fromPatches((velocity as Tensor<'f32'>).data, last, patchSize);
    },
    free: runner.free,
  };
}
