import { join } from 'node:path';
import type { Tensor } from '../src/tensor/tensor.ts';
import { type ParityCase, readTensors } from './case.ts';
import { toleranceOf } from './tolerances.ts';

/** One line of the table. */
export interface OutputResult {
  readonly output: string;
  readonly error: number;
  readonly tolerance: string;
  readonly ok: boolean;
  readonly note?: string;
}

/** ‖got − expected‖ / ‖expected‖ over all elements, in f64; infinite when a value is not a number. */
export function relativeError(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (got[i]! - expected[i]!) ** 2;
    size += expected[i]! ** 2;
  }
  const error = size === 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

/** Frames of 8 bits: no element further off than the tolerance, and no larger share of them different. */
function compareBytes(got: ArrayLike<number>, expected: ArrayLike<number>, most: { largest: number; share: number }) {
  let different = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(got[i]! - expected[i]!);
    if (gap > 0) different++;
    if (gap > largest || Number.isNaN(gap)) largest = gap;
  }
  const share = different / expected.length;
  const ok = largest <= most.largest && share <= most.share;
  return { error: largest, ok, note: `${(100 * share).toFixed(2)} % differ` };
}

/**
 * Compares what was computed in a precision with the case's `outputs.safetensors`, within `toleranceOf`; an output that is missing
 * fails.
 */
export async function compareOutputs(
  parityCase: ParityCase,
  got: Readonly<Record<string, Tensor>>,
  precision: string,
): Promise<OutputResult[]> {
  const expected = await readTensors(join(parityCase.folder, 'outputs.safetensors'));
  return Object.entries(expected).map(([output, want]) => {
    const have = got[output];
    const limit = toleranceOf(parityCase, output, want.dtype === 'u8', precision);
    const shown =
      limit.kind === 'floats' ? String(limit.error) : `±${limit.largest} level${limit.largest === 1 ? '' : 's'}`;
    const shape = want.shape.join('×');
    const fault = (note: string) => ({
      output,
      error: Number.POSITIVE_INFINITY,
      tolerance: shown,
      ok: false,
      note,
    });
    if (!have) return fault('not computed');
    if (have.shape.join('×') !== shape) return fault(`shape ${have.shape.join('×')}, expected ${shape}`);
    const left = have.data as ArrayLike<number>;
    const right = want.data as ArrayLike<number>;
    if (limit.kind === 'levels') return { output, tolerance: shown, ...compareBytes(left, right, limit) };
    const error = relativeError(left, right);
    return { output, error, tolerance: shown, ok: error <= limit.error };
  });
}
