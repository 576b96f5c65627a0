import type { Value } from '../builder.ts';
import { add, dim, float, int, matmul, mul, reshape, softmax, transpose } from '../ops.ts';

/** Options of attention. */
export interface AttentionOptions {
  readonly heads: number;
  /** Factor of the scores. Default: 1/√(head size). */
  readonly scale?: number;
  /**
   * Added to the scores, `[batch or 1, heads or 1, queries, keys]`: a mask or relative positions. It needs the
   * full score matrix in memory; prefer to cut off padded tokens. Default: none.
   */
  readonly bias?: Value | undefined;
  /**
   * `fused` is one operation, which needs little memory; `written` consists of products and a softmax over all scores, for devices
   * whose operation is wrong (see `runtime/device-check.ts`). A bias is always written out. Default `fused`.
   */
  readonly form?: 'fused' | 'written';
}

/**
 * Multi-head attention of `[batch, tokens, heads · size]` queries over keys and values of the same form. Without a
 * bias it runs in blocks and needs little memory.
 */
export function attention(q: Value, k: Value, v: Value, { heads, scale, bias, form }: AttentionOptions): Value {
  const [batch, queries, channels] = q.shape as [number, number, number];
  const fits =
    k.shape.length === 3 &&
    k.shape[0] === batch &&
    dim(k, 2) === channels &&
    v.shape[0] === batch &&
    v.shape[1] === k.shape[1];
  if (q.shape.length !== 3 || !fits || channels % heads !== 0 || dim(v, 2) % heads !== 0)
    q.builder.fail(`attention of ${q.shape}, ${k.shape}, ${v.shape} with ${heads} heads`);
  if (bias || form === 'written')
    return attentionWithScores(q, k, v, heads, scale ?? 1 / Math.sqrt(channels / heads), bias);
  return q.builder.node('MultiHeadAttention', [q, k, v], q.dtype, [batch, queries, dim(v, 2)], {
    domain: 'com.microsoft',
    attributes: { num_heads: int(heads), scale: scale === undefined ? undefined : float(scale) },
  });
}

/** `[batch, tokens, heads · size]` as `[batch, heads, tokens, size]`. */
const splitHeads = (x: Value, heads: number): Value =>
  transpose(reshape(x, [dim(x, 0), dim(x, 1), heads, -1]), [0, 2, 1, 3]);

/** `[batch, heads, tokens, size]` as `[batch, tokens, heads · size]`. */
const joinHeads = (x: Value): Value =>
  reshape(transpose(x, [0, 2, 1, 3]), [dim(x, 0), dim(x, 2), dim(x, 1) * dim(x, 3)]);

function attentionWithScores(
  q: Value,
  k: Value,
  v: Value,
  heads: number,
  scale: number,
  bias: Value | undefined,
): Value {
  const keys = transpose(reshape(k, [dim(k, 0), dim(k, 1), heads, -1]), [0, 2, 3, 1]);
  const scores = matmul(splitHeads(scale === 1 ? q : mul(q, scale), heads), keys);
  return joinHeads(matmul(softmax(bias ? add(scores, bias) : scores), splitHeads(v, heads)));
}
