import { AkezoraError } from '@akezora/contract';
import { type EndReason, failureOf } from './call-failure.ts';
import { callLimits, type SharedCall } from './call-limits.ts';
import { FairQueue } from './fair-queue.ts';
import type { ChildCalls } from './protocol.ts';
import { Supervisor, type SupervisorOptions } from './supervisor.ts';
import { watchMemory } from './watch-memory.ts';

/** Whom a call serves, and when it ends early. */
export interface SharedCallOptions {
  /** The owner whose share the call takes; `server` for the server's own work. */
  readonly owner: string;
  /** Ends the call: its sender has hung up, or the server stops. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the call may run, waiting not counted. Default: by the kind of call. */
  readonly deadlineMs?: number;
}

/** Options of a pool. */
export interface PoolOptions extends SupervisorOptions {
  /** Processes that work side by side. */
  readonly processes: number;
  /** Calls of one owner that run at once. */
  readonly perOwner: number;
  /** Calls of one owner that wait; more are refused. */
  readonly waitingPerOwner: number;
  /** Resident bytes of a process, above which its call ends. */
  readonly memoryBytes: number;
  /** Milliseconds after which a call no longer counts among `processes`, so that others need not wait for it. */
  readonly slowMs?: number;
}

interface Task {
  readonly owner: string;
  readonly run: (process: Process) => Promise<void>;
  readonly refuse: (reason: AkezoraError) => void;
}

interface Process {
  readonly supervisor: Supervisor;
  /** Owner of the call that it runs now. */
  owner: string | undefined;
  /** Whether that call has run long. */
  isSlow: boolean;
}

/** Calls that wait in all, of every owner. */
const mostWaiting = 2000;
/** Milliseconds after which a call has run long. */
const slowAfterMs = 3000;

/**
 * Several child processes that run one call each. Owners take turns; a call that runs long makes room for a further process,
 * up to twice `processes`, so that a file that never ends stops nobody.
 */
export class Pool {
  readonly #options: PoolOptions;
  readonly #queue = new FairQueue<Task>();
  readonly #processes = new Set<Process>();
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Process ids of the living children. */
  pids(): number[] {
    return [...this.#processes].flatMap(({ supervisor }) => (supervisor.pid === undefined ? [] : [supervisor.pid]));
  }

  /**
   * Runs a call in a process of its own, when it is its owner's turn.
   * @throws AkezoraError from the call; `timed_out`; `input_unreadable` when it took too much memory or its process crashed;
   * `too_many_requests` when too many calls of the owner wait; `cancelled`; `server_stopping`.
   */
  call<Name extends SharedCall>(
    name: Name,
    input: ChildCalls[Name]['input'],
    options: SharedCallOptions,
  ): Promise<ChildCalls[Name]['output']> {
    const { owner, signal } = options;
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new AkezoraError('server_stopping');
      if (signal?.aborted === true) throw new AkezoraError('cancelled', {}, { cause: signal.reason });
      if (this.#queue.lengthOf(owner) >= this.#options.waitingPerOwner || this.#queue.size >= mostWaiting)
        throw new AkezoraError('too_many_requests', { seconds: 10 });
      const onAbort = () => {
        if (this.#queue.remove(owner, task)) reject(new AkezoraError('cancelled', {}, { cause: signal?.reason }));
      };
      const task: Task = {
        owner,
        run: (process) => {
          signal?.removeEventListener('abort', onAbort);
          return this.#run(process, name, input, options).then(resolve, reject);
        },
        refuse: reject,
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#queue.add(owner, task);
      this.#dispatch();
    });
  }

  /** Kills the children at once; running and waiting calls fail. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const task of this.#queue.clear()) task.refuse(new AkezoraError('server_stopping'));
    await Promise.all([...this.#processes].map(({ supervisor }) => supervisor.close()));
  }

  /** Gives waiting calls to free processes. */
  #dispatch(): void {
    while (!this.#closed && this.#hasRoom()) {
      const task = this.#queue.take((owner) => this.#mayRun(owner));
      if (task === undefined) return;
      const process = this.#freeProcess();
      process.owner = task.owner;
      const slow = setTimeout(() => {
        process.isSlow = true;
        this.#dispatch();
      }, this.#options.slowMs ?? slowAfterMs);
      void task.run(process).finally(() => {
        clearTimeout(slow);
        process.owner = undefined;
        process.isSlow = false;
        this.#retire();
        this.#dispatch();
      });
    }
  }

  #busy(): Process[] {
    return [...this.#processes].filter(({ owner }) => owner !== undefined);
  }

  #hasRoom(): boolean {
    const busy = this.#busy();
    const { processes } = this.#options;
    return busy.filter(({ isSlow }) => !isSlow).length < processes && busy.length < 2 * processes;
  }

  /** Whether an owner may run one more call: `perOwner` quick ones, and one more beside each that runs long, within `processes`. */
  #mayRun(owner: string): boolean {
    const own = this.#busy().filter((process) => process.owner === owner);
    const { perOwner, processes } = this.#options;
    return own.filter(({ isSlow }) => !isSlow).length < perOwner && own.length < Math.max(perOwner, processes);
  }

  #freeProcess(): Process {
    for (const process of this.#processes) if (process.owner === undefined) return process;
    const process: Process = { supervisor: new Supervisor(this.#options), owner: undefined, isSlow: false };
    this.#processes.add(process);
    return process;
  }

  /** Stops the processes beyond `processes` that calls which ran long had made room for. */
  #retire(): void {
    for (const process of this.#processes) {
      if (this.#processes.size <= this.#options.processes) return;
      if (process.owner !== undefined) continue;
      this.#processes.delete(process);
      void process.supervisor.close();
    }
  }

  async #run<Name extends SharedCall>(
    { supervisor }: Process,
    name: Name,
    input: ChildCalls[Name]['input'],
    options: SharedCallOptions,
  ): Promise<ChildCalls[Name]['output']> {
    const { memoryBytes } = this.#options;
    const deadlineMs = options.deadlineMs ?? callLimits[name].deadlineMs;
    let reason: EndReason = { type: 'crash' };
    const end = (why: EndReason) => {
      reason = why;
      supervisor.kill();
    };
    const deadline = setTimeout(() => end({ type: 'deadline', milliseconds: deadlineMs }), deadlineMs);
    const unwatch = watchMemory(
      () => supervisor.pid,
      memoryBytes,
      () => end({ type: 'memory', bytes: memoryBytes }),
    );
    try {
      const { signal } = options;
      return await supervisor.call(name, input, signal === undefined ? {} : { signal });
    } catch (thrown) {
      throw this.#closed ? new AkezoraError('server_stopping') : failureOf(thrown, name, input, reason);
    } finally {
      clearTimeout(deadline);
      unwatch();
      // The next call finds a process that has started already.
      if (!this.#closed && supervisor.pid === undefined) supervisor.start();
    }
  }
}
