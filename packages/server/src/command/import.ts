import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AkezoraError } from '@akezora/contract';
import { createClient, uploadFile } from '@akezora/contract/api';
import { ownerOfAccount } from '../access/accounts.ts';
import { type Budgets, createBudgets, limitsOfServer } from '../access/budgets.ts';
import { actingFor } from '../access/policy.ts';
import { withDefaults } from '../config/settings.ts';
import { folderFiles, oneFile } from '../importing/files.ts';
import { importClips } from '../importing/import.ts';
import type { ImportFile } from '../importing/sources.ts';
import { zipFiles } from '../importing/unzip.ts';
import { childrenOptions, createChildren } from '../inference/children.ts';
import { probeConfinement } from '../inference/probe-confinement.ts';
import { createFolder, folderNamed } from '../library/folders.ts';
import { writeZip } from '../library/zip.ts';
import { openStorage } from '../platform/storage/open.ts';
import type { Store } from '../platform/store/database.ts';
import { ensureOwner } from '../platform/store/owners.ts';
import { say } from './messages.ts';
import { serverUrl } from './server-url.ts';
import type { Command, CommandTerminal } from './terminal.ts';
import { withStore } from './with-store.ts';

/** Limits of archives on this machine: only the disk's. */
const localLimits = { entries: 100_000, bytes: 1e15 };

/** Imported clips and skipped files, from this machine or from a server. */
interface ImportResult {
  readonly clips: readonly { readonly id: string; readonly prompt: string }[];
  readonly skipped: readonly {
    readonly name: string;
    readonly error: { readonly message: { en: string; ja: string } };
  }[];
}

/** `akezora import PATH…`: imports folders, ZIPs and videos into the library, here or (with `--url`) of a running server. */
export const importCommand: Command = async (args, terminal) => {
  const paths = args.rest;
  if (paths.length === 0) {
    const reason = { en: 'name a folder, ZIP or video', ja: 'フォルダー・ZIP・動画のどれかを指定してください' };
    throw new AkezoraError('request_invalid', { field: 'PATH', reason });
  }
  const files: ImportFile[] = [];
  for (const path of paths) {
    const found = await filesAt(resolve(path));
    files.push(...found.map((file) => (paths.length > 1 ? { ...file, name: `${basename(path)}/${file.name}` } : file)));
  }
  const url = args.extra.url;
  const result =
    typeof url === 'string' ? await importThere(url, files, args, terminal) : await importHere(files, args, terminal);
  if (args.extra.json === true) terminal.out(`${JSON.stringify(result)}\n`);
  else {
    for (const { error } of result.skipped) {
      terminal.err(`${say(terminal, 'skipped', { reason: error.message[terminal.language] })}\n`);
    }
    terminal.err(`${say(terminal, 'imported', { count: result.clips.length })}\n`);
  }
  return 0;
};

async function filesAt(path: string): Promise<ImportFile[]> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return folderFiles(path);
  if (/\.zip$/i.test(path) && found !== undefined) return zipFiles(path, basename(path), localLimits);
  return [await oneFile(path)];
}

/** The folders that hold some files; those inside another of them are left out. */
function foldersOf(files: readonly ImportFile[]): string[] {
  const all = files.map(({ source }) => dirname(source.kind === 'file' ? source.path : resolve(source.archive)));
  return [...new Set(all)]
    .sort()
    .reduce<string[]>(
      (kept, folder) => (kept.some((one) => folder.startsWith(`${one}${sep}`)) ? kept : [...kept, folder]),
      [],
    );
}

type Arguments = Parameters<Command>[0];

