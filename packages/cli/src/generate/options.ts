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
  negative: { type: 'string' },
  preset: { type: 'string' },
  codec: { type: 'string' },
  device: { type: 'string' },
  precision: { type: 'string' },
  image: { type: 'string', multiple: true },
  video: { type: 'string', multiple: true },
  extend: { type: 'string' },
  recut: { type: 'string', multiple: true },
  remix: { type: 'string' },
  blend: { type: 'string', multiple: true },
  loop: { type: 'string' },
  storyboard: { type: 'string' },
  scene: { type: 'string' },
  prompts: { type: 'string' },
  'dry-run': { type: 'boolean' },
  quiet: { type: 'boolean', short: 'q' },
} as const satisfies OptionTable;

/**
 * Brings words that parseArgs has no form for into one: `--blend A B` takes two values, `--loop` may stand alone,
 * and a value may be a number below zero.
 */
export function normalise(words: readonly string[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--') return [...out, ...words.slice(i)];
    const next = words[i + 1];
    if (/^--[a-z-]+$/.test(word) && next !== undefined && /^-\d/.test(next)) {
      out.push(`${word}=${next}`);
      i += 1;
    } else if (word === '--loop') out.push('--loop=normal');
    else if (word === '--blend') {
      for (const next of words.slice(i + 1, i + 3)) if (!next.startsWith('--')) out.push(`--blend=${next}`);
      i = i + words.slice(i + 1, i + 3).filter((next) => !next.startsWith('--')).length;
    } else out.push(word);
  }
  return out;
}
