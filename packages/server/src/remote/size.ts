import { type GenerationRequest, sidesOf } from '@akezora/contract';

const ratios = { '16:9': 16 / 9, '9:16': 9 / 16, '1:1': 1 } as const;

/** Size to request: that to crop to or that of the request, else its aspect at its resolution, in multiples of a number. */
export function sizeOf(
  { size, aspect = '16:9', resolution = '720p' }: GenerationRequest,
  crop?: { readonly width: number; readonly height: number },
  multipleOf = 2,
): { width: number; height: number } {
  const { width, height } = crop ?? size ?? sidesOf(ratios[aspect], Number.parseInt(resolution, 10));
  const fit = (side: number) => Math.max(multipleOf, Math.round(side / multipleOf) * multipleOf);
  return { width: fit(width), height: fit(height) };
}

/**
 * The seed of a job that names none: drawn from the job's id, which is random, so that a job that goes on after a restart, or is
 * begun again, has the seed it had.
 */
export function seedOf(jobId: string): number {
  // FNV-1a, 32 bits.
  let hash = 0x811c9dc5;
  for (const letter of jobId) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
