/**
 * The `akezora` command as a function.
 *
 * @example
 * import { processTerminal, run } from 'akezora';
 *
 * const stop = new AbortController();
 * const terminal = processTerminal('en', stop.signal);
 * process.exitCode = await run(['generate', 'a fox in the snow', '--seconds', '2', '--dry-run'], terminal);
 */

export { run } from './run.ts';
export { processTerminal, type Terminal } from './terminal.ts';
