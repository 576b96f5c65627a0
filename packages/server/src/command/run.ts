import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { AkezoraError } from '@akezora/contract';
import { createAccount } from '../access/accounts.ts';
import { createKey } from '../access/keys.ts';
import { describeSettings } from '../config/describe.ts';
import { type ReadOptions, readOptions } from '../config/read-options.ts';
import { withDefaults } from '../config/settings.ts';
import { pendingOn } from '../platform/store/database.ts';
import { migrations } from '../platform/store/migrations.ts';
import { ensureOwner } from '../platform/store/owners.ts';
import { startServer } from '../server.ts';
import { startWorkerProcess } from '../worker-process.ts';
import { backupFolder, restoreFolder } from './backup.ts';
import { doctorCommand } from './doctor.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { buildStudioOnce } from './studio.ts';
import type { Command, CommandTerminal } from './terminal.ts';
import { withStore } from './with-store.ts';
import { say } from './words.ts';

/** Names of the commands of the service. */
export type ServerCommandName = 'serve' | 'worker' | 'doctor' | 'import' | 'export' | 'backup' | 'restore' | 'mcp';

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });

const serve: Command = async (read, terminal) => {
  const { extra } = read;
  if (extra['dry-run'] === true) return dryRun(read, terminal);
  if (extra['add-account'] !== undefined || extra['add-key'] !== undefined) return addAccess(read, terminal);
  await buildStudioOnce(() => terminal.err(`${say(terminal, 'building')}\n`));
  const server = await startServer(read.options);
  terminal.err(`${say(terminal, 'ready', { url: server.url })}\n`);
  if (extra['no-open'] !== true && terminal.live) openBrowser(server.url);
  const stop = () => void server.stop();
  process.once('SIGTERM', stop);
  await Promise.race([
    untilAborted(terminal.signal),
    new Promise<void>((done) => process.once('SIGTERM', () => done())),
  ]);
  await server.stop();
  return 0;
};

async function dryRun(read: ReadOptions, terminal: CommandTerminal): Promise<number> {
  const options = withDefaults(read.options);
  const names =
    options.databaseUrl === undefined
      ? migrations.map((migration) => migration.name)
      : await pendingOn(options.databaseUrl);
  terminal.out(`${say(terminal, 'pending', { names: names.join(', ') || say(terminal, 'none') })}\n`);
  return 0;
}

async function addAccess(read: ReadOptions, terminal: CommandTerminal): Promise<number> {
  await withStore(read, async (store) => {
    const name = read.extra['add-account'];
    if (typeof name === 'string') {
      const password = process.env.AKEZORA_PASSWORD ?? (await ask(say(terminal, 'password', { name })));
      if (password.length < 8) throw new AkezoraError('request_invalid', { field: 'password', reason: '< 8' });
      const role = read.extra.role ?? 'owner';
      if (role !== 'owner' && role !== 'member' && role !== 'viewer') {
        throw new AkezoraError('request_invalid', { field: '--role', reason: 'owner, member, viewer' });
      }
      await createAccount(store, { name, password, role });
      terminal.err(`${say(terminal, 'account', { name })}\n`);
    }
    const key = read.extra['add-key'];
    if (typeof key === 'string') {
      await ensureOwner(store.db, 'local', 'local');
      const made = await createKey(store.db, {
        owner: 'local',
        name: key,
        scopes: ['generate', 'library', 'admin'],
        role: 'owner',
      });
      terminal.out(`${say(terminal, 'key', { key: made.secret })}\n`);
    }
  });
  return 0;
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}

function openBrowser(url: string): void {
  const [program, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['explorer', [url]]
        : ['xdg-open', [url]];
  // Without a desktop no browser opens; the address has been printed.
  spawn(program as string, args as string[], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

const worker: Command = async (read, terminal) => {
  const running = await startWorkerProcess(read.options);
  terminal.err(`${say(terminal, 'worker', { url: new URL(read.options.databaseUrl ?? 'postgres://').host })}\n`);
  const terminated = new Promise<void>((done) => process.once('SIGTERM', () => done()));
  await Promise.race([untilAborted(terminal.signal), terminated]);
  await running.stop();
  return 0;
};

const backup: Command = async (read, terminal) => {
  const [file = 'akezora-backup.tar'] = read.rest;
  const count = await backupFolder(withDefaults(read.options).dataFolder, file);
  terminal.err(`${say(terminal, 'backup', { count, file })}\n`);
  return 0;
};

const restore: Command = async (read, terminal) => {
  const [file = 'akezora-backup.tar'] = read.rest;
  const folder = withDefaults(read.options).dataFolder;
  terminal.err(`${say(terminal, 'restore', { count: await restoreFolder(file, folder), file: folder })}\n`);
  return 0;
};

const mcp: Command = async (read, terminal) => {
  const { serveMcpOnStdio } = await import('../http/mcp/stdio.ts');
  const url = typeof read.extra.url === 'string' ? read.extra.url : 'http://127.0.0.1:7860';
  const key = typeof read.extra.key === 'string' ? read.extra.key : process.env.AKEZORA_KEY;
  await serveMcpOnStdio({ baseUrl: url, ...(key === undefined ? {} : { key }) }, terminal.signal);
  return 0;
};

const commands: Readonly<Record<ServerCommandName, { run: Command; extra: Record<string, 'string' | 'boolean'> }>> = {
  serve: {
    run: serve,
    extra: {
      'no-open': 'boolean',
      'dry-run': 'boolean',
      'add-account': 'string',
      'add-key': 'string',
      role: 'string',
      help: 'boolean',
    },
  },
  worker: { run: worker, extra: { help: 'boolean' } },
  doctor: { run: doctorCommand, extra: { server: 'boolean', json: 'boolean', help: 'boolean' } },
  import: {
    run: importCommand,
    extra: {
      folder: 'string',
      account: 'string',
      'skip-unreadable': 'boolean',
      url: 'string',
      key: 'string',
      json: 'boolean',
      help: 'boolean',
    },
  },
  export: {
    run: exportCommand,
    extra: {
      folder: 'string',
      favourites: 'boolean',
      account: 'string',
      push: 'string',
      private: 'boolean',
      json: 'boolean',
      help: 'boolean',
    },
  },
  backup: { run: backup, extra: { help: 'boolean' } },
  restore: { run: restore, extra: { help: 'boolean' } },
  mcp: { run: mcp, extra: { url: 'string', key: 'string', help: 'boolean' } },
};

/**
 * Runs a command of the service and returns its exit code.
 * @throws AkezoraError when the command fails; the caller prints it.
 */
export async function runServerCommand(
  name: ServerCommandName,
  given: readonly string[],
  terminal: CommandTerminal,
): Promise<number> {
  const { run, extra } = commands[name];
  const read = readOptions(given, extra);
  if (read.extra.help === true) {
    const own = Object.entries(extra).map(([flag, type]) => `--${flag}${type === 'string' ? ' …' : ''}`);
    terminal.out(`akezora ${name} ${own.join(' ')}\n\n${describeSettings(terminal.language)}\n`);
    return 0;
  }
  return run(read, terminal);
}
