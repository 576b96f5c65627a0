/** Number of buckets, and the distance in tokens from which all share the last one. */
export interface BucketOptions {
  readonly buckets: number;
  readonly maxDistance: number;
}

/**
 * The bucket of a relative position (key − query) of a bidirectional encoder (Raffel et al. 2020): half the buckets a
 * direction, each exact up to a quarter of all buckets, then logarithmic up to `maxDistance`. The logarithm is taken in
 * f32, as the reference does, because rounding decides at the borders.
 */
export function relativePositionBucket(relative: number, { buckets, maxDistance }: BucketOptions): number {
  const half = buckets >> 1;
  const exact = half >> 1;
  const side = relative > 0 ? half : 0;
  const distance = Math.abs(relative);
  if (distance < exact) return side + distance;
  const { fround, log } = Math;
  const position = fround(fround(log(fround(distance / exact))) / fround(log(maxDistance / exact)));
  const far = exact + Math.trunc(fround(position * (half - exact)));
  return side + Math.min(far, half - 1);
}
