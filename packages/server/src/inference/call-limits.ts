import type { Codec } from '@akezora/contract';
import type { ChildCalls } from './protocol.ts';

/** Group of child processes with the same rights and limits. */
export type Role = 'media' | 'conversion' | 'models' | 'stills' | 'generate' | 'pull';

/**
 * Calls that groups of processes share; clips are generated, live streams converted and models downloaded by
 * processes of their own.
 */
export type SharedCall = Exclude<keyof ChildCalls, 'generate' | 'prepare' | 'pull' | 'remove' | 'convertLive'>;

/** What one process of a group may use. */
export interface RoleLimits {
  /** Resident bytes of the process; more ends its call. */
  readonly memoryBytes: number;
  /** Bytes of the JavaScript heap. */
  readonly heapBytes: number;
  /** Bytes of the largest file that it may write. */
  readonly fileBytes: number;
}

const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/** Limits of each group. A picture of 50 megapixels takes 0.8 GiB to clean; 4K AV1 takes 3 GiB to encode. */
export const roleLimits: Readonly<Record<Exclude<Role, 'generate' | 'pull'>, RoleLimits>> = {
  media: { memoryBytes: 2 * gibibyte, heapBytes: 768 * mebibyte, fileBytes: 4 * gibibyte },
  conversion: { memoryBytes: 4 * gibibyte, heapBytes: 768 * mebibyte, fileBytes: 16 * gibibyte },
  models: { memoryBytes: 4 * gibibyte, heapBytes: 2 * gibibyte, fileBytes: 4 * gibibyte },
  stills: { memoryBytes: 4 * gibibyte, heapBytes: gibibyte, fileBytes: 4 * gibibyte },
};

/** Group of a call, the field that its input came from, and the milliseconds that it may run. */
interface CallLimits {
  readonly role: Exclude<Role, 'generate' | 'pull'>;
  readonly field: string;
  readonly deadlineMs: number;
}

/** Limits of each call. Longer deadlines, by the size of the work, are given with the call. */
export const callLimits: Readonly<Record<SharedCall, CallLimits>> = {
  inspect: { role: 'media', field: 'file', deadlineMs: 30_000 },
  measure: { role: 'media', field: 'file', deadlineMs: 30_000 },
  findMark: { role: 'media', field: 'file', deadlineMs: 60_000 },
  picture: { role: 'media', field: 'file', deadlineMs: 30_000 },
  actor: { role: 'media', field: 'uploadId', deadlineMs: 30_000 },
  convert: { role: 'conversion', field: 'format', deadlineMs: 60_000 },
  listArchive: { role: 'media', field: 'archive', deadlineMs: 30_000 },
  readNotes: { role: 'media', field: 'archive', deadlineMs: 60_000 },
  readSaid: { role: 'media', field: 'archive', deadlineMs: 30_000 },
  unpackFile: { role: 'media', field: 'archive', deadlineMs: 60_000 },
  plan: { role: 'models', field: 'request', deadlineMs: 30_000 },
  models: { role: 'models', field: 'model', deadlineMs: 120_000 },
  still: { role: 'stills', field: 'request', deadlineMs: 30_000 },
  listArt: { role: 'models', field: 'id', deadlineMs: 120_000 },
  artPicture: { role: 'models', field: 'name', deadlineMs: 120_000 },
};

const minute = 60_000;

/** Milliseconds that decoding a whole clip for its sprite sheet may take: 30 s, and as long as it plays; at most 10 min. */
export const spritesDeadline = (seconds: number): number =>
  Math.min(10 * minute, callLimits.picture.deadlineMs + seconds * 1000);

/** Milliseconds that reading or unpacking so many bytes may take on a slow, busy disk: 1 min, and 1 s for 2 MB; at most 1 h. */
export const bytesDeadline = (bytes: number): number => Math.min(60 * minute, minute + bytes / 2000);

/** Milliseconds for a million pixels of one frame on a slow, busy machine, by codec; `bench/video.ts` measures a tenth of it. */
const slowestMs: Readonly<Partial<Record<Codec, number>>> = { av1: 6000, gif: 1500, webp: 3000 };

/** Milliseconds that encoding a clip again may take: 1 min, and more by frames and pixels; at most 1 h. */
export function conversionDeadline(work: { codec: Codec; width: number; height: number; frames: number }): number {
  const megapixels = (work.frames * work.width * work.height) / 1e6;
  return Math.min(60 * minute, callLimits.convert.deadlineMs + megapixels * (slowestMs[work.codec] ?? 1000));
}
