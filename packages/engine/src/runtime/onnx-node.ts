import { availableParallelism } from 'node:os';
import { AkezoraError } from '@akezora/contract';
import { halfGraph } from '../graph/half.ts';
import { installedCuda } from './cuda/folder.ts';
import { checkDevice } from './device-check.ts';
import { cachedFacts } from './device-facts.ts';
import { missingBinaries } from './onnx-binaries.ts';
import { programOf, reasonOf } from './onnx-program.ts';
import { onnxruntime, openSession } from './onnx-session.ts';
import { placeWeights } from './place-weights.ts';
import type { Device, DeviceFacts, LoadOptions, Program, Runtime } from './runtime.ts';
import { withWholeChannels } from './webgpu-conv.ts';
import { webgpuGraph } from './webgpu-graph.ts';

/** The program, refusing results that left the range of half precision. */
function finite(program: Program, label: string): Program {
  return {
    ...program,
    async run(inputs) {
      const results = await program.run(inputs);
      for (const { dtype, data } of Object.values(results))
        if (dtype === 'f32' && !(data as Float32Array).every(Number.isFinite))
          throw new AkezoraError('runtime_failed', { stage: label, reason: outOfRange });
      return results;
    },
  };
}

const outOfRange = {
  en: 'numbers left the range of half precision; take `--precision f32`',
  ja: '数値が半精度の範囲を超えました。`--precision f32` を使ってください',
};

const cpuFacts: DeviceFacts = { half: false, fusedAttention: true };

/** What the devices of this process were found to do; one that failed is tried again. */
const examined = new Map<string, Promise<DeviceFacts>>();

const versionOf = (ort: Awaited<ReturnType<typeof onnxruntime>>): string =>
  ort.env.versions.node ?? ort.env.versions.common;

/** Options of the runtime on onnxruntime-node. */
export interface OnnxNodeOptions {
  /** Number of CPU threads. Default: all. */
  readonly threads?: number;
  /** Arithmetic of graphs whose loading names none. Default `f32`. */
  readonly floats?: 'f32' | 'f16';
}

/**
 * The runtime on onnxruntime-node: the CPU, and WebGPU where the machine has it.
 * @throws AkezoraError `device_unavailable` when its native library cannot be loaded.
 */
export async function onnxNodeRuntime(defaults: OnnxNodeOptions = {}): Promise<Runtime> {
  const threads = defaults.threads ?? availableParallelism();
  const ort = await onnxruntime().catch((cause) => {
    throw new AkezoraError(
      'device_unavailable',
      { device: 'cpu', reason: missingBinaries() ?? reasonOf(cause) },
      { cause },
    );
  });
  const backends = ort.listSupportedBackends().map(({ name }) => name);
  const devices: Device[] = [{ id: 'cpu', name: 'CPU', threads, dtypes: ['f32', 'f16', 'i8'] }];
  if (backends.includes('webgpu')) devices.push({ id: 'webgpu', name: 'WebGPU', threads, dtypes: ['f32', 'f16'] });
  // The package lists CUDA as a backend even without its libraries.
  if (installedCuda() !== undefined) devices.push({ id: 'cuda', name: 'CUDA', threads, dtypes: ['f32', 'f16'] });
  const runtime: Runtime = {
    devices,
    memoryInUse: () => process.memoryUsage.rss(),
    examine(device) {
      if (device === 'cpu') return Promise.resolve(cpuFacts);
      const known = examined.get(device);
      if (known !== undefined) return known;
      const facts = cachedFacts(device, versionOf(ort), () => checkDevice(runtime.load, device));
      examined.set(device, facts);
      facts.catch(() => examined.delete(device));
      return facts;
    },
    async load(written, options: LoadOptions = {}) {
      const { device = 'cpu', threads: own, label = written.name, activations = 'planned' } = options;
      const floats = options.floats ?? defaults.floats ?? 'f32';
      if (!devices.some(({ id }) => id === device))
        throw new AkezoraError('device_unavailable', {
          device,
          reason: { en: 'this machine does not have it', ja: 'このマシンにはありません' },
        });
      const possible = device === 'webgpu' ? withWholeChannels(webgpuGraph(written)) : written;
      const graph = floats === 'f16' ? halfGraph(possible) : possible;
      const placed = await placeWeights(graph);
      try {
        const session = await openSession(ort, placed, { device, threads: own ?? threads, activations });
        const program = programOf(ort, session, graph, label);
        return floats === 'f16' ? finite(program, label) : program;
      } catch (cause) {
        const code = device === 'cpu' ? 'runtime_failed' : 'device_unavailable';
        throw new AkezoraError(code, { stage: label, device, reason: reasonOf(cause) }, { cause });
      } finally {
        await placed.tidy();
      }
    },
  };
  return runtime;
}
