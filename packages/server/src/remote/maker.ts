import type { GenerationRequest, ModelCapabilities } from '@akezora/contract';
import type { Runner } from '../inference/runner.ts';

/** A job on one server. */
export interface Task {
  /** Address of the server, without a slash at its end. */
  readonly base: string;
  /** The server's id of this job when an earlier attempt has begun it there. */
  readonly earlier: string | undefined;
  /** Stores the server's id of this job, so that it is found again after a restart. */
  remember(id: string): Promise<void>;
  readonly run: Parameters<Runner>[0];
}

/** What a server was asked for, and what it calls its model. */
export interface Made {
  /** The request as it was sent: what was not sent is not in it. */
  readonly asked: GenerationRequest;
  readonly modelVersion: string;
  /** The clip, where its format gave it another name than the task's file. */
  readonly file?: string;
}

/** One way to make clips elsewhere. */
export interface Maker {
  /** What the model can do, as far as its servers tell or their owner wrote. Never fails: a server may be away. */
  capabilities(): Promise<ModelCapabilities>;
  /**
   * Makes a clip on one server, in the task's file.
   * @throws `Unavailable`, `Lost`, or AkezoraError for what another try will not mend
   */
  make(task: Task): Promise<Made>;
}

/** Whether a job that was stopped is to stop on its server too: one that only leaves this process, or is another worker's now, goes on there. */
export const endsThere = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason !== 'shutdown' && reason !== 'lost';

/** A server that is busy, broken or unreachable; the job is tried on another server, or later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** A server that does not know the job any more, such as after a restart; the job is begun again. */
export class Lost extends Error {
  override readonly name = 'Lost';
}
