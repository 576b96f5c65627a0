/** Reading pieces of a file by their place. */
import { open } from 'node:fs/promises';
import { AkezoraError } from '@akezora/contract';
import { missingWeights } from './missing-weights.ts';

/** A file that is read in pieces. */
export interface FileBytes {
  readonly path: string;
  /** Bytes of the whole file. */
  readonly size: number;
  /**
   * Reads exactly `length` bytes from `offset` on.
   * @param what name of the piece, in errors
   * @throws AkezoraError `weights_corrupt` when the file ends before
   */
  read(offset: number, length: number, what: string): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

const endsInside = (path: string, what: string) =>
  new AkezoraError('weights_corrupt', {
    path,
    reason: { en: `it ends inside ${what}`, ja: `${what} の途中で終わっています` },
  });

/**
 * Opens a file for reading.
 * @throws AkezoraError `weights_missing`.
 */
export async function openFileBytes(path: string): Promise<FileBytes> {
  const handle = await open(path, 'r').catch((cause) => {
    throw missingWeights(path, path, cause);
  });
  try {
    const { size } = await handle.stat();
    return {
      path,
      size,
      async read(offset, length, what) {
        if (offset + length > size) throw endsInside(path, what);
        const bytes = new Uint8Array(length);
        for (let done = 0; done < length; ) {
          // One read call moves at most 2 GiB.
          const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, 2 ** 30), offset + done);
          if (bytesRead === 0) throw endsInside(path, what);
          done += bytesRead;
        }
        return bytes;
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
