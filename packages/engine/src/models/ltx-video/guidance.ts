/** How strongly the prompt steers. */
export interface Guidance {
  /** Factor of the difference to the negative prompt; 1 and below: none, one pass a step. */
  readonly scale: number;
  /** Share of rescaling the guided velocity to the deviation of the prompt's own (Lin et al. 2023); 0 by default. */
  readonly rescale?: number;
  /** Spatio-temporal guidance (Hyung et al. 2024): factor of the difference to a pass with skipped attention. */
  readonly stg?: { readonly scale: number; readonly blocks: readonly number[] };
}

/** Passes through the transformer that a step needs. */
export const passesOf = ({ scale, stg }: Guidance): number =>
  1 + (scale > 1 ? 1 : 0) + (stg && stg.scale !== 0 ? 1 : 0);

function deviation(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/**
 * The guided velocity of one clip from the velocities of its passes: for the prompt, the negative prompt where the
 * scale is above 1, the perturbed pass where there is one.
 */
export function guide(
  guidance: Guidance,
  positive: Float32Array,
  negative: Float32Array | undefined,
  perturbed?: Float32Array,
): Float32Array {
  const out = Float32Array.from(positive);
  if (negative)
    for (let i = 0; i < out.length; i++) out[i] = negative[i]! + guidance.scale * (positive[i]! - negative[i]!);
  if (perturbed && guidance.stg)
    for (let i = 0; i < out.length; i++) out[i]! += guidance.stg.scale * (positive[i]! - perturbed[i]!);
  const rescale = guidance.rescale ?? 0;
  if (rescale > 0 && (negative || perturbed)) {
    const factor = rescale * (deviation(positive) / deviation(out)) + 1 - rescale;
    for (let i = 0; i < out.length; i++) out[i]! *= factor;
  }
  return out;
}
