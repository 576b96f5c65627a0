import { AkezoraError } from '@akezora/contract';
import type { InferenceSession } from 'onnxruntime-node';
import type { Graph } from '../graph/graph.ts';
import { type OnnxLibrary, programOf, reasonOf } from './onnx-program.ts';
import { type PlacedBytes, placeInMemory } from './place-memory.ts';
import type { Runtime } from './runtime.ts';

/** Opens a session of placed bytes on one thread: several workers of a page share its cores better than one of many threads. */
export function openWebSession(ort: OnnxLibrary, { model, externalData }: PlacedBytes): Promise<InferenceSession> {
  return ort.InferenceSession.create(model as Uint8Array, {
    // In a browser this is WebAssembly.
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
    ...(externalData.length > 0 ? { externalData } : {}),
  });
}

/**
 * The runtime of a page: onnxruntime in WebAssembly, with weights in memory.
 * @param ort the library, which the page loads
 */
export function onnxWebRuntime(ort: OnnxLibrary): Runtime {
  return {
    devices: [{ id: 'cpu', name: 'WebAssembly', threads: 1, dtypes: ['f32', 'i8'] }],
    memoryInUse: () => 0,
    examine: async () => ({ half: false, fusedAttention: true }),
    async load(graph: Graph, { label = graph.name } = {}) {
      try {
        return programOf(ort, await openWebSession(ort, await placeInMemory(graph)), graph, label);
      } catch (cause) {
        throw new AkezoraError('runtime_failed', { stage: label, reason: reasonOf(cause) }, { cause });
      }
    },
  };
}
