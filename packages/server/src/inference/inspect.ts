import { writeFile } from 'node:fs/promises';
import { AkezoraError, mimeOfFormat } from '@akezora/contract';
import { namedAsSent } from './measure.ts';
import { loadMedia, mimeOfProbed } from './media.ts';
import type { InspectedFile } from './protocol.ts';

/** Limits of uploads: more than a clip can use, and little enough for any machine. */
const limits = { imageBytes: 64e6, videoBytes: 4e9, pixels: 50e6, seconds: 3600, frames: 432_000 };

/**
 * Identifies an uploaded file by its content. Pictures are decoded and written to a new file that holds only pixels
 * with their transparency (no scripts, no metadata, no second file behind the first); SVG is drawn. Videos are decoded up to their first frame.
 * @throws AkezoraError `input_unreadable`, `input_too_large`, naming the file as the sender did.
 */
export async function inspectFile(call: {
  file: string;
  name: string;
  field: string;
  target: string;
}): Promise<InspectedFile> {
  const { cleanPicture, decodeVideo, drawSvg, probe, svgAsPng } = await loadMedia();
  const options = { field: call.field, limits };
  try {
    // An SVG is a program for a renderer: it is drawn here, in a process that may die of it, and kept as a picture only.
    const drawn = await svgAsPng(call.file, { field: call.field, drawSvg });
    if (drawn !== undefined) {
      await writeFile(call.target, drawn);
      return imageOf(call.target, await probe(call.target, options));
    }
    const found = await probe(call.file, options);
    if (found.kind === 'image') {
      const { png, ...size } = await cleanPicture(call.file, options);
      await writeFile(call.target, png);
      return imageOf(call.target, size);
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

const imageOf = (file: string, { width, height }: { width: number; height: number }): InspectedFile => ({
  ...{ kind: 'image', mime: mimeOfFormat('png'), file, width, height, seconds: null },
});
