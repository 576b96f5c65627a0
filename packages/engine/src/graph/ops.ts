/** The plain operations of a graph. Each checks types and shapes as it is written; shapes follow numpy's rules. */
import type { DType } from '../tensor/dtype.ts';
import { f32, i64, showShape, sizeOf, tensor } from '../tensor/tensor.ts';
import type { Value } from './builder.ts';
import type { Attribute } from './graph.ts';

/** A whole-number attribute. */
export const int = (value: number): Attribute => ({ kind: 'int', value });
/** A fractional attribute. */
export const float = (value: number): Attribute => ({ kind: 'float', value });
/** A text attribute. */
export const text = (value: string): Attribute => ({ kind: 'string', value });
/** A list of whole numbers as attribute. */
export const ints = (value: readonly number[]): Attribute => ({ kind: 'ints', value });

/** An axis counted from the front; negative ones count from the end. */
export function axisOf(x: Value, axis: number): number {
  const at = axis < 0 ? axis + x.shape.length : axis;
  if (!Number.isInteger(at) || at < 0 || at >= x.shape.length)
    x.builder.fail(`${showShape(x.shape)} has no axis ${axis}`);
  return at;
}

/** Length of an axis. */
export const dim = (x: Value, axis: number): number => x.shape[axisOf(x, axis)] as number;

/** The shape two shapes broadcast to, or `undefined` when they don't fit. */
function broadcastShape(a: readonly number[], b: readonly number[]): number[] | undefined {
  const out: number[] = [];
  for (let back = 1; back <= Math.max(a.length, b.length); back++) {
    const m = a[a.length - back] ?? 1;
    const n = b[b.length - back] ?? 1;
    if (m !== n && m !== 1 && n !== 1) return undefined;
    out.unshift(m === 1 ? n : m);
  }
  return out;
}

/** A constant i64 list, as ONNX wants axes and shapes. */
export const longs = (x: Value, values: readonly number[]): Value => x.builder.constant(i64([values.length], values));

/** A constant scalar of the type of `x`. */
function scalarLike(x: Value, value: number): Value {
  const { builder, dtype } = x;
  if (dtype === 'f32') return builder.constant(f32([], [value]));
  if (dtype === 'i64') return builder.constant(i64([], [value]));
  if (dtype === 'i32') return builder.constant(tensor('i32', [], Int32Array.of(value)));
  return builder.fail(`no ${dtype} scalars`);
}

function binary(op: string, a: Value, other: Value | number, result?: DType): Value {
  const b = typeof other === 'number' ? scalarLike(a, other) : other;
  if (a.dtype !== b.dtype) a.builder.fail(`${op} of ${a.dtype} and ${b.dtype}`);
  const shape = broadcastShape(a.shape, b.shape);
  if (!shape) return a.builder.fail(`${op} of ${showShape(a.shape)} and ${showShape(b.shape)}`);
  return a.builder.node(op, [a, b], result ?? a.dtype, shape);
}

/** a + b, broadcast. */
export const add = (a: Value, b: Value | number): Value => binary('Add', a, b);
/** a − b, broadcast. */
export const sub = (a: Value, b: Value | number): Value => binary('Sub', a, b);
/** a · b element by element, broadcast. */
export const mul = (a: Value, b: Value | number): Value => binary('Mul', a, b);
/** a / b, broadcast. */
export const div = (a: Value, b: Value | number): Value => binary('Div', a, b);

/** Operations of one value that keep its shape, by their ONNX names. */
export type UnaryOp =
  | 'Sqrt'
  | 'Exp'
  | 'Log'
  | 'Sin'
  | 'Cos'
  | 'Tanh'
  | 'Sigmoid'
  | 'Relu'
  | 'Erf'
  | 'Neg'
  | 'Abs'
  | 'Reciprocal'
  | 'Round'
  | 'Floor'
  | 'Identity'
  | 'Softplus';

