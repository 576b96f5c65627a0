import type { Readable } from 'node:stream';

/** What is known of a stored file. */
export interface StoredFile {
  readonly bytes: number;
  /** SHA-256 of the content, hex. */
  readonly checksum: string;
}

/**
 * Where clips, uploads and pictures lie. A key is a path of plain words (`clips/…/video.mp4`); a file appears under its
 * key only when it is whole.
 */
export interface Storage {
  readonly kind: 'files' | 's3';
  /** Moves (or copies) a local file under a key, replacing what was there, and answers its size and checksum. */
  put(key: string, localFile: string, mime: string): Promise<StoredFile>;
  /** Size of a stored file, or undefined when there is none. */
  size(key: string): Promise<number | undefined>;
  /** Bytes of a stored file, or of an inclusive range of it. */
  read(key: string, range?: { readonly start: number; readonly end: number }): Promise<Readable>;
  /** A local path with the content, for the engine; fetched when the store is elsewhere. */
  local(key: string): Promise<string>;
  /** Removes a file; one that is not there is fine. */
  remove(key: string): Promise<void>;
  /** Removes every file whose key begins with a folder's name (`clips/…/`). */
  removeAll(folder: string): Promise<void>;
  /** A name for a file being written, in a folder from which `put` is a rename. */
  temporary(name: string): Promise<string>;
  /** Free bytes where clips are written, when that is known. */
  freeBytes(): Promise<number | undefined>;
  /** Throws when the store cannot be written to; for readiness checks. */
  check(): Promise<void>;
  /** Removes half-written files older than an hour, left by a killed process. */
  tidy(): Promise<void>;
}

const keyPattern = /^[a-z0-9][a-z0-9_-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/;

/** Refuses keys that could leave the store; keys come from ids, so this only ever finds a mistake of ours. */
export function checkKey(key: string): string {
  if (!keyPattern.test(key) || key.includes('..')) throw new TypeError(`not a storage key: ${key}`);
  return key;
}
