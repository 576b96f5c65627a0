import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AkezoraError,
  actorNameOf,
  type ErrorShape,
  extensionOfCodec,
  generationRequestSchema,
  type Language,
} from '@akezora/contract';
import { isMade } from '../generate/batch.ts';
import { numbered, slug } from '../generate/output.ts';
import type { Drop } from './drops.ts';
import { type Journal, type JournalClip, readJournal, writeJournal } from './journal.ts';
import type { Maker, MakingEvent } from './makers.ts';
import { exists, moveWithoutReplacing } from './move.ts';
import type { Order } from './orders.ts';
import type { WatchEvent } from './report.ts';

/** Folders of a watcher. */
export interface WatchFolders {
  readonly in: string;
  readonly out: string;
}

/** Where what was taken lies until it is made: `working/fox/`, with its journal and, in `files`, what was dropped. */
export const workingOf = ({ in: folder }: WatchFolders): string => join(folder, 'working');

/** What carrying out an order needs. */
export interface CarryContext {
  readonly folders: WatchFolders;
  readonly maker: Maker;
  readonly read: (drop: Drop, folders: readonly [string, string]) => Promise<Order[]>;
  readonly tell: (event: WatchEvent) => Promise<void> | void;
  readonly language: Language;
  readonly signal: AbortSignal;
}

/**
 * Takes a drop out of the watched folder. Its journal is written first, so that nothing of it can be lost.
 * @returns its working folder; undefined when another program still holds one of its files
 */
export async function take(drop: Drop, folders: WatchFolders): Promise<string | undefined> {
  let place = join(workingOf(folders), drop.base);
  for (let number = 2; await exists(place); number += 1) place = join(workingOf(folders), `${drop.base}-${number}`);
  const journal: Journal = { id: randomUUID().slice(0, 8), base: drop.base, files: drop.files, clips: null };
  await writeJournal(place, journal);
  const files = join(place, 'files');
  try {
    await bringIn(journal, files, folders);
    return place;
  } catch {
    for (const file of drop.files)
      if (await exists(join(files, file))) await moveWithoutReplacing(join(files, file), join(folders.in, file));
    await rm(place, { recursive: true, force: true });
    return undefined;
  }
}

/**
 * Makes the clips of an order, from wherever an earlier process left it, and puts its files into `done` or `failed`. Each step is written to
 * the journal before it counts. Only an abort is thrown; the order then stays for the next process.
 * @returns the first error of the order, undefined when all went well
 */
export async function carryOut(place: string, context: CarryContext): Promise<ErrorShape | undefined> {
  const journal = await readJournal(place);
  if (journal === undefined) {
    // Nothing is moved before the journal is there.
    await rm(place, { recursive: true, force: true });
    return undefined;
  }
  const { folders, signal, tell } = context;
  const files = join(place, 'files');
  const keep = () => writeJournal(place, journal);
  try {
    if (journal.end === undefined) await bringIn(journal, files, folders);
    if (journal.clips === null && journal.error === undefined) {
      journal.clips = await clipsOf(journal, files, context);
      await keep();
    }
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    journal.error = AkezoraError.from(thrown).toShape();
    await keep();
  }
  const clips = journal.clips ?? [];
  if (clips.length > 0) await tell({ type: 'begun', name: journal.base, clips: clips.length });
  for (const [index, clip] of clips.entries()) {
    try {
      await finish(clip, index, { ...context, keep, id: journal.id, base: journal.base });
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      clip.state = 'failed';
      clip.error = AkezoraError.from(thrown).toShape();
      await keep();
    }
    // Also of a clip whose end an earlier process wrote down: it may have been killed before it came here.
    await rm(stageOf(folders, journal.id, index), { recursive: true, force: true });
  }
  return putAway(place, journal, context);
}

/** Moves the files of an order out of the watched folder, unless an earlier process did. */
async function bringIn({ files }: Journal, to: string, folders: WatchFolders): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const file of files) {
    if (await exists(join(to, file))) continue;
    await rename(join(folders.in, file), join(to, file)).catch((thrown: NodeJS.ErrnoException) => {
      // Taken away by its owner; the reading of the order names it.
      if (thrown.code !== 'ENOENT') throw thrown;
    });
  }
}

async function clipsOf(journal: Journal, files: string, context: CarryContext): Promise<JournalClip[]> {
  const orders = await context.read(journal, [files, context.folders.in]);
  const digits = Math.max(3, String(orders.length).length);
  const ignored = [...new Set(orders.flatMap((order) => order.ignored))];
  if (ignored.length > 0) await context.tell({ type: 'ignored', name: journal.base, fields: ignored });
  return orders.map(({ request, name }, index) => {
    const number = orders.length === 1 ? '' : `-${String(index + 1).padStart(digits, '0')}`;
    const parsed = generationRequestSchema.parse(request);
    const stem = name === undefined ? `${journal.base}${number}` : safeName(name);
    return { name: nameOf(stem, extensionOfCodec(parsed.codec ?? 'h264')), request, state: 'waiting' };
  });
}

