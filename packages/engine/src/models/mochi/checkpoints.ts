/** The published Mochi checkpoints: their repositories on the hub, and their sampling. */
import type { LinearQuadratic } from '../../schedulers/mochi.ts';
import type { Checkpoint } from '../open.ts';

/** Sampling of a checkpoint. */
export interface Sampling {
  readonly steps: number;
  readonly guidanceScale: number;
  readonly schedule: LinearQuadratic;
}

/** Samplings by name. */
export const samplings = {
  /** `MochiPipeline` of diffusers, and Genmo's command line. */
  base: { steps: 64, guidanceScale: 4.5, schedule: { threshold: 0.025, linearShare: 0.5 } },
  /** FastVideo's example: `linear_quadratic_schedule(8, 0.1, 6)` and guidance 1.5. */
  fast: { steps: 8, guidanceScale: 1.5, schedule: { threshold: 0.1, linearShare: 0.75 } },
} as const satisfies Record<string, Sampling>;

/** Name of a sampling. */
export type SamplingName = keyof typeof samplings;

/** A published Mochi checkpoint. */
export interface MochiCheckpoint extends Checkpoint {
  readonly name: string;
  readonly sampling: SamplingName;
}

/** The checkpoints of this family, the one to take first in front. Weight sizes are without the text encoder. */
export const checkpoints: readonly MochiCheckpoint[] = [
  {
    id: 'fastmochi',
    name: 'FastMochi',
    repo: 'FastVideo/FastMochi-diffusers',
    narrowed: true,
    weightBytes: 41.9e9,
    sampling: 'fast',
  },
  {
    id: 'mochi-1-preview',
    name: 'Mochi 1 preview',
    repo: 'genmo/mochi-1-preview',
    weightBytes: 21e9,
    sampling: 'base',
  },
];

/** What a model is: a published checkpoint, or weights of others, which are told apart by their name. */
export type MochiIdentity = Pick<MochiCheckpoint, 'id' | 'name' | 'sampling'>;

/** The identity of weights; `name` is that of their repository or folder. */
export const identityOf = (name: string, checkpoint: MochiCheckpoint | undefined): MochiIdentity =>
  checkpoint ?? { id: 'mochi', name: `Mochi (${name})`, sampling: /fast/i.test(name) ? 'fast' : 'base' };
