import { AkezoraError, type Text } from '@akezora/contract';
import type { Terminal } from './terminal.ts';

/** Error of an invalid option or argument, with its name. */
export function usageError(option: string, reason: Text | string): AkezoraError {
  return new AkezoraError('request_invalid', { field: option, reason });
}

/** Writes an error in the terminal's language, without a stack trace (or as JSON), and returns its exit code. */
export function reportFailure(thrown: unknown, terminal: Terminal, json: boolean): number {
  const error = AkezoraError.from(thrown);
  const { say, language } = terminal;
  if (json) terminal.out(`${JSON.stringify({ type: 'error', error: error.toShape() })}\n`);
  else {
    terminal.err(`${say('error', { message: error.text[language] })}\n`);
    if (error.code !== 'cancelled') terminal.err(`${say('remedy', { remedy: error.remedy[language] })}\n`);
    // What Node could not read as UTF-8 in an argument it gives as this sign, so that no file has the name any more.
    if (error.code === 'input_missing' && String(error.details.path).includes('\ufffd'))
      terminal.err(`${say('nameNotText')}\n`);
    if (error.code === 'internal' && process.env.AKEZORA_DEBUG === undefined) terminal.err(`${say('internalHint')}\n`);
  }
  if (process.env.AKEZORA_DEBUG !== undefined)
    terminal.err(`${error.stack}\n${String((error.cause as Error)?.stack ?? '')}\n`);
  return error.exitCode;
}
