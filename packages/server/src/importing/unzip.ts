import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AkezoraError, formatBytes } from '@akezora/contract';
import yauzl from 'yauzl';
import type { PackedEntry } from '../inference/protocol.ts';
import { FileWindow } from './file-window.ts';
import { type ImportFile, importFileOf } from './sources.ts';
import { damaged, refuse } from './unpack.ts';

/** Limits of an archive: far above any real collection, far below what could fill a disk. */
export interface ZipLimits {
  readonly entries: number;
  /** Bytes of all entries together, unpacked. */
  readonly bytes: number;
}

/** Largest ratio of unpacked to packed bytes: videos hardly shrink, tables of prompts by 20 or 30. */
const mostRatio = 200;

/**
 * Lists the files of a ZIP archive (PKWARE APPNOTE 6.3, with ZIP64), stored or deflated. The directory is checked
 * before a byte is unpacked, and the size and checksum of each file while it is read.
 * @throws AkezoraError `archive_refused`: damaged, encrypted, paths that lead outside, links, bombs.
 */
export async function zipFiles(archive: string, displayName: string, limits: ZipLimits): Promise<ImportFile[]> {
  const handle = await open(archive, 'r');
  try {
    const { size } = await handle.stat();
    // Names are bytes here, and sizes are what the directory says: both are judged below and while a file is read.
    const options = { autoClose: false, decodeStrings: false, validateEntrySizes: false };
    const zip = await yauzl.fromRandomAccessReaderPromise(new FileWindow(handle, size), size, options);
    return await listFiles(zip, { archive, displayName, limits });
  } catch (error) {
    throw error instanceof AkezoraError ? error : refuse(displayName, damaged, error);
  } finally {
    await handle.close();
  }
}

async function listFiles(
  zip: yauzl.ZipFile,
  { archive, displayName, limits }: { archive: string; displayName: string; limits: ZipLimits },
): Promise<ImportFile[]> {
  const { entryCount, fileSize } = zip;
  if (entryCount > limits.entries) {
    throw refuse(displayName, {
      en: `it contains ${entryCount} files; the limit is ${limits.entries}`,
      ja: `${entryCount}ファイル（上限 ${limits.entries}）`,
    });
  }
  const entries: [yauzl.Entry, PackedEntry][] = [];
  for await (const entry of zip.eachEntry()) entries.push([entry, packedEntry(entry)]);
  checkTogether(entries, displayName, limits, fileSize);
  const files: ImportFile[] = [];
  for (const [entry, packed] of entries) {
    if (packed.name.endsWith('/')) continue;
    const { fileDataStart: at } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const source = { kind: 'entry', archive, at, entry: packed } as const;
    files.push(importFileOf({ name: packed.name, bytes: packed.bytes, source }));
  }
  return files;
}

function packedEntry(entry: yauzl.Entry): PackedEntry {
  const { compressionMethod: method, crc32: crc, compressedSize: packed, uncompressedSize: bytes } = entry;
  const name = nameOf(entry);
  if (entry.isEncrypted()) throw refuse(name, { en: 'it is encrypted', ja: '暗号化されています' });
  if (entry.externalFileAttributes >>> 28 === 0xa) throw refuse(name, { en: 'it is a link', ja: 'リンクです' });
  if (method !== 0 && method !== 8) {
    throw refuse(name, {
      en: `its compression method (${method}) is not supported`,
      ja: `未対応の圧縮方式（${method}）です`,
    });
  }
  checkName(name);
  return { name, method, crc, packed, bytes };
}

/**
 * The name of an entry: from Info-ZIP's field for names in UTF-8 where it belongs to this name; else UTF-8 if it is valid UTF-8;
 * older Japanese archives use Shift_JIS.
 */
function nameOf({ fileNameRaw, extraFields }: yauzl.Entry): string {
  const unicode = extraFields.find(({ id, data }) => id === 0x7075 && data.length > 5 && data[0] === 1)?.data;
  const bytes = unicode?.readUInt32LE(1) === crc32(fileNameRaw) ? unicode.subarray(5) : fileNameRaw;
  for (const encoding of ['utf-8', 'shift_jis'] as const) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes).replaceAll('\\', '/').normalize('NFC');
    } catch {
      // Not this encoding.
    }
  }
  return bytes.toString('latin1').replaceAll('\\', '/');
}

function checkName(name: string): void {
  const steps = name.split('/');
  if (name.startsWith('/') || /^[a-z]:/i.test(name) || steps.includes('..')) {
    throw refuse(name, { en: 'its path leads outside the archive', ja: 'アーカイブの外を指すパスです' });
  }
  if (name === '' || name.length > 1024 || /[\u0000-\u001f\u007f]/.test(name)) {
    throw refuse(name || '—', { en: 'its name is not valid', ja: '名前として正しくありません' });
  }
}

/** Checks all entries together: total size, ratio, and entries that share their bytes. */
function checkTogether(
  entries: readonly [yauzl.Entry, PackedEntry][],
  displayName: string,
  limits: ZipLimits,
  size: number,
): void {
  const names = new Set<string>();
  let total = 0;
  for (const [, { name, packed, bytes }] of entries) {
    if (names.has(name)) throw refuse(name, { en: 'it occurs twice', ja: '重複しています' });
    names.add(name);
    total += bytes;
    if (bytes > 1e6 && bytes > packed * mostRatio) {
      const times = Math.round(bytes / Math.max(1, packed));
      throw refuse(name, { en: `it unpacks to ${times} times its size`, ja: `展開すると ${times}倍になります` });
    }
  }
  if (total > limits.bytes) {
    const [unpacked, limit] = [formatBytes(total), formatBytes(limits.bytes)];
    throw refuse(displayName, {
      en: `it unpacks to ${unpacked}; the limit is ${limit}`,
      ja: `展開すると ${unpacked} になります（上限 ${limit}）`,
    });
  }
  let last = 0;
  const places = entries.map(([{ relativeOffsetOfLocalHeader: at }, entry]) => ({ ...entry, at }));
  for (const { name, packed, at } of places.sort((a, b) => a.at - b.at)) {
    if (at < last || at + packed > size) {
      throw refuse(name, { en: 'it overlaps another file', ja: '別のファイルとデータが重なっています' });
    }
    last = at + 30 + packed;
  }
}
