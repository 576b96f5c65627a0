import type { ChildProcess } from 'node:child_process';
import { AkezoraError } from '@akezora/contract';
import { type LaunchOptions, launchChild } from './launch.ts';
import type { CallName, ChildCalls, EventOf, FromChild, ToChild } from './protocol.ts';

/** The child process ended during a call: a crash or an out-of-memory kill, so the call may be tried again. */
export class ChildCrashed extends Error {
  override readonly name = 'ChildCrashed';
}

/** Options of a supervisor. */
export interface SupervisorOptions extends LaunchOptions {
  /** Milliseconds without calls after which the child is stopped, which frees its memory. Default 120,000. */
  readonly idleMs?: number;
  /** Milliseconds that a cancelled call may take to end by itself before the child is killed. Default 2,000. */
  readonly graceMs?: number;
}

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
  readonly onEvent: ((event: never) => void) | undefined;
}

/** Options of one call. */
export interface CallOptions<Name extends CallName> {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EventOf<Name>) => void;
}

/** Runs one inference child for a device: starts it when there is work, restarts it after a crash, stops it when idle. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #pending = new Map<number, Pending>();
  /** Living processes: the current child, and an idle one that is exiting. */
  readonly #alive = new Set<ChildProcess>();
  #child: ChildProcess | undefined;
  #nextId = 1;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Process id of the child while it lives. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Calls the child. Aborting the signal sends a cancel message; the child is killed when it has not stopped after `graceMs`.
   * @throws AkezoraError from the engine; ChildCrashed when the process ended; AkezoraError `cancelled`; the signal's
   * own reason when it was aborted before the call.
   */
  async call<Name extends CallName>(
    name: Name,
    input: ChildCalls[Name]['input'],
    options: CallOptions<Name> = {},
  ): Promise<ChildCalls[Name]['output']> {
    if (this.#closed) throw new AkezoraError('server_stopping');
    options.signal?.throwIfAborted();
    clearTimeout(this.#idle);
    const child = this.#start();
    const id = this.#nextId;
    this.#nextId += 1;
    let grace: NodeJS.Timeout | undefined;
    const onAbort = () => {
      send(child, { type: 'cancel', id });
      grace = setTimeout(() => child.kill('SIGKILL'), this.#options.graceMs ?? 2000);
    };
    try {
      return await new Promise<ChildCalls[Name]['output']>((resolve, reject) => {
        this.#pending.set(id, { resolve, reject, onEvent: options.onEvent });
        options.signal?.addEventListener('abort', onAbort, { once: true });
        send(child, { type: 'call', id, name, input });
      });
    } catch (thrown) {
      if (options.signal?.aborted === true) throw new AkezoraError('cancelled', {}, { cause: thrown });
      throw thrown;
    } finally {
      clearTimeout(grace);
      options.signal?.removeEventListener('abort', onAbort);
      this.#pending.delete(id);
      this.#rest();
    }
  }

  /** Starts the child ahead of the next call, unless it lives. It is stopped when it stays idle. */
  start(): void {
    if (this.#closed) return;
    this.#start();
    this.#rest();
  }

  /** Kills the child; running calls fail with ChildCrashed. The next call starts another. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  /** Kills the child at once and for good; running calls fail with ChildCrashed. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    const exits = [...this.#alive].map((child) => new Promise<void>((resolve) => child.once('exit', () => resolve())));
    for (const child of this.#alive) child.kill('SIGKILL');
    await Promise.all(exits);
  }

  #start(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    const child = launchChild(this.#options);
    this.#child = child;
    this.#alive.add(child);
    child.on('message', (message: FromChild) => this.#receive(message));
    child.on('exit', (code, signal) => this.#ended(child, signal ?? `code ${code}`));
    child.on('error', (error) => this.#ended(child, error.message));
    return child;
  }

  #receive(message: FromChild): void {
    if (message.type === 'ready') return;
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    if (message.type === 'event') pending.onEvent?.(message.event as never);
    else if (message.type === 'result') pending.resolve(message.output as never);
    else pending.reject(AkezoraError.fromShape(message.error));
  }

  #ended(child: ChildProcess, reason: string): void {
    this.#alive.delete(child);
    if (this.#child !== child) return;
    this.#child = undefined;
    for (const pending of this.#pending.values()) pending.reject(new ChildCrashed(reason));
    this.#pending.clear();
  }

  #rest(): void {
    if (this.#pending.size > 0 || this.#closed) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (this.#pending.size > 0) return;
      this.#child?.disconnect();
      // It takes a moment to exit; calls that arrive meanwhile start the next child.
      this.#child = undefined;
    }, this.#options.idleMs ?? 120_000);
    this.#idle.unref();
  }
}

function send(child: ChildProcess, message: ToChild): void {
  // Sending to a disconnected child throws; its exit event rejects the call.
  if (child.connected) child.send(message, () => undefined);
}
