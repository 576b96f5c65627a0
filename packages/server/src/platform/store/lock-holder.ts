import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { dataNames } from '../data-names.ts';

/** What a lock says about the process that made it. */
export interface Holder {
  readonly pid: number;
  /** Start time of the process in clock ticks since boot; null where the system does not say. */
  readonly started: string | null;
  /** Id of this start of the machine; null where the system has none. */
  readonly boot: string | null;
  /** Namespace of the process id; null where there are none. */
  readonly namespace: string | null;
  /** Name of the machine or container; null in a lock of an earlier version. */
  readonly host: string | null;
  /** Tells the locks of one process apart. */
  readonly token: string;
  /** Name of the socket in the folder on which the holder listens; null without one. */
  readonly socket: string | null;
}

/** Start time of a process in clock ticks since boot, which tells apart two processes of one id. Linux only. */
export function startTimeOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/** Whether a process of this machine and container runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function orNull(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** This process and where it runs. */
export const placeOfProcess = () => ({
  pid: process.pid,
  started: startTimeOf(process.pid) ?? null,
  boot: orNull(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
  namespace: orNull(() => String(statSync('/proc/self/ns/pid').ino)),
  host: hostname(),
});

/**
 * Whether a process id of the holder means the same process here. A lock of an earlier version says nothing about its
 * place, and counts as one of here.
 */
export function mayShareIds(holder: Holder, here: ReturnType<typeof placeOfProcess>): boolean {
  if (holder.host === null) return true;
  if (holder.boot !== here.boot || holder.namespace !== here.namespace) return false;
  return here.boot !== null || holder.host === here.host;
}

/** Reads a lock; undefined for anything else, such as one that is not filled yet. */
export function holderOfText(text: string): Holder | undefined {
  try {
    const held: unknown = JSON.parse(text);
    if (typeof held !== 'object' || held === null) return undefined;
    const { pid, started, boot, namespace, host, token, socket } = held as Record<string, unknown>;
    if (typeof pid !== 'number') return undefined;
    const words = (value: unknown) => (typeof value === 'string' ? value : null);
    // Only a name that a lock gives its socket: it is connected to, and removed.
    const named = typeof socket === 'string' && new RegExp(`^${dataNames.lock}-[0-9a-f]{12}$`).test(socket);
    return {
      ...{ pid, started: words(started), boot: words(boot), namespace: words(namespace), host: words(host) },
      ...{ token: words(token) ?? '', socket: named ? socket : null },
    };
  } catch {
    return undefined;
  }
}
