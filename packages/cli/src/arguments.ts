import { parseArgs } from 'node:util';
import type { Text } from '@akezora/contract';
import { usageError } from './failure.ts';
import { type MessageName, messages } from './messages.ts';

/** Options of a command, in the form of `node:util`'s parseArgs. */
export type OptionTable = Readonly<
  Record<string, { readonly type: 'string' | 'boolean'; readonly short?: string; readonly multiple?: boolean }>
>;

/** Options of all commands. */
const commonOptions = {
  lang: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies OptionTable;

/** Parsed arguments of a command. */
export interface Arguments {
  /** Arguments that are not options. */
  readonly positionals: readonly string[];
  /** Value of an option; `undefined` without it. */
  text(name: string): string | undefined;
  /** Values of an option that can be repeated; empty without it. */
  all(name: string): readonly string[];
  /** Whether an option without a value is set. */
  on(name: string): boolean;
  /** Value of an option as a number; `undefined` without it. */
  number(name: string): number | undefined;
}

/**
 * Parses the arguments of a command.
 * @throws AkezoraError `request_invalid` naming the option at fault.
 */
export function parseArguments(command: string, argv: readonly string[], options: OptionTable): Arguments {
  const { values, positionals } = parse(command, argv, options);
  const found = values as Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
  const text = (name: string) => {
    const value = found[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    positionals,
    text,
    all: (name) => {
      const value = found[name];
      return Array.isArray(value) ? value.map(String) : [];
    },
    on: (name) => found[name] === true,
    number: (name) => {
      const value = text(name);
      return value === undefined ? undefined : numberOf(`--${name}`, value);
    },
  };
}

/**
 * The value of an option as a number.
 * @throws AkezoraError `request_invalid` for any other text.
 */
function numberOf(option: string, value: string): number {
  const number = value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw usageError(option, reason('optionNumber', { value }));
  return number;
}

/** A message as the reason of an error, in both languages. */
export function reason(name: MessageName, details: Readonly<Record<string, string>> = {}): Text {
  const put = (text: string) => text.replace(/\{(\w+)\}/g, (whole, key: string) => details[key] ?? whole);
  return { en: put(messages[name].en), ja: put(messages[name].ja) };
}

function parse(command: string, argv: readonly string[], options: OptionTable) {
  try {
    return parseArgs({ args: [...argv], options: { ...options, ...commonOptions }, allowPositionals: true });
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    const option = /'(-[^' ,]*)/.exec(message)?.[1] ?? argv.join(' ');
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw usageError(option, reason('optionUnknown', { command }));
    if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') {
      const tooMuch = message.includes('does not take an argument');
      throw usageError(option, reason(tooMuch ? 'optionNoValue' : 'optionValue'));
    }
    throw usageError(option, message);
  }
}
