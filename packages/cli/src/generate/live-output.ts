import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Arguments, reason } from '../arguments.ts';
import { usageError } from '../failure.ts';
import type { CommandRequest } from './request.ts';

const standardOutput: ReadonlySet<string> = new Set(['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);

/** Whether the clip goes to standard output (`-o -`, or its name as a file). */
export const isPiped = (args: Arguments): boolean => standardOutput.has(args.text('output') ?? '');

const refuse = (option: string, stream: string): never => {
  throw usageError(option, reason('notWithStream', { stream }));
};

/**
 * Checks that `-o -` and `--live` go with the other options: a stream is one clip, in H.264, with nothing else on standard output.
 * @throws AkezoraError `request_invalid` naming the option that does not.
 */
export function checkStreams(args: Arguments): void {
  if (args.text('prompts') !== undefined && (isPiped(args) || args.on('live')))
    refuse('--prompts', isPiped(args) ? '-o -' : '--live');
  if (!isPiped(args)) return;
  if (args.on('json')) refuse('--json', '-o -');
  if (args.text('time-stamp') !== undefined) refuse('--time-stamp', '-o -');
  if (args.text('variants') !== undefined && args.number('variants') !== 1) refuse('--variants', '-o -');
  if ((args.text('codec') ?? 'h264') !== 'h264') refuse('--codec', '-o -');
}

/** Checks that a clip for standard output is not joined to another: the stream would hold the new part alone. */
export function checkJoin(args: Arguments, { join: joined }: Pick<CommandRequest, 'join'>): void {
  if (isPiped(args) && joined !== undefined) refuse('--extend', '-o -');
}

/** Runs work with a file in a folder of its own, which is gone afterwards, also when the process exits meanwhile. */
export async function withTemporaryFile<T>(work: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'akezora-'));
  const onExit = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', onExit);
  try {
    return await work(join(folder, 'clip.mp4'));
  } finally {
    process.removeListener('exit', onExit);
    await rm(folder, { recursive: true, force: true });
  }
}
