/** Compiles kernels from WebAssembly in base64, as `scripts/build-kernels.ts` writes them, for a memory. */
export async function compileKernels<K>(base64: string, memory: WebAssembly.Memory): Promise<K> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes, { env: { memory, abort: () => {} } });
  return instance.exports as K;
}
