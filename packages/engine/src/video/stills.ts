import type { Frame } from './frame.ts';
import { loadSharp } from './libraries.ts';
import { resample } from './resample.ts';

/** Options of a still image. */
export interface StillOptions {
  /** Format of the image. Default `jpeg`. */
  readonly format?: 'jpeg' | 'webp' | 'png';
  /** Quality of JPEG and WebP, 1 to 100; higher is larger. Default 82. */
  readonly quality?: number;
  /** Width in pixels that the image is scaled down to (never up). Default: the width of the frame. */
  readonly width?: number;
}

/** Encodes one frame as an image file in memory. */
export async function still(frame: Frame, options: StillOptions = {}): Promise<Uint8Array> {
  const { format = 'jpeg', quality = 82 } = options;
  const small = fitWidth(frame, options.width ?? frame.width);
  const { width, height, data } = small;
  const sharp = await loadSharp();
  const image = sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha();
  if (format === 'png') return image.png().toBuffer();
  return format === 'webp' ? image.webp({ quality }).toBuffer() : image.jpeg({ quality, mozjpeg: false }).toBuffer();
}

/** A small JPEG for progress displays: 320 pixels wide at most. */
export const previewJpeg = (frame: Frame): Promise<Uint8Array> => still(frame, { width: 320, quality: 76 });

/** A poster of a clip: WebP, 640 pixels wide at most. */
export const thumbnail = (frame: Frame, options: StillOptions = {}): Promise<Uint8Array> =>
  still(frame, { format: 'webp', width: 640, ...options });

function fitWidth(frame: Frame, width: number): Frame {
  if (width >= frame.width) return frame;
  return resample(frame, width, Math.max(1, Math.round((frame.height * width) / frame.width)), { fit: 'fill' });
}

/** A grid of small pictures over the time of a clip, for scrubbing. */
export interface SpriteSheet {
  /** The grid as WebP. */
  readonly image: Uint8Array;
  readonly columns: number;
  readonly rows: number;
  readonly tile: { readonly width: number; readonly height: number };
  /** Time in seconds of each tile, in order of rows. */
  readonly tiles: readonly { readonly at: number; readonly x: number; readonly y: number }[];
  /** Length of the clip in seconds, where the last tile ends. */
  readonly seconds: number;
}

/**
 * Makes a grid of up to `count` tiles at even intervals of a clip of `seconds`. Only the small tiles stay in memory. Returns `undefined` without frames.
 */
export async function spriteSheet(
  frames: AsyncIterable<Frame>,
  seconds: number,
  { count = 48, width = 160, columns = 8 }: { count?: number; width?: number; columns?: number } = {},
): Promise<SpriteSheet | undefined> {
  const taken: Frame[] = [];
  for await (const frame of frames) {
    if (taken.length < count && frame.at >= (taken.length * seconds) / count - 1e-6) taken.push(fitWidth(frame, width));
  }
  const tile = taken[0];
  if (tile === undefined) return undefined;
  const across = Math.min(columns, taken.length);
  const rows = Math.ceil(taken.length / across);
  const sheet = { width: across * tile.width, height: rows * tile.height };
  const data = new Uint8Array(sheet.width * sheet.height * 4);
  const tiles = taken.map((one, index) => {
    const place = { x: (index % across) * tile.width, y: Math.floor(index / across) * tile.height };
    for (let row = 0; row < tile.height; row++) {
      const from = row * tile.width * 4;
      data.set(one.data.subarray(from, from + tile.width * 4), ((place.y + row) * sheet.width + place.x) * 4);
    }
    return { at: one.at, ...place };
  });
  const image = await still({ ...sheet, data, at: 0 }, { format: 'webp', quality: 75 });
  return { image, columns: across, rows, tile: { width: tile.width, height: tile.height }, tiles, seconds };
}
