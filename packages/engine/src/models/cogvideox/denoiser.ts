/** Running the transformer for one clip. Latents are tokens `[frames · rows · columns, channels]`, the transformer's are patches of them. */
import type { Precision } from '@akezora/contract';
import { openBlockRunner } from '../../diffusion/block-runner.ts';
import { attentionChunk } from '../../diffusion/chunks.ts';
import type { Denoiser } from '../../diffusion/denoise.ts';
import { type LatentBox, tokensOf } from '../../diffusion/latents.ts';
import { timestepEmbedding } from '../../diffusion/timestep-embedding.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { f32, type Tensor } from '../../tensor/tensor.ts';
import { innerChannels, type TransformerConfig } from './config.ts';
import { patchesOf, tokensOfPatches } from './patches.ts';
import { addedPositions, hasLearnedPositions, patchBox, rotaryPositions } from './positions.ts';
import { cogBlocks, type TransformerShape } from './transformer.ts';

/** Offset that 1.5 from pictures is run with (`ofs_emb` in diffusers). */
const offset = 2;

/** Parts of a denoiser. */
export interface DenoiserParts {
  readonly runtime: Runtime;
  readonly device: string;
  readonly source: TensorSource;
  readonly config: TransformerConfig;
  readonly precision: Precision;
  /** Embeddings `[1, tokens, channels]` of the prompt and, with guidance, of the negative one; padding is attended to. */
  readonly prompts: { readonly positive: Tensor<'f32'>; readonly negative: Tensor<'f32'> | undefined };
  /** Latents of the clip, those of frames that are dropped later included. */
  readonly box: LatentBox;
  /** Latents of the picture that the clip starts with, as tokens, for transformers that take one: zeros after its frame. */
  readonly picture: Float32Array | undefined;
  /** Blocks that are loaded at once; all by default. */
  readonly residentBlocks?: number;
}

/** Opens the transformer for one clip. Passes of a step run one after the other, so that memory holds one. */
export async function openDenoiser(parts: DenoiserParts): Promise<Denoiser> {
  const { config, box, prompts, picture, runtime, device } = parts;
  const { positive, negative } = prompts;
  const textTokens = positive.shape[1]!;
  const { out_channels: channels } = config;
  const learned = hasLearnedPositions(config, box);
  const adds = !config.use_rotary_positional_embeddings || config.use_learned_positional_embeddings;
  const still = picture && patchesOf(picture, box, config, channels);
  const shape: TransformerShape = {
    tokens: tokensOf(patchBox(box, config)),
    textTokens,
    added: learned ? 'learned' : adds ? 'input' : 'none',
    attentionChunk: await attentionChunk(runtime, device),
  };
  const first: Record<string, Tensor> = {
    ...(config.ofs_embed_dim === undefined ? {} : { ofs: timestepEmbedding([offset], config.ofs_embed_dim) }),
    ...(shape.added === 'input' ? { positions: addedPositions(config, box, textTokens) } : {}),
  };
  const shared: Record<string, Tensor> = config.use_rotary_positional_embeddings
    ? { ...rotaryPositions(config, box, textTokens) }
    : {};
  const runner = await openBlockRunner({ ...parts, ...cogBlocks(parts.source, config, parts.precision, shape) });
  return {
    async predict(sample, timesteps, pass) {
      const noisy = patchesOf(sample, box, config, channels);
      const out = await runner.run(
        {
          ...first,
          patches: still ? sideBySide(noisy, still) : noisy,
          text: pass.prompt === 'negative' && negative ? negative : positive,
          time: timestepEmbedding(timesteps, innerChannels(config)),
        },
        shared,
      );
      return tokensOfPatches(out.patches as Tensor<'f32'>, box, config);
    },
    free: runner.free,
  };
}

/** The channels of each patch of `a`, then those of `b`. */
function sideBySide(a: Tensor<'f32'>, b: Tensor<'f32'>): Tensor<'f32'> {
  const [, tokens, width] = a.shape as [number, number, number];
  const out = new Float32Array(2 * a.data.length);
  for (let token = 0; token < tokens; token++) {
    out.set(a.data.subarray(token * width, (token + 1) * width), 2 * token * width);
    out.set(b.data.subarray(token * width, (token + 1) * width), (2 * token + 1) * width);
  }
  return f32([1, tokens, 2 * width], out);
}
