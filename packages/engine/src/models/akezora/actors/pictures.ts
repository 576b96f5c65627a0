import type { Text } from '@akezora/contract';
import { openImage, readImageHead, reasonOf } from '../../../video/image.ts';
import { type InputLimits, type SniffedInput, sniffInput, tooLarge, unreadable } from '../../../video/input.ts';
import { actorReasons as reasons } from './notices.ts';
import type { Sprite } from './sprite.ts';

/** Limits of files for actors: more than a drawing needs, and little enough for any machine. */
export const actorLimits: Partial<InputLimits> = { imageBytes: 64e6, pixels: 50e6, side: 16_384, frames: 2000 };

/** Pixels of all frames of an animation together: 144 at 1080p, a thousand at 512 × 512. */
const mostPixels = 300e6;

/** Most drawings of a loop, and pixels of the longer side of a still and of a loop's drawing. */
export const mostDrawings = 24;
const sides = { still: 1024, loop: 512 } as const;

/** A picture file decoded: its drawings, and the size that it had. */
export interface DecodedPictures {
  readonly sprite: Sprite;
  readonly format: string;
  /** Width and height in the file, upright. */
  readonly size: { readonly width: number; readonly height: number };
  /** Whether it has pixels that can be seen through. */
  readonly transparent: boolean;
}

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
  const count = Math.min(head.frames, mostDrawings);
  const side = count > 1 ? sides.loop : sides.still;
  const drawings: Uint8Array[] = [];
  let size = { width: 0, height: 0 };
  for (let index = 0; index < count; index += 1) {
    const page = Math.floor((index * head.frames) / count);
    const drawing = await decodeOne(input, page, side);
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

/** Whether a picture has a ground that can be seen through: one pixel in two hundred of a drawing is enough. */
function isTransparent({ width, height, drawings }: Sprite): boolean {
  const enough = Math.max(1, (width * height) / 200);
  return drawings.some((drawing) => clearPixels(drawing) >= enough);
}

/** How many pixels of a drawing can be seen through. */
export function clearPixels(drawing: Uint8Array): number {
  let clear = 0;
  for (let at = 3; at < drawing.length; at += 4) if (drawing[at]! < 128) clear += 1;
  return clear;
}
