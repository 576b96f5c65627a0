import { AkezoraError } from '@akezora/contract';
import type { Faces } from '../actors/sprite.ts';
import { reasons } from '../notices.ts';
import type { WorldSubject } from '../scene/world.ts';

/** What a piece of art is for: a moving subject of the world, a prop of its places, an extra, or what the world itself is drawn with. */
export type ArtKind = 'subject' | 'prop' | 'still' | 'drawn';

/** How a moving subject of the art goes: what the world says of its own subjects. */
export type ArtMoves = Pick<WorldSubject, 'kind' | 'gait' | 'scale' | 'homes'>;

/** A piece of the art in the box: an entry of index.json. */
export interface ArtEntry {
  readonly name: string;
  /** Its Japanese name; panoramas and weather have none. */
  readonly ja?: string;
  /** The emoji that it is a picture of. */
  readonly emoji?: string;
  /** Other words for it. */
  readonly tags?: { readonly en: readonly string[]; readonly ja: readonly string[] };
  readonly kind: ArtKind;
  readonly faces: Faces;
  /** Of a subject: where it is at home, how it goes, and its size against others. */
  readonly moves?: ArtMoves;
  /** Drawings of its loop, in rows of `columns`, each `width` × `height`. */
  readonly drawings: number;
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  /** Where its picture (AVIF or WebP) lies: a file below the folder, from byte `at` on. */
  readonly file: string;
  readonly at: number;
  readonly bytes: number;
  /** Of the picture's bytes. */
  readonly sha256: string;
}

const whole = (value: unknown, least: number, most: number): boolean =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;

/** Whether an entry can be read without harm: its file below the folder, its sizes within reason. */
function isEntry(value: unknown): value is ArtEntry {
  const entry = value as ArtEntry;
  return (
    typeof entry === 'object' &&
    entry !== null &&
    typeof entry.name === 'string' &&
    /^[\w-]+(\/[\w.-]+)?$|^[\w-]+\.pack$/.test(entry.file) &&
    whole(entry.drawings, 1, 64) &&
    whole(entry.columns, 1, 64) &&
    whole(entry.width, 1, 8192) &&
    whole(entry.height, 1, 8192) &&
    whole(entry.at, 0, 2 ** 31) &&
    whole(entry.bytes, 1, 2 ** 26) &&
    /^[0-9a-f]{64}$/.test(entry.sha256)
  );
}

/**
 * Reads index.json.
 * @throws AkezoraError `weights_corrupt`
 */
export function readIndex(text: string, path: string): readonly ArtEntry[] {
  const corrupt = (cause?: unknown) =>
    new AkezoraError('weights_corrupt', { path, reason: reasons.notJson }, { cause });
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (cause) {
    throw corrupt(cause);
  }
  const { version, entries } = (file ?? {}) as { version?: unknown; entries?: unknown };
  if (version !== 1 || !Array.isArray(entries) || !entries.every(isEntry)) throw corrupt();
  return entries;
}
