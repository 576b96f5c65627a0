import { AkezoraError } from '@akezora/contract';
import { reportFailure } from './failure.ts';
import { languageOf, run } from './run.ts';
import { processTerminal } from './terminal.ts';

/**
 * The process: binds the terminal, turns the first Ctrl-C into a cancel that cleans up and the second into an end, and
 * leaves with the command's exit code.
 */
async function main(): Promise<void> {
  const stop = new AbortController();
  const words = process.argv.slice(2);
  let terminal = processTerminal('en', stop.signal);
  try {
    const { language, rest } = languageOf(words, process.env);
    terminal = processTerminal(language, stop.signal);
    const interrupt = () => {
      if (stop.signal.aborted) process.exit(130);
      if (terminal.live) terminal.err(`\n${terminal.say('cancelling')}\n`);
      stop.abort(new AkezoraError('cancelled'));
    };
    process.on('SIGINT', interrupt);
    process.on('SIGTERM', interrupt);
    process.exitCode = await run(rest, terminal);
  } catch (thrown) {
    process.exitCode = reportFailure(thrown, terminal, words.includes('--json'));
  }
}

// A reader that has gone (`akezora models | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

await main();
