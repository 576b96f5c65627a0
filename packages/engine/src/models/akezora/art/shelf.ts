/** The art in the box, wherever its files lie. */
import { AkezoraError, boxModel } from '@akezora/contract';
import type { Sprite } from '../actors/sprite.ts';
import { reasons } from '../notices.ts';
import type { ArtEntry, ArtKind } from './index-file.ts';

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
  file(entry: ArtEntry): Promise<Uint8Array>;
}

/** How much decoded art is kept. */
export interface ArtOptions {
  /** Bytes of decoded drawings that are kept. Default 96 MB: the art of two dozen subjects. */
  readonly cacheBytes?: number;
}

/** A decoded picture: RGBA, straight alpha. */
export interface DecodedPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Where art lies, and what decodes it. */
export interface ArtSource {
  /** Name in errors. */
  readonly label: string;
  /**
   * The checked bytes of an entry's picture.
   * @throws AkezoraError `weights_missing`, `weights_corrupt`.
   */
  readonly bytes: (entry: ArtEntry) => Promise<Uint8Array>;
  /** Decodes AVIF or WebP. It fails where that is neither. */
  readonly decode: (bytes: Uint8Array) => Promise<DecodedPicture>;
}

/** The art of an index. */
export function artOf(entries: readonly ArtEntry[], source: ArtSource, { cacheBytes = 96e6 }: ArtOptions = {}): Art {
  const { label } = source;
  const names = byName(entries);
  const find = (name: string, kind?: ArtKind) =>
    names.get(plain(name))?.find((entry) => kind === undefined || entry.kind === kind);
  const kept = new Map<ArtEntry, Promise<Sprite>>();
  let bytes = 0;

  const sprite = (nameOrEntry: string | ArtEntry): Promise<Sprite> => {
    const entry = typeof nameOrEntry === 'string' ? find(nameOrEntry) : nameOrEntry;
    if (entry === undefined) return Promise.reject(missing(`${label} (${String(nameOrEntry)})`));
    const before = kept.get(entry);
    const decoding = before ?? decode(source, entry);
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
    file: (entry) => source.bytes(entry),
  };
}

const missing = (path: string) => new AkezoraError('weights_missing', { model: boxModel, path });

const corrupt = (path: string, cause?: unknown) =>
  new AkezoraError('weights_corrupt', { path, reason: reasons.checksumMismatch }, { cause });

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

async function decode(source: ArtSource, entry: ArtEntry): Promise<Sprite> {
  const bytes = await source.bytes(entry);
  const sheet = await source.decode(bytes).catch((cause: unknown) => {
    throw corrupt(`${source.label} (${entry.name})`, cause);
  });
  const { width, height, drawings: count, columns } = entry;
  if (sheet.width < Math.min(count, columns) * width || sheet.height < Math.ceil(count / columns) * height)
    throw corrupt(`${source.label} (${entry.name})`);
  if (count === 1 && sheet.width === width && sheet.height === height) return { width, height, drawings: [sheet.data] };
  const drawings = Array.from({ length: count }, (_, index) => {
    const drawing = new Uint8Array(width * height * 4);
    const left = (index % columns) * width;
    const top = Math.floor(index / columns) * height;
    for (let row = 0; row < height; row += 1) {
      const from = ((top + row) * sheet.width + left) * 4;
      drawing.set(sheet.data.subarray(from, from + width * 4), row * width * 4);
    }
    return drawing;
  });
  return { width, height, drawings };
}
