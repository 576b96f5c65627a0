/** Small functions of numbers and texts that staging shares. */

/** A value held between two others. */
export const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high);

/** Times from 0 to `seconds`, both included, about `step` apart. */
export function timesEvery(step: number, seconds: number): number[] {
  const count = Math.max(1, Math.round(seconds / step));
  return Array.from({ length: count + 1 }, (_, i) => (i * seconds) / count);
}

/** A hash of a text as eight hexadecimal digits (FNV-1a, 32 bits). */
export function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}
