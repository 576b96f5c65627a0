/** What the system says of a process: memory, processor time, descriptors, children. Linux. */
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';

const read = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

/** Living children of a process. */
export const childrenOf = (pid: number): number[] =>
  (() => {
    try {
      return readdirSync(`/proc/${pid}/task`);
    } catch {
      return [];
    }
  })()
    .flatMap((task) => read(`/proc/${pid}/task/${task}/children`).trim().split(' '))
    .filter(Boolean)
    .map(Number);

/** A process and all that come from it. */
export const familyOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(familyOf)];

const field = (pid: number, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(read(`/proc/${pid}/status`))?.[1] ?? 0);

/** Resident bytes of one process. */
export const residentOf = (pid: number): number => field(pid, 'VmRSS') * 1024;

/** Resident bytes of a process and its children. */
export const residentOfFamily = (pid: number): number => familyOf(pid).reduce((sum, one) => sum + residentOf(one), 0);

/** Peak resident bytes of one process since `forgetPeak`. */
export const peakOf = (pid: number): number => field(pid, 'VmHWM') * 1024;

/** Starts a new peak. */
export const forgetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5');

function secondsOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  // utime, stime, and the same of the children that were waited for; 100 ticks a second on Linux.
  return [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index] ?? 0), 0) / 100;
}

/** Processor seconds of a process, of its living children, and of those that ended. */
export const processorSeconds = (pid: number): number => familyOf(pid).reduce((sum, one) => sum + secondsOf(one), 0);

/** What the open descriptors of a process point to. */
export const descriptorsOf = (pid: number): string[] => {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return [];
  }
};

/** Environment of a process, as its user can read it. */
export const environmentOf = (pid: number): string => read(`/proc/${pid}/environ`).replaceAll('\0', '\n');

/** Command line of a process, as everyone can read it. */
export const commandLineOf = (pid: number): string => read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');
