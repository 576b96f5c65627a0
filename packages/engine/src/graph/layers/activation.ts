import type { Value } from '../builder.ts';
import { dim, float, mul, split, text, unary } from '../ops.ts';

/** GELU: exact by the error function, or the tanh approximation. */
export const gelu = (x: Value, approximate: 'none' | 'tanh' = 'none'): Value =>
  x.builder.node('Gelu', [x], x.dtype, x.shape, { attributes: { approximate: text(approximate) } });

/** SiLU (swish): x · sigmoid(x). */
export const silu = (x: Value): Value => mul(x, unary('Sigmoid', x));

/** Leaky ReLU: x where it is positive, `slope` · x below. */
export const leakyRelu = (x: Value, slope: number): Value =>
  x.builder.node('LeakyRelu', [x], x.dtype, x.shape, { attributes: { alpha: float(slope) } });

/** SwiGLU of a gate and a value: silu(gate) · value. */
export const swiglu = (gate: Value, value: Value): Value => mul(silu(gate), value);

/** The two halves of the last axis, for gated layers. */
export function halves(x: Value): [Value, Value] {
  const half = dim(x, -1) / 2;
  return split(x, [half, half], -1) as [Value, Value];
}
