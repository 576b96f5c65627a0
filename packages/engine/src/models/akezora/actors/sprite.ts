/** Drawings of one thing, all of one size: straight RGBA, rows from the top. More than one is a loop. */
export interface Sprite {
  readonly width: number;
  readonly height: number;
  readonly drawings: readonly Uint8Array[];
}

/** Which way a drawing looks. */
export type Faces = 'left' | 'right' | 'front';

/** A part of a picture in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Alpha from which a pixel counts as covered; the shipped art is cut by the same. */
export const covered = 24;

/** What any of the drawings covers; undefined when none does. */
export function boundsOf({ width, height, drawings }: Sprite): Box | undefined {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (const drawing of drawings) {
    for (let y = 0; y < height; y += 1) {
      for (let x = 0, at = y * width * 4 + 3; x < width; x += 1, at += 4) {
        if (drawing[at]! < covered) continue;
        if (x < left) left = x;
        if (x >= right) right = x + 1;
        if (y < top) top = y;
        bottom = y + 1;
      }
    }
  }
  return bottom === 0 ? undefined : { left, top, width: right - left, height: bottom - top };
}

/** The sprite cut to a box and laid into the smallest square, in its middle and on its bottom edge, as the shipped art is. */
export function squared(sprite: Sprite, box: Box): Sprite {
  const side = Math.max(box.width, box.height);
  const x = (side - box.width) >> 1;
  const drawings = sprite.drawings.map((drawing) => {
    const square = new Uint8Array(side * side * 4);
    for (let row = 0; row < box.height; row += 1) {
      const from = ((box.top + row) * sprite.width + box.left) * 4;
      square.set(drawing.subarray(from, from + box.width * 4), ((side - box.height + row) * side + x) * 4);
    }
    return square;
  });
  return { width: side, height: side, drawings };
}
