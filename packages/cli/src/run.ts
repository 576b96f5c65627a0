import { type Language, languageOfLocale, languages, version } from '@akezora/contract';
import { reason } from './arguments.ts';
import { reportFailure, usageError } from './failure.ts';
import { generalHelp } from './help.ts';
import { fill, messages } from './messages.ts';
import { type ServerCommand, serverCommand, serverCommands } from './server.ts';
import type { Terminal } from './terminal.ts';

const commands = ['generate', 'models', 'doctor', ...serverCommands] as const;

/** Runs one command line (without `node` and the script) and gives the exit code. Nothing is thrown. */
export async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = words;
  try {
    if (name === undefined) return await serverCommand('serve', [], terminal);
    if (name === '--help' || name === '-h' || name === 'help') return say(terminal, generalHelp[terminal.language]);
    if (name === '--version' || name === '-v') return say(terminal, version);
    if (name === 'generate') return await (await import('./generate/command.ts')).generateCommand(rest, terminal);
    if (name === 'models') return await (await import('./models/command.ts')).modelsCommand(rest, terminal);
    if (name === 'doctor' && rest.includes('--server')) return await serverCommand('doctor', rest, terminal);
    if (name === 'doctor') return await (await import('./doctor/command.ts')).doctorCommand(rest, terminal);
    const served = serverCommands.find((one): one is ServerCommand => one === name);
    if (served !== undefined) return await serverCommand(served, rest, terminal);
    const places = { name, commands: commands.join(', ') };
    const of = (language: Language) => fill(messages.unknownCommand, language, places);
    throw usageError(name, { en: of('en'), ja: of('ja') });
  } catch (thrown) {
    return reportFailure(terminal.signal.aborted ? terminal.signal.reason : thrown, terminal, words.includes('--json'));
  }
}

function say(terminal: Terminal, text: string): number {
  terminal.out(`${text}\n`);
  return 0;
}

/**
 * Language of the words: `--lang`, else the locale. `--lang` may stand anywhere; it is taken out.
 * @throws AkezoraError `request_invalid` for a language there is not.
 */
export function languageOf(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): { language: Language; rest: string[] } {
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  const found = { language: languageOfLocale(LC_ALL || LC_MESSAGES || LANG), rest: [] as string[] };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--') return { ...found, rest: [...found.rest, ...words.slice(i)] };
    if (word !== '--lang' && !word.startsWith('--lang=')) {
      found.rest.push(word);
      continue;
    }
    const value = word === '--lang' ? words[++i] : word.slice('--lang='.length);
    const language = languages.find((one) => one === value);
    if (language === undefined) throw usageError('--lang', reason('optionChoice', { choices: languages.join(', ') }));
    found.language = language;
  }
  return found;
}
