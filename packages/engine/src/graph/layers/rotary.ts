import { f32, i64, type Tensor } from '../../tensor/tensor.ts';
import type { Value } from '../builder.ts';
import { int } from '../ops.ts';

/** Pairs of channels that are rotated together: neighbours (0, 1), (2, 3), … or halves (0, n/2), (1, n/2 + 1), … */
export type RotaryPairs = 'neighbours' | 'halves';

/** Cosines and sines of rotary positions, each `[tokens, size / 2]`: one angle for each token and pair. */
export interface RotaryTable {
  readonly cos: Tensor<'f32'>;
  readonly sin: Tensor<'f32'>;
}

/** A table from angles, `angle(token, pair)`. */
export function rotaryTable(
  tokens: number,
  pairs: number,
  angle: (token: number, pair: number) => number,
): RotaryTable {
  const cos = new Float32Array(tokens * pairs);
  const sin = new Float32Array(tokens * pairs);
  for (let token = 0; token < tokens; token++)
    for (let pair = 0; pair < pairs; pair++) {
      const at = angle(token, pair);
      cos[token * pairs + pair] = Math.cos(at);
      sin[token * pairs + pair] = Math.sin(at);
    }
  return { cos: f32([tokens, pairs], cos), sin: f32([tokens, pairs], sin) };
}

/** The angles of one axis of positions: `position · theta^(−2i/size)` for pair i of `size / 2`. */
export const rotaryAngle = (position: number, pair: number, size: number, theta = 10_000): number =>
  position * theta ** ((-2 * pair) / size);

/** Options of rotary positions. */
export interface RotaryOptions {
  readonly heads: number;
  readonly pairs: RotaryPairs;
}

/**
 * Turns each pair of channels of every head of `[batch, tokens, heads · size]` by its angle (Su et al., RoFormer).
 * `cos` and `sin` are `[tokens, size / 2]`, shared by heads and batch; positions in several dimensions are only
 * another table.
 */
export function rotary(x: Value, cos: Value, sin: Value, { heads, pairs }: RotaryOptions): Value {
  const [batch, tokens, channels] = x.shape as [number, number, number];
  const size = channels / heads;
  const fits = cos.shape.length === 2 && cos.shape[0] === tokens && cos.shape[1] === size / 2;
  if (x.shape.length !== 3 || !fits || sin.shape.join() !== cos.shape.join())
    x.builder.fail(`rotary of ${x.shape} in ${heads} heads by ${cos.shape}`);
  const positions = x.builder.constant(
    i64(
      [batch, tokens],
      Array.from({ length: batch * tokens }, (_, i) => i % tokens),
    ),
    `positions_${batch}_${tokens}`,
  );
  return x.builder.node('RotaryEmbedding', [x, positions, cos, sin], x.dtype, x.shape, {
    domain: 'com.microsoft',
    attributes: {
      interleaved: int(pairs === 'neighbours' ? 1 : 0),
      num_heads: int(heads),
      rotary_embedding_dim: int(0),
    },
  });
}
