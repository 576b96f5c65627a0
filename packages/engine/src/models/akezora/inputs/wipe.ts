import type { Frame } from '../../../video/frame.ts';
import { smoothstep } from '../smoothstep.ts';

/** A wipe from one picture to the next over a part of a clip, in seconds. */
export interface Wipe {
  readonly from: number;
  readonly to: number;
  /** Where the edge goes: in the direction of movement, the new picture behind it. */
  readonly towards: 'left' | 'right';
}

/** Width of the soft edge, as a share of the frame's. */
export const edgeWidth = 0.12;

/** Share of the new picture at a place across the frame (0: the side where the edge begins, 1: where it ends). */
export const shareBehind = (across: number, progress: number): number =>
  smoothstep((smoothstep(progress) * (1 + edgeWidth) - across) / edgeWidth);

/**
 * A frame of a wipe: the new picture behind the edge, the old one before it, both of one size.
 * @param progress 0: the old picture, 1: the new one
 */
export function wiped(before: Frame, after: Frame, progress: number, towards: Wipe['towards']): Frame {
  const { width, height } = before;
  const data = new Uint8Array(before.data);
  const shares = Array.from({ length: width }, (_, x) => {
    const across = (x + 0.5) / width;
    return shareBehind(towards === 'right' ? across : 1 - across, progress);
  });
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const share = shares[x]!;
      if (share === 0) continue;
      const at = (y * width + x) * 4;
      for (let i = at; i < at + 4; i += 1) data[i] = Math.round(data[i]! + (after.data[i]! - data[i]!) * share);
    }
  return { width, height, data, at: before.at };
}
