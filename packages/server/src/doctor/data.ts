import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { AkezoraError, formatBytes, type Text } from '@akezora/contract';
import type { ServerOptions } from '../config/settings.ts';
import { dataNames } from '../platform/data-names.ts';
import { checkFileLimits, isOpenToOthers, refuseForeignFolder } from '../platform/private-folder.ts';
import { openStorage } from '../platform/storage/open.ts';
import { damagedIndexes, damagedTables } from '../platform/store/damage.ts';
import { openStore, type Store } from '../platform/store/database.ts';
import { databaseFormat, formatOf, readerOf } from '../platform/store/format.ts';
import { lockFolder } from '../platform/store/lock.ts';
import { pendingMigrations } from '../platform/store/migrate.ts';
import { migrations } from '../platform/store/migrations.ts';
import { type Finding, findingOf, same } from './findings.ts';

const names = {
  folder: { en: 'data folder', ja: 'データフォルダー' },
  database: { en: 'database', ja: 'データベース' },
  privacy: { en: 'protection of the data folder', ja: 'データフォルダーの保護' },
  rows: { en: 'rows of the database', ja: 'データベースの行' },
  storage: { en: 'clip storage', ja: 'クリップの保存先' },
};

/** Process of the server that uses a data folder now: its id, and its host in another container; undefined when none does. */
export async function holderOf(folder: string): Promise<string | undefined> {
  if (!existsSync(join(folder, dataNames.lock))) return undefined;
  try {
    await (await lockFolder(folder))();
    return undefined;
  } catch (thrown) {
    const { code, details } = AkezoraError.from(thrown);
    return code === 'data_folder_busy' ? String(details.pid) : undefined;
  }
}

/** The finding of a data folder of another user, in which nothing more may be tried; undefined for one's own. */
export async function checkOwner(options: ServerOptions): Promise<Finding | undefined> {
  const finding = await findingOf(names.folder, async () => {
    await refuseForeignFolder(resolve(options.dataFolder));
    return { state: 'well', found: same('') };
  });
  return finding.state === 'well' ? undefined : finding;
}

/** Checks that the data folder is writable and has room. */
export const checkDataFolder = (options: ServerOptions): Promise<Finding> =>
  findingOf(names.folder, async () => {
    const folder = resolve(options.dataFolder);
    const probe = join(folder, `doctor-${process.pid}`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(probe, 'probe');
      await rm(probe);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new AkezoraError('output_unwritable', { path: folder, reason }, { cause: error });
    }
    const free = await (await openStorage({ ...options, s3: undefined })).freeBytes();
    const about = `${folder}, ${formatBytes(free ?? 0)}`;
    const found = { en: `${about} free`, ja: `空き ${about}` };
    if (free === undefined || free >= options.reserveBytes) return { state: 'well', found };
    const reserve = formatBytes(options.reserveBytes);
    return {
      state: 'trouble',
      found,
      remedy: {
        en: `Free some space: no job starts below ${reserve} (--reserve-bytes).`,
        ja: `空きを作ってください。${reserve} 未満ではジョブを始めません（--reserve-bytes）。`,
      },
    };
  });

/** Checks that only the user of the server can read the data folder, and that it may open enough files. */
export const checkPrivacy = (options: ServerOptions): Promise<Finding> =>
  findingOf(names.privacy, async () => {
    checkFileLimits();
    const folder = resolve(options.dataFolder);
    const found = process.platform === 'win32' ? undefined : await stat(folder).catch(() => undefined);
    if (found === undefined || !isOpenToOthers(found.mode))
      return { state: 'well', found: { en: 'only for this user', ja: 'このユーザーだけ' } };
    const mode = (found.mode & 0o777).toString(8).padStart(4, '0');
    return {
      state: 'trouble',
      found: { en: `open to other users (mode ${mode})`, ja: `ほかのユーザーも開けます（モード ${mode}）` },
      remedy: {
        en: 'The next start of the server closes it, unless it holds other files: then give Akezora a folder of its own.',
        ja: 'サーバーの次の起動時に閉じます。ほかのファイルもあるフォルダーは閉じないので、Akezora 専用のフォルダーを指定してください。',
      },
    };
  });

