import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Reads small pieces of a file at any place, through one window: walking headers costs few calls to the system. */
export interface HeaderReader {
  /** Bytes of the file. */
  readonly size: number;
  /** Bytes from a place on; fewer at the end of the file. Valid until the next call. */
  read(at: number, length: number): Buffer;
  close(): void;
}

const windowBytes = 8192;

/** Opens a file for reading its headers; close it with `close`. */
export function openHeaders(file: string): HeaderReader {
  const descriptor = openSync(file, 'r');
  const { size } = fstatSync(descriptor);
  const buffer = Buffer.alloc(windowBytes);
  let from = 0;
  let filled = 0;
  return {
    size,
    read: (at, length) => {
      if (length > windowBytes) {
        const piece = Buffer.alloc(Math.max(0, Math.min(length, size - at)));
        return piece.subarray(0, readSync(descriptor, piece, 0, piece.length, at));
      }
      if (at < from || at + length > from + filled) {
        from = at;
        filled = readSync(descriptor, buffer, 0, windowBytes, at);
      }
      return buffer.subarray(at - from, Math.min(at - from + length, filled));
    },
    close: () => closeSync(descriptor),
  };
}
