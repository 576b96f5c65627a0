import { existsSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  AkezoraError,
  actorsOfCharacters,
  extensionOfCodec,
  formatDuration,
  type GenerationRequest,
  type GenerationRequestInput,
  generationRequestSchema,
  type Language,
  publicRequest,
  type RequestPart,
  requestError,
  type Text,
  wordsOfFileFault,
  wordsOfJsonFault,
} from '@akezora/contract';
import { type Arguments, reason } from '../arguments.ts';
import { reportFailure, usageError } from '../failure.ts';
import type { Terminal } from '../terminal.ts';
import { computeOptionsOf } from './compute-options.ts';
import { filesOf, inputHashes, withoutFileNames } from './input-hashes.ts';
import { makeClip, outputModeOf, signingOf } from './make-clip.ts';
import { codecOf, slug, variantName, variantsOf } from './output.ts';
import { requestOf } from './request.ts';
import { showPlan } from './show-plan.ts';
import { textFile } from './values.ts';

/** One clip of a batch. */
export interface BatchItem {
  readonly line: number;
  readonly request: GenerationRequestInput;
  /** Name of its file, with the number of its prompt and that of the variant. */
  readonly name: string;
}

/**
 * Reads a batch: one prompt or JSON request per line. Blank lines and lines that begin with `#` are ignored.
 * Fields that a line leaves out come from `base`; seeds are consecutive, so that a second run has the same requests.
 * @param variants clips of each line
 * @throws AkezoraError `request_invalid` naming the line.
 */
export function batchItems(text: string, base: GenerationRequestInput, variants = 1): BatchItem[] {
  const lines = batchLines(text);
  if (lines.length === 0) throw usageError('--prompts', reason('batchEmpty'));
  const digits = Math.max(3, String(lines.length).length);
  return lines.flatMap(({ line, content }, index) => {
    const seed = (base.seed ?? 1) + index * variants;
    const own = content.startsWith('{') ? fromJson(content, line) : { prompt: content };
    const request = checked({ ...base, seed: seed % seeds, ...own }, line);
    const file = `${String(index + 1).padStart(digits, '0')}-${slug(request.prompt)}.${extensionOfCodec(request.codec ?? 'h264')}`;
    return Array.from({ length: variants }, (_, variant) => ({
      line,
      request: { ...request, seed: ((request.seed ?? seed) + variant) % seeds },
      name: variantName(file, variant, variants),
    }));
  });
}

/** Lines of a list that ask for a clip, with their numbers: not blank ones, nor those that begin with `#`. */
export const batchLines = (text: string): { readonly line: number; readonly content: string }[] =>
  text.split(/\r\n|\n|\r/).flatMap((raw, index) => {
    const content = raw.trim();
    return content === '' || content.startsWith('#') ? [] : [{ line: index + 1, content }];
  });

/** How many seeds there are. */
export const seeds = 0x1_0000_0000;

function fromJson(content: string, line: number): RequestPart {
  try {
    return withoutNulls(actorsOfCharacters(JSON.parse(content)) as RequestPart);
  } catch (thrown) {
    throw lineError(line, wordsOfJsonFault(thrown));
  }
}

/** The request without defaults, after a check that it is valid. */
function checked(request: GenerationRequestInput, line: number): GenerationRequestInput {
  const { error } = generationRequestSchema.safeParse(request);
  if (error === undefined) return request;
  throw lineError(line, requestError(error).text);
}

/** Programs that write lists send options that are not set as `null`, and a random seed as -1. */
const withoutNulls = (part: RequestPart): RequestPart =>
  Object.fromEntries(
    Object.entries(part).filter(([name, value]) => value !== null && !(name === 'seed' && value === -1)),
  ) as RequestPart;

const lineError = (line: number, text: Text): AkezoraError =>
  usageError('--prompts', reasonAt('batchLine', line, text));

/** A reason with the line or row that it concerns, in both languages. */
export function reasonAt(place: 'batchLine' | 'watchRow', line: number, text: Text): Text {
  const of = (language: Language) => reason(place, { line: String(line), reason: text[language] })[language];
  return { en: of('en'), ja: of('ja') };
}

/**
 * Generates every clip of a batch that does not exist yet, or with `--dry-run` plans them. An error is reported, and the batch
 * continues.
 */
export async function runBatch(args: Arguments, terminal: Terminal): Promise<number> {
  const codec = codecOf(args);
  const { request: plain, ...rest } = await requestOf(args);
  const base = { ...plain, ...(codec === undefined ? {} : { codec }) };
  const items = batchItems(await textFile('--prompts', args.text('prompts')!), base, variantsOf(args));
  const folder = args.text('output') ?? 'akezora-clips';
  const isDry = args.on('dry-run');
  if (!isDry) await makeFolder(folder);
  const { say } = terminal;
  const mode = outputModeOf(args);
  const compute = computeOptionsOf(args);
  const report = (text: string) => {
    if (mode === 'live') terminal.err(`${text}\n`);
  };
  const count = { made: 0, skipped: 0, failed: 0 };
  let [code, estimate] = [0, 0];
  for (const [index, { request, name }] of items.entries()) {
    const file = join(folder, name);
    report(say('batchItem', { index: index + 1, total: items.length, prompt: request.prompt.slice(0, 60) }));
    if (await isMade(file, request)) {
      count.skipped += 1;
      report(say('batchSkipped', { file }));
      continue;
    }
    try {
      if (isDry) estimate += (await showPlan(request, compute, mode, terminal)).estimatedSeconds;
      else await makeClip({ request, ...rest }, file, compute, mode, terminal, { signing: signingOf(args) });
      count.made += 1;
    } catch (thrown) {
      if (terminal.signal.aborted) throw thrown;
      code ||= reportFailure(thrown, terminal, mode === 'json');
      count.failed += 1;
    }
  }
  const time = formatDuration(estimate, terminal.language);
  report(isDry ? say('batchPlanned', { ...count, time }) : say('batchEnd', count));
  return code;
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    const fault = wordsOfFileFault(cause);
    throw new AkezoraError('output_unwritable', { field: '--output', path: folder, reason: fault }, { cause });
  });
}

/**
 * Whether the clip exists and the JSON beside it has the same request, from the same files by their content. What versions
 * without their hashes made counts while its files have the same names and are not newer.
 */
export async function isMade(file: string, request: GenerationRequestInput): Promise<boolean> {
  if (!existsSync(file)) return false;
  const { readSidecar } = await import('@akezora/engine');
  const sidecar = await readSidecar(file);
  const parsed = generationRequestSchema.safeParse(request);
  if (sidecar === null || !parsed.success) return false;
  const { inputs } = sidecar;
  const comparable = inputs === undefined ? (one: GenerationRequest) => publicRequest(one) : withoutFileNames;
  const made = comparable(sidecar.facts.request) as Readonly<Record<string, unknown>>;
  const isSame = Object.entries(comparable(parsed.data)).every(
    ([key, value]) => value === undefined || isDeepStrictEqual(made[key], value),
  );
  if (!isSame || filesOf(parsed.data).length === 0) return isSame;
  return inputs === undefined
    ? areOlder(filesOf(parsed.data), file)
    : isDeepStrictEqual(await inputHashes(parsed.data), inputs);
}

const areOlder = (inputs: readonly [string, string][], file: string): boolean =>
  inputs.every(([, input]) => existsSync(input) && statSync(input).mtimeMs <= statSync(file).mtimeMs);
