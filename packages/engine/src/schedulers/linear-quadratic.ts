/**
 * Sigmas of Mochi's linear-quadratic schedule (Genmo 2024; `linear_quadratic_schedule` in diffusers), which LTX-Video 0.9.5 and later
 * share: the first steps go down by `threshold` in equal parts, the others go down the rest along a parabola that continues it
 * smoothly. Returns `steps` values from 1 (noise) downwards, without the final 0.
 * @param linear number of equal steps. Default: half of them, rounded down
 */
export function linearQuadraticSigmas(steps: number, threshold = 0.025, linear = Math.floor(steps / 2)): number[] {
  if (steps < 2) return [1];
  const quadratic = steps - linear;
  const slope = threshold / linear;
  const excess = linear - threshold * steps;
  const a = excess / (linear * quadratic ** 2);
  const b = slope - (2 * excess) / quadratic ** 2;
  const c = a * linear ** 2;
  return Array.from({ length: steps }, (_, i) => 1 - (i < linear ? i * slope : a * i * i + b * i + c));
}
