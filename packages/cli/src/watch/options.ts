import type { OptionTable } from '../arguments.ts';
import { generateOptions } from '../generate/options.ts';

const { model, lora, aspect, resolution, size, seconds, fps, seed, quality, steps, guidance } = generateOptions;
const {
  perturbation,
  rescale,
  'input-crf': inputCrf,
  decoder,
  negative,
  preset,
  codec,
  device,
  precision,
} = generateOptions;
const { remix, quiet } = generateOptions;

/** Options of `akezora watch`: its own, and those of `generate` that say how a clip is made and not what is in it. */
export const watchOptions = {
  ...{ model, lora, aspect, resolution, size, seconds, fps, seed, quality, steps, guidance },
  ...{
    perturbation,
    rescale,
    'input-crf': inputCrf,
    decoder,
    negative,
    preset,
    codec,
    device,
    precision,
    remix,
    quiet,
  },
  server: { type: 'string' },
  key: { type: 'string' },
  jobs: { type: 'string' },
  poll: { type: 'string' },
  settle: { type: 'string' },
  once: { type: 'boolean' },
} as const satisfies OptionTable;
