/**
 * Posture: folds the legs of a drawing, so that it lies (all legs), sits (the hind ones) or bows to eat (the front ones). What is above
 * the legs comes down as it is; the legs are pressed together under it.
 */

import type { Drawings } from '../compositor/picture.ts';
import type { Posture } from '../scene/textures.ts';
import { smoothstep } from '../smoothstep.ts';

/** The share of a drawing's height that its legs have, and how far the body comes down. */
const legs = 0.4;
const down = { lie: 0.27, sit: 0.24, bow: 0.2 } as const;

/** How far down the body is at a place between its front (0) and its back (1), from 0 to 1. */
const folds: Readonly<Record<Posture, (u: number) => number>> = {
  lie: () => 1,
  sit: (u) => smoothstep((u - 0.15) / 0.6),
  bow: (u) => smoothstep((0.8 - u) / 0.7),
};

/** Drawings with folded legs; one that looks at us has them folded evenly. */
export function postured(
  drawings: Drawings,
  { posture, faces }: { readonly posture: Posture; readonly faces: 'left' | 'right' | 'front' },
): Drawings {
  const { width, height, data } = drawings;
  const out = new Uint8Array(data.length);
  for (let from = 0; from < data.length; from += 4 * width * height) {
    const drawing = data.subarray(from, from + 4 * width * height);
    const box = boundsOf(drawing, width, height);
    if (box === undefined) continue;
    const tall = box.bottom - box.top;
    for (let x = 0; x < width; x += 1) {
      const across = (x - box.left) / Math.max(box.right - box.left, 1);
      const fold = faces === 'front' ? 0.55 : folds[posture](faces === 'left' ? across : 1 - across);
      lowered({ drawing, out: out.subarray(from), width, x, box, by: down[posture] * fold * tall });
    }
  }
  return { ...drawings, data: out };
}

interface Column {
  readonly drawing: Uint8Array;
  readonly out: Uint8Array;
  readonly width: number;
  readonly x: number;
  readonly box: { readonly top: number; readonly bottom: number };
  /** Pixels that the body comes down. */
  readonly by: number;
}

/** One column of a drawing, its body lowered and its legs pressed. */
function lowered({ drawing, out, width, x, box: { top, bottom }, by }: Column): void {
  const knee = bottom - legs * (bottom - top);
  for (let y = 0; y < bottom; y += 1) {
    const at = y + 0.5;
    const source = at < knee + by ? at - by : knee + ((at - knee - by) / (bottom - knee - by)) * (bottom - knee);
    sample(drawing, width, x, Math.min(source, bottom) - 0.5, bottom, out, 4 * (y * width + x));
  }
}

/** Between two rows, colours weighed by what covers them. */
function sample(
  from: Uint8Array,
  width: number,
  x: number,
  y: number,
  bottom: number,
  out: Uint8Array,
  to: number,
): void {
  const upper = Math.floor(y);
  const share = y - upper;
  if (upper < -1) return;
  const [a, b] = [4 * (upper * width + x), 4 * (Math.min(upper + 1, bottom - 1) * width + x)];
  const above = upper < 0 ? 0 : from[a + 3]! * (1 - share);
  const below = from[b + 3]! * share;
  const alpha = above + below;
  if (alpha <= 0) return;
  for (let c = 0; c < 3; c += 1)
    out[to + c] = Math.round(((upper < 0 ? 0 : from[a + c]! * above) + from[b + c]! * below) / alpha);
  out[to + 3] = Math.round(alpha);
}

function boundsOf(drawing: Uint8Array, width: number, height: number) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (drawing[4 * (y * width + x) + 3]! < 24) continue;
      left = Math.min(left, x);
      right = Math.max(right, x + 1);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y + 1);
    }
  }
  return bottom > top ? { left, top, right, bottom } : undefined;
}
