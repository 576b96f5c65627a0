import { writeFile } from 'node:fs/promises';
import { AkezoraError, mimeOfFormat } from '@akezora/contract';
import { namedAsSent } from './measure.ts';
import { loadMedia, mimeOfProbed } from './media.ts';
import type { InspectedFile } from './protocol.ts';

/** Limits of uploads: more than a clip can use, and little enough for any machine. */
const limits = { imageBytes: 64e6, videoBytes: 4e9, pixels: 50e6, seconds: 3600, frames: 432_000 };

/**
 * Identifies an uploaded file by its content. Pictures are decoded and written to a new file that holds only pixels
 * (no scripts, no metadata, no second file behind the first). Videos are decoded up to their first frame.
 * @throws AkezoraError `input_unreadable`, `input_too_large`, naming the file as the sender did.
 */
export async function inspectFile(call: {
  file: string;
  name: string;
  field: string;
  target: string;
}): Promise<InspectedFile> {
  const { decodeImage, decodeVideo, probe, still } = await loadMedia();
  const options = { field: call.field, limits };
  try {
    const found = await probe(call.file, options);
    if (found.kind === 'image') {
      const frame = await decodeImage(call.file, options);
      const file = call.target;
      await writeFile(file, await still(frame, { format: 'png' }));
      return {
        kind: 'image',
        mime: mimeOfFormat('png'),
        file,
        width: frame.width,
        height: frame.height,
        seconds: null,
      };
    }
    let seen = false;
    for await (const _ of decodeVideo(call.file, options)) {
      seen = true;
      break;
    }
    if (!seen)
      throw new AkezoraError('input_unreadable', {
        field: call.field,
        path: call.name,
        reason: { en: 'no frame can be read', ja: 'フレームを読み込めません' },
      });
    const { width, height, seconds, format } = found;
    const mime = mimeOfProbed(format);
    return { kind: 'video', mime, file: call.file, width, height, seconds };
  } catch (thrown) {
    throw namedAsSent(thrown, call.name);
  }
}
