import type { Sprite } from '../actors/sprite.ts';
import { type Picture, pictureOf, pictureOfLevel } from '../compositor/picture.ts';
import { groundPart } from '../scene/backdrop-layers.ts';

/** The picture of a layer of a backdrop: the whole of it, or a part of its ground, repeated as in mirrors. */
export function backdropPicture(texture: string, { width, height, drawings: [drawing] }: Sprite): Picture {
  const part = groundPart(texture);
  const first = part === undefined ? 0 : Math.min(Math.round(part.from * height), height - 1);
  const last = part === undefined ? height : Math.max(Math.round(part.to * height), first + 1);
  const rows = Array.from({ length: last - first }, (_, i) => Math.min(first + i, height - 1));
  // What ends at the bottom of the picture goes on upside down.
  const ends = part === undefined || part.to >= 1;
  const shown = ends ? [...rows, ...rows.toReversed()] : rows;
  // Shared, so that threads that make frames have no copies of it.
  const data = new Uint8Array(new SharedArrayBuffer(shown.length * 2 * width * 4));
  const pixels = new Uint32Array(drawing!.slice().buffer);
  const out = new Uint32Array(data.buffer);
  for (const [y, row] of shown.entries()) {
    const line = pixels.subarray(row * width, (row + 1) * width);
    out.set(line, 2 * y * width);
    out.set(line.toReversed(), (2 * y + 1) * width);
  }
  if (part !== undefined) onWhite(data);
  const picture = { width: 2 * width, height: shown.length, data };
  const wrapV = part === undefined;
  // What is opaque is premultiplied already.
  return part !== undefined || isOpaque(data)
    ? pictureOfLevel(picture, true, wrapV)
    : pictureOf(picture, { wrapU: true, wrapV });
}

function isOpaque(data: Uint8Array): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

/** Ground has no holes: what can be seen through is white. */
function onWhite(data: Uint8Array): void {
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3]!;
    if (alpha === 255) continue;
    for (let c = 0; c < 3; c += 1) data[at + c] = Math.round((data[at + c]! * alpha) / 255 + 255 - alpha);
    data[at + 3] = 255;
  }
}
