/** Starts servers as people do: `akezora serve` in a process of its own, with its own data folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must, sleep } from './case.ts';
import type { People } from './people.ts';
import { buildProgram, type Program } from './program.ts';

/** The program, built when the first needs it. */
const program = (() => {
  let built: Promise<Program> | undefined;
  return {
    open: () => (built ??= buildProgram()),
    remove: async () => (await built?.catch(() => undefined))?.remove(),
  };
})();

/** Where the suite puts everything; the names in it are looked for in what leaves a server. */
export const workplace = mkdtempSync(join(tmpdir(), 'akezora-attack-'));

/** How a server of its own is started. */
export interface ServerChoice {
  /** Flags of `akezora serve` beside data folder, port and access. */
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Command before `node`, which it becomes: `['prlimit', '--nofile=64']`. */
  readonly before?: readonly string[];
  /** Data folder; default: a new one with the people of the mode in it. */
  readonly data?: string;
  /** Empty folder that becomes the data folder, with the people of the mode in it. */
  readonly into?: string;
  /** Address to listen on. Default 127.0.0.1. */
  readonly host?: string;
}

/** A running server. */
export interface Server {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly process: ChildProcess;
  /** Secret of the address that it printed; undefined without one. */
  readonly token: string | undefined;
  readonly data: string;
  readonly home: string;
  readonly temporary: string;
  /** Accounts of mode `accounts`; elsewhere nobody. */
  readonly people: People | undefined;
  /** Everything it wrote so far. */
  log(): string;
  stop(): Promise<number | null>;
  kill(): Promise<void>;
}

const environment = (folder: string, given: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  LANG: 'C.UTF-8',
  HOME: join(folder, 'home-of-otter'),
  TMPDIR: join(folder, 'temporary'),
  NODE_COMPILE_CACHE: join(workplace, 'compile-cache'),
  ...given,
});

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });

/** Runs a command of the CLI to its end. */
export async function runCli(
  args: readonly string[],
  given: {
    readonly env?: Readonly<Record<string, string>>;
    readonly before?: readonly string[];
    readonly timeoutMs?: number;
  } = {},
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const folder = mkdtempSync(join(workplace, 'run-'));
  mkdirSync(join(folder, 'home-of-otter'));
  mkdirSync(join(folder, 'temporary'));
  const { cli } = await program.open();
  const [command = '', ...rest] = [...(given.before ?? []), process.execPath, cli, ...args];
  const child = spawn(command, rest, {
    env: environment(folder, given.env ?? {}),
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const timer = setTimeout(() => child.kill('SIGKILL'), given.timeoutMs ?? 180_000);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  rmSync(folder, { recursive: true, force: true });
  return { code, out, err };
}

/**
 * Starts a server and waits until it answers.
 * @throws Error with its exit code and words when it ends before.
 */
export async function startServe(
  choice: ServerChoice & { readonly people?: People | undefined } = {},
): Promise<Server> {
  const folder = mkdtempSync(join(workplace, 'server-'));
  const data = choice.data ?? join(folder, 'data');
  const [home, temporary] = [join(folder, 'home-of-otter'), join(folder, 'temporary')];
  mkdirSync(home);
  mkdirSync(temporary);
  const port = await freePort();
  const flags = ['serve', '--no-open', '--port', String(port), '--data', data, ...(choice.flags ?? [])];
  if (choice.host !== undefined) flags.push('--host', choice.host);
  const { cli } = await program.open();
  const [command = '', ...rest] = [...(choice.before ?? []), process.execPath, cli, ...flags];
  const child = spawn(command, rest, {
    env: environment(folder, choice.env ?? {}),
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: folder,
    detached: true,
  });
  let log = '';
  child.stdout?.on('data', (chunk) => (log += String(chunk)));
  child.stderr?.on('data', (chunk) => (log += String(chunk)));
  let code: number | null | undefined;
  const gone = new Promise<number | null>((resolve) =>
    child.once('exit', (ended) => {
      code = ended;
      resolve(ended);
    }),
  );
  // Its last words may arrive after its end.
  const closed = new Promise((resolve) => child.once('close', resolve));
  const group = (signal: NodeJS.Signals) => {
    try {
      process.kill(-(child.pid ?? 0), signal);
    } catch {
      // All have ended.
    }
  };
  const kill = async () => {
    group('SIGKILL');
    await gone;
  };
  const stop = async () => {
    if (code === undefined) child.kill('SIGTERM');
    const ended = await Promise.race([gone, sleep(15_000).then(() => 'late' as const)]);
    group('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    return ended === 'late' ? null : ended;
  };
  const end = Date.now() + 180_000;
  for (;;) {
    const address = /Akezora is running at (http\S+)/.exec(log)?.[1];
    if (address !== undefined) {
      return {
        url: `http://127.0.0.1:${port}`,
        port,
        pid: child.pid ?? 0,
        process: child,
        token: /[?#&]token=([^\s&#]+)/.exec(address)?.[1],
        data,
        home,
        temporary,
        people: choice.people,
        log: () => log,
        stop,
        kill,
      };
    }
    if (code !== undefined || Date.now() > end) {
      group('SIGKILL');
      await closed;
      rmSync(folder, { recursive: true, force: true });
      throw new StartFailed(code ?? null, log);
    }
    await sleep(20);
  }
}

/** A server that ended before it worked. */
export class StartFailed extends Error {
  readonly code: number | null;
  readonly log: string;
  constructor(code: number | null, log: string) {
    super(`the server ended with ${code}: ${log.slice(-600)}`);
    this.code = code;
    this.log = log;
  }
}

/** Starts a server that must refuse to start. @returns its exit code and words. */
export async function mustNotStart(choice: ServerChoice): Promise<StartFailed> {
  let server: Server;
  try {
    server = await startServe(choice);
  } catch (error) {
    if (error instanceof StartFailed) return error;
    throw error;
  }
  await server.stop();
  throw new Error('it started');
}

/** A copy of a data folder. */
export function copyOf(template: string, into?: string): string {
  const to = into ?? join(mkdtempSync(join(workplace, 'data-')), 'data');
  cpSync(template, to, { recursive: true });
  return to;
}

/** Removes the program and everything in the workplace. */
export async function removeWorkplace(): Promise<void> {
  must(workplace.includes('akezora-attack-'), 'not the workplace');
  await program.remove();
  rmSync(workplace, { recursive: true, force: true });
}
