import { createHash, randomBytes } from 'node:crypto';

let last = 0;

/**
 * A new id such as `video_0193f0…`: 12 hex digits of milliseconds, then 20 random ones, so that ids sort by time and cannot
 * be guessed.
 */
export function newId(kind: string): string {
  // Two ids of one millisecond still sort in their order.
  last = Math.max(Date.now(), last + 1);
  return `${kind}_${last.toString(16).padStart(12, '0')}${randomBytes(10).toString('hex')}`;
}

/** Whether a text has the form of an id of some kind. */
export const isIdOf = (kind: string, text: string): boolean => new RegExp(`^${kind}_[0-9a-f]{32}$`).test(text);

/** A secret with 256 random bits, for keys and sessions. */
export const newSecret = (prefix: string): string => `${prefix}${randomBytes(32).toString('base64url')}`;

/** The stored form of a secret: its SHA-256, which is enough for 256 random bits. Passwords use argon2id instead. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
