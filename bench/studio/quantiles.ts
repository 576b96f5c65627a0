/** Milliseconds of one thing done many times. */
export interface Quantiles {
  readonly count: number;
  readonly best: number;
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
}

const rounded = (value: number | undefined) => Math.round(10 * (value ?? 0)) / 10;

/** The spread of some milliseconds. */
export function quantiles(times: readonly number[]): Quantiles {
  const sorted = [...times].sort((a, b) => a - b);
  const part = (share: number) => rounded(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]);
  return { count: sorted.length, best: part(0), median: part(0.5), p95: part(0.95), worst: part(1) };
}
