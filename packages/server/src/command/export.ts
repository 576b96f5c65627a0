import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AkezoraError } from '@akezora/contract';
import { ownerOfAccount } from '../access/accounts.ts';
import type { ReadOptions } from '../config/read-options.ts';
import { withDefaults } from '../config/settings.ts';
import { datasetEntries } from '../exporting/entries.ts';
import { hubToken, pushDataset } from '../exporting/push.ts';
import { writeZip } from '../library/zip.ts';
import { audit } from '../platform/audit.ts';
import { openStorage } from '../platform/storage/open.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Store } from '../platform/store/database.ts';
import type { ClipRow } from '../platform/store/tables.ts';
import { say } from './messages.ts';
import type { Command } from './terminal.ts';
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
  const token = push === undefined ? '' : await hubToken();
  const target = resolve(args.rest[0] ?? 'akezora-clips.zip');
  if (push === undefined && existsSync(target)) {
    const reason = { en: 'it already exists', ja: 'すでにあります' };
    throw new AkezoraError('output_unwritable', { path: target, reason });
  }
  return withStore(args, async (store) => {
    const storage = await openStorage(withDefaults(args.options));
    const clips = await selectClips(store, args);
    const file = push === undefined ? target : await pushDataset(storage, clips, pushTarget(push));
    if (push === undefined) await write(storage, clips, target, terminal.signal);
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

async function write(storage: Storage, clips: readonly ClipRow[], target: string, signal: AbortSignal): Promise<void> {
  const draft = `${target}.part`;
  try {
    await rm(draft, { recursive: true, force: true });
    if (/\.zip$/i.test(target)) {
      const archive = Readable.from(writeZip(datasetEntries(storage, clips)));
      await pipeline(archive, createWriteStream(draft), { signal });
    } else {
      for await (const { name, content } of datasetEntries(storage, clips)) {
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
