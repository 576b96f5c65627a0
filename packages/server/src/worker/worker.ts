import { hostname } from 'node:os';
import type { Budgets } from '../access/budgets.ts';
import type { Limits } from '../config/schemas.ts';
import { type ConfinementFacts, unconfined } from '../inference/confinement.ts';
import type { Credentials } from '../inference/credentials.ts';
import type { Runner } from '../inference/runner.ts';
import { Supervisor } from '../inference/supervisor.ts';
import { claimJob } from '../jobs/claim.ts';
import { type AfterEnd, clipIdOf } from '../jobs/finish.ts';
import { heartbeat, removeWorker } from '../jobs/running.ts';
import type { Log } from '../platform/log.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Store } from '../platform/store/database.ts';
import { newId } from '../platform/store/ids.ts';
import type { JobRow } from '../platform/store/tables.ts';
import type { Telemetry } from '../platform/telemetry/telemetry.ts';
import { type AttemptContext, runAttempt, type StopReason } from './attempt.ts';

/** Options of a worker. */
export interface WorkerOptions {
  readonly store: Store;
  readonly storage: Storage;
  readonly limits: Limits;
  readonly log: Log;
  /** Module of the engine, by name or path. */
  readonly engine: string;
  /** What this machine offers to confine a process. Default: nothing. */
  readonly confinement?: ConfinementFacts;
  /** Devices of this machine to run on, one child for each: `cpu`, `webgpu`, `cuda`. */
  readonly devices: readonly string[];
  readonly afterEnd: AfterEnd;
  /** Remote runners by name, each with the number of jobs that it runs at once. */
  readonly upstreams?: ReadonlyMap<string, { readonly run: Runner; readonly slots: number }>;
  readonly heartbeatTimeoutSeconds: number;
  readonly reserveBytes: number;
  readonly budgets: Pick<Budgets, 'room'>;
  readonly credentials: Pick<Credentials, 'sign' | 'read'>;
  readonly telemetry: Telemetry;
}

/** A running worker. */
export interface Worker {
  readonly ids: readonly string[];
  /** Starts the children ahead of a job, with the model in the box loaded. They are stopped when none comes. */
  warm(): void;
  /** Process ids of the living children. */
  children(): number[];
  /** Stops claiming jobs and returns running ones to the queue. */
  stop(): Promise<void>;
}

const heartbeatMs = 1000;
/** Milliseconds between reads of the queue when no signal arrives. */
const pollMs = 1000;

interface Slot {
  readonly id: string;
  readonly device: string;
  readonly runners: readonly string[];
  readonly run: Runner;
  readonly warm: () => void;
  readonly close: () => Promise<void>;
  readonly pid: () => number | undefined;
}

/** Starts a worker: a slot for each device and for each job that a remote runner takes at once. A slot runs one job at a time. */
export function startWorker(options: WorkerOptions): Worker {
  const slots = [
    ...options.devices.map((device) => engineSlot(options, device)),
    ...[...(options.upstreams ?? [])].flatMap(([name, upstream]) =>
      Array.from({ length: upstream.slots }, (_, index) => upstreamSlot(name, index, upstream.run)),
    ),
  ];
  const running = slots.map((slot) => startSlot(slot, options));
  return {
    ids: slots.map((slot) => slot.id),
    warm: () => {
      for (const slot of slots) slot.warm();
    },
    children: () => slots.map((slot) => slot.pid()).filter((pid) => pid !== undefined),
    stop: async () => {
      await Promise.all(running.map((one) => one.stop()));
    },
  };
}

function engineSlot({ engine, confinement = unconfined }: WorkerOptions, device: string): Slot {
  const supervisor = new Supervisor({ engine, device, confinement });
  return {
    id: newId('worker'),
    device,
    runners: ['engine'],
    run: ({ job, request, names, called, file, postprocess, signal, onEvent, onLive }) =>
      supervisor.call(
        'generate',
        { request, names, called, file, id: clipIdOf(job.id), postprocess },
        { signal, onEvent: (event) => (event.type === 'live' ? onLive(event.piece) : onEvent(event)) },
      ),
    warm: () => {
      // A child that lives is prepared, or at work. A job says what is wrong.
      if (supervisor.pid === undefined) supervisor.call('prepare', {}).catch(() => undefined);
      else supervisor.start();
    },
    close: () => supervisor.close(),
    pid: () => supervisor.pid,
  };
}

