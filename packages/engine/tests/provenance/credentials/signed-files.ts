/** Small files to sign, and what is done to them afterwards. */
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { readOpenFile } from '../../../src/provenance/credentials/read.ts';
import type { CredentialsReport } from '../../../src/provenance/credentials/report.ts';
import { knownRoots } from '../../../src/provenance/credentials/signing-keys.ts';
import { encodeAll } from '../../../src/video/encode.ts';
import { charts } from '../../video/media.ts';

/** A clip of half a second. */
export const makeClip = (file: string, codec: 'h264' | 'vp9' | 'webp' | 'gif' = 'h264'): Promise<void> =>
  encodeAll(charts(12, 64, 64), { file, width: 64, height: 64, fps: 24, codec });

/** A picture of 64 × 64 pixels. */
export async function makePicture(file: string): Promise<void> {
  const pixels = Buffer.from(Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * 7919) % 251));
  await sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } }).toFile(file);
}

/** Writes a changed copy of a file's bytes. */
export function changed(from: string, to: string, change: (bytes: Buffer) => Buffer | undefined): string {
  const bytes = readFileSync(from);
  writeFileSync(to, change(bytes) ?? bytes);
  return to;
}

/** Turns a bit over. */
export const flip = (bytes: Buffer, at: number): void => {
  bytes[at] = bytes[at]! ^ 1;
};

/** Puts a text in place of another of the same length, at its last place. */
export function retell(bytes: Buffer, from: string, to: string): void {
  const at = bytes.lastIndexOf(from);
  if (at < 0 || from.length !== to.length) throw new Error(`not in the file, or of another length: ${from}`);
  bytes.write(to, at, 'latin1');
}

/** Reads credentials in this process. */
export async function reportOn(file: string, type: string, keys: string): Promise<CredentialsReport> {
  const open = openSync(file, 'r');
  try {
    return await readOpenFile(open, type, await knownRoots(keys));
  } finally {
    closeSync(open);
  }
}