/** An operation of one value that keeps its shape. */
export const unary = (op: UnaryOp, x: Value): Value => x.builder.node(op, [x], x.dtype, x.shape);

/** x limited to low … high. */
export const clip = (x: Value, low: number, high: number): Value =>
  x.builder.node('Clip', [x, scalarLike(x, low), scalarLike(x, high)], x.dtype, x.shape);

/** Another element type. */
export const cast = (x: Value, dtype: DType): Value => {
  if (dtype === x.dtype) return x;
  const codes: Partial<Record<DType, number>> = { f32: 1, u8: 2, i8: 3, i32: 6, i64: 7, bool: 9, f16: 10, bf16: 16 };
  return x.builder.node('Cast', [x], dtype, x.shape, {
    attributes: { to: int(codes[dtype] ?? x.builder.fail(`no cast to ${dtype}`)) },
  });
};

/** Matrix product over the last two axes, earlier axes broadcast. */
export function matmul(a: Value, b: Value): Value {
  const [m, k] = [dim(a, -2), dim(a, -1)];
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (k !== dim(b, -2) || !batch) return a.builder.fail(`MatMul of ${showShape(a.shape)} and ${showShape(b.shape)}`);
  return a.builder.node('MatMul', [a, b], a.dtype, [...batch, m, dim(b, -1)]);
}

/** The same elements in another shape; one length may be −1, to be worked out. */
export function reshape(x: Value, shape: readonly number[]): Value {
  const known = sizeOf(shape.filter((n) => n !== -1));
  const full = shape.map((n) => (n === -1 ? sizeOf(x.shape) / known : n));
  if (sizeOf(full) !== sizeOf(x.shape) || shape.filter((n) => n === -1).length > 1)
    x.builder.fail(`${showShape(x.shape)} does not reshape to ${shape.join('×')}`);
  return x.builder.node('Reshape', [x, longs(x, full)], x.dtype, full);
}

/** Axes in another order. */
export function transpose(x: Value, order: readonly number[]): Value {
  if ([...order].sort((a, b) => a - b).join() !== x.shape.map((_, i) => i).join())
    x.builder.fail(`${showShape(x.shape)} has no axes ${order}`);
  return x.builder.node(
    'Transpose',
    [x],
    x.dtype,
    order.map((i) => x.shape[i] as number),
    { attributes: { perm: ints(order) } },
  );
}

/** Adds axes of length 1 at these places of the result. */
export function unsqueeze(x: Value, axes: readonly number[]): Value {
  const shape = [...x.shape];
  for (const axis of [...axes].sort((a, b) => a - b)) shape.splice(axis, 0, 1);
  return reshape(x, shape);
}

/** Values one after another along an axis. */
export function concat(values: readonly Value[], axis: number): Value {
  const first = values[0] as Value;
  if (values.length === 1) return first;
  const at = axisOf(first, axis);
  for (const value of values)
    if (
      value.dtype !== first.dtype ||
      value.shape.length !== first.shape.length ||
      value.shape.some((n, i) => i !== at && n !== first.shape[i])
    )
      first.builder.fail(`Concat of ${values.map((v) => showShape(v.shape)).join(', ')} along ${axis}`);
  const shape = first.shape.map((n, i) => (i === at ? values.reduce((sum, v) => sum + (v.shape[i] as number), 0) : n));
  return first.builder.node('Concat', values, first.dtype, shape, { attributes: { axis: int(at) } });
}

/** A value cut along an axis into pieces of these lengths. */
export function split(x: Value, lengths: readonly number[], axis: number): Value[] {
  const at = axisOf(x, axis);
  if (lengths.reduce((a, b) => a + b, 0) !== x.shape[at])
    x.builder.fail(`Split of ${showShape(x.shape)} into ${lengths}`);
  if (lengths.length === 1) return [x];
  return x.builder.nodes(
    'Split',
    [x, longs(x, lengths)],
    lengths.map((length) => ({ dtype: x.dtype, shape: x.shape.map((n, i) => (i === at ? length : n)) })),
    { attributes: { axis: int(at) } },
  );
}

