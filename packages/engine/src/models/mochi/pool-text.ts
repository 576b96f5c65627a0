import type { Value } from '../../graph/builder.ts';
import { halves } from '../../graph/layers/activation.ts';
import { attention } from '../../graph/layers/attention.ts';
import { linear } from '../../graph/layers/linear.ts';
import { add, concat, div, matmul, mean, mul, reshape, slice } from '../../graph/ops.ts';
import type { Scope } from '../../graph/scope.ts';
import { filled } from '../../tensor/tensor.ts';

/** Heads of the pooler, in all published models. */
const heads = 8;

/** The score of padding: its weight becomes exactly 0. */
const hidden = -1e4;

/**
 * A prompt `[1, tokens, channels]` as one vector `[1, width]` (`MochiAttentionPool` in diffusers): the mean of its tokens attends to itself
 * and to them. A prompt that is all padding has a mean of 0.
 * @param mask `[1, tokens]`, 1 = token, 0 = padding; `undefined` without padding
 */
export function poolText(text: Value, mask: Value | undefined, scope: Scope): Value {
  const average = mask ? maskedMean(text, mask) : mean(text, [1]);
  const [k, v] = halves(linear(concat([average, text], 1), scope.at('to_kv')));
  const q = linear(average, scope.at('to_q'));
  const bias = mask && scores(mask);
  return reshape(linear(attention(q, k, v, { heads, bias }), scope.at('to_out')), [1, -1]);
}

/** The mean `[1, 1, channels]` of the tokens that are no padding. */
function maskedMean(text: Value, mask: Value): Value {
  const [, tokens, channels] = text.shape as [number, number, number];
  const sum = matmul(mask, reshape(text, [tokens, channels]));
  const count = mask.builder.node('Max', [reshape(mean(mul(mask, tokens), [1]), [1, 1]), one(mask)], 'f32', [1, 1]);
  return reshape(div(sum, count), [1, 1, channels]);
}

const one = (x: Value): Value => x.builder.constant(filled([1, 1], 1));

/** What is added to the scores of the mean and the tokens, `[1, 1, 1, 1 + tokens]`. */
function scores(mask: Value): Value {
  const tokens = add(mul(mask, -hidden), hidden);
  const own = mul(slice(mask, 1, 0, 1), 0);
  const all = concat([own, tokens], 1);
  return reshape(all, [1, 1, 1, -1]);
}
