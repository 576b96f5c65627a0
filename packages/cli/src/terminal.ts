import { createInterface } from 'node:readline/promises';
import type { Language } from '@akezora/contract';
import { type Say, sayIn } from './messages.ts';

/** Output of a command: results go to `out`, everything else to `err`. Tests record both. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Writes bytes to standard output; resolves when there is room for more. */
  readonly bytes: (data: Uint8Array) => Promise<void>;
  /** Whether `err` is a terminal that can redraw lines. */
  readonly live: boolean;
  /** Whether `err` shows 24-bit colours. */
  readonly trueColour: boolean;
  /** Width of `err` in columns. */
  readonly columns: number;
  readonly language: Language;
  /** Messages in `language`. */
  readonly say: Say;
  /** Asks for a yes; `undefined` where nobody can answer (no terminal). */
  readonly ask: ((question: string) => Promise<boolean>) | undefined;
  /** Cancels the command. */
  readonly signal: AbortSignal;
}

/** Standard output and standard error of this process. */
export function processTerminal(language: Language, signal: AbortSignal): Terminal {
  const { env, stderr } = process;
  const live = stderr.isTTY === true && env.TERM !== 'dumb';
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void stderr.write(text),
    bytes: (data) =>
      new Promise((resolve) => {
        if (process.stdout.write(data)) resolve();
        else process.stdout.once('drain', resolve);
      }),
    live,
    trueColour: live && env.NO_COLOR === undefined && /truecolor|24bit/i.test(env.COLORTERM ?? ''),
    columns: stderr.columns || 80,
    language,
    say: sayIn(language),
    ask: live && process.stdin.isTTY === true ? (question) => askYes(question, signal) : undefined,
    signal,
  };
}

/** Reads one line; y, yes, はい and は count as a yes. */
async function askYes(question: string, signal: AbortSignal): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^(?:y|yes|はい?)$/i.test((await lines.question(question, { signal })).trim());
  } finally {
    lines.close();
  }
}
