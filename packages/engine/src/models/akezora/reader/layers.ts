import type { Value } from '../../../graph/builder.ts';
import { conv } from '../../../graph/layers/conv.ts';
import { resize } from '../../../graph/layers/resize.ts';
import { add, concat, dim, greatest, mean, pad, unary } from '../../../graph/ops.ts';
import type { Scope } from '../../../graph/scope.ts';

/** What the reader's two nets are made of; the definition is `training/reader/model.py`, with norms folded. */

/** Convolution with bias and ReLU; the padding keeps the size at stride 1. */
export function unit(x: Value, scope: Scope, stride = 1): Value {
  const weight = scope.weight('conv.weight');
  const padding = weight.shape.slice(2).map((size) => Math.floor(size / 2));
  return unary('Relu', conv(x, weight, scope.weight('conv.bias'), { stride: [stride, stride], padding }));
}

/** Two units around a shortcut. */
export const residual = (x: Value, scope: Scope): Value => add(x, unit(unit(x, scope.at('a')), scope.at('b')));

/** A convolution of one pixel by itself. */
export const plain = (x: Value, scope: Scope): Value => conv(x, scope.weight('weight'), scope.weight('bias'));

/** Mean and greatest value over a picture, side by side: `[n, channels, h, w]` to `[n, 2 · channels]`. */
export const pooled = (x: Value): Value => concat([mean(x, [2, 3], false), greatest(x, [2, 3])], 1);

/** The right and bottom edges repeated until both sides are multiples. */
export function padTo(x: Value, multiple: number): Value {
  const after = [2, 3].map((axis) => (multiple - (dim(x, axis) % multiple)) % multiple);
  return pad(x, [0, 0, 0, 0], [0, 0, ...after], 'edge');
}

/** Twice the size, every pixel four times. */
export const doubled = (x: Value): Value => {
  const [n, channels, h, w] = x.shape as [number, number, number, number];
  return resize(x, [n, channels, 2 * h, 2 * w], 'nearest');
};
