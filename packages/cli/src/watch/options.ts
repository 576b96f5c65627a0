import type { OptionTable } from '../arguments.ts';
import { generateOptions } from '../generate/options.ts';

const { model, lora, aspect, resolution, size, fps, seed, quality, steps, guidance } = generateOptions;

/** Options of `akezora watch`: its own, and those of `generate` that say how a clip is made and not what is in it. */
export const watchOptions = {
  ...{ model, lora, aspect, resolution, size, fps, seed, quality, steps, guidance },
  seconds: { type: 'string' },
  perturbation: { type: 'string' },
  rescale: { type: 'string' },
  'input-crf': { type: 'string' },
  negative: { type: 'string' },
  preset: { type: 'string' },
  codec: { type: 'string' },
  device: { type: 'string' },
  precision: { type: 'string' },
  remix: { type: 'string' },
  server: { type: 'string' },
  key: { type: 'string' },
  jobs: { type: 'string' },
  poll: { type: 'string' },
  settle: { type: 'string' },
  once: { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
} as const satisfies OptionTable;
