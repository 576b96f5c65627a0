import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { AkezoraError, formatBytes } from '@akezora/contract';
import { createAccount, withNameKey } from '../access/accounts.ts';
import { createKey } from '../access/keys.ts';
import { resetSecondFactors } from '../access/second-factors.ts';
import { readStartToken, renewStartToken, startAddress, writeOpening } from '../access/start-token.ts';
import { type ReadOptions, readOptions } from '../config/read-options.ts';
import { withDefaults } from '../config/settings.ts';
import { audit } from '../platform/audit.ts';
import { dataNames } from '../platform/data-names.ts';
import { nameKey } from '../platform/names.ts';
import { notFound } from '../platform/not-found.ts';
import { refuseForeignFolder } from '../platform/private-folder.ts';
import { listCopies } from '../platform/store/copies.ts';
import { pendingOn } from '../platform/store/database.ts';
import { migrations } from '../platform/store/migrations.ts';
import { ensureOwner } from '../platform/store/owners.ts';
import { startServer } from '../server.ts';
import { startWorkerProcess } from '../worker-process.ts';
import { accountsCommand, keysCommand } from './accounts.ts';
import { auditCommand } from './audit.ts';
import { backupFolder, restoreFolder } from './backup.ts';
import { doctorCommand } from './doctor.ts';
import { exportCommand } from './export.ts';
import { type CommandSpec, commandHelp, commandSpecs, type ServerCommandName } from './help.ts';
import { importCommand } from './import.ts';
import { say } from './messages.ts';
import { readPassword } from './read-password.ts';
import { restoreCopy } from './restore-copy.ts';
import { serverUrl } from './server-url.ts';
import { buildStudioOnce } from './studio.ts';
import type { Command, CommandTerminal } from './terminal.ts';
import { withStore } from './with-store.ts';

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });

const serve: Command = async (args, terminal) => {
  const { extra } = args;
  if (extra['dry-run'] === true) return dryRun(args, terminal);
  const changes = [extra['add-account'], extra['add-key'], extra['reset-second-factor']];
  if (changes.some((change) => change !== undefined)) return changeAccess(args, terminal);
  await buildStudioOnce(() => terminal.err(`${say(terminal, 'building')}\n`));
  const server = await startServer(args.options);
  server.warm();
  const { url, startToken } = server;
  const address = startToken === undefined ? url : startAddress(url, startToken);
  terminal.err(`${say(terminal, 'ready', { url: address })}\n`);
  if (extra['no-open'] !== true && terminal.live) {
    // The arguments of a program can be read by every user of the machine, a file of ours cannot.
    const { dataFolder } = withDefaults(args.options);
    openBrowser(startToken === undefined ? url : await writeOpening(dataFolder, address));
  }
  const stop = () => void server.stop();
  process.once('SIGTERM', stop);
  await Promise.race([
    untilAborted(terminal.signal),
    new Promise<void>((done) => process.once('SIGTERM', () => done())),
  ]);
  await server.stop();
  return 0;
};

async function dryRun(args: ReadOptions, terminal: CommandTerminal): Promise<number> {
  const options = withDefaults(args.options);
  const names =
    options.databaseUrl === undefined
      ? migrations.map((migration) => migration.name)
      : await pendingOn(options.databaseUrl);
  terminal.out(`${say(terminal, 'pending', { names: names.join(', ') || say(terminal, 'none') })}\n`);
  return 0;
}

