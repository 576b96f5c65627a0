import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AkezoraError } from '@akezora/contract';
import type { CallName, ChildCalls, EventOf, FromChild, ToChild } from './protocol.ts';

/** The child ended while it worked on something: not the request's fault as far as anyone knows. */
export class ChildDied extends Error {
  override readonly name = 'ChildDied';
}

/** How a child is run. */
export interface SupervisorOptions {
  readonly engine: string;
  readonly device: string;
  /** Milliseconds without work after which the child is stopped, which frees its memory. */
  readonly idleMs?: number;
  /** Milliseconds a cancelled call may take to end by itself before the child is killed. */
  readonly graceMs?: number;
}

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (reason: unknown) => void;
  readonly onEvent: ((event: never) => void) | undefined;
}

/** What a call may bring with it. */
export interface CallOptions<Name extends CallName> {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: EventOf<Name>) => void;
}

const childFile = fileURLToPath(new URL('./child.ts', import.meta.url));

/** Runs one inference child for a device: starts it when there is work, restarts it after a death, stops it when idle. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #pending = new Map<number, Pending>();
  /** Those that live: the one at work, and one that rested long enough and is leaving. */
  readonly #alive = new Set<ChildProcess>();
  #child: ChildProcess | undefined;
  #nextId = 1;
  #idle: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Process number of the child while it lives. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Asks the child. Aborting the signal cancels: the child is told, and killed when it has not stopped after the grace.
   * @throws AkezoraError what the engine said; ChildDied when the process ended; AkezoraError `cancelled`; the signal's
   * own reason when it was aborted before the call.
   */
  async call<Name extends CallName>(
    name: Name,
    ask: ChildCalls[Name]['ask'],
    options: CallOptions<Name> = {},
  ): Promise<ChildCalls[Name]['answer']> {
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
      return await new Promise<ChildCalls[Name]['answer']>((resolve, reject) => {
        this.#pending.set(id, { resolve, reject, onEvent: options.onEvent });
        options.signal?.addEventListener('abort', onAbort, { once: true });
        send(child, { type: 'call', id, name, ask });
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

  /** Ends the child at once; calls under way fail with ChildDied. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#idle);
    const gone = [...this.#alive].map((child) => new Promise<void>((resolve) => child.once('exit', () => resolve())));
    for (const child of this.#alive) child.kill('SIGKILL');
    await Promise.all(gone);
  }

  #start(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    const child = fork(childFile, [this.#options.engine, this.#options.device], {
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      // The child gets its own settings only; a debugger's port cannot be shared.
      execArgv: [],
    });
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
    else if (message.type === 'answer') pending.resolve(message.answer as never);
    else pending.reject(AkezoraError.fromShape(message.error));
  }

  #ended(child: ChildProcess, reason: string): void {
    this.#alive.delete(child);
    if (this.#child !== child) return;
    this.#child = undefined;
    for (const pending of this.#pending.values()) pending.reject(new ChildDied(reason));
    this.#pending.clear();
  }

  #rest(): void {
    if (this.#pending.size > 0 || this.#closed) return;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      if (this.#pending.size > 0) return;
      this.#child?.disconnect();
      // It takes a moment to go; what is asked meanwhile is for the next one.
      this.#child = undefined;
    }, this.#options.idleMs ?? 120_000);
    this.#idle.unref();
  }
}

function send(child: ChildProcess, message: ToChild): void {
  // A child that is just going away cannot be written to; its exit rejects the call.
  if (child.connected) child.send(message, () => undefined);
}
