import { writeFile } from 'node:fs/promises';
import type { SpriteIndex } from '@akezora/contract/api';
import { notAVideo } from './measure.ts';
import { loadMedia } from './media.ts';

/** Sprite sheets: most frames, width of a frame in pixels, frames in a row. */
const sheet = { count: 48, width: 160, columns: 8 };

/** Layout of a clip's sprite sheet, computed before the sheet is made. */
export function spriteIndexOf(clip: { width: number; height: number; seconds: number; frames: number }): SpriteIndex {
  const count = Math.max(1, Math.min(sheet.count, clip.frames));
  const columns = Math.min(sheet.columns, count);
  const width = Math.min(sheet.width, clip.width);
  const height = width === clip.width ? clip.height : Math.max(1, Math.round((clip.height * width) / clip.width));
  return { columns, rows: Math.ceil(count / columns), width, height, everySeconds: clip.seconds / count, count };
}

/**
 * Writes a picture of a video or image: a thumbnail or preview (the first frame) or a sprite sheet (frames over its whole time).
 * @throws AkezoraError `input_unreadable` when no frame can be decoded.
 */
export async function makePicture(call: {
  file: string;
  kind: 'thumbnail' | 'sprites' | 'preview';
  target: string;
  seconds: number;
}): Promise<void> {
  const { decodeImage, decodeVideo, previewJpeg, probe, spriteSheet, thumbnail } = await loadMedia();
  const drawn = call.kind === 'preview' ? previewJpeg : thumbnail;
  if (call.kind === 'sprites') {
    const made = await spriteSheet(decodeVideo(call.file), call.seconds, sheet);
    if (made === undefined) throw notAVideo(call.file);
    await writeFile(call.target, made.image);
    return;
  }
  if ((await probe(call.file)).kind === 'image') {
    await writeFile(call.target, await drawn(await decodeImage(call.file)));
    return;
  }
  for await (const frame of decodeVideo(call.file)) {
    await writeFile(call.target, await drawn(frame));
    return;
  }
  throw notAVideo(call.file);
}
