/** The threads that pack weights: started when there is work for them, ended a moment after the last. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { scriptFile } from '@akezora/contract/root';
import { MatrixPacker, type PackJob } from './pack-matrix.ts';
import type { PackAnswer } from './pack-thread.ts';

/** Matrices of fewer values are packed at once: starting a thread would take longer. */
const worthAThread = 2e6;

/** More threads than this wait for the disk. */
const most = 8;

/** Threads that wait end after this many milliseconds: each keeps the memory of its largest matrix. */
const idleMs = 500;

interface Waiting {
  readonly job: PackJob;
  readonly urgent: boolean;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  busy: Waiting | undefined;
  idle: NodeJS.Timeout | undefined;
}

const waiting: Waiting[] = [];
const threads = new Set<Thread>();
let own: Promise<MatrixPacker> | undefined;

/**
 * Packs a matrix, in a thread where it is large. Urgent ones go before others that still wait.
 * @throws errors of the system with their code; RangeError where a file ends too soon
 */
export async function packMatrix(job: PackJob, urgent = true): Promise<void> {
  if (job.rows * job.columns < worthAThread) return (await (own ??= MatrixPacker.load())).pack(job);
  return new Promise((resolve, reject) => {
    const entry = { job, urgent, resolve, reject };
    const behind = urgent ? waiting.findIndex((other) => !other.urgent) : -1;
    if (behind < 0) waiting.push(entry);
    else waiting.splice(behind, 0, entry);
    feed();
  });
}

/** Gives work to threads that have none, and starts as many as there is work for. */
function feed(): void {
  for (const thread of threads) if (thread.busy === undefined) give(thread);
  while (waiting.length > 0 && threads.size < Math.min(most, availableParallelism())) give(start());
}

function give(thread: Thread): void {
  const next = waiting.shift();
  if (next === undefined) {
    thread.idle ??= setTimeout(() => end(thread), idleMs).unref();
    return;
  }
  clearTimeout(thread.idle);
  thread.idle = undefined;
  thread.busy = next;
  thread.worker.ref();
  thread.worker.postMessage(next.job);
}

function start(): Thread {
  // Node's own options, such as --input-type, are those of the program that asks.
  const worker = new Worker(scriptFile('engine/src/weights/pack-thread.ts'), { execArgv: [] });
  const thread: Thread = { worker, busy: undefined, idle: undefined };
  const settle = (failure: Error | undefined) => {
    const { busy } = thread;
    thread.busy = undefined;
    if (failure === undefined) busy?.resolve();
    else busy?.reject(failure);
  };
  worker.on('message', ({ failure }: PackAnswer) => {
    settle(failure && Object.assign(new Error(failure.message), failure));
    worker.unref();
    feed();
  });
  const gone = (failure: Error) => {
    threads.delete(thread);
    settle(failure);
    if (waiting.length > 0) feed();
  };
  worker.on('error', gone);
  worker.on('exit', (code) => gone(new Error(`a thread that packs weights ended with code ${code}`)));
  threads.add(thread);
  return thread;
}

function end(thread: Thread): void {
  threads.delete(thread);
  void thread.worker.terminate();
}