/** Most bytes of a clip's name without ending: with `-99.mp4.json` after it, it stays a name on every file system. */
const longestStem = 235;

function nameOf(stem: string, ending: string): string {
  let name = '';
  for (const letter of stem) if (Buffer.byteLength(name + letter) <= longestStem) name += letter;
  return `${name}.${ending}`;
}

/** A name from a table as that of a file, without folders. */
const safeName = (name: string): string => actorNameOf(`${name.replaceAll('.', '-')}.`, [], slug(name));

interface ClipContext extends CarryContext {
  readonly id: string;
  readonly base: string;
  readonly keep: () => Promise<void>;
}

/** Where a clip is made: beside its place, so that moving it there takes no time and no copy. */
const stageOf = ({ out }: WatchFolders, id: string, index: number): string => join(out, `.akezora-${id}-${index + 1}`);

async function finish(clip: JournalClip, index: number, context: ClipContext): Promise<void> {
  const { folders, keep, tell, id, base } = context;
  if (clip.state === 'there' || clip.state === 'kept' || clip.state === 'failed') return;
  const stage = stageOf(folders, id, index);
  const staged = join(stage, `clip.${clip.name.split('.').at(-1)}`);
  if (clip.state === 'waiting') {
    if (await isMade(join(folders.out, clip.name), clip.request)) {
      clip.state = 'kept';
      await keep();
      await tell({ type: 'kept', name: base, file: join(folders.out, clip.name) });
      return;
    }
    const started = performance.now();
    await mkdir(stage, { recursive: true });
    const { maker, signal } = context;
    const onEvent = async (event: MakingEvent) => {
      await tell({ type: 'progress', name: clip.name, event });
    };
    const onWait = (error: unknown) => void tell({ type: 'waiting', name: clip.name, error: AkezoraError.from(error) });
    await maker({ clip, request: clip.request, file: staged, signal, keep, onEvent, onWait });
    clip.state = 'staged';
    await keep();
    await publish(clip, staged, context);
    const seconds = (performance.now() - started) / 1000;
    await tell({ type: 'clip', name: base, file: join(folders.out, clip.name), seconds });
  } else {
    await publish(clip, staged, context);
    await tell({ type: 'clip', name: base, file: join(folders.out, clip.name) });
  }
  clip.state = 'there';
  await keep();
}

/**
 * Moves a complete clip and then its facts to their place, under the first free name, which the journal has before. A clip that is not
 * where it was made has been moved by an earlier process.
 */
async function publish(clip: JournalClip, staged: string, { folders, keep }: ClipContext): Promise<void> {
  const wanted = clip.name;
  for (let number = 2; await exists(staged); number += 1) {
    if (await moveWithoutReplacing(staged, join(folders.out, clip.name))) break;
    clip.name = numbered(wanted, number);
    await keep();
  }
  const facts = `${staged}.json`;
  if (await exists(facts)) await rename(facts, `${join(folders.out, clip.name)}.json`);
}

/** Moves the files of an order to `done` or `failed`, there with a text that says why, and forgets the order. */
async function putAway(place: string, journal: Journal, context: CarryContext): Promise<ErrorShape | undefined> {
  const { folders, tell, language } = context;
  const failed = (journal.clips ?? []).filter(({ state }) => state === 'failed');
  const error = journal.error ?? failed[0]?.error;
  const to = error === undefined ? 'done' : 'failed';
  const target = join(folders.in, to);
  await mkdir(target, { recursive: true });
  if (journal.end === undefined) {
    const taken = new Set((await readdir(target)).map((name) => name.normalize('NFC')));
    let base = journal.base;
    const isTaken = () => [...taken].some((name) => name.startsWith(`${base}.`));
    for (let number = 2; isTaken(); number += 1) base = `${journal.base}-${number}`;
    journal.end = { to, base };
    await writeJournal(place, journal);
  }
  const { base } = journal.end;
  const why = join(target, `${base}.error.txt`);
  if (error !== undefined) await writeFile(why, reasonText(journal, language));
  for (const file of journal.files) {
    const from = join(place, 'files', file);
    const name = `${base}${file.normalize('NFC').slice(journal.base.length)}`;
    if (await exists(from)) await moveWithoutReplacing(from, join(target, name));
  }
  await rm(place, { recursive: true, force: true });
  if (error === undefined) await tell({ type: 'done', name: journal.base, clips: journal.clips?.length ?? 0 });
  else await tell({ type: 'failed', name: journal.base, error: AkezoraError.fromShape(error), why });
  return error;
}

/** Why an order failed, for its owner. Windows' editors read UTF-8 by its mark. */
function reasonText({ error, clips }: Journal, language: Language): string {
  const words = ({ message, remedy }: ErrorShape) => `${message[language]}\n${remedy[language]}\n`;
  if (error !== undefined) return `\ufeff${words(error)}`;
  const failed = (clips ?? []).filter((clip) => clip.error !== undefined);
  const lines = failed.map((clip) => `${clip.name}: ${clip.request.prompt.slice(0, 80)}\n${words(clip.error!)}`);
  return `\ufeff${lines.join('\n')}`;
}
