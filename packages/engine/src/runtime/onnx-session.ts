import type { InferenceSession } from 'onnxruntime-node';
import { takeCudaBinding } from './cuda/folder.ts';
import type { PlacedBytes } from './place-memory.ts';
import type { ActivationMemory } from './runtime.ts';

/** Sessions of onnxruntime-node, with few imports: threads load it, too. */
type Ort = typeof import('onnxruntime-node');

let loaded: Promise<Ort> | undefined;

/** The library, loaded at its first use. */
export const onnxruntime = (): Promise<Ort> => {
  // Since 1.29 the official Linux builds report sessions to Microsoft and store a device number in the home folder unless
  // this is set before they load (microsoft/onnxruntime#27379).
  process.env.ORT_DISABLE_TELEMETRY = '1';
  if (!loaded) takeCudaBinding();
  return (loaded ??= import('onnxruntime-node').then((module) => module.default ?? module));
};

/**
 * Waiting threads sleep rather than spin: encoders and other jobs want the cores too, and beside them spinning made the
 * painter four times slower.
 */
const sessionConfig = { session: { intra_op: { allow_spinning: '0' } } };

/** What a session is opened with. */
export interface SessionOptions {
  readonly device: string;
  readonly threads: number;
  readonly activations: ActivationMemory;
}

/** Opens a session of a model whose weights are in place. */
export function openSession(
  ort: Ort,
  { model, externalData }: PlacedBytes,
  { device, threads, activations }: SessionOptions,
): Promise<InferenceSession> {
  return ort.InferenceSession.create(model as string, {
    executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    enableCpuMemArena: activations !== 'returned',
    enableMemPattern: activations === 'planned',
    extra: sessionConfig,
    ...(externalData.length > 0 ? { externalData } : {}),
  });
}
