import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  AkezoraError,
  actorsOfCharacters,
  extensionOfCodec,
  type GenerationRequestInput,
  generationRequestSchema,
  type Language,
  publicRequest,
  type RequestPart,
  requestError,
} from '@akezora/contract';
import { type Arguments, reason } from '../arguments.ts';
import { reportFailure, usageError } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { computeOptionsOf } from './compute-options.ts';
import { makeClip, outputModeOf } from './make-clip.ts';
import { codecOf, slug } from './output.ts';
import { requestOf } from './request.ts';
import { textFile } from './values.ts';

/** One line of a batch. */
export interface BatchItem {
  readonly line: number;
  readonly request: GenerationRequestInput;
}

/**
 * Reads a batch: one prompt or JSON request per line. Blank lines and lines that begin with `#` are ignored.
 * Fields that a line leaves out come from `base`; seeds are consecutive, so that a second run has the same requests.
 * @throws AkezoraError `request_invalid` naming the line.
 */
export function batchItems(text: string, base: GenerationRequestInput): BatchItem[] {
  const items: BatchItem[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) continue;
    const line = index + 1;
    const seed = ((base.seed ?? 1) + items.length) % 0x1_0000_0000;
    const own = content.startsWith('{') ? fromJson(content, line) : { prompt: content };
    items.push({ line, request: checked({ ...base, seed, ...own }, line) });
  }
  if (items.length === 0) throw usageError('--prompts', reason('batchEmpty'));
  return items;
}

function fromJson(content: string, line: number): RequestPart {
  try {
    return actorsOfCharacters(JSON.parse(content)) as RequestPart;
  } catch (thrown) {
    throw usageError('--prompts', reason('batchLine', { line: String(line), reason: (thrown as Error).message }));
  }
}

/** The request without defaults, after a check that it is valid. */
function checked(request: GenerationRequestInput, line: number): GenerationRequestInput {
  const { error } = generationRequestSchema.safeParse(request);
  if (error === undefined) return request;
  const { text } = requestError(error);
  const of = (language: Language) => reason('batchLine', { line: String(line), reason: text[language] })[language];
  throw usageError('--prompts', { en: of('en'), ja: of('ja') });
}

/** Generates every clip of a batch that does not exist yet. An error is reported, and the batch continues. */
export async function runBatch(args: Arguments, terminal: Terminal): Promise<number> {
  const source = args.text('prompts')!;
  const codec = codecOf(args);
  const { request: plain, ...rest } = await requestOf(args);
  const base = { ...plain, ...(codec === undefined ? {} : { codec }) };
  const items = batchItems(await textFile('--prompts', source), base);
  const folder = args.text('output') ?? 'akezora-clips';
  await mkdir(folder, { recursive: true }).catch((cause: Error) => {
    throw new AkezoraError('output_unwritable', { field: '--output', path: folder, reason: cause.message }, { cause });
  });
  const { say } = terminal;
  const mode = outputModeOf(args);
  const compute = computeOptionsOf(args);
  const report = (text: string) => {
    if (mode === 'live') terminal.err(`${text}\n`);
  };
  const digits = Math.max(3, String(items.length).length);
  const count = { made: 0, skipped: 0, failed: 0 };
  let code = 0;
  for (const [index, { request }] of items.entries()) {
    const name = `${String(index + 1).padStart(digits, '0')}-${slug(request.prompt)}.${extensionOfCodec(request.codec ?? 'h264')}`;
    const file = join(folder, name);
    report(say('batchItem', { index: index + 1, total: items.length, prompt: request.prompt.slice(0, 60) }));
    if (await isMade(file, request)) {
      count.skipped += 1;
      report(say('batchSkipped', { file }));
      continue;
    }
    try {
      await makeClip({ request, ...rest }, file, compute, mode, terminal);
      count.made += 1;
    } catch (thrown) {
      if (terminal.signal.aborted) throw thrown;
      code ||= reportFailure(thrown, terminal, mode === 'json');
      count.failed += 1;
    }
  }
  report(say('batchEnd', count));
  return code;
}

/** Whether the clip exists and the JSON beside it has the same request. */
export async function isMade(file: string, request: GenerationRequestInput): Promise<boolean> {
  if (!existsSync(file)) return false;
  const { readSidecar } = await import('@akezora/engine');
  const sidecar = await readSidecar(file);
  const parsed = generationRequestSchema.safeParse(request);
  if (sidecar === null || !parsed.success) return false;
  const made = publicRequest(sidecar.facts.request) as Readonly<Record<string, unknown>>;
  return Object.entries(publicRequest(parsed.data)).every(
    ([key, value]) => value === undefined || isDeepStrictEqual(made[key], value),
  );
}
