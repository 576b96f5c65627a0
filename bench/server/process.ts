import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testEngine } from '../../packages/server/tests/support/server.ts';

const host = fileURLToPath(new URL('./host.ts', import.meta.url));

/** A server or worker that runs in its own process. */
export interface Running {
  /** Its address; `ready` for a worker. */
  readonly url: string;
  readonly process: ChildProcess;
  /** Ends it in good order. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
}

/**
 * Starts a server or worker with the tests' engine, and waits until it works.
 * @param as system user and more environment of the process. Default: this one's.
 */
export async function startProcess(
  options: object,
  { env: more, ...as }: { uid?: number; gid?: number; env?: Record<string, string> } = {},
): Promise<Running> {
  // Killed processes start again hundreds of times; reading their modules need not be most of it.
  const env = { NODE_COMPILE_CACHE: join(tmpdir(), 'akezora-compile-cache'), ...process.env, ...more };
  const child = fork(host, [JSON.stringify({ engine: testEngine, ...options })], { execArgv: [], env, ...as });
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(message)));
    void gone.then((code) => reject(new Error(`it ended with ${code} before it worked`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await gone;
  };
  return { url, process: child, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** Waits. */
export const sleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resident bytes of a process and its children. */
export function residentBytes(pid: number): number {
  const own = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return Number(own ?? 0) * 1024 + children.reduce((sum, child) => sum + residentBytes(Number(child)), 0);
}

/** Writes results with the machine they were measured on, and prints them. */
export function report(name: string, results: object): void {
  const text = JSON.stringify(
    {
      machine: `${cpus().length} cores ${cpus()[0]?.model ?? ''}, ${Math.round(totalmem() / 1e9)} GB, node ${process.version}`,
      loadAverage: loadavg().map((load) => Math.round(load * 10) / 10),
      date: new Date().toISOString(),
      ...results,
    },
    null,
    1,
  );
  mkdirSync(new URL('../results/', import.meta.url), { recursive: true });
  writeFileSync(new URL(`../results/${name}.json`, import.meta.url), `${text}\n`);
  process.stdout.write(`${text}\n`);
}
