import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scriptFile } from '@akezora/contract/root';
import type { ServerOptions } from '../config/settings.ts';
import { dataNames } from '../platform/data-names.ts';
import { fileOf, hasEndedProcess, refusalOf } from './call-failure.ts';
import { callLimits, type Role, roleLimits, type SharedCall } from './call-limits.ts';
import type { LaunchOptions } from './launch.ts';
import { Pool, type PoolOptions, type SharedCallOptions } from './pool.ts';
import type { ChildCalls } from './protocol.ts';
import { rememberFiles } from './refused-files.ts';

/** The processes for short calls: everything that reads a foreign file, plans, and stills. */
export interface Children {
  /**
   * Runs a call in a child process with limits of time and memory; owners take turns.
   * @throws AkezoraError from the call; `timed_out` when its deadline passed; `input_unreadable` when it took too much memory,
   * crashed its process, or reads a file that did so twice; `too_many_requests` when too many calls of the owner wait;
   * `cancelled` when the signal was aborted; `server_stopping`.
   */
  call<Name extends SharedCall>(
    name: Name,
    input: ChildCalls[Name]['input'],
    options: SharedCallOptions,
  ): Promise<ChildCalls[Name]['output']>;
  /** Process ids of the living children. */
  pids(): number[];
  /** Kills the children at once; running calls fail. */
  close(): Promise<void>;
}

/** Options of the children. */
export interface ChildrenOptions extends Omit<LaunchOptions, 'role'> {
  /** Processes of each kind that work side by side. Default 2. */
  readonly processes?: number;
}

/** The children of a service with these options. Media are read from its data folder and written to its temporary folder only. */
export function childrenOptions(options: Pick<ServerOptions, 'engine' | 'devices' | 'dataFolder' | 'mediaProcesses'>) {
  const folder = resolve(options.dataFolder);
  const inData = (...names: (keyof typeof dataNames)[]) => names.map((name) => join(folder, dataNames[name]));
  return {
    engine: options.engine,
    calls: fileURLToPath(scriptFile('server/src/importing/child-calls.ts')),
    device: options.devices[0] ?? 'cpu',
    processes: options.mediaProcesses,
    folders: { read: inData('files', 'cache', 'incoming', 'temporary'), write: inData('temporary') },
  } satisfies ChildrenOptions;
}

/** Calls of one owner that wait: a page of pictures for media, a few for conversions, which take minutes. */
const waiting = { media: 128, conversion: 4, models: 32, stills: 16 } as const;

/** Milliseconds after which a still makes room for another one: a slow machine is no faster with two at once. */
const slowStillMs = 20_000;

/** Milliseconds that a cancelled still may take to end: the weights that it may be loading are kept for the next. */
const stillGraceMs = 15_000;

/**
 * Starts child processes when there is work, and stops them when there is none. Files, conversions, plans and stills have processes of
 * their own, so that none waits for another.
 */
export function createChildren(options: ChildrenOptions): Children {
  const { processes = 2, ...launch } = options;
  const poolOf = (role: keyof typeof waiting, perOwner: number, own: Partial<PoolOptions> = {}) =>
    new Pool({
      ...launch,
      role,
      processes,
      perOwner,
      waitingPerOwner: waiting[role],
      memoryBytes: Math.min(roleLimits[role].memoryBytes, totalmem() / 2),
      ...own,
    });
  const most = Math.max(1, processes - 1);
  const pools = {
    media: poolOf('media', most),
    conversion: poolOf('conversion', 1),
    models: poolOf('models', most),
    // One process keeps the weights of the model at hand.
    stills: poolOf('stills', 1, { processes: 1, slowMs: slowStillMs, graceMs: stillGraceMs }),
  } satisfies Partial<Record<Role, Pool>>;
  const refused = rememberFiles();
  return {
    call: async (name, input, call) => {
      const file = fileOf(input)?.path;
      if (file !== undefined && (await refused.refuses(file))) throw refusalOf(name, input);
      try {
        return await pools[callLimits[name].role].call(name, input, call);
      } catch (thrown) {
        if (file !== undefined && hasEndedProcess(thrown)) await refused.remember(file);
        throw thrown;
      }
    },
    pids: () => Object.values(pools).flatMap((pool) => pool.pids()),
    close: async () => {
      await Promise.all(Object.values(pools).map((pool) => pool.close()));
    },
  };
}
