/** Computing a graph's values chunk by chunk along one axis, so that wide inner values take less memory. */
import type { Value } from '../graph/builder.ts';
import { attention } from '../graph/layers/attention.ts';
import { concat, dim, slice } from '../graph/ops.ts';
import { f32 } from '../tensor/tensor.ts';

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
 * Queries whose scores are held at once on a device; `undefined` means one fused operation. WebGPU's fused attention gives
 * other numbers than the CPU's on a software device, so there attention is computed in chunks.
 */
export const attentionChunk = (device: string): number | undefined => (device === 'webgpu' ? 1024 : undefined);

/** Attention `[batch, tokens, channels]` as one fused operation, or over chunks of the queries. */
export function chunkedAttention(
  q: Value,
  k: Value,
  v: Value,
  options: { readonly heads: number; readonly bias?: Value | undefined; readonly chunk?: number | undefined },
): Value {
  const { heads, bias, chunk } = options;
  if (chunk === undefined) return attention(q, k, v, { heads, bias });
  const plain = bias ?? q.builder.constant(f32([1, 1, 1, 1], [0]));
  return inChunks(q, 1, chunk, (part) => attention(part, k, v, { heads, bias: plain }));
}
