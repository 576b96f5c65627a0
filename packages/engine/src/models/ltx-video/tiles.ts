/** A stretch of one axis that is decoded at once, in latents. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts `length` latents into spans of at most `size` with at least `overlap` latents shared by neighbours, all of the
 * same length so that one program fits all.
 */
export function spans(length: number, size: number, overlap: number): Span[] {
  if (size >= length) return [{ from: 0, to: length }];
  const count = Math.ceil((length - overlap) / (size - overlap));
  return Array.from({ length: count }, (_, i) => {
    const from = Math.round((i * (length - size)) / Math.max(1, count - 1));
    return { from, to: from + size };
  });
}

/**
 * How much of each output value of a span counts, given the output ranges `[start, end)` of the spans of an axis: 1 in
 * the middle; where neighbours overlap, 0 on the outer third (its values suffer from the cut), then a linear ramp. The
 * weights of all spans sum to 1 everywhere.
 */
export function blendWeights(ranges: readonly (readonly [start: number, end: number])[], index: number): Float32Array {
  const [start, end] = ranges[index]!;
  const out = new Float32Array(end - start).fill(1);
  const rise = (from: number, to: number, at: number) => {
    const cut = (to - from) / 3;
    return Math.min(1, Math.max(0, (at + 0.5 - from - cut) / (to - from - 2 * cut)));
  };
  const before = ranges[index - 1];
  if (before) for (let at = start; at < before[1]; at++) out[at - start] = rise(start, before[1], at);
  const after = ranges[index + 1];
  if (after)
    for (let at = after[0]; at < end; at++) out[at - start] = Math.min(out[at - start]!, 1 - rise(after[0], end, at));
  return out;
}
