import type { FileHandle } from 'node:fs/promises';
import yauzl from 'yauzl';

const windowBytes = 65_536;

/**
 * A file for yauzl's many small reads: one read of the disk serves those that follow closely. Places beyond the end, which a
 * hostile archive names, are errors; with yauzl's own reader, places over 2⁵³ end the process.
 */
export class FileWindow extends yauzl.RandomAccessReader {
  readonly #handle: FileHandle;
  readonly #size: number;
  #window = { at: 0, bytes: Buffer.alloc(0) };

  constructor(handle: FileHandle, size: number) {
    super();
    this.#handle = handle;
    this.#size = size;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#take(length, position).then(
      (bytes) => {
        bytes.copy(buffer, offset);
        callback(null);
      },
      (error) => callback(error),
    );
  }

  async #take(length: number, position: number): Promise<Buffer> {
    if (!(position >= 0 && position + length <= this.#size)) throw new RangeError('a place beyond the end');
    const from = position - this.#window.at;
    if (from < 0 || from + length > this.#window.bytes.length) {
      const bytes = Buffer.alloc(Math.min(Math.max(length, windowBytes), this.#size - position));
      const { bytesRead } = await this.#handle.read(bytes, 0, bytes.length, position);
      if (bytesRead < length) throw new RangeError('the file ends early');
      this.#window = { at: position, bytes: bytes.subarray(0, bytesRead) };
    }
    const start = position - this.#window.at;
    return this.#window.bytes.subarray(start, start + length);
  }
}