const upstreamSlot = (name: string, index: number, run: Runner): Slot => ({
  id: newId('worker'),
  device: `${name}#${index}`,
  runners: [name],
  run,
  warm: () => undefined,
  close: async () => undefined,
  pid: () => undefined,
});

/** Wraps the runner in a tracing span that records when each stage began. */
function traced({ id, run }: Slot, telemetry: Telemetry): Runner {
  return (call) => {
    const { id: job, model, attempt, meta } = call.job;
    return telemetry.job({ id: job, model, attempt, worker: id, traceparent: meta.trace }, (markStage) =>
      run({
        ...call,
        onEvent: (event) => {
          if (event.type === 'stage') markStage(event.name);
          call.onEvent(event);
        },
      }),
    );
  };
}

function startSlot(slot: Slot, options: WorkerOptions): { stop(): Promise<void> } {
  const { store, log } = options;
  const stopping = new AbortController();
  const context: AttemptContext = { ...options, run: traced(slot, options.telemetry) };
  let current: { job: JobRow; stop: AbortController } | undefined;
  const wake = waker();
  const unlisten = store.signals.listen((signal) => {
    if (signal === undefined || signal.type === 'queued') wake.now();
    else if (signal.type === 'cancelling' && signal.job === current?.job.id)
      current.stop.abort('cancelled' satisfies StopReason);
  });

  const sendHeartbeat = async () => {
    const attempts = current === undefined ? [] : [attemptOf(current.job, slot.id)];
    const slotState = { id: slot.id, host: hostname(), pid: process.pid, device: slot.device, runners: slot.runners };
    for (const stop of await heartbeat(store, slotState, attempts)) {
      if (stop.job === current?.job.id) current.stop.abort(stop.reason satisfies StopReason);
    }
  };
  const heartbeats = repeat(sendHeartbeat, heartbeatMs, stopping.signal, (error) =>
    log.warn({ err: error }, 'heartbeat failed'),
  );

  const loop = (async () => {
    while (!stopping.signal.aborted) {
      try {
        const claimant = {
          worker: slot.id,
          runners: slot.runners,
          heartbeatTimeoutSeconds: options.heartbeatTimeoutSeconds,
        };
        const job = await claimJob(store, options.limits, claimant);
        if (job === undefined) {
          await wake.wait(pollMs, stopping.signal);
          continue;
        }
        const stop = new AbortController();
        current = { job, stop };
        if (stopping.signal.aborted) stop.abort('shutdown' satisfies StopReason);
        log.info({ job: job.id, model: job.model, attempt: job.attempt, worker: slot.id }, 'job started');
        await runAttempt(context, job, stop);
        log.info({ job: job.id, attempt: job.attempt, worker: slot.id }, 'attempt ended');
      } catch (error) {
        // The database is unreachable. A job that was running is recovered once its heartbeat times out.
        log.error({ err: error, worker: slot.id }, 'worker could not reach the database');
        await wake.wait(pollMs, stopping.signal);
      } finally {
        current = undefined;
      }
    }
  })();

  return {
    stop: async () => {
      stopping.abort();
      current?.stop.abort('shutdown' satisfies StopReason);
      unlisten();
      await Promise.all([loop, heartbeats]);
      await slot.close();
      await removeWorker(store, slot.id).catch(() => undefined);
    },
  };
}

const attemptOf = (job: JobRow, worker: string) => ({ job: job.id, attempt: job.attempt, worker });

function waker() {
  let resolve: (() => void) | undefined;
  let pending = false;
  return {
    now: () => {
      pending = true;
      resolve?.();
    },
    wait: (milliseconds: number, signal: AbortSignal) =>
      new Promise<void>((done) => {
        const finish = () => {
          clearTimeout(timer);
          signal.removeEventListener('abort', finish);
          resolve = undefined;
          pending = false;
          done();
        };
        const timer = setTimeout(finish, milliseconds);
        signal.addEventListener('abort', finish, { once: true });
        resolve = finish;
        if (pending || signal.aborted) finish();
      }),
  };
}

async function repeat(
  work: () => Promise<void>,
  everyMs: number,
  signal: AbortSignal,
  onError: (error: unknown) => void,
): Promise<void> {
  const rest = waker();
  while (!signal.aborted) {
    await work().catch(onError);
    await rest.wait(everyMs, signal);
  }
}
