import type { Text } from '@akezora/contract';
import { openImage, readImageHead, reasonOf } from '../../../video/image.ts';
import { type SniffedInput, sniffInput } from '../../../video/input.ts';
import { tooLarge, unreadable } from '../../../video/input-faults.ts';
import { actorLimits, type DecodedPictures, isTransparent, mostPixels, pagesOf, sideOf } from './decoded-pictures.ts';
import { actorReasons as reasons } from './notices.ts';
import type { Sprite } from './sprite.ts';

/**
 * Decodes a picture to straight RGBA in sRGB, upright, scaled down to what an actor needs; of an animation at most 24 whole
 * drawings, evenly chosen.
 * @throws AkezoraError `input_missing`, `input_unreadable`, `input_too_large`.
 */
export async function decodePictures(file: string, field: string, limits = actorLimits): Promise<DecodedPictures> {
  const input = await sniffInput(file, { field, limits });
  if (input.format.kind === 'video') throw unreadable(input, reasons.isVideo);
  const head = await readImageHead(input);
  if (head.frames > 1 && head.width * head.height * head.frames > mostPixels) {
    throw tooLarge(input, `${head.width}×${head.height}×${head.frames}`, `${mostPixels / 1e6} megapixels`);
  }
  const drawings: Uint8Array[] = [];
  let size = { width: 0, height: 0 };
  for (const page of pagesOf(head.frames)) {
    const drawing = await decodeOne(input, page, sideOf(head.frames));
    size = drawing;
    drawings.push(drawing.data);
  }
  const sprite = { width: size.width, height: size.height, drawings };
  return {
    sprite,
    format: input.format.name,
    size: { width: head.width, height: head.height },
    transparent: isTransparent(sprite),
  };
}

/**
 * Decodes the first drawing of a picture file to straight RGBA in sRGB, upright.
 * @param side pixels of the longer side that are kept at most
 * @param isVideo the reason to say of a video
 * @throws AkezoraError `input_missing`, `input_unreadable`, `input_too_large`.
 */
export async function decodeFirst(file: string, field: string, side: number, isVideo: Text): Promise<Sprite> {
  const input = await sniffInput(file, { field, limits: actorLimits });
  if (input.format.kind === 'video') throw unreadable(input, isVideo);
  await readImageHead(input);
  const { width, height, data } = await decodeOne(input, 0, side);
  return { width, height, drawings: [data] };
}

async function decodeOne(input: SniffedInput, page: number, side: number) {
  const image = await openImage(input, page);
  try {
    const { data, info } = await image
      .rotate()
      .toColourspace('srgb')
      .resize(side, side, { fit: 'inside', withoutEnlargement: true })
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: new Uint8Array(data) };
  } catch (thrown) {
    throw unreadable(input, reasonOf(thrown), thrown);
  }
}
