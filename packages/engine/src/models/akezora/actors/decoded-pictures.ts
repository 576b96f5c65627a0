import type { InputLimits } from '../../../video/input.ts';
import type { Sprite } from './sprite.ts';

/** Limits of files for actors: more than a drawing needs, and little enough for any machine. */
export const actorLimits: Partial<InputLimits> = { imageBytes: 64e6, pixels: 50e6, side: 16_384, frames: 2000 };

/** Pixels of all frames of an animation together: 144 at 1080p, a thousand at 512 × 512. */
export const mostPixels = 300e6;

/** Most drawings of a loop, and pixels of the longer side of a still and of a loop's drawing. */
const mostDrawings = 24;
const sides = { still: 1024, loop: 512 } as const;

/** The frames of an animation that become drawings, evenly chosen; of a still its one. */
export function pagesOf(frames: number): number[] {
  const count = Math.min(frames, mostDrawings);
  return Array.from({ length: count }, (_, index) => Math.floor((index * frames) / count));
}

/** Pixels of a drawing's longer side at most. */
export const sideOf = (frames: number): number => (frames > 1 ? sides.loop : sides.still);

/** A picture file decoded: its drawings, and the size that it had. */
export interface DecodedPictures {
  readonly sprite: Sprite;
  readonly format: string;
  /** Width and height in the file, upright. */
  readonly size: { readonly width: number; readonly height: number };
  /** Whether it has pixels that can be seen through. */
  readonly transparent: boolean;
}

/** Whether a picture has a ground that can be seen through: one pixel in two hundred of a drawing is enough. */
export function isTransparent({ width, height, drawings }: Sprite): boolean {
  const enough = Math.max(1, (width * height) / 200);
  return drawings.some((drawing) => clearPixels(drawing) >= enough);
}

/** How many pixels of a drawing can be seen through. */
export function clearPixels(drawing: Uint8Array): number {
  let clear = 0;
  for (let at = 3; at < drawing.length; at += 4) if (drawing[at]! < 128) clear += 1;
  return clear;
}
