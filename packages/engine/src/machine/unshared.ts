import { cpus } from 'node:os';

/** Processor time since some moment, in seconds: on the clock, of this process, and of the whole machine on all its processors. */
export interface ProcessorTime {
  readonly wall: number;
  readonly own: number;
  readonly busy: number;
  readonly processors: number;
}

/** From this share of its processors on, a machine has none to spare. */
const full = 0.9;

/**
 * Seconds that work would have taken on a machine that did nothing else: those on the clock, without the share that others had where
 * there was no processor to spare. Never fewer than its own processor time allows.
 */
export function unsharedSeconds({ wall, own, busy, processors }: ProcessorTime): number {
  const room = wall * processors;
  if (room <= 0 || busy < full * room) return wall;
  const others = Math.min(1, Math.max(0, busy - own) / room);
  return Math.max(wall * (1 - others), Math.min(wall, own / processors));
}

/** Starts to watch; the function tells the time since then. Systems that do not say how busy they are count as idle. */
export function watchProcessors(): () => ProcessorTime {
  const started = now();
  return () => {
    const { wall, own, busy, processors } = now();
    return { wall: wall - started.wall, own: own - started.own, busy: busy - started.busy, processors };
  };
}

function now(): ProcessorTime {
  const all = cpus();
  const { user, system } = process.cpuUsage();
  const busy = all.reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
  return {
    wall: performance.now() / 1000,
    own: (user + system) / 1e6,
    busy: busy / 1000,
    processors: all.length,
  };
}
