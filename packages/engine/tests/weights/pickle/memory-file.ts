import type { FileBytes } from '../../../src/weights/file-bytes.ts';

/** A file in memory that fails with an untyped error where it is read outside. */
export function memoryFile(bytes: Uint8Array, path = 'weights.pt'): FileBytes {
  return {
    path,
    size: bytes.length,
    async read(offset, length) {
      if (!(Number.isSafeInteger(offset) && offset >= 0 && length >= 0 && offset + length <= bytes.length))
        throw new RangeError(`read ${length} bytes at ${offset} of ${bytes.length}`);
      return new Uint8Array(bytes.subarray(offset, offset + length));
    },
    async close() {},
  };
}
