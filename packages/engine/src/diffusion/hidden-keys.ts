/**
 * Padding hidden from attention by one channel more in each head, in place of a mask over the scores: with a mask no fused attention can be
 * used, and all scores are in memory.
 */
import type { Value } from '../graph/builder.ts';
import { concat, dim, expand, mul, reshape, sub } from '../graph/ops.ts';
import { filled } from '../tensor/tensor.ts';

/** What padding has in its additional channel: times the scale of any head, a score whose weight is exactly 0, and within the range of f16. */
const hidden = -2e4;

/** Queries with a channel of ones in each head of `[1, tokens, heads · size]`. */
export const seeingAll = (queries: Value, heads: number): Value => {
  const tokens = dim(queries, 1);
  return withChannel(queries, queries.builder.constant(filled([1, tokens, 1], 1), `ones_${tokens}x1`), heads);
};

/**
 * Keys with a channel in each head of `[1, tokens, heads · size]` that is 0 for all that is attended to.
 * @param mask `[1, n]`, 1 = token, 0 = padding, of `n` of the keys
 * @param from the first of these
 */
export function hidingPadding(keys: Value, mask: Value, from: number, heads: number): Value {
  const [tokens, count] = [dim(keys, 1), dim(mask, 1)];
  const channel = [reshape(mul(sub(mask, 1), -hidden), [1, count, 1])];
  const zeros = (length: number): Value[] =>
    length === 0 ? [] : [keys.builder.constant(filled([1, length, 1], 0), `zeros_${length}x1`)];
  return withChannel(keys, concat([...zeros(from), ...channel, ...zeros(tokens - from - count)], 1), heads);
}

/** Heads of `[1, tokens, heads · size]` with one channel more each, `[1, tokens, 1]`. */
function withChannel(x: Value, channel: Value, heads: number): Value {
  const [batch, tokens, width] = x.shape as [number, number, number];
  const apart = reshape(x, [batch, tokens, heads, width / heads]);
  const same = expand(reshape(channel, [1, tokens, 1, 1]), [batch, tokens, heads, 1]);
  return reshape(concat([apart, same], 3), [batch, tokens, width + heads]);
}
