import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AkezoraError, requestError } from '@akezora/contract';
import { timelineQuerySchema } from '@akezora/contract/api';
import { ownerOfAccount } from '../access/accounts.ts';
import { actingFor } from '../access/policy.ts';
import type { ReadOptions } from '../config/read-options.ts';
import { withDefaults } from '../config/settings.ts';
import { datasetEntries } from '../exporting/entries.ts';
import { hubToken, pushDataset } from '../exporting/push.ts';
import { timelineEntries, timelineOf } from '../exporting/timeline/entries.ts';
import { writeZip, type ZipEntry } from '../library/zip.ts';
import { audit } from '../platform/audit.ts';
import { openStorage } from '../platform/storage/open.ts';
import type { Store } from '../platform/store/database.ts';
import type { ClipRow } from '../platform/store/tables.ts';
import { say } from './messages.ts';
import type { Command, CommandTerminal } from './terminal.ts';
import { withStore } from './with-store.ts';

/**
 * `akezora export`: writes clips as a data set, into a ZIP (`set.zip`), a folder (any other name) or, with `--push`, to the
 * Hugging Face hub. Existing files are never overwritten; a stopped export leaves no partial result.
 */
export const exportCommand: Command = async (args, terminal) => {
  const push = typeof args.extra.push === 'string' ? args.extra.push : undefined;
  if (push !== undefined && !/^[\w.-]+\/[\w.-]+$/.test(push)) {
    const reason = { en: 'write it as OWNER/NAME', ja: 'OWNER/NAME の形で書いてください' };
    throw new AkezoraError('request_invalid', { field: '--push', reason });
  }
  if (typeof args.extra.storyboard === 'string') return exportStoryboard(args.extra.storyboard, args, terminal);
  const token = push === undefined ? '' : await hubToken();
  const target = resolve(args.rest[0] ?? 'akezora-clips.zip');
  if (push === undefined) refuseExisting(target);
  return withStore(args, async (store) => {
    const storage = await openStorage(withDefaults(args.options));
    const clips = await selectClips(store, args);
    const file = push === undefined ? target : await pushDataset(storage, clips, pushTarget(push));
    if (push === undefined) await write(datasetEntries(storage, clips), target, terminal.signal);
    const detail = { clips: clips.length, to: push ?? 'file' };
    await audit(store.db, { action: 'export', actor: null, outcome: 'ok', detail });
    if (args.extra.json === true) terminal.out(`${JSON.stringify({ clips: clips.length, to: file })}\n`);
    else terminal.err(`${say(terminal, 'exported', { count: clips.length, file })}\n`);
    return 0;
  });

  function pushTarget(repo: string) {
    const { HF_ENDPOINT: hubUrl } = process.env;
    const onProgress = (done: number, total: number, name: string) =>
      terminal.live && terminal.err(`\r\u001b[K${say(terminal, 'importing', { done, total, name })}`);
    return { repo, token, hubUrl, private: args.extra.private === true, signal: terminal.signal, onProgress };
  }
};

function refuseExisting(target: string): void {
  if (!existsSync(target)) return;
  const reason = { en: 'it already exists', ja: 'すでにあります' };
  throw new AkezoraError('output_unwritable', { path: target, reason });
}

/** `akezora export --storyboard`: a storyboard as a timeline with its clips. */
async function exportStoryboard(wanted: string, args: ReadOptions, terminal: CommandTerminal): Promise<number> {
  const { extra, rest } = args;
  const query = timelineQuerySchema.safeParse({ format: extra.timeline, fps: extra.fps, clip: extra.clip });
  if (!query.success) throw requestError(query.error);
  return withStore(args, async (store) => {
    const board = await store.db
      .selectFrom('storyboards')
      .selectAll()
      .where((where) => where.or([where('id', '=', wanted), where('name', '=', wanted)]))
      .orderBy('updated_at', 'desc')
      .executeTakeFirst();
    if (board === undefined) throw new AkezoraError('not_found', { field: '--storyboard', what: wanted });
    const storage = await openStorage(withDefaults(args.options));
    const timeline = await timelineOf(store.db, actingFor(board.owner), board, query.data);
    const target = resolve(rest[0] ?? timeline.name.replace(/\.\w+$/, '.zip'));
    refuseExisting(target);
    await write(timelineEntries(storage, timeline), target, terminal.signal);
    const clips = timeline.clips.length;
    await audit(store.db, { action: 'export', actor: null, outcome: 'ok', detail: { clips, to: query.data.format } });
    if (extra.json === true) terminal.out(`${JSON.stringify({ timeline: timeline.name, clips, to: target })}\n`);
    else terminal.err(`${say(terminal, 'exported', { count: clips, file: target })}\n`);
    return 0;
  });
}

type Entries = AsyncIterable<ZipEntry>;

/** Writes files into an archive (`.zip`) or a folder, wholly or not at all. */
async function write(entries: Entries, target: string, signal: AbortSignal): Promise<void> {
  const draft = `${target}.part`;
  try {
    await rm(draft, { recursive: true, force: true });
    if (/\.zip$/i.test(target)) {
      const archive = Readable.from(writeZip(entries));
      await pipeline(archive, createWriteStream(draft), { signal });
    } else {
      for await (const { name, content } of entries) {
        const path = join(draft, name);
        await mkdir(dirname(path), { recursive: true });
        const bytes = content instanceof Uint8Array ? [content] : content;
        await pipeline(Readable.from(bytes), createWriteStream(path), { signal });
      }
    }
    await rename(draft, target);
  } catch (thrown) {
    await rm(draft, { recursive: true, force: true }).catch(() => undefined);
    const { code, message } = thrown as NodeJS.ErrnoException;
    if (thrown instanceof AkezoraError || !/^E[A-Z]+$/.test(code ?? '')) throw thrown;
    throw new AkezoraError('output_unwritable', { path: target, reason: message }, { cause: thrown });
  }
}

/** The clips to export: all, those of a folder (by name or id), of an account, or the favourites. */
async function selectClips(store: Store, { extra }: ReadOptions): Promise<ClipRow[]> {
  let query = store.db.selectFrom('clips').selectAll().where('deleted_at', 'is', null).orderBy('seq');
  if (extra.favourites === true) query = query.where('favourite', '=', true);
  if (typeof extra.account === 'string') {
    const { account } = extra;
    const owner = await ownerOfAccount(store.db, account);
    if (owner === undefined) throw new AkezoraError('not_found', { field: '--account', what: account });
    query = query.where('owner', '=', owner);
  }
  if (typeof extra.folder === 'string') {
    const { folder } = extra;
    const rows = await store.db
      .selectFrom('folders')
      .select('id')
      .where((where) => where.or([where('id', '=', folder), where('name', '=', folder)]))
      .execute();
    if (rows.length === 0) throw new AkezoraError('not_found', { field: '--folder', what: folder });
    query = query.where(
      'folder_id',
      'in',
      rows.map(({ id }) => id),
    );
  }
  return query.execute();
}