/** Elements `from … to` of an axis, every `step`-th; negative ends count from the back. */
export function slice(x: Value, axis: number, from: number, to: number, step = 1): Value {
  const at = axisOf(x, axis);
  const length = x.shape[at] as number;
  const start = Math.min(from < 0 ? from + length : from, length);
  const end = Math.min(to < 0 ? to + length : to, length);
  if (start < 0 || end < start || step < 1) x.builder.fail(`Slice ${from}…${to} by ${step} of ${showShape(x.shape)}`);
  const shape = x.shape.map((n, i) => (i === at ? Math.ceil((end - start) / step) : n));
  return x.builder.node(
    'Slice',
    [x, longs(x, [start]), longs(x, [end]), longs(x, [at]), longs(x, [step])],
    x.dtype,
    shape,
  );
}

/** Repeats lengths of 1 to fill a shape. */
export function expand(x: Value, shape: readonly number[]): Value {
  const full = broadcastShape(x.shape, shape);
  if (!full) return x.builder.fail(`Expand of ${showShape(x.shape)} to ${showShape(shape)}`);
  return x.builder.node('Expand', [x, longs(x, full)], x.dtype, full);
}

/** Rows of `table` chosen by whole numbers: an embedding when the axis is 0. */
export function gather(table: Value, indices: Value, axis = 0): Value {
  const at = axisOf(table, axis);
  if (indices.dtype !== 'i64' && indices.dtype !== 'i32') table.builder.fail(`Gather by ${indices.dtype}`);
  const shape = [...table.shape.slice(0, at), ...indices.shape, ...table.shape.slice(at + 1)];
  return table.builder.node('Gather', [table, indices], table.dtype, shape, { attributes: { axis: int(at) } });
}

/** Softmax along an axis. */
export const softmax = (x: Value, axis = -1): Value =>
  x.builder.node('Softmax', [x], x.dtype, x.shape, { attributes: { axis: int(axisOf(x, axis)) } });

/** Mean over axes, which stay with length 1 unless `keep` is false. */
export function mean(x: Value, axes: readonly number[], keep = true): Value {
  const at = axes.map((axis) => axisOf(x, axis));
  const shape = keep ? x.shape.map((n, i) => (at.includes(i) ? 1 : n)) : x.shape.filter((_, i) => !at.includes(i));
  return x.builder.node('ReduceMean', [x, longs(x, at)], x.dtype, shape, {
    attributes: { keepdims: int(keep ? 1 : 0) },
  });
}

function reduced(op: 'ReduceMax' | 'ReduceMin', x: Value, axes: readonly number[]): Value {
  const at = axes.map((axis) => axisOf(x, axis));
  const shape = x.shape.filter((_, i) => !at.includes(i));
  return x.builder.node(op, [x, longs(x, at)], x.dtype, shape, { attributes: { keepdims: int(0) } });
}

/** Greatest value over axes, which go. */
export const greatest = (x: Value, axes: readonly number[]): Value => reduced('ReduceMax', x, axes);

/** Least value over axes, which go. */
export const least = (x: Value, axes: readonly number[]): Value => reduced('ReduceMin', x, axes);

/** Values of the new elements of `pad`. */
export type PadMode = 'constant' | 'edge' | 'reflect';

/** Adds `before` and `after` elements along each axis. */
export function pad(x: Value, before: readonly number[], after: readonly number[], mode: PadMode = 'constant'): Value {
  if (before.length !== x.shape.length || after.length !== x.shape.length)
    x.builder.fail(`Pad of ${showShape(x.shape)}`);
  const shape = x.shape.map((n, i) => n + (before[i] as number) + (after[i] as number));
  if (shape.every((n, i) => n === x.shape[i])) return x;
  return x.builder.node('Pad', [x, longs(x, [...before, ...after])], x.dtype, shape, {
    attributes: { mode: text(mode) },
  });
}
