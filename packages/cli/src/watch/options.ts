import type { OptionTable } from '../arguments.ts';
import { generateOptions } from '../generate/options.ts';

/** Options of `generate` that say how a clip is made and not what is in it. */
const ofGenerate = [
  'model',
  'lora',
  'aspect',
  'resolution',
  'size',
  'seconds',
  'fps',
  'seed',
  'quality',
  'steps',
  'guidance',
  'perturbation',
  'rescale',
  'input-crf',
  'decoder',
  'negative',
  'preset',
  'codec',
  'device',
  'precision',
  'remix',
  'quiet',
] as const satisfies readonly (keyof typeof generateOptions)[];

/** Options of `akezora watch`. */
export const watchOptions: OptionTable = {
  ...Object.fromEntries(ofGenerate.map((name) => [name, generateOptions[name]])),
  server: { type: 'string' },
  key: { type: 'string' },
  jobs: { type: 'string' },
  poll: { type: 'string' },
  settle: { type: 'string' },
  once: { type: 'boolean' },
};
