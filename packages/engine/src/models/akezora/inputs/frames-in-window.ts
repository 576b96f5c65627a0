/** Conditioning frames of a clip at the painter's size and rate, by frame number; pixels are RGB bytes. */
export type ConditioningFrames = ReadonlyMap<number, { readonly pixels: Uint8Array; readonly strength: number }>;

/** A conditioning frame of a window. */
export interface ConditioningFrame {
  /** Index of the frame among the window's new frames. */
  readonly frame: number;
  /** In [−1, 1]. */
  readonly pixels: Float32Array;
  /** From 0 (no effect) to 1 (fixed). */
  readonly strength: number;
}

/** The conditioning frames among `count` frames from `first` on, in the form the sampler takes. */
export function conditioningFramesIn(frames: ConditioningFrames, first: number, count: number): ConditioningFrame[] {
  const out: ConditioningFrame[] = [];
  for (let frame = 0; frame < count; frame += 1) {
    const found = frames.get(first + frame);
    if (found === undefined) continue;
    out.push({ frame, pixels: Float32Array.from(found.pixels, (byte) => byte / 127.5 - 1), strength: found.strength });
  }
  return out;
}
