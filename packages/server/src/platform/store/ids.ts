import { createHash, randomBytes } from 'node:crypto';

let last = 0;

/**
 * A new name such as `video_0193f0…`: 12 hex digits of milliseconds, then 20 random ones, so that names sort by the
 * time they were given and cannot be guessed.
 */
export function newId(kind: string): string {
  // Two names of one millisecond still sort in the order they were given.
  last = Math.max(Date.now(), last + 1);
  return `${kind}_${last.toString(16).padStart(12, '0')}${randomBytes(10).toString('hex')}`;
}

/** A secret with 256 bits of chance, for keys and sessions. */
export const newSecret = (prefix: string): string => `${prefix}${randomBytes(32).toString('base64url')}`;

/** What is kept of a secret: its SHA-256. Enough for 256-bit secrets; passwords take argon2id instead. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
