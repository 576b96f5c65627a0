import { sayIn } from '../src/messages.ts';
import type { Terminal } from '../src/terminal.ts';

/** A terminal that records what is written to it. */
export function recordingTerminal(language: 'en' | 'ja' = 'en', live = false) {
  const written = { out: '', err: '', bytes: Buffer.alloc(0) };
  const stop = new AbortController();
  const terminal: Terminal = {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
    bytes: async (data) => {
      written.bytes = Buffer.concat([written.bytes, data]);
    },
    live,
    trueColour: live,
    columns: 100,
    language,
    say: sayIn(language),
    ask: undefined,
    signal: stop.signal,
  };
  return { terminal, written, stop };
}
