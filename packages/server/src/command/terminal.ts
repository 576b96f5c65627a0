import type { ReadOptions } from '../config/read-options.ts';

/** Where a command speaks to. Results go to `out`, everything else to `err`; the signal is Ctrl-C. */
export interface CommandTerminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly live: boolean;
  readonly language: 'en' | 'ja';
  readonly signal: AbortSignal;
}

/** A command: reads its options, speaks to the terminal, answers the exit code. */
export type Command = (read: ReadOptions, terminal: CommandTerminal) => Promise<number>;
