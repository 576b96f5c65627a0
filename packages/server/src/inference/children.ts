import type { CallName, ChildCalls } from './protocol.ts';
import { Supervisor, type SupervisorOptions } from './supervisor.ts';

/** Whom a call serves, and when it ends early. */
export interface ChildrenCallOptions {
  /** The owner whose share the call takes; `server` for the server's own work. */
  readonly owner: string;
  /** Ends the call: its sender has hung up, or the server stops. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds that the call may run. Default: by the kind of call. */
  readonly deadlineMs?: number;
}

/** Calls that these processes answer; clips are generated and models downloaded by processes of their own. */
export type SharedCall = Exclude<CallName, 'generate' | 'pull' | 'remove'>;

/** The processes for short calls: everything that reads a foreign file, and plans. */
export interface Children {
  /**
   * Runs a call in a child process.
   * @throws AkezoraError from the call; `server_stopping`; `cancelled` when the signal was aborted.
   */
  call<Name extends SharedCall>(
    name: Name,
    input: ChildCalls[Name]['input'],
    options: ChildrenCallOptions,
  ): Promise<ChildCalls[Name]['output']>;
  /** Process ids of the living children. */
  pids(): number[];
  /** Kills the children at once; running calls fail. */
  close(): Promise<void>;
}

/** Starts child processes when there is work, and stops them when there is none. */
export function createChildren(options: SupervisorOptions): Children {
  const supervisor = new Supervisor(options);
  return {
    call: (name, input, { signal }) => supervisor.call(name, input, signal === undefined ? {} : { signal }),
    pids: () => (supervisor.pid === undefined ? [] : [supervisor.pid]),
    close: () => supervisor.close(),
  };
}