async function changeAccess(args: ReadOptions, terminal: CommandTerminal): Promise<number> {
  await withStore(args, async (store) => {
    const name = args.extra['add-account'];
    if (typeof name === 'string') {
      const password = await readPassword(terminal, name);
      const role = args.extra.role ?? 'owner';
      if (role !== 'owner' && role !== 'member' && role !== 'viewer') {
        const reason = {
          en: 'choose owner, member or viewer',
          ja: 'owner、member、viewer のどれかを指定してください',
        };
        throw new AkezoraError('request_invalid', { field: '--role', reason });
      }
      await createAccount(store, { name, password, role });
      terminal.err(`${say(terminal, 'account', { name })}\n`);
    }
    const reset = args.extra['reset-second-factor'];
    if (typeof reset === 'string') {
      const account = await withNameKey(store.db, nameKey(reset)).executeTakeFirst();
      if (account === undefined) throw notFound(reset, '--reset-second-factor');
      const { id } = account;
      await resetSecondFactors(store, id);
      const detail = { change: 'reset on the command line' };
      await audit(store.db, { action: 'second-factor-changed', actor: null, object: id, outcome: 'ok', detail });
      terminal.err(`${say(terminal, 'secondFactorReset', { name: reset })}\n`);
    }
    const key = args.extra['add-key'];
    if (typeof key === 'string') {
      await ensureOwner(store.db, 'local', 'local');
      const made = await createKey(store, {
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

const token: Command = async (args, terminal) => {
  const { dataFolder } = withDefaults(args.options);
  await refuseForeignFolder(resolve(dataFolder));
  const stored = await readStartToken(dataFolder);
  if (stored?.url == null)
    throw new AkezoraError('input_missing', { field: '--data', path: join(dataFolder, dataNames.startToken) });
  const { url } = stored;
  const { token: current } = args.extra.renew === true ? await renewStartToken(dataFolder, url) : stored;
  terminal.out(`${startAddress(url, current)}\n`);
  if (args.extra.renew === true) terminal.err(`${say(terminal, 'renewed')}\n`);
  return 0;
};

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

const worker: Command = async (args, terminal) => {
  const running = await startWorkerProcess(args.options);
  terminal.err(`${say(terminal, 'worker', { url: new URL(args.options.databaseUrl ?? 'postgres://').host })}\n`);
  const terminated = new Promise<void>((done) => process.once('SIGTERM', () => done()));
  await Promise.race([untilAborted(terminal.signal), terminated]);
  await running.stop();
  return 0;
};

const backup: Command = async (args, terminal) => {
  const [file = 'akezora-backup.tar'] = args.rest;
  const count = await backupFolder(withDefaults(args.options).dataFolder, file);
  terminal.err(`${say(terminal, 'backup', { count, file })}\n`);
  return 0;
};

const restore: Command = async (args, terminal) => {
  const folder = withDefaults(args.options).dataFolder;
  await refuseForeignFolder(resolve(folder));
  const copies = await listCopies(resolve(folder));
  if (args.extra.list === true) {
    for (const { name, bytes } of copies) terminal.out(`${name}  ${formatBytes(bytes)}\n`);
    return 0;
  }
  const [file = copies.length > 0 ? undefined : 'akezora-backup.tar'] = args.rest;
  if (file === undefined || /\.tar\.gz$/.test(file)) {
    const { copy, kept, unknown, missing } = await restoreCopy(folder, file);
    terminal.err(`${say(terminal, 'restoredCopy', { copy, kept: kept ?? '—' })}\n`);
    if (unknown.length > 0) terminal.err(`${say(terminal, 'unknownClips', { names: unknown.join(', ') })}\n`);
    if (missing.length > 0) terminal.err(`${say(terminal, 'missingClips', { names: missing.join(', ') })}\n`);
    return 0;
  }
  terminal.err(`${say(terminal, 'restore', { count: await restoreFolder(file, folder), file: folder })}\n`);
  return 0;
};

const mcp: Command = async (args, terminal) => {
  const { serveMcpOnStdio } = await import('../http/mcp/stdio.ts');
  const url = serverUrl(typeof args.extra.url === 'string' ? args.extra.url : 'http://127.0.0.1:7860');
  const key = typeof args.extra.key === 'string' ? args.extra.key : process.env.AKEZORA_KEY;
  await serveMcpOnStdio({ baseUrl: url, ...(key === undefined ? {} : { key }) }, terminal.signal);
  return 0;
};

const commands: Readonly<Record<ServerCommandName, Command>> = {
  serve,
  worker,
  doctor: doctorCommand,
  accounts: accountsCommand,
  keys: keysCommand,
  import: importCommand,
  export: exportCommand,
  backup,
  restore,
  audit: auditCommand,
  mcp,
  token,
};

/**
 * Runs a command of the service and returns its exit code.
 * @throws AkezoraError when the command fails; the caller prints it.
 */
export async function runServerCommand(
  name: ServerCommandName,
  argv: readonly string[],
  terminal: CommandTerminal,
): Promise<number> {
  const spec: CommandSpec = commandSpecs[name];
  const types = Object.entries(spec.options).map(
    ([option, { value }]) => [option, value === undefined ? 'boolean' : 'string'] as const,
  );
  const args = readOptions(argv, { ...Object.fromEntries(types), help: 'boolean' });
  if (args.extra.help === true) {
    terminal.out(`${commandHelp(spec, terminal.language)}\n`);
    return 0;
  }
  return commands[name](args, terminal);
}
