import sharp from 'sharp';
import type { Sprite } from '../../../../src/models/akezora/actors/sprite.ts';

/** A fish that looks left: an orange body, a dark eye in front, a red tail behind; straight RGBA with a clear ground. */
export function fish(width = 96, height = 64, shift = 0): Buffer {
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [u, v] = [(x + 0.5 - shift) / width, (y + 0.5) / height];
      const colour = colourOf(u, v);
      if (colour !== undefined) data.set([...colour, 255], (y * width + x) * 4);
    }
  }
  return data;
}

function colourOf(u: number, v: number): [number, number, number] | undefined {
  if (Math.hypot(u - 0.28, (v - 0.4) * 0.67) < 0.045) return [20, 20, 30];
  if (((u - 0.45) / 0.3) ** 2 + ((v - 0.5) / 0.32) ** 2 < 1) return [240, 140, 40];
  if (u > 0.66 && u < 0.92 && Math.abs(v - 0.5) < (u - 0.6) * 0.9) return [200, 40, 40];
  return undefined;
}

/** The fish on an opaque ground: each pixel's colour there by `ground`. */
export function photo(
  width: number,
  height: number,
  ground: (x: number, y: number) => [number, number, number],
): Buffer {
  const data = fish(width, height);
  for (let i = 0; i < width * height; i += 1) {
    if (data[i * 4 + 3] === 0) data.set([...ground(i % width, Math.floor(i / width)), 255], i * 4);
  }
  return data;
}

export const raw = (data: Buffer, width: number, height: number) =>
  sharp(data, { raw: { width, height, channels: 4 } });

/** An animated WebP or GIF of so many fishes, each a little further right. */
export async function swimming(format: 'webp' | 'gif', count: number, width = 96, height = 64): Promise<Buffer> {
  const all = Buffer.concat(Array.from({ length: count }, (_, i) => fish(width, height, (i * 8) / count)));
  const pages = sharp(all, { raw: { width, height: height * count, channels: 4, pageHeight: height } });
  return format === 'webp' ? pages.webp({ lossless: true, loop: 0 }).toBuffer() : pages.gif({ loop: 0 }).toBuffer();
}

/** Largest difference of a colour, and of alpha, over the pixels of a part of the picture (its sprite is in the middle of a square, at its bottom). */
export function differenceFrom(
  sprite: Sprite,
  data: Buffer,
  width: number,
  box: { left: number; top: number; width: number; height: number },
) {
  const x = (sprite.width - box.width) >> 1;
  const y = sprite.height - box.height;
  let [colour, alpha, differing] = [0, 0, 0];
  for (let row = 0; row < box.height; row += 1) {
    for (let column = 0; column < box.width; column += 1) {
      const made = sprite.drawings[0]!.subarray(((y + row) * sprite.width + x + column) * 4);
      const at = ((box.top + row) * width + box.left + column) * 4;
      const off = Math.abs(made[3]! - data[at + 3]!);
      alpha = Math.max(alpha, off);
      if (off > 40) differing += 1;
      if (data[at + 3] === 255 && made[3] === 255)
        for (let c = 0; c < 3; c += 1) colour = Math.max(colour, Math.abs(made[c]! - data[at + c]!));
    }
  }
  return { colour, alpha, differing: differing / (box.width * box.height) };
}
