/** Frames of a patch-frame: the painter's unit of time. */
export const framesPerPatch = 4;
/** Patch-frames the painter sees at once. */
export const windowSize = 4;

/** A stretch of the clip the painter paints at once. Indices are patch-frames of the clip. */
export interface Window {
  /** Finished patch-frames before the new ones, shown clean. */
  readonly history: readonly number[];
  /** Patch-frames painted by this window. */
  readonly paint: readonly number[];
  /** Finished patch-frames that follow, shown clean: a loop's first frames after its last. */
  readonly future: readonly number[];
}

/**
 * Cuts a clip into windows. A window continues the last patch-frame before it; a cut starts afresh; a loop's last window
 * also sees the first patch-frame, so that the end meets the beginning.
 * @param count patch-frames of the clip
 * @param cuts patch-frames at which a new shot begins
 * @param already patch-frames before the clip that are known (an extended video's end), as negative indices
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
