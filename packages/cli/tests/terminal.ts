import { sayIn } from '../src/messages.ts';
import type { Terminal } from '../src/terminal.ts';

/** A terminal that remembers what was said. */
export function listening(language: 'en' | 'ja' = 'en', live = false) {
  const heard = { out: '', err: '' };
  const stop = new AbortController();
  const terminal: Terminal = {
    out: (text) => {
      heard.out += text;
    },
    err: (text) => {
      heard.err += text;
    },
    live,
    trueColour: live,
    columns: 100,
    language,
    say: sayIn(language),
    signal: stop.signal,
  };
  return { terminal, heard, stop };
}
