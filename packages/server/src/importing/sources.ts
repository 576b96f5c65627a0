import { createReadStream } from 'node:fs';
import type { FileSource, PackedFile } from '../inference/protocol.ts';
import { unpack } from './unpack.ts';

/** A file that can be read. */
export interface ReadableFile {
  /** Path inside the folder or archive, with `/`. */
  readonly name: string;
  readonly bytes: number;
  read(): AsyncIterable<Uint8Array>;
}

/** A file to import, from a folder or an archive, and where it lies, for other processes. */
export interface ImportFile extends ReadableFile, PackedFile {}

/** The content of a file, read where it lies: on the disk or in an archive. */
export const contentOf = (source: FileSource): AsyncIterable<Uint8Array> =>
  source.kind === 'file' ? createReadStream(source.path) : unpack(source.archive, source.at, source.entry);

/** A file that can be read, from its name and place. */
export const importFileOf = ({ name, bytes, source }: PackedFile): ImportFile => ({
  name,
  bytes,
  source,
  read: () => contentOf(source),
});

/** Name and place of a file, for another process. */
export const packedOf = ({ name, bytes, source }: PackedFile): PackedFile => ({ name, bytes, source });
