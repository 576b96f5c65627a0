import { writeFile } from 'node:fs/promises';
import { AkezoraError } from '@akezora/contract';
import { loadMedia } from './media.ts';
import type { InspectedFile } from './protocol.ts';

/** Limits of what may be sent: far below what could trouble the machine, far above what a clip can use. */
const limits = { imageBytes: 64e6, videoBytes: 4e9, pixels: 50e6, seconds: 3600 };

const videoMimes: Readonly<Record<string, string>> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  matroska: 'video/x-matroska',
};

/**
 * Tells what a file someone sent is, by its content. Pictures are decoded and written anew: what comes out is pixels
 * and nothing else (no scripts, no metadata, no second file behind the first). Videos are decoded to their first frame.
 * @throws AkezoraError `input_unreadable`, `input_too_large`, with the sender's name of the file.
 */
export async function inspectFile(ask: { file: string; name: string; field: string }): Promise<InspectedFile> {
  const { decodeImage, decodeVideo, probe, still } = await loadMedia();
  const options = { field: ask.field, limits };
  try {
    const found = await probe(ask.file, options);
    if (found.kind === 'image') {
      const frame = await decodeImage(ask.file, options);
      const file = `${ask.file}.clean.png`;
      await writeFile(file, await still(frame, { format: 'png' }));
      return { kind: 'image', mime: 'image/png', file, width: frame.width, height: frame.height, seconds: null };
    }
    let seen = false;
    for await (const _ of decodeVideo(ask.file, options)) {
      seen = true;
      break;
    }
    if (!seen)
      throw new AkezoraError('input_unreadable', { field: ask.field, path: ask.name, reason: 'no frame can be read' });
    const { width, height, seconds, format } = found;
    const mime = found.kind === 'animation' ? `image/${format}` : (videoMimes[format] ?? 'video/mp4');
    return { kind: 'video', mime, file: ask.file, width, height, seconds };
  } catch (thrown) {
    const error = AkezoraError.from(thrown);
    // Where the file lay on the server tells the sender nothing; their own name for it does.
    if (error.details.path === undefined) throw error;
    throw new AkezoraError(error.code, { ...error.details, path: ask.name }, { cause: thrown });
  }
}
