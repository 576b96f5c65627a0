/** Layers of the reader's two networks. The definition is `training/reader/model.py`; norms are folded into weights. */
import type { Value } from '../../../graph/builder.ts';
import { conv } from '../../../graph/layers/conv.ts';
import { resize } from '../../../graph/layers/resize.ts';
import { add, concat, dim, greatest, mean, pad, unary } from '../../../graph/ops.ts';
import type { Scope } from '../../../graph/scope.ts';

/** A convolution with bias and ReLU. Padding keeps the size at stride 1. */
export function unit(x: Value, scope: Scope, stride = 1): Value {
  const weight = scope.weight('conv.weight');
  const padding = weight.shape.slice(2).map((size) => Math.floor(size / 2));
  return unary('Relu', conv(x, weight, scope.weight('conv.bias'), { stride: [stride, stride], padding }));
}

/** Two units around a shortcut. */
export const residual = (x: Value, scope: Scope): Value => add(x, unit(unit(x, scope.at('a')), scope.at('b')));

/** A 1×1 convolution. */
export const plain = (x: Value, scope: Scope): Value => conv(x, scope.weight('weight'), scope.weight('bias'));

/** Mean and maximum over a picture: `[n, channels, h, w]` to `[n, 2 · channels]`. */
export const pooled = (x: Value): Value => concat([mean(x, [2, 3], false), greatest(x, [2, 3])], 1);

/** Repeats the right and bottom edges until both sides are multiples. */
export function padTo(x: Value, multiple: number): Value {
  const after = [2, 3].map((axis) => (multiple - (dim(x, axis) % multiple)) % multiple);
  return pad(x, [0, 0, 0, 0], [0, 0, ...after], 'edge');
}

/** Doubles the size by repeating pixels. */
export const doubled = (x: Value): Value => {
  const [n, channels, h, w] = x.shape as [number, number, number, number];
  return resize(x, [n, channels, 2 * h, 2 * w], 'nearest');
};
