import type { Language } from '@akezora/contract';
import { type Say, sayIn } from './messages.ts';

/** Where a command speaks to, so that tests can listen. Results go to `out`, everything else to `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` is a person's terminal that can redraw lines. */
  readonly live: boolean;
  /** Whether it shows 24-bit colours. */
  readonly trueColour: boolean;
  readonly columns: number;
  readonly language: Language;
  readonly say: Say;
  readonly signal: AbortSignal;
}

/** The real terminal of this process. */
export function processTerminal(language: Language, signal: AbortSignal): Terminal {
  const { env, stderr } = process;
  const live = stderr.isTTY === true && env.TERM !== 'dumb';
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void stderr.write(text),
    live,
    trueColour: live && env.NO_COLOR === undefined && /truecolor|24bit/i.test(env.COLORTERM ?? ''),
    columns: stderr.columns || 80,
    language,
    say: sayIn(language),
    signal,
  };
}
