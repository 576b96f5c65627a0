import { extname } from 'node:path';
import type { ClipFacts, GenerationRequest } from '@akezora/contract';
import type { Ingredient } from '@akezora/engine/credentials';
import { filesOf } from '../generate/input-hashes.ts';
import type { Terminal } from '../terminal.ts';

/** Options of signing at the command line. */
export interface SigningOptions {
  /** Address of a time-stamp authority. Default: `AKEZORA_TIME_STAMP`, else none. */
  readonly timeStamp?: string | undefined;
}

/**
 * Signs a finished clip, with the pictures and clips of its request as its ingredients; says so where the credentials are beside it, or
 * no authority stamped them.
 * @returns the facts, which say where the credentials are
 */
export async function signClip(
  file: string,
  facts: ClipFacts,
  request: GenerationRequest,
  joined: string | undefined,
  terminal: Terminal,
  { timeStamp = process.env.AKEZORA_TIME_STAMP }: SigningOptions = {},
): Promise<ClipFacts> {
  const { signFile } = await import('@akezora/engine/credentials');
  const ingredients = ingredientsOf(request, joined);
  const mark = facts.marks?.invisible;
  const signed = await signFile(file, {
    ingredients,
    ...(mark === undefined ? {} : { mark }),
    ...(timeStamp ? { timeStamp } : {}),
  });
  if (signed.place === 'beside') terminal.err(`${terminal.say('signedBeside', { file: signed.file })}\n`);
  if (signed.timeStamp === 'failed') terminal.err(`${terminal.say('notStamped', { url: timeStamp ?? '' })}\n`);
  return { ...facts, marks: { ...facts.marks, credentials: signed.place } };
}

/** Pictures and clips of a request, each once. @param joined the clip that the made part was joined to */
export function ingredientsOf(request: GenerationRequest, joined?: string): Ingredient[] {
  const videos = (request.conditions ?? []).flatMap(({ source }) => (source.kind === 'video' ? [source.file] : []));
  const files = [
    ...(joined === undefined ? [] : [joined]),
    ...filesOf(request).flatMap(([field, file]) =>
      field.startsWith('loras.') || extname(file).toLowerCase() === '.svg' ? [] : [file],
    ),
  ];
  return [...new Set(files)].map((file) => ({
    file,
    kind: file === joined || videos.includes(file) ? 'video' : 'image',
  }));
}
