import type { Readable } from 'node:stream';

/** Size and checksum of a stored file. */
export interface StoredFile {
  readonly bytes: number;
  /** SHA-256 of the content, hex. */
  readonly checksum: string;
}

/**
 * Storage of clips, uploads and pictures. A key is a path of plain words (`clips/…/video.mp4`); a file appears under its
 * key only when it is whole.
 */
export interface Storage {
  readonly kind: 'files' | 's3';
  /** Moves (or copies) a local file under a key, replacing any file there; returns its size and checksum. */
  put(key: string, localFile: string, mime: string): Promise<StoredFile>;
  /** Size of a stored file, or undefined when there is none. */
  size(key: string): Promise<number | undefined>;
  /** Reads a stored file, or an inclusive range of its bytes. */
  read(key: string, range?: { readonly start: number; readonly end: number }): Promise<Readable>;
  /** A local path with the content, for the engine; downloaded when the storage is remote. */
  local(key: string): Promise<string>;
  /** Deletes a file, if it exists. */
  remove(key: string): Promise<void>;
  /** Deletes every file whose key begins with a folder's name (`clips/…/`). */
  removeAll(folder: string): Promise<void>;
  /** A path for a file to be written, in a folder from which `put` is a rename. */
  temporary(name: string): Promise<string>;
  /** Free bytes for clips; undefined when unknown. */
  freeBytes(): Promise<number | undefined>;
  /** Throws when the storage is not writable; for readiness checks. */
  check(): Promise<void>;
  /** Deletes partial files older than an hour, which a killed process left. */
  tidy(): Promise<void>;
}

const keyPattern = /^[a-z0-9][a-z0-9_-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/;

/** Refuses keys that lead outside the storage. Keys are made from ids, so only a bug can cause one. */
export function checkKey(key: string): string {
  if (!keyPattern.test(key) || key.includes('..')) throw new TypeError(`not a storage key: ${key}`);
  return key;
}
