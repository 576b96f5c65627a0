import { devices } from '@akezora/contract';
import type { GenerateOptions } from '@akezora/engine';
import type { Arguments } from '../arguments.ts';
import { choice } from './values.ts';

/** Device and precision of a generation. Defaults: those of the engine. */
export type ComputeOptions = Pick<GenerateOptions, 'device' | 'precision'>;

/** Reads `--device` and `--precision`. */
export function computeOptionsOf(args: Arguments): ComputeOptions {
  const device = choice('--device', args.text('device'), devices);
  const precision = choice('--precision', args.text('precision'), ['auto', 'f32'] as const);
  return { ...(device === undefined ? {} : { device }), ...(precision === 'f32' ? { precision } : {}) };
}
