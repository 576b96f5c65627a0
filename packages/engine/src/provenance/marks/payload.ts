import { createHash } from 'node:crypto';

/** Ids of the library: their last 16 digits are the part that is random. */
const libraryId = /^(?:clip|video)_[0-9a-f]{16}([0-9a-f]{16})$/;

/**
 * The 64 bits that the invisible mark of a clip holds: the last 16 digits of a library's id, so that a server finds the clip by them;
 * of any other text the first 64 bits of its SHA-256.
 */
export function payloadOf(id: string): bigint {
  const digits = libraryId.exec(id)?.[1];
  return BigInt(`0x${digits ?? createHash('sha256').update(id).digest('hex').slice(0, 16)}`);
}
