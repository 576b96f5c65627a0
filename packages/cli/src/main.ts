import { AkezoraError } from '@akezora/contract';
import { reportFailure } from './failure.ts';
import { languageOf, run } from './run.ts';
import { stopSignals } from './stop-signals.ts';
import { processTerminal } from './terminal.ts';

/** Runs the process's command. The first Ctrl-C cancels it and cleans up, the second ends the process at once. */
async function main(): Promise<void> {
  const stop = new AbortController();
  const argv = process.argv.slice(2);
  let terminal = processTerminal('en', stop.signal);
  try {
    const { language, rest } = languageOf(argv, process.env);
    terminal = processTerminal(language, stop.signal);
    const interrupt = () => {
      if (stop.signal.aborted) process.exit(130);
      if (terminal.live) terminal.err(`\n${terminal.say('cancelling')}\n`);
      stop.abort(new AkezoraError('cancelled'));
    };
    for (const signal of stopSignals(process.platform)) process.on(signal, interrupt);
    process.exitCode = await run(rest, terminal);
  } catch (thrown) {
    process.exitCode = reportFailure(thrown, terminal, argv.includes('--json'));
  }
}

// Standard output that another program closed early (`akezora models | head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

// What libraries tell programmers on the console is no message for people; what goes wrong, a command says in words of its own.
if (process.env.AKEZORA_DEBUG === undefined) {
  for (const name of ['debug', 'info', 'log', 'warn', 'error'] as const) console[name] = () => undefined;
}

await main();
