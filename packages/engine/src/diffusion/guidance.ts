/** How strongly the prompt steers one step. */
export interface Guidance {
  /** Factor of the difference to the negative prompt; 1 and below: none, one pass a step. */
  readonly scale: number;
  /** Share of rescaling the guided velocity to the deviation of the prompt's own (Lin et al. 2023); 0 by default. */
  readonly rescale?: number | undefined;
  /**
   * Spatio-temporal guidance (Hyung et al. 2024): factor of the difference to a pass in which some blocks use the
   * values instead of self-attention.
   */
  readonly stg?: { readonly scale: number; readonly blocks: readonly number[] } | undefined;
  /** Scales the negative velocity by its projection on the positive first (CFG-Zero*, Fan et al. 2025). */
  readonly star?: boolean | undefined;
}

/** Whether a step runs the perturbed pass. */
export const perturbs = ({ stg }: Guidance): boolean => stg !== undefined && stg.scale > 0;

/** Passes through the transformer that a step needs. */
export const passesOf = (guidance: Guidance): number => 1 + (guidance.scale > 1 ? 1 : 0) + (perturbs(guidance) ? 1 : 0);

function deviation(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return Math.sqrt(squares / (values.length - 1));
}

/** How much of `negative` lies in `positive`: ⟨p, n⟩ / ‖n‖². */
function projection(positive: Float32Array, negative: Float32Array): number {
  let dot = 0;
  let norm = 1e-8;
  for (let i = 0; i < positive.length; i++) {
    dot += positive[i]! * negative[i]!;
    norm += negative[i]! ** 2;
  }
  return dot / norm;
}

/**
 * The guided velocity of one clip from the velocities of its passes: for the prompt, the negative prompt where the
 * scale is above 1, the perturbed pass where there is one.
 */
export function guide(
  guidance: Guidance,
  positive: Float32Array,
  negative: Float32Array | undefined,
  perturbed?: Float32Array | undefined,
): Float32Array {
  const out = Float32Array.from(positive);
  if (negative) {
    const share = guidance.star ? projection(positive, negative) : 1;
    for (let i = 0; i < out.length; i++) {
      const base = share * negative[i]!;
      out[i] = base + guidance.scale * (positive[i]! - base);
    }
  }
  if (perturbed && guidance.stg)
    for (let i = 0; i < out.length; i++) out[i]! += guidance.stg.scale * (positive[i]! - perturbed[i]!);
  const rescale = guidance.rescale ?? 0;
  if (rescale > 0 && (negative || perturbed)) {
    const factor = rescale * (deviation(positive) / deviation(out)) + 1 - rescale;
    for (let i = 0; i < out.length; i++) out[i]! *= factor;
  }
  return out;
}
