import type { ParityCase } from './case.ts';

/** Largest error of an output: relative for floats; for 8-bit frames in levels, with the share of them that may differ. */
export type Tolerance =
  | { readonly kind: 'floats'; readonly error: number }
  | { readonly kind: 'levels'; readonly largest: number; readonly share: number };

const pipelineInHalf = { latents: 2e-3, vae_input: 2e-3, video: 1.6e-2 };

/**
 * Relative errors of lower precisions by kind of case, about twice what was measured on WebGPU (lavapipe). Kinds that compute the same
 * in every precision, as tokenizers and schedulers, are not here: the tolerance of the case holds.
 */
const measured: Readonly<Record<string, Readonly<Record<string, number | Readonly<Record<string, number>>>>>> = {
  f16: {
    'ltx.transformer': 1.5e-3,
    'ltx.vae_decode': 1.6e-2,
    'ltx.vae_encode': 1e-2,
    'ltx.upsampler': 1.4e-2,
    't5.encoder': 3.5e-3,
    'clip.text': 5e-3,
    'ltx.pipeline': pipelineInHalf,
    'ltx.condition_pipeline': pipelineInHalf,
    'cog.transformer': 1.7e-3,
    'cog.vae_decode': 1.7e-2,
    'cog.vae_encode': 2.1e-2,
    'cog.pipeline': { latents: 1.2e-2, vae_input: 1.2e-2, video: 2.2e-2, levels: 60 },
    'mochi.transformer': 4.4e-3,
    'mochi.vae_decode': 2.5e-2,
    'mochi.pipeline': { latents: 5.4e-3, vae_input: 5.4e-3, video: 1.6e-2 },
    'pyramid.transformer': 2.3e-3,
    'pyramid.vae_decode': 1.6e-2,
    'pyramid.vae_encode': 8e-3,
    'pyramid.pipeline': { latents: 1.3e-2, vae_input: 1.3e-2, video: 1.7e-2 },
  },
  w8: { 'ltx.transformer': 9e-3, 't5.encoder': 2.5e-2, 'clip.text': 3e-2 },
  w4: { 'ltx.transformer': 0.1, 't5.encoder': 0.3, 'clip.text': 0.6 },
};

/** Frames in half precision: up to 6 levels (CogVideoX 45, at single values) and 43 % of the values were measured. */
const framesInHalf = { kind: 'levels', largest: 9, share: 0.6 } as const;

const exactFrames: Tolerance = { kind: 'levels', largest: 1, share: 0.005 };

const levelsIn = (limits: number | Readonly<Record<string, number>>): { readonly largest?: number } =>
  typeof limits === 'object' && limits.levels !== undefined ? { largest: limits.levels } : {};

/** Tolerance of an output of a case: its own in f32, what was measured where it is computed in another precision. */
export function toleranceOf(parityCase: ParityCase, output: string, bytes: boolean, precision: string): Tolerance {
  const limits = measured[precision]?.[parityCase.kind];
  if (bytes) return limits === undefined ? exactFrames : { ...framesInHalf, ...levelsIn(limits) };
  const own = parityCase.tolerances[output];
  const exact = typeof own === 'number' ? own : 1e-4;
  const lower = typeof limits === 'object' ? limits[output] : limits;
  return { kind: 'floats', error: Math.max(exact, lower ?? 0) };
}
