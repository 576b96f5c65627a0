import type { OptionTable } from '../arguments.ts';

/** Options of `akezora generate`. */
export const generateOptions = {
  output: { type: 'string', short: 'o' },
  model: { type: 'string' },
  lora: { type: 'string', multiple: true },
  aspect: { type: 'string' },
  resolution: { type: 'string' },
  size: { type: 'string' },
  seconds: { type: 'string' },
  fps: { type: 'string' },
  seed: { type: 'string' },
  variants: { type: 'string' },
  quality: { type: 'string' },
  steps: { type: 'string' },
  guidance: { type: 'string' },
  perturbation: { type: 'string' },
  rescale: { type: 'string' },
  'input-crf': { type: 'string' },
  decoder: { type: 'string' },
  negative: { type: 'string' },
  preset: { type: 'string' },
  codec: { type: 'string' },
  mark: { type: 'string' },
  'no-mark': { type: 'string' },
  device: { type: 'string' },
  precision: { type: 'string' },
  image: { type: 'string', multiple: true },
  video: { type: 'string', multiple: true },
  actor: { type: 'string', multiple: true },
  backdrop: { type: 'string' },
  extend: { type: 'string' },
  recut: { type: 'string', multiple: true },
  remix: { type: 'string' },
  blend: { type: 'string', multiple: true },
  transition: { type: 'string' },
  loop: { type: 'string' },
  storyboard: { type: 'string' },
  scene: { type: 'string' },
  prompts: { type: 'string' },
  live: { type: 'boolean' },
  'time-stamp': { type: 'string' },
  'dry-run': { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
} as const satisfies OptionTable;

/** Rewrites arguments for `parseArgs`: `--blend A B` with two values, `--loop` without one, and negative numbers as values. */
export function normalise(argv: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]!;
    if (argument === '--') return [...out, ...argv.slice(i)];
    const next = argv[i + 1];
    if (/^--[a-z-]+$/.test(argument) && next !== undefined && /^-\d/.test(next)) {
      out.push(`${argument}=${next}`);
      i += 1;
    } else if (argument === '--loop') out.push('--loop=normal');
    else if (argument === '--blend') {
      for (const next of argv.slice(i + 1, i + 3)) if (!next.startsWith('--')) out.push(`--blend=${next}`);
      i = i + argv.slice(i + 1, i + 3).filter((next) => !next.startsWith('--')).length;
    } else out.push(argument);
  }
  return out;
}
