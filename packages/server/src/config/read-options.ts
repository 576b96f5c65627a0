import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { AkezoraError, requestError, type Text } from '@akezora/contract';
import type { z } from 'zod';
import { type ServerOptions, type Setting, settings } from './settings.ts';

/** Options of the service and what else a command line holds. */
export interface ReadOptions {
  readonly options: Partial<ServerOptions>;
  /** Values of the command's own flags. */
  readonly extra: Readonly<Record<string, string | boolean>>;
  /** Arguments without a flag. */
  readonly rest: readonly string[];
}

/** A place that a value may come from, with the name to report. */
interface Candidate {
  readonly name: string;
  readonly value: unknown;
}

const sourced = Object.entries(settings).flatMap(([key, row]: [string, Setting]) =>
  row.source === undefined ? [] : [{ key, schema: row.schema, source: row.source }],
);

/** Flags of the service, former names included. */
const flagNames = sourced.flatMap(({ source }) => [source.flag, ...(source.former ? [source.former.flag] : [])]);

/** Keys of a configuration file, former names included. */
const fileKeys = new Set(sourced.flatMap(({ key, source }) => [key, ...(source.former ? [source.former.key] : [])]));

/**
 * Reads options from flags, then the environment, then a configuration file (JSON); the first that has a value counts.
 * @throws AkezoraError `request_invalid` naming the flag, variable or key.
 */
export function readOptions(
  argv: readonly string[],
  extra: Readonly<Record<string, 'string' | 'boolean'>>,
  environment: NodeJS.ProcessEnv = process.env,
): ReadOptions {
  const { values, positionals } = parseFlags(argv, extra);
  const file = readConfig((values.config as string | undefined) ?? environment.AKEZORA_CONFIG);
  const variable = (name: string) => (environment[name] === '' ? undefined : environment[name]);
  const options: Record<string, unknown> = {};
  for (const { key, schema, source } of sourced) {
    const names = [{ ...source, key }, ...(source.former ? [source.former] : [])];
    const candidates: Candidate[] = [
      ...names.map(({ flag }) => ({ name: `--${flag}`, value: values[flag] })),
      ...names.map(({ env }) => ({ name: env, value: variable(env) })),
      ...names.map((one) => ({ name: one.key, value: file[one.key] })),
    ];
    const found = candidates.find(({ value }) => value !== undefined);
    if (found === undefined) continue;
    const result = schema.safeParse(found.value);
    if (!result.success) throw invalid(found.name, reasonOf(result.error));
    options[key] = result.data;
  }
  const own = Object.keys(extra).flatMap((name) => (values[name] === undefined ? [] : [[name, values[name]]]));
  return {
    options: options as Partial<ServerOptions>,
    extra: Object.fromEntries(own) as Record<string, string | boolean>,
    rest: positionals,
  };
}

function parseFlags(
  argv: readonly string[],
  extra: Readonly<Record<string, 'string' | 'boolean'>>,
): { values: Record<string, string | boolean | undefined>; positionals: string[] } {
  const known = Object.fromEntries([
    ...[...flagNames, 'config'].map((name) => [name, { type: 'string' as const }]),
    ...Object.entries(extra).map(([name, type]) => [name, { type }]),
  ]) as Record<string, { type: 'string' | 'boolean' }>;
  try {
    return parseArgs({ args: [...argv], options: known, allowPositionals: true, strict: true }) as ReturnType<
      typeof parseFlags
    >;
  } catch (error) {
    throw invalid('options', flagReason(error));
  }
}

function readConfig(path: string | undefined): Readonly<Record<string, unknown>> {
  if (path === undefined) return {};
  if (!existsSync(path)) throw new AkezoraError('input_missing', { field: '--config', path });
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // The parser's words repeat a piece of the file, which may hold keys.
    throw invalid(path, notJson);
  }
  const unknown = Object.keys((content ?? {}) as object).find((key) => !fileKeys.has(key));
  if (unknown !== undefined)
    throw invalid(`${path}: ${unknown}`, { en: 'there is no such setting', ja: 'そのような設定はありません' });
  return content as Record<string, unknown>;
}

type Reason = AkezoraError['details'][string];

/** The reason of a value that a schema refused. A custom issue has its Japanese text in `params.ja`. */
function reasonOf(error: z.ZodError): Reason {
  const issue = error.issues[0];
  if (issue?.code === 'custom' && typeof issue.params?.ja === 'string')
    return { en: issue.message, ja: issue.params.ja };
  return requestError(error).details.reason;
}

/** The reason of a command line that cannot be parsed, with the flag at fault. */
function flagReason(error: unknown): string | Text {
  const { code, message } = error as NodeJS.ErrnoException;
  const flag = /'(-[^' ,]*)/.exec(message)?.[1] ?? '';
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    return { en: `there is no option ${flag}`, ja: `${flag} というオプションはありません` };
  }
  if (code !== 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return messageOf(error);
  return message.includes('does not take an argument')
    ? { en: `${flag} takes no value`, ja: `${flag} に値は指定できません` }
    : { en: `${flag} needs a value`, ja: `${flag} には値が必要です` };
}

const notJson: Text = { en: 'it is not valid JSON', ja: 'JSON として読めません' };

const invalid = (field: string, reason: Reason) => new AkezoraError('request_invalid', { field, reason });

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
