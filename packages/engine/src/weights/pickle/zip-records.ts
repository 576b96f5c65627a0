/** The records of an archive that PyTorch writes: a ZIP archive without compression. */
import { crc32 } from 'node:zlib';
import type { FileBytes } from '../file-bytes.ts';
import { wrongDirectory, type ZipEntry, ZipError, zipEntries } from '../zip-directory.ts';
import { damaged, unsupported } from './refusals.ts';

/** One record: its data's place in the file. */
export type ZipRecord = Pick<ZipEntry, 'name' | 'offset' | 'bytes' | 'crc'>;

const refused = (path: string, { reason }: ZipError) => damaged(path, reason.en, reason.ja);

/**
 * All records of an archive by name.
 * @throws AkezoraError `weights_corrupt`, `weights_unsupported` for a compressed archive.
 */
export async function zipRecords(file: FileBytes): Promise<ReadonlyMap<string, ZipRecord>> {
  const { path } = file;
  const entries = await zipEntries(file).catch((error: unknown) => {
    throw error instanceof ZipError ? refused(path, error) : error;
  });
  const records = new Map<string, ZipRecord>();
  for (const entry of entries) {
    const { name, encrypted, method, packed, bytes } = entry;
    if (encrypted || method !== 0) throw unsupported(path, 'it is a compressed archive', '圧縮されたアーカイブです');
    if (packed !== bytes) throw refused(path, wrongDirectory());
    if (records.has(name)) throw damaged(path, `record ${name} occurs twice`, `レコード ${name} が2つあります`);
    records.set(name, entry);
  }
  return records;
}

/**
 * Reads a whole record.
 * @param most bytes beyond which it is refused
 * @throws AkezoraError `weights_corrupt`, also when its checksum is wrong.
 */
export async function readRecord(file: FileBytes, { name, offset, bytes, crc }: ZipRecord, most: number) {
  if (bytes > most)
    throw damaged(file.path, `record ${name} has ${bytes} bytes`, `レコード ${name} が ${bytes}バイトあります`);
  const data = await file.read(offset, bytes, `record ${name}`);
  if (crc32(data) !== crc)
    throw damaged(file.path, `record ${name} has another checksum`, `レコード ${name} のチェックサムが違います`);
  return data;
}
