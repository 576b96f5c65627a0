/** Computing a graph's values chunk by chunk along one axis, so that wide inner values take less memory. */
import type { Value } from '../graph/builder.ts';
import { type AttentionOptions, attention } from '../graph/layers/attention.ts';
import { concat, dim, slice } from '../graph/ops.ts';
import type { Runtime } from '../runtime/runtime.ts';

/** Computes along an axis in equal chunks of at most `most`; in one piece where the axis is not longer. */
export function inChunks(x: Value, axis: number, most: number, compute: (chunk: Value) => Value): Value {
  const length = dim(x, axis);
  const count = Math.ceil(length / most);
  if (count === 1) return compute(x);
  const at = (i: number) => Math.round((i * length) / count);
  const chunks = Array.from({ length: count }, (_, i) => compute(slice(x, axis, at(i), at(i + 1))));
  return concat(chunks, axis);
}

/**
 * Queries whose scores are held at once on a device; `undefined` means one fused operation, which not every device computes
 * right (`DeviceFacts`).
 */
export const attentionChunk = async (runtime: Runtime, device: string): Promise<number | undefined> =>
  (await runtime.examine(device)).fusedAttention ? undefined : 1024;

/** Bytes of the scores that are held at once: a buffer that every GPU binds, and enough rows to keep one busy. */
const scoreBytes = 2 ** 27;

/** Attention `[batch, tokens, channels]` as one fused operation, or over chunks of the queries. */
export function chunkedAttention(
  q: Value,
  k: Value,
  v: Value,
  { chunk, ...options }: Omit<AttentionOptions, 'form'> & { readonly chunk?: number | undefined },
): Value {
  if (chunk === undefined) return attention(q, k, v, options);
  const most = Math.max(1, Math.min(chunk, Math.floor(scoreBytes / (4 * dim(q, 0) * options.heads * dim(k, 1)))));
  return inChunks(q, 1, most, (part) => attention(part, k, v, { ...options, form: 'written' }));
}
