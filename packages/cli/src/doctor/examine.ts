import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { type AkezoraError, type Codec, codecs } from '@akezora/contract';
import { oldestNode } from '@akezora/contract/root';
import { modelFits } from '../models/fit.ts';

/** Findings of `akezora doctor`, as data. */
export interface Findings {
  readonly node: { readonly version: string; readonly well: boolean };
  readonly system: string;
  readonly processor: { readonly name: string; readonly cores: number; readonly features: readonly string[] };
  readonly memory: { readonly free: number; readonly total: number };
  readonly disk: { readonly free: number; readonly total: number };
  readonly cache: string;
  readonly devices: readonly string[];
  readonly runtimeFailure: string | undefined;
  readonly codecs: Readonly<Partial<Record<Codec, boolean>>>;
  readonly codecFailure: string | undefined;
  readonly models: readonly { readonly id: string; readonly seconds?: number; readonly error?: AkezoraError }[];
  /** Frames per second of encoding 1080p H.264; `undefined` with `--fast`. */
  readonly encodeFps: number | undefined;
  /** Work per second of earlier runs, by `model:device:precision:stage`. */
  readonly speeds: Readonly<Record<string, number>>;
}

/** Examines everything on this machine that a generation needs. */
export async function examine(fast: boolean): Promise<Findings> {
  const engine = await import('@akezora/engine');
  const machine = await engine.describeMachine();
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const disk = await statfs('.');
  const runtime = await attempt(async () => (await engine.onnxNodeRuntime()).devices.map((device) => device.id));
  const coders = await attempt(() => engine.codecSupport());
  const models = [];
  for (const { capabilities } of await engine.publishedModels()) {
    const fit = await modelFits(capabilities.id);
    models.push({ id: capabilities.id, ...(fit.kind === 'fits' ? { seconds: fit.seconds } : { error: fit.error }) });
  }
  return {
    node: {
      version: process.versions.node,
      well: major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1]),
    },
    system: `${process.platform} ${process.arch}`,
    processor: {
      name: cpus()[0]?.model.trim() ?? '?',
      cores: availableParallelism(),
      features: engine.cpuFeatures(),
    },
    memory: { free: machine.freeMemoryBytes, total: totalmem() },
    disk: { free: disk.bavail * disk.bsize, total: disk.blocks * disk.bsize },
    cache: engine.cacheFolder(),
    devices: runtime.value ?? [],
    runtimeFailure: runtime.failure,
    codecs: coders.value ?? Object.fromEntries(codecs.map((codec) => [codec, false])),
    codecFailure: coders.failure,
    models,
    encodeFps: fast || coders.failure !== undefined ? undefined : await engine.measureEncoding(),
    speeds: machine.speeds,
  };
}

async function attempt<T>(work: () => Promise<T>): Promise<{ value?: T; failure: string | undefined }> {
  try {
    return { value: await work(), failure: undefined };
  } catch (thrown) {
    return { failure: (thrown as Error).message.split('\n')[0] ?? 'unknown' };
  }
}
