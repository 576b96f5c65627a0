/** Size and cost of Pyramid Flow's transformers, from their shape. */
import { openingOperations } from '../../diffusion/cost.ts';
import type { TransformerSize } from '../../diffusion/precision.ts';
import { blocksOf, innerChannels, patchChannels, patchSize, type TransformerConfig } from './config.ts';
import { textTokens } from './prompts.ts';
import { type FrameSize, historyStages, sizeAt } from './resolutions.ts';
import type { UnitsJob } from './units.ts';

/** Parameters that a token meets in the blocks: eight products by the width squared twice over for streams, and for blocks with one. */
function tokenParameters(config: TransformerConfig): number {
  return blocksOf(config) * 12 * innerChannels(config) ** 2;
}

/** Size of the transformer. Blocks with two streams have twice the parameters of those with one: their mean counts. */
export function transformerSize(config: TransformerConfig): TransformerSize {
  const width = innerChannels(config);
  const singles = blocksOf(config) - config.num_layers;
  const all = config.num_layers * (24 + 12) * width ** 2 + singles * (12 + 3) * width ** 2;
  const text = config.joint_attention_dim + config.pooled_projection_dim;
  return {
    blocks: blocksOf(config),
    blockParameters: all / blocksOf(config),
    outsideParameters: (text + 256 + 5 * width + 2 * patchChannels(config)) * width,
  };
}

/** Patches that a stage of a unit sees: those of its history, then its own. */
function sequencePatches(size: FrameSize, done: number, stage: number, stages: number): number[] {
  const patches = (at: number) => {
    const { rows, columns } = sizeAt(size, at, stages);
    return (rows * columns) / patchSize ** 2;
  };
  return [...historyStages(done, stage), stage].map(patches);
}

/** Operations of one run through the transformer: products of weights, and those of attention, which count as `cost` each. */
function passOperations(config: TransformerConfig, frames: readonly number[], cost: number): number {
  const width = innerChannels(config);
  let keys = textTokens;
  let pairs = 0;
  for (const [i, own] of frames.entries()) {
    keys += own;
    pairs += (own + (i === 0 ? textTokens : 0)) * keys;
  }
  return 2 * keys * tokenParameters(config) + cost * 4 * pairs * width * blocksOf(config);
}

/** Operations of all steps of a clip, each counted for one run; every stage of every unit opens the transformer. */
export function clipOperations(
  config: TransformerConfig,
  job: Pick<UnitsJob, 'frames' | 'size' | 'first' | 'later'> & { readonly given: boolean },
  stages: number,
  cost: number,
): number {
  const { blocks, blockParameters } = transformerSize(config);
  let sum = 0;
  for (let frame = job.given ? 1 : 0; frame < job.frames; frame++) {
    const { steps, guidance } = frame === 0 ? job.first : job.later;
    const runs = guidance.usesNegativePrompt ? 2 : 1;
    for (let stage = 0; stage < stages; stage++) {
      const patches = sequencePatches(job.size, frame, stage, stages);
      sum += steps[stage]! * passOperations(config, patches, cost);
      sum += (openingOperations * blocks * blockParameters) / runs;
    }
  }
  return sum;
}

/**
 * Bytes beside the weights: the tensors alive at the widest point of a block with one stream, attention with queries, keys, values and their
 * copies by heads, the tables of positions, and what the session itself takes.
 */
export function activationBytes(config: TransformerConfig, frames: number, size: FrameSize, stages: number): number {
  const tokens = sequencePatches(size, frames - 1, stages - 1, stages).reduce((a, b) => a + b, textTokens);
  return 230e6 + 18 * 4 * tokens * innerChannels(config);
}