/** Opens the database without changing its schema; no store when that is impossible or unnecessary. */
export async function checkDatabase(
  options: ServerOptions,
  deep = false,
): Promise<{ finding: Finding; store?: Store }> {
  let store: Store | undefined;
  const finding = await findingOf(names.database, async () => {
    const folder = resolve(options.dataFolder);
    if (options.databaseUrl === undefined) {
      const holder = await holderOf(folder);
      if (holder !== undefined) {
        const found = { en: `in use by process ${holder}`, ja: `プロセス ${holder} が使用中` };
        return { state: 'well', found: { en: `embedded, ${found.en}`, ja: `組み込み、${found.ja}` } };
      }
      if (!existsSync(join(folder, dataNames.database))) {
        return {
          state: 'well',
          found: { en: 'embedded, made at the first start', ja: '組み込み、初回の起動時に作成' },
        };
      }
    }
    const { databaseUrl } = options;
    const format = databaseUrl === undefined ? await formatOf(join(folder, dataNames.database)) : undefined;
    if (format !== undefined && format !== databaseFormat) {
      // Throws what is wrong with a format that nothing here reads.
      await readerOf(format, join(folder, dataNames.database));
      return {
        state: 'note',
        found: {
          en: `embedded, in the format of Postgres ${format}`,
          ja: `組み込み、Postgres ${format} の形式`,
        },
        remedy: {
          en: `The next start converts it to that of ${databaseFormat} and keeps the present one; make a backup first.`,
          ja: `次の起動時に ${databaseFormat} の形式へ変換し、今のものも残します。先にバックアップしてください。`,
        },
      };
    }
    const began = performance.now();
    const place = databaseUrl === undefined ? { folder } : { databaseUrl };
    store = await openStore({ ...place, migrate: false, indexChecks: deep });
    const pending = await pendingMigrations(store.db);
    const kind = databaseUrl === undefined ? { en: 'embedded', ja: '組み込み' } : same(hostOf(databaseUrl));
    const took = `${Math.round(performance.now() - began)} ms`;
    if (pending.length === 0) return { state: 'well', found: joinTexts(kind, same(`, ${took}`)) };
    const all = pending.length === migrations.length;
    return {
      state: 'note',
      found: all
        ? joinTexts(kind, { en: ', empty: made at the first start', ja: '、空（初回の起動時に作成）' })
        : joinTexts(kind, {
            en: `, migrations not yet applied: ${pending.join(', ')}`,
            ja: `、未適用のマイグレーション: ${pending.join(', ')}`,
          }),
      remedy: {
        en: 'They are applied at the next start; make a backup first.',
        ja: '次の起動時に適用されます。先にバックアップしてください。',
      },
    };
  });
  return store === undefined ? { finding } : { finding, store };
}

/** Reads every row, so that damage shows. */
export const checkRows = (store: Store): Promise<Finding> =>
  findingOf(names.rows, async () => {
    const tables = await damagedTables(store.db);
    // The owner of a Postgres server decides about extensions there.
    const indexes = store.kind === 'pglite' && tables.length === 0 ? await damagedIndexes(store.db) : [];
    const damaged = [...tables, ...indexes];
    if (damaged.length > 0) throw new AkezoraError('database_damaged', {}, { cause: new Error(damaged.join(', ')) });
    return { state: 'well', found: { en: 'all can be read', ja: 'すべて読めます' } };
  });

const joinTexts = (first: Text, second: Text): Text => ({ en: first.en + second.en, ja: first.ja + second.ja });

const hostOf = (url: string): string => {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
};

/** Writes, reads and deletes a small file in the storage of clips. */
export const checkStorage = (options: ServerOptions): Promise<Finding> =>
  findingOf(names.storage, async () => {
    const storage = await openStorage(options);
    await storage.check();
    const path = await storage.temporary('doctor');
    const content = `probe ${process.pid}`;
    await writeFile(path, content);
    const key = `doctor/probe-${process.pid}`;
    await storage.put(key, path, 'text/plain');
    const back = await textOf(await storage.read(key));
    const local = await readFile(await storage.local(key), 'utf8');
    await storage.remove(key);
    if (back !== content || local !== content) {
      throw new AkezoraError('storage_unavailable', {
        reason: {
          en: 'a test file could not be read back as it was written',
          ja: '書き込んだテスト用ファイルを同じ内容で読み戻せませんでした',
        },
      });
    }
    const { s3 } = options;
    return {
      state: 'well',
      found: same(s3 === undefined ? resolve(options.dataFolder, dataNames.files) : `s3://${s3.bucket}`),
    };
  });
