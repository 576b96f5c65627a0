import type { ReadOptions } from '../config/read-options.ts';

/** The terminal of a command. Results go to `out`, everything else to `err`; Ctrl-C aborts the signal. */
export interface CommandTerminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly live: boolean;
  readonly language: 'en' | 'ja';
  readonly signal: AbortSignal;
}

/** A command: takes its options, writes to the terminal, returns the exit code. */
export type Command = (args: ReadOptions, terminal: CommandTerminal) => Promise<number>;
