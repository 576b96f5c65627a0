/** Patch-frames in one evaluation of the painter, at most. */
export const windowSize = 4;

/** A part of the clip that is painted together. Numbers are patch-frames of the clip. */
export interface Window {
  /** Finished patch-frames before the new ones, given clean. */
  readonly history: readonly number[];
  /** New patch-frames of this window. */
  readonly paint: readonly number[];
  /** Finished patch-frames after the new ones, given clean: a loop's first after its last. */
  readonly future: readonly number[];
}

/** What a program of the painter is built for: patch-frames, the first new one among them, and how many are new. */
export const shapeOf = ({ history, paint, future }: Window) => ({
  frames: history.length + paint.length + future.length,
  from: history.length,
  count: paint.length,
});

/**
 * Divides a clip into windows. A window continues the patch-frame before it, unless a new shot begins; the last window of
 * a loop also sees the first patch-frame, so that the end leads into the beginning.
 * @param count patch-frames of the clip
 * @param cuts patch-frames at which a new shot begins
 * @param already patch-frames before the clip, which the first window continues
 */
export function planWindows(
  count: number,
  options: { readonly cuts?: readonly number[]; readonly loop?: boolean; readonly already?: number } = {},
): Window[] {
  const starts = [0, ...(options.cuts ?? []).filter((cut) => cut > 0 && cut < count), count];
  const windows: Window[] = [];
  for (let shot = 0; shot + 1 < starts.length; shot += 1) {
    const end = starts[shot + 1]!;
    let at = starts[shot]!;
    while (at < end) {
      const continues = at > starts[shot]! || (at === 0 && (options.already ?? 0) > 0);
      const closes = options.loop === true && end === count && count > windowSize;
      const room = windowSize - (continues ? 1 : 0);
      const left = end - at;
      const last = closes && left < room;
      const size = closes && left === room ? room - 1 : Math.min(left, room);
      windows.push({
        history: continues ? [at - 1] : [],
        paint: Array.from({ length: size }, (_, index) => at + index),
        future: last ? [0] : [],
      });
      at += size;
    }
  }
  return windows;
}

/** The windows that nearly every clip has: its first, and those that go on from the one before. */
export const usualWindows: readonly Window[] = [
  { history: [], paint: Array.from({ length: windowSize }, (_, i) => i), future: [] },
  { history: [0], paint: Array.from({ length: windowSize - 1 }, (_, i) => i + 1), future: [] },
];
