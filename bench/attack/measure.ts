/** What an attack costs a server: how long it stands still (`/healthz` asked every 20 ms from another thread), memory, processor time. */
import { loadavg } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Context, must, sleep } from './case.ts';
import { processorSeconds } from './process.ts';
import type { Server } from './server.ts';

/** What a watch saw, in milliseconds. */
export interface Stand {
  /** Longest time without an answer of the server. */
  readonly worst: number;
  /** Longest time without an answer of an idle process of the same kind in the same seconds: what the machine itself costs. */
  readonly control: number;
  readonly polls: number;
}

/** Most milliseconds that the event loop may stand. */
const limit = 200;

/** Whether the machine had other work in the last minute, so that its figures say less. */
const isBusy = () => (loadavg()[0] ?? 0) > 1.5;

/**
 * Fails when the resident memory of a server grew by more bytes than `most`; on a busy machine by more than twice as many, for
 * there garbage is collected later.
 */
export function growsLittle(growth: number, most: number): void {
  must(growth < (isBusy() ? 2 : 1) * most, `resident memory grew by ${Math.round(growth / 1e6)} MB`);
}

/** Watches a server while something is done to it. */
export async function watch(server: Pick<Server, 'port'>, attack: () => Promise<unknown>): Promise<Stand> {
  const worker = new Worker(new URL('./watch.ts', import.meta.url), { workerData: server.port });
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  try {
    await attack();
  } finally {
    worker.postMessage('stop');
  }
  return new Promise((resolve) => worker.once('message', (stand: Stand) => resolve(stand)));
}

/**
 * Fails when the server stood longer than 200 ms beyond what an idle process stood. A machine that was busy before can
 * only show stands of seconds; the results say so.
 */
export async function staysAwake(context: Context, server: Server, attack: () => Promise<unknown>): Promise<void> {
  const busy = isBusy();
  const { worst, control, polls } = await watch(server, attack);
  context.note('longest stand', `${Math.round(worst)} ms, idle process ${Math.round(control)} ms, ${polls} polls`);
  if (busy) context.note('machine', 'busy: only stands over 2 s fail');
  must(
    worst - control <= (busy ? 2000 : limit),
    `the event loop stood ${Math.round(worst)} ms (idle: ${Math.round(control)})`,
  );
}

/**
 * Waits until a server rests: less than a tenth of a second of processor time in a second. A new one still measures its models
 * and starts its children, which is no cost of an attack. After half a minute it goes on without.
 */
async function rests(server: Pick<Server, 'pid'>): Promise<void> {
  const rounds = 30;
  for (let round = 0; round < rounds; round++) {
    const before = processorSeconds(server.pid);
    await sleep(1000);
    if (processorSeconds(server.pid) - before < 0.1) return;
  }
}

/**
 * Fails when an attack costs a server more seconds of processor time than `most`, its children's included. The server comes to
 * rest first; what it starts for the first file of all belongs before the attack, too.
 */
export async function costsLittle(
  context: Context,
  server: Pick<Server, 'pid'>,
  most: number,
  attack: () => Promise<unknown>,
): Promise<void> {
  await rests(server);
  const before = processorSeconds(server.pid);
  await attack();
  const spent = processorSeconds(server.pid) - before;
  context.note('processor seconds', Math.round(spent * 10) / 10);
  must(spent <= most, `${spent.toFixed(1)} s of processor time, more than ${most}`);
}
