import type { OnnxLibrary } from '@akezora/engine/web';

/** What of onnxruntime-web is set before its first session. */
interface WebLibrary extends OnnxLibrary {
  readonly env: {
    logLevel: string;
    readonly wasm: { numThreads: number; wasmPaths: string; wasmBinary?: ArrayBuffer };
  };
}

/** Where onnxruntime is: its scripts in a folder of the page, its WebAssembly in memory. */
export interface OnnxPlace {
  /** Address of the folder, with `/` at its end. */
  readonly folder: string;
  readonly wasm: ArrayBuffer;
}

/**
 * Fetches onnxruntime's WebAssembly, which is compressed by itself: most hosts send such a file as it is, 14 MB instead of 4.
 * @throws Error when the page's own host does not give it
 */
export async function fetchOnnx(folder: string): Promise<OnnxPlace> {
  const response = await fetch(`${folder}onnxruntime.bin`);
  if (!response.ok || response.body === null) throw new Error(`${response.url}: ${response.status}`);
  const whole = response.body.pipeThrough(new DecompressionStream('gzip'));
  return { folder, wasm: await new Response(whole).arrayBuffer() };
}

/** Loads onnxruntime; each worker has its own, on one thread. */
export async function loadOnnx({ folder, wasm }: OnnxPlace): Promise<OnnxLibrary> {
  const library = (await import(/* @vite-ignore */ `${folder}ort.wasm.min.mjs`)) as WebLibrary;
  library.env.logLevel = 'error';
  library.env.wasm.numThreads = 1;
  library.env.wasm.wasmPaths = folder;
  library.env.wasm.wasmBinary = wasm;
  const { InferenceSession, Tensor } = library;
  const create = async (...args: Parameters<typeof InferenceSession.create>) => {
    const session = await InferenceSession.create(...args);
    // It runs now: its 14 MB of code are not needed any more.
    delete library.env.wasm.wasmBinary;
    return session;
  };
  return { Tensor, InferenceSession: { create: create as typeof InferenceSession.create } };
}
