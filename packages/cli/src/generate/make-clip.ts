import { formatDuration, type GenerationEvent, generationRequestSchema, parseOrThrow } from '@akezora/contract';
import type { Arguments } from '../arguments.ts';
import { type SigningOptions, signClip } from '../credentials/sign-clip.ts';
import type { Terminal } from '../terminal.ts';
import type { ComputeOptions } from './compute-options.ts';
import { inputHashes } from './input-hashes.ts';
import { joinClip, partOf } from './join-clip.ts';
import { startLivePage } from './live-page.ts';
import { planLines } from './plan-text.ts';
import { progressOn } from './progress.ts';
import type { CommandRequest } from './request.ts';

/** Output of a generation: `live` progress, `json` lines of events, or `quiet` with the file name only. */
export type OutputMode = 'live' | 'json' | 'quiet';

/** Where a clip goes while it is made. */
export interface Streams {
  /** Whether standard output is the clip, and `file` only a place to work in. Default false. */
  readonly isPiped?: boolean;
  /** Whether a page on this machine plays it. Default false. */
  readonly hasPage?: boolean;
  /** How the finished clip is signed with content credentials. Default: without a time stamp. */
  readonly signing?: SigningOptions;
}

/** Reads `--json` and `--quiet`. */
export const outputModeOf = (args: Arguments): OutputMode =>
  args.on('json') ? 'json' : args.on('quiet') ? 'quiet' : 'live';

/** Reads `--time-stamp`. */
export const signingOf = (args: Arguments): SigningOptions => ({ timeStamp: args.text('time-stamp') });

/** Generates one clip, joins it to its source if it is an extension, writes the JSON beside it, and reports progress. */
export async function makeClip(
  { request, join }: CommandRequest,
  file: string,
  compute: ComputeOptions,
  mode: OutputMode,
  terminal: Terminal,
  streams: Streams = {},
): Promise<void> {
  const { isPiped = false, hasPage = false, signing = {} } = streams;
  const { generate, outputPlace, writeSidecar } = await import('@akezora/engine');
  // What is made is a part beside the file; whether the file itself can be written is known only here.
  if (join !== undefined && !isPiped) await outputPlace(file);
  const parsed = parseOrThrow(generationRequestSchema, request);
  const inputs = isPiped ? {} : await inputHashes(parsed);
  const started = performance.now();
  const progress = progressOn(terminal);
  const { signal } = terminal;
  const page = hasPage ? await startLivePage(terminal) : undefined;
  const live = async (piece: Uint8Array) => {
    page?.add(piece);
    if (isPiped) await terminal.bytes(piece);
  };
  const watched = isPiped || page !== undefined ? { live } : {};
  if (page !== undefined) terminal.err(`${terminal.say('liveAt', { url: page.url })}\n`);
  try {
    for await (let event of generate(request, { file: join ? partOf(file) : file, signal, ...compute, ...watched })) {
      if (event.type === 'done') {
        if (join !== undefined) event = { ...event, file, facts: await joinClip(event, join, file, signal) };
        // Last of all that touches the file; a stream has left before it was finished.
        if (parsed.marks?.credentials !== false && !isPiped)
          event = { ...event, facts: await signClip(file, event.facts, parsed, joinedFile(join), terminal, signing) };
        if (!isPiped) await writeSidecar(file, { facts: event.facts, measures: event.measures, inputs });
      }
      if (mode === 'json') terminal.out(`${jsonLine(event)}\n`);
      if (mode !== 'live') continue;
      if (event.type === 'planned') terminal.err(`${planLines(event.plan, terminal).join('\n')}\n`);
      await progress.show(event);
    }
  } finally {
    progress.end();
    await page?.end();
  }
  const time = formatDuration((performance.now() - started) / 1000, terminal.language);
  if (mode === 'live')
    terminal.err(`${isPiped ? terminal.say('donePiped', { time }) : terminal.say('done', { time, file })}\n`);
  if (mode !== 'json' && !isPiped) terminal.out(`${file}\n`);
}

/** The clip that the made part is joined to. */
const joinedFile = (join: CommandRequest['join']): string | undefined =>
  join === undefined || join.source.kind === 'clip' ? undefined : join.source.file;

/** An event as one line of JSON; images as base64. */
export function jsonLine(event: GenerationEvent): string {
  return JSON.stringify(
    event.type === 'preview' ? { ...event, jpeg: Buffer.from(event.jpeg).toString('base64') } : event,
  );
}
