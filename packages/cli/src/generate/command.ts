import { AkezoraError, devices, type GenerationEvent, type GenerationRequestInput } from '@akezora/contract';
import type { GenerateOptions } from '@akezora/engine';
import { type Arguments, parseWords, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import { generateHelp } from '../help.ts';
import { duration } from '../messages.ts';
import type { Terminal } from '../terminal.ts';
import { runBatch } from './batch.ts';
import { inWordsOf } from './option-names.ts';
import { generateOptions, normalise } from './options.ts';
import { codecOf, freeName, variantName } from './output.ts';
import { planLines, stageLines } from './plan-text.ts';
import { progressOn } from './progress.ts';
import { requestOf } from './request.ts';
import { choice } from './values.ts';

/** How one clip is told about. */
export type Manner = 'live' | 'json' | 'quiet';

/** `akezora generate`. Gives the exit code; failures are thrown. */
export async function generateCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  const parsed = parseWords('generate', normalise(words), generateOptions);
  if (parsed.on('help')) {
    terminal.out(`${generateHelp[terminal.language]}\n`);
    return 0;
  }
  try {
    return await carryOut(parsed, terminal);
  } catch (thrown) {
    throw inWordsOf(parsed, thrown);
  }
}

async function carryOut(parsed: Arguments, terminal: Terminal): Promise<number> {
  if (parsed.text('prompts') !== undefined) return runBatch(parsed, terminal);
  const codec = await codecOf(parsed);
  const request = { ...(await requestOf(parsed)), ...(codec === undefined ? {} : { codec }) };
  variantsOf(parsed);
  if (parsed.on('dry-run')) return dryRun(request, parsed, terminal);
  await makeVariants(request, parsed, terminal);
  return 0;
}

/** What a clip is computed with, where that is asked. */
export type Computing = Pick<GenerateOptions, 'device' | 'precision'>;

/** What `--device` and `--precision` ask for; by itself a model chooses what is fast. */
export function computingOf(words: Arguments): Computing {
  const device = choice('--device', words.text('device'), devices);
  const precision = choice('--precision', words.text('precision'), ['auto', 'f32'] as const);
  return { ...(device === undefined ? {} : { device }), ...(precision === 'f32' ? { precision } : {}) };
}

/** What `--json` and `--quiet` ask for. */
export const mannerOf = (words: Arguments): Manner =>
  words.on('json') ? 'json' : words.on('quiet') ? 'quiet' : 'live';

async function makeVariants(request: GenerationRequestInput, words: Arguments, terminal: Terminal): Promise<void> {
  const total = variantsOf(words);
  const file = words.text('output') ?? freeName(request.prompt, request.codec ?? 'h264');
  const first = request.seed ?? randomSeed();
  const manner = mannerOf(words);
  for (let index = 0; index < total; index++) {
    if (total > 1 && manner === 'live') terminal.err(`${terminal.say('variant', { index: index + 1, total })}\n`);
    const seed = (first + index) % 0x1_0000_0000;
    await makeOne({ ...request, seed }, variantName(file, index, total), computingOf(words), manner, terminal);
  }
}

const mostVariants = 100;

function variantsOf(words: Arguments): number {
  const asked = words.number('variants') ?? 1;
  if (Number.isInteger(asked) && asked >= 1 && asked <= mostVariants) return asked;
  throw usageError('--variants', reason('optionWhole', { min: '1', max: String(mostVariants) }));
}

const randomSeed = () => Math.floor(Math.random() * 0x1_0000_0000);

/** Makes one clip with its JSON beside it, and tells about it. */
export async function makeOne(
  request: GenerationRequestInput,
  file: string,
  computing: Computing,
  manner: Manner,
  terminal: Terminal,
): Promise<void> {
  const { generate, writeSidecar } = await import('@akezora/engine');
  const started = performance.now();
  const progress = progressOn(terminal);
  const options = { file, signal: terminal.signal, ...computing };
  try {
    for await (const event of generate(request, options)) {
      if (event.type === 'done') await writeSidecar(event.file, { facts: event.facts, measures: event.measures });
      if (manner === 'json') terminal.out(`${jsonLine(event)}\n`);
      if (manner !== 'live') continue;
      if (event.type === 'planned') terminal.err(`${planLines(event.plan, terminal).join('\n')}\n`);
      await progress.show(event);
    }
  } finally {
    progress.end();
  }
  const time = duration(terminal.say, (performance.now() - started) / 1000);
  if (manner === 'live') terminal.err(`${terminal.say('done', { time, file })}\n`);
  if (manner !== 'json') terminal.out(`${file}\n`);
}

/** An event as one line; pictures as base64. */
export function jsonLine(event: GenerationEvent): string {
  return JSON.stringify(
    event.type === 'preview' ? { ...event, jpeg: Buffer.from(event.jpeg).toString('base64') } : event,
  );
}

async function dryRun(request: GenerationRequestInput, words: Arguments, terminal: Terminal): Promise<number> {
  const { openModel, planRequest } = await import('@akezora/engine');
  const model = await openModel(request.model ?? 'akezora-1');
  const { device, precision } = computingOf(words);
  const { plan } = await planRequest(request, model, device, precision);
  if (terminal.signal.aborted) throw new AkezoraError('cancelled');
  if (words.on('json')) terminal.out(`${JSON.stringify({ type: 'planned', plan })}\n`);
  else {
    const lines = [...planLines(plan, terminal), ...stageLines(plan, terminal)];
    terminal.out(`${lines.join('\n')}\n`);
    terminal.err(`${terminal.say('dryRun')}\n`);
  }
  return 0;
}
