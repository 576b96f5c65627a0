import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../src/platform/store/database.ts';
import { newDataFolder } from './folders.ts';

const root = '/usr/lib/postgresql';

function serverFolder(): string | undefined {
  if (!existsSync(root)) return undefined;
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(root, version, 'bin')).find((folder) => existsSync(join(folder, 'initdb')));
}

/** A Postgres server of its own for one test file, on a socket in a temporary folder. */
export interface PostgresServer {
  readonly url: string;
  stop(): void;
  start(): void;
  remove(): void;
}

/**
 * Starts Debian's Postgres, or says loudly that it is not there. With CI set its absence is a failure.
 */
export function startPostgres(): PostgresServer | undefined {
  const bin = serverFolder();
  if (bin === undefined) {
    if (process.env.CI) throw new Error('Postgres is not installed, and CI is set: apt-get install postgresql');
    process.stderr.write('\n*** SKIPPED: Postgres is not installed; these tests ran on PGlite only ***\n');
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'akezora-postgres-'));
  const data = join(folder, 'data');
  // Postgres refuses to run as root; the package brings a user for it.
  const asUser = process.getuid?.() === 0;
  const run = (program: string, ...args: string[]) => {
    const command = [join(bin, program), ...args];
    if (asUser) execFileSync('runuser', ['-u', 'postgres', '--', ...command], { stdio: 'pipe', cwd: '/' });
    else execFileSync(command[0] ?? '', command.slice(1), { stdio: 'pipe' });
  };
  if (asUser) spawnSync('chown', ['-R', 'postgres', folder]);
  run('initdb', '-D', data, '-U', 'akezora', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C');
  const startAt = (port: number) =>
    run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', `-p ${port} -k ${folder} -h 127.0.0.1`, 'start');
  const port = startAtFreePort(startAt);
  const start = () => startAt(port);
  return {
    url: `postgres://akezora@127.0.0.1:${port}/postgres`,
    start,
    stop: () => run('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop'),
    remove: () => {
      try {
        run('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop');
      } catch {
        // Already stopped by the test.
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Starts at a port that nothing else listens at; below those that the system gives to connections. */
function startAtFreePort(startAt: (port: number) => void): number {
  for (let tries = 1; ; tries += 1) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    try {
      startAt(port);
      return port;
    } catch (error) {
      // Another test may have taken the port.
      if (tries === 5) throw error;
    }
  }
}

/** Every database the service runs on: name and opener. PGlite's is new at each opening, and removed as it is closed. */
export function databases(postgres: PostgresServer | undefined): [string, () => Promise<Store>][] {
  const openEmbedded = async (): Promise<Store> => {
    const folder = await newDataFolder();
    const store = await openStore({ folder });
    const close = async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    };
    return { ...store, close };
  };
  const all: [string, () => Promise<Store>][] = [['PGlite', openEmbedded]];
  if (postgres !== undefined) all.push(['Postgres', () => openStore({ databaseUrl: postgres.url })]);
  return all;
}
