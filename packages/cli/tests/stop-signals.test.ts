import { expect, it } from 'vitest';
import { stopSignals } from '../src/stop-signals.ts';

it('what asks to stop: on Windows also Ctrl-Break and a closed console, elsewhere not SIGHUP, which nohup ignores', () => {
  expect(stopSignals('win32')).toEqual(['SIGINT', 'SIGBREAK', 'SIGHUP']);
  for (const platform of ['linux', 'darwin'] as const) expect(stopSignals(platform)).toEqual(['SIGINT', 'SIGTERM']);
});
