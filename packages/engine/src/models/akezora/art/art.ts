import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AkezoraError, boxModel } from '@akezora/contract';
import { loadSharp } from '../../../video/libraries.ts';
import { builtInFolder } from '../checkpoints.ts';
import { reasons } from '../notices.ts';
import { type ArtEntry, readIndex } from './index-file.ts';
import { type Art, type ArtOptions, artOf, type DecodedPicture } from './shelf.ts';

/** Folder of the art that comes with Akezora. */
export const builtInArt = join(builtInFolder, 'art');

/**
 * Opens a folder of art.
 * @throws AkezoraError `weights_missing` without an index, `weights_corrupt` when it cannot be read.
 */
export async function openArt(folder: string = builtInArt, options: ArtOptions = {}): Promise<Art> {
  const indexFile = join(folder, 'index.json');
  const text = await readFile(indexFile, 'utf8').catch((cause: unknown) => {
    throw missing(indexFile, cause);
  });
  const bytes = (entry: ArtEntry) => verifiedPiece(join(folder, entry.file), entry);
  return artOf(readIndex(text, indexFile), { label: indexFile, bytes, decode }, options);
}

const missing = (path: string, cause?: unknown) =>
  new AkezoraError('weights_missing', { model: boxModel, path }, { cause });

async function decode(bytes: Uint8Array): Promise<DecodedPicture> {
  const sharp = await loadSharp();
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data.buffer, data.byteOffset, data.length) };
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
