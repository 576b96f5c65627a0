import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError, boxModel } from '@akezora/contract';
import { loadSharp } from '../../../video/libraries.ts';
import type { Sprite } from '../actors/sprite.ts';
import { builtInFolder } from '../checkpoints.ts';
import { reasons } from '../notices.ts';
import { type ArtEntry, type ArtKind, readIndex } from './index-file.ts';

/** Folder of the art that comes with Akezora. */
export const builtInArt = join(builtInFolder, 'art');

/** The art in the box. Its index is in memory; pictures are read and decoded when they are asked for. */
export interface Art {
  readonly entries: readonly ArtEntry[];
  /** The entry of a name: English or Japanese, in any case, or the emoji itself. Subjects go before props, props before stills. */
  find(name: string, kind?: ArtKind): ArtEntry | undefined;
  /** Entries whose name or tags hold all words of a text, the best first: for pickers. */
  search(text: string, options?: { readonly kinds?: readonly ArtKind[]; readonly limit?: number }): readonly ArtEntry[];
  /**
   * The drawings of an entry, decoded once and kept while there is room.
   * @throws AkezoraError `weights_missing`, `weights_corrupt`.
   */
  sprite(nameOrEntry: string | ArtEntry): Promise<Sprite>;
  /**
   * The picture of an entry as it lies in the folder: AVIF or WebP.
   * @throws AkezoraError `weights_missing`, `weights_corrupt`.
   */
  file(entry: ArtEntry): Promise<Buffer>;
}

/** How much decoded art is kept. */
export interface ArtOptions {
  /** Bytes of decoded drawings that are kept. Default 96 MB: the art of two dozen subjects. */
  readonly cacheBytes?: number;
}

/**
 * Opens a folder of art.
 * @throws AkezoraError `weights_missing` without an index, `weights_corrupt` when it cannot be read.
 */
export async function openArt(folder: string = builtInArt, { cacheBytes = 96e6 }: ArtOptions = {}): Promise<Art> {
  const indexFile = join(folder, 'index.json');
  const text = await readFile(indexFile, 'utf8').catch((cause: unknown) => {
    throw missing(indexFile, cause);
  });
  const entries = readIndex(text, indexFile);
  const names = byName(entries);
  const find = (name: string, kind?: ArtKind) =>
    names.get(plain(name))?.find((entry) => kind === undefined || entry.kind === kind);
  const kept = new Map<ArtEntry, Promise<Sprite>>();
  let bytes = 0;

  const sprite = (nameOrEntry: string | ArtEntry): Promise<Sprite> => {
    const entry = typeof nameOrEntry === 'string' ? find(nameOrEntry) : nameOrEntry;
    if (entry === undefined) return Promise.reject(missing(`${indexFile} (${String(nameOrEntry)})`));
    const before = kept.get(entry);
    const decoding = before ?? decode(folder, entry);
    if (before === undefined) {
      bytes += decodedBytes(entry);
      decoding.catch(() => forget(entry));
    }
    // Behind all others: the least recently used goes first.
    kept.delete(entry);
    kept.set(entry, decoding);
    for (const oldest of kept.keys()) {
      if (bytes <= cacheBytes || oldest === entry) break;
      forget(oldest);
    }
    return decoding;
  };
  const forget = (entry: ArtEntry) => {
    if (kept.delete(entry)) bytes -= decodedBytes(entry);
  };
  return {
    ...{ entries, find, sprite },
    search: (asked, options) => searched(entries, asked, options),
    file: (entry) => verifiedPiece(join(folder, entry.file), entry),
  };
}

const missing = (path: string, cause?: unknown) =>
  new AkezoraError('weights_missing', { model: boxModel, path }, { cause });

const plain = (text: string) => text.normalize('NFKC').trim().toLowerCase().replaceAll('\uFE0F', '');

const decodedBytes = ({ width, height, drawings }: ArtEntry) => width * height * 4 * drawings;

const rank: Readonly<Record<ArtKind, number>> = { subject: 0, prop: 1, still: 2, drawn: 3 };

function byName(entries: readonly ArtEntry[]): Map<string, ArtEntry[]> {
  const names = new Map<string, ArtEntry[]>();
  for (const entry of [...entries].sort((a, b) => rank[a.kind] - rank[b.kind])) {
    for (const name of new Set([entry.name, entry.ja, entry.emoji].filter((one) => one !== undefined).map(plain))) {
      names.set(name, [...(names.get(name) ?? []), entry]);
    }
  }
  return names;
}

function searched(
  entries: readonly ArtEntry[],
  text: string,
  {
    kinds = ['subject', 'prop', 'still'],
    limit = 60,
  }: { readonly kinds?: readonly ArtKind[]; readonly limit?: number } = {},
): readonly ArtEntry[] {
  const words = plain(text)
    .split(/\s+/)
    .filter((word) => word !== '');
  const score = (entry: ArtEntry): number => {
    const names = [entry.name, entry.ja, entry.emoji].filter((one) => one !== undefined).map(plain);
    const tags = [...(entry.tags?.en ?? []), ...(entry.tags?.ja ?? [])].map(plain);
    const scores = words.map((word) => {
      if (names.includes(word)) return 4;
      if (names.some((name) => name.startsWith(word) || name.split(' ').includes(word))) return 3;
      if (tags.includes(word)) return 2;
      return [...names, ...tags].some((one) => one.includes(word)) ? 1 : 0;
    });
    return scores.includes(0) ? 0 : scores.reduce<number>((sum, one) => sum + one, 0);
  };
  return entries
    .filter((entry) => kinds.includes(entry.kind))
    .map((entry) => ({ entry, score: score(entry) }))
    .filter((one) => one.score > 0 || words.length === 0)
    .sort((a, b) => b.score - a.score || rank[a.entry.kind] - rank[b.entry.kind])
    .slice(0, limit)
    .map(({ entry }) => entry);
}

async function decode(folder: string, entry: ArtEntry): Promise<Sprite> {
  const path = join(folder, entry.file);
  const bytes = await verifiedPiece(path, entry);
  const sharp = await loadSharp();
  const { data, info } = await sharp(bytes)
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((cause: unknown) => {
      throw corrupt(path, cause);
    });
  const { width, height, drawings: count, columns } = entry;
  if (info.width < Math.min(count, columns) * width || info.height < Math.ceil(count / columns) * height)
    throw corrupt(path);
  if (count === 1 && info.width === width && info.height === height)
    return { width, height, drawings: [new Uint8Array(data)] };
  const drawings = Array.from({ length: count }, (_, index) => {
    const drawing = new Uint8Array(width * height * 4);
    const left = (index % columns) * width;
    const top = Math.floor(index / columns) * height;
    for (let row = 0; row < height; row += 1) {
      const from = ((top + row) * info.width + left) * 4;
      drawing.set(data.subarray(from, from + width * 4), row * width * 4);
    }
    return drawing;
  });
  return { width, height, drawings };
}

const corrupt = (path: string, cause?: unknown) =>
  new AkezoraError('weights_corrupt', { path, reason: reasons.checksumMismatch }, { cause });

async function verifiedPiece(path: string, entry: ArtEntry): Promise<Buffer> {
  const bytes = await piece(path, entry);
  if (createHash('sha256').update(bytes).digest('hex') !== entry.sha256) throw corrupt(path);
  return bytes;
}

async function piece(path: string, { at, bytes }: ArtEntry): Promise<Buffer> {
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw missing(path, cause);
  });
  try {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await handle.read(buffer, 0, bytes, at);
    if (bytesRead !== bytes) throw corrupt(path);
    return buffer;
  } finally {
    await handle.close();
  }
}
