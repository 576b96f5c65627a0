import { createReadStream } from 'node:fs';
import { crc32, createInflateRaw } from 'node:zlib';
import { AkezoraError, type Text } from '@akezora/contract';
import type { PackedEntry } from '../inference/protocol.ts';

/** `archive_refused` for an archive or a file in it. */
export const refuse = (path: string, reason: Text, cause?: unknown): AkezoraError =>
  new AkezoraError('archive_refused', { field: 'archive', path: path.slice(0, 200), reason }, { cause });
/** The reason of an archive whose parts do not fit together. */
export const damaged = { en: 'it is damaged or not a ZIP', ja: '壊れているか、ZIP ではありません' };

/**
 * Unpacks an entry and checks its size and checksum on the way.
 * @throws AkezoraError `archive_refused`.
 */
export async function* unpack(archive: string, at: number, entry: PackedEntry): AsyncGenerator<Uint8Array, void, void> {
  if (entry.packed === 0 && entry.bytes === 0) return;
  const source = createReadStream(archive, { start: at, end: at + Math.max(1, entry.packed) - 1 });
  const inflate = createInflateRaw();
  source.on('error', (error) => inflate.destroy(error));
  const content = entry.method === 0 ? source : source.pipe(inflate);
  let crc = 0;
  let bytes = 0;
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > entry.bytes) {
        throw refuse(entry.name, { en: 'it is larger than it says', ja: '記録されたサイズより大きいファイルです' });
      }
      crc = crc32(chunk, crc);
      yield chunk;
    }
  } catch (error) {
    throw error instanceof AkezoraError ? error : refuse(entry.name, damaged, error);
  } finally {
    source.destroy();
    inflate.destroy();
  }
  if (bytes !== entry.bytes || crc !== entry.crc) throw refuse(entry.name, damaged);
}
