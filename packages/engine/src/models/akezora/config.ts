/** Fixed rates of the trained networks, which no request can change. */

/** Frames per second of the painter. The finisher lights frames of any rate with them. */
export const nativeFps = 24;

/** Frames of a patch-frame, the painter's unit of time. */
export const framesPerPatch = 4;

/** Seconds of a patch-frame. */
export const secondsPerPatch = framesPerPatch / nativeFps;

/** Patch-frames of a clip, the last one filled up. */
export const patchesOf = (seconds: number): number =>
  Math.max(1, Math.ceil((seconds * nativeFps) / framesPerPatch - 1e-9));