/** Imports into the data folder (or database and bucket) of the options; no server may use an embedded database meanwhile. */
async function importHere(
  files: readonly ImportFile[],
  args: Arguments,
  terminal: CommandTerminal,
): Promise<ImportResult> {
  const options = withDefaults(args.options);
  return withStore(args, async (store) => {
    const storage = await openStorage(options);
    const budgets = createBudgets(store, limitsOfServer(options));
    const owner = await ownerNamed(store, args.extra.account);
    const folderId = await folderOf(store, owner, args.extra.folder, budgets);
    const given = childrenOptions(options);
    const folders = { ...given.folders, read: [...given.folders.read, ...foldersOf(files)] };
    const children = createChildren({ ...given, folders, confinement: probeConfinement() });
    const context = { store, storage, children, options, budgets };
    try {
      const order = { principal: actingFor(owner), files, folderId, signal: terminal.signal, ...progressOf(terminal) };
      const skipUnreadable = args.extra['skip-unreadable'] === true;
      const { rows, skipped } = await importClips(context, { ...order, skipUnreadable });
      return { clips: rows.map(({ id, prompt }) => ({ id, prompt })), skipped };
    } finally {
      await children.close();
    }
  });
}

const progressOf = (terminal: CommandTerminal) =>
  terminal.live
    ? {
        onProgress: (done: number, total: number, name: string) =>
          terminal.err(`\r\u001b[K${say(terminal, 'importing', { done: done + 1, total, name: name.slice(-50) })}`),
      }
    : {};

async function ownerNamed(store: Store, account: unknown): Promise<string> {
  if (typeof account !== 'string') {
    await ensureOwner(store.db, 'local', 'local');
    return 'local';
  }
  const owner = await ownerOfAccount(store.db, account);
  if (owner === undefined) throw new AkezoraError('not_found', { field: '--account', what: account });
  return owner;
}

async function folderOf(store: Store, owner: string, given: unknown, budgets: Budgets): Promise<string | undefined> {
  if (typeof given !== 'string') return undefined;
  const name = given.slice(0, 100);
  return (await folderNamed(store.db, owner, name)) ?? (await createFolder(store, actingFor(owner), name, budgets)).id;
}

/** Imports into a running server, in archives that are no larger than its upload limit. */
async function importThere(
  url: string,
  files: readonly ImportFile[],
  args: Arguments,
  terminal: CommandTerminal,
): Promise<ImportResult> {
  const key = typeof args.extra.key === 'string' ? args.extra.key : process.env.AKEZORA_KEY;
  const api = createClient({ baseUrl: serverUrl(url), ...(key === undefined ? {} : { key }) });
  const { signal } = terminal;
  const { limits } = await api.call('session', { signal });
  const folder = typeof args.extra.folder === 'string' ? await folderThere(api, args.extra.folder) : undefined;
  const drafts = await mkdtemp(join(tmpdir(), 'akezora-import-'));
  try {
    const uploads: string[] = [];
    for (const [index, part] of parts(files, limits.uploadBytes * 0.95).entries()) {
      const path = join(drafts, 'part.zip');
      const entries = Readable.from(part.map((file) => ({ name: file.name, content: file.read() })));
      await pipeline(Readable.from(writeZip(entries)), createWriteStream(path), { signal });
      const file = new File([await openAsBlob(path)], `import.part${index + 1}.zip`, { type: 'application/zip' });
      uploads.push((await uploadFile(api, file, { signal })).id);
    }
    const skipUnreadable = args.extra['skip-unreadable'] === true;
    const body = { uploads, skipUnreadable, ...(folder === undefined ? {} : { folderId: folder }) };
    const { data, skipped } = await api.call('importClips', { body, signal });
    return { clips: data.map(({ id, prompt }) => ({ id, prompt })), skipped };
  } finally {
    await rm(drafts, { recursive: true, force: true });
  }
}

async function folderThere(api: ReturnType<typeof createClient>, name: string): Promise<string> {
  const { data } = await api.call('folders');
  return (data.find((folder) => folder.name === name) ?? (await api.call('createFolder', { body: { name } }))).id;
}

/** Splits files into groups whose bytes stay within a limit, in their order. */
function parts(files: readonly ImportFile[], bytes: number): ImportFile[][] {
  const cut: ImportFile[][] = [[]];
  let room = bytes;
  for (const file of files) {
    const part = cut.at(-1) as ImportFile[];
    if (file.bytes > room && part.length > 0) {
      cut.push([file]);
      room = bytes - file.bytes;
    } else {
      part.push(file);
      room -= file.bytes;
    }
  }
  return cut;
}
