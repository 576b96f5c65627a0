import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorShape, GenerationRequestInput } from '@akezora/contract';

/** What became of one clip of an order, as far as it is known. */
export interface JournalClip {
  /** Name of the clip without folder; until it stands there, the one that is tried first. */
  name: string;
  /** The request, with its seed and absolute names of its files. */
  readonly request: GenerationRequestInput;
  /**
   * `waiting`: not made; `staged`: complete, on its way to its place; `there`: at its place; `kept`: was there, made from the same request;
   * `failed`: with its error.
   */
  state: 'waiting' | 'staged' | 'there' | 'kept' | 'failed';
  error?: ErrorShape;
  /** Key of the submission to a server, which makes it count once, and the request as it was sent. */
  sent?: { readonly key: string; readonly request: GenerationRequestInput };
  /** Job of a server. */
  job?: string;
}

/** What was taken from the watched folder, and how far it is: all that a new process needs to go on. */
export interface Journal {
  /** Sets its clips apart, while they are made, from those of other orders and watchers. */
  readonly id: string;
  /** Name of the order, its files' name without ending. */
  readonly base: string;
  /** Names of its files in the watched folder. */
  readonly files: readonly string[];
  /** Null until the files have been read. */
  clips: JournalClip[] | null;
  /** Why nothing could be made of the files. */
  error?: ErrorShape;
  /** Where the files go in the end, and under which name without ending; written before the first one moves. */
  end?: { readonly to: 'done' | 'failed'; readonly base: string };
}

const nameOf = (folder: string): string => join(folder, 'order.json');

/** Reads the journal of an order; undefined when its process ended before it was written. */
export async function readJournal(folder: string): Promise<Journal | undefined> {
  try {
    return JSON.parse(await readFile(nameOf(folder), 'utf8')) as Journal;
  } catch {
    return undefined;
  }
}

/** Writes the journal, wholly or not at all. */
export async function writeJournal(folder: string, journal: Journal): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = `${nameOf(folder)}.new`;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(JSON.stringify(journal));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, nameOf(folder));
}
