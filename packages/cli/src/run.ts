import { type Language, languageOfLocale, languages, version } from '@akezora/contract';
import { reason } from './arguments.ts';
import { reportFailure, usageError } from './failure.ts';
import { generalHelp } from './help.ts';
import { fill, messages } from './messages.ts';
import { type ServerCommand, serverCommand, serverCommands } from './server.ts';
import type { Terminal } from './terminal.ts';

const commands = ['generate', 'watch', 'models', 'verify', 'doctor', ...serverCommands] as const;

/**
 * Runs a command line.
 * @param argv arguments of the command, without `node` and the script
 * @returns the exit code; errors are written to the terminal, not thrown
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = argv;
  try {
    if (name === undefined) return await serverCommand('serve', [], terminal);
    if (name === '--help' || name === '-h' || name === 'help') return print(terminal, generalHelp[terminal.language]);
    if (name === '--version' || name === '-v') return print(terminal, version);
    if (name === 'generate') return await (await import('./generate/command.ts')).generateCommand(rest, terminal);
    if (name === 'watch') return await (await import('./watch/command.ts')).watchCommand(rest, terminal);
    if (name === 'models') return await (await import('./models/command.ts')).modelsCommand(rest, terminal);
    if (name === 'verify') return await (await import('./credentials/verify.ts')).verifyCommand(rest, terminal);
    if (name === 'keys' && rest[0] === 'signing')
      return await (await import('./credentials/signing.ts')).signingCommand(rest.slice(1), terminal);
    if (name === 'doctor' && rest.includes('--server')) return await serverCommand('doctor', rest, terminal);
    if (name === 'doctor') return await (await import('./doctor/command.ts')).doctorCommand(rest, terminal);
    const command = serverCommands.find((one): one is ServerCommand => one === name);
    if (command !== undefined) return await serverCommand(command, rest, terminal);
    const places = { name, commands: commands.join(', ') };
    const of = (language: Language) => fill(messages.unknownCommand, language, places);
    throw usageError(name, { en: of('en'), ja: of('ja') });
  } catch (thrown) {
    return reportFailure(terminal.signal.aborted ? terminal.signal.reason : thrown, terminal, argv.includes('--json'));
  }
}

function print(terminal: Terminal, text: string): number {
  terminal.out(`${text}\n`);
  return 0;
}

/**
 * Language of the texts: that of `--lang`, else of the locale. `--lang` can be anywhere; `rest` is the arguments without it.
 * @throws AkezoraError `request_invalid` for an unknown language.
 */
export function languageOf(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): { language: Language; rest: string[] } {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  const found = { language: languageOfLocale(LC_ALL || LC_MESSAGES || LANG), rest: [] as string[] };
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i]!;
    if (argument === '--') return { ...found, rest: [...found.rest, ...argv.slice(i)] };
    if (argument !== '--lang' && !argument.startsWith('--lang=')) {
      found.rest.push(argument);
      continue;
    }
    const value = argument === '--lang' ? argv[++i] : argument.slice('--lang='.length);
    const language = languages.find((one) => one === value);
    if (language === undefined) throw usageError('--lang', reason('optionChoice', { choices: languages.join(', ') }));
    found.language = language;
  }
  return found;
}
