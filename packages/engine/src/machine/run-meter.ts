import type { ClipMeasures, Stage } from '@akezora/contract';
import { type ProcessorTime, unsharedSeconds, watchProcessors } from './unshared.ts';

/** A stopwatch over the stages of a run that also watches the resident memory of the process. */
export interface RunMeter {
  /** Ends the stage before and begins this one. */
  stage(name: Stage): void;
  /** Ends the run. */
  finish(): ClipMeasures;
  /** Seconds that each stage so far would have taken on a machine that did nothing else: what speeds are learned from. */
  unshared(): readonly { readonly name: Stage; readonly seconds: number }[];
  /** Stops watching; harmless after `finish`. */
  stop(): void;
}

/** Starts measuring a run. Memory is sampled ten times a second, since a process has no peak a run. */
export function startMeter(): RunMeter {
  const started = performance.now();
  const stages = new Map<Stage, number>();
  const alone = new Map<Stage, number>();
  let current: { name: Stage; since: number; processors: () => ProcessorTime } | undefined;
  let peak = process.memoryUsage.rss();
  const sample = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, 100);
  timer.unref();
  const endStage = () => {
    if (current === undefined) return;
    const spent = (performance.now() - current.since) / 1000;
    stages.set(current.name, (stages.get(current.name) ?? 0) + spent);
    alone.set(current.name, (alone.get(current.name) ?? 0) + unsharedSeconds(current.processors()));
    current = undefined;
    sample();
  };
  return {
    stage(name) {
      endStage();
      current = { name, since: performance.now(), processors: watchProcessors() };
    },
    finish() {
      endStage();
      clearInterval(timer);
      return {
        totalSeconds: (performance.now() - started) / 1000,
        stages: [...stages].map(([name, seconds]) => ({ name, seconds })),
        peakResidentBytes: peak,
      };
    },
    unshared: () => [...alone].map(([name, seconds]) => ({ name, seconds })),
    stop: () => clearInterval(timer),
  };
}
