import { open } from 'node:fs/promises';
import { AkezoraError, mimeOfFormat } from '@akezora/contract';
import { loadMedia, mimeOfProbed } from './media.ts';
import type { MadeClip } from './protocol.ts';

/**
 * Measures a clip that was made elsewhere: size, rate, length, MIME type, and the facts when the file carries them.
 * @throws AkezoraError `input_unreadable` when the file is no video, naming it as its sender did.
 */
export async function measureClip({ file, name, field }: NamedFile): Promise<MadeClip> {
  const { probe, readFacts } = await loadMedia();
  const found = await probe(file, { field }).catch((thrown) => {
    throw namedAsSent(thrown, name);
  });
  if (found.kind === 'image') throw notAVideo(name, field);
  const web = found.format === 'matroska' && (await isWebm(file));
  const facts = await readFacts(file).catch(() => undefined);
  const { width, height, fps, seconds, frames } = found;
  return {
    video: file,
    mime: web ? mimeOfFormat('webm') : mimeOfProbed(found.format),
    width,
    height,
    fps,
    seconds,
    frames,
    ...(found.videoCodec === null ? {} : { codec: codecNames[found.videoCodec] ?? found.videoCodec }),
    facts: facts ?? null,
    measures: null,
  };
}

/** Codecs that the reader of containers calls otherwise than a request. */
const codecNames: Readonly<Record<string, string>> = { avc: 'h264' };

/** A file of a sender, with their name for it and the field in which it came. */
interface NamedFile {
  readonly file: string;
  readonly name: string;
  readonly field: string;
}

/** An error with the sender's name of a file: its path on the server means nothing to them and is not theirs to see. */
export function namedAsSent(thrown: unknown, name: string): AkezoraError {
  const error = AkezoraError.from(thrown);
  if (error.details.path === undefined) return error;
  return new AkezoraError(error.code, { ...error.details, path: name }, { cause: thrown });
}

/** WebM is Matroska with the doctype `webm`; browsers play only that doctype. */
async function isWebm(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead).includes('webm');
  } finally {
    await handle.close();
  }
}

/** The error for a file that holds no video; it names the file without its folder. */
export const notAVideo = (path: string, field = 'file') =>
  new AkezoraError('input_unreadable', {
    field,
    path: path.split('/').at(-1),
    reason: { en: 'it is not a video', ja: '動画ではありません' },
  });
