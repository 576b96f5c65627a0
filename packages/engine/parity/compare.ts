import { join } from 'node:path';
import type { Tensor } from '../src/tensor/tensor.ts';
import { type ParityCase, readTensors } from './case.ts';

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

/** Frames of 8 bits: each element within one level, at most 0.5 % of them different. */
function compareBytes(got: ArrayLike<number>, expected: ArrayLike<number>) {
  let different = 0;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const gap = Math.abs(got[i]! - expected[i]!);
    if (gap > 0) different++;
    if (gap > largest || Number.isNaN(gap)) largest = gap;
  }
  const share = different / expected.length;
  return { error: largest, ok: largest <= 1 && share <= 0.005, note: `${(100 * share).toFixed(2)} % differ` };
}

/** Compares what was computed with the case's `outputs.safetensors`; an output that is missing fails. */
export async function compareOutputs(
  parityCase: ParityCase,
  got: Readonly<Record<string, Tensor>>,
): Promise<OutputResult[]> {
  const expected = await readTensors(join(parityCase.folder, 'outputs.safetensors'));
  return Object.entries(expected).map(([output, want]) => {
    const have = got[output];
    const bytes = want.dtype === 'u8';
    const limit = parityCase.tolerances[output];
    const tolerance = bytes ? '±1 level' : String(limit ?? 1e-4);
    const shape = want.shape.join('×');
    if (!have) return { output, error: Number.POSITIVE_INFINITY, tolerance, ok: false, note: 'not computed' };
    if (have.shape.join('×') !== shape)
      return {
        output,
        error: Number.POSITIVE_INFINITY,
        tolerance,
        ok: false,
        note: `shape ${have.shape.join('×')}, expected ${shape}`,
      };
    const left = have.data as ArrayLike<number>;
    const right = want.data as ArrayLike<number>;
    if (bytes) return { output, tolerance, ...compareBytes(left, right) };
    const error = relativeError(left, right);
    return { output, error, tolerance, ok: error <= (typeof limit === 'number' ? limit : 1e-4) };
  });
}
