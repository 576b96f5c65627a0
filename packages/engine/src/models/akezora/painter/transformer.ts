import { GraphBuilder, type LinearPrecision, type Value } from '../../../graph/builder.ts';
import type { Graph } from '../../../graph/graph.ts';
import { halves, silu, swiglu } from '../../../graph/layers/activation.ts';
import { attention } from '../../../graph/layers/attention.ts';
import { linear } from '../../../graph/layers/linear.ts';
import { layerNorm, modulate } from '../../../graph/layers/norm.ts';
import { rotary, rotaryTable } from '../../../graph/layers/rotary.ts';
import {
  add,
  concat,
  dim,
  div,
  expand,
  gather,
  mean,
  mul,
  reshape,
  slice,
  split,
  transpose,
  unary,
} from '../../../graph/ops.ts';
import { type Scope, scopeOf } from '../../../graph/scope.ts';
import type { TensorSource } from '../../../tensor/source.ts';
import { f32, i64 } from '../../../tensor/tensor.ts';
import { framesPerPatch } from '../config.ts';
import { drawPixels, type HeadRanges } from './head.ts';

/** Sizes of a painter, from the `painter` entry of config.json. */
export interface PainterSizes {
  readonly slots: number;
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  readonly patch: number;
  readonly planes: number;
  /** Channels of a feature image: texture features, coverage, and three coordinates. */
  readonly imageChannels: number;
  /** Ranges of the head's activations, for int8. Default: none; the head runs in f32. */
  readonly ranges?: HeadRanges;
}

/** Shape that a painter graph is built for. */
export interface PainterShape {
  /** Patch-frames, clean and new. */
  readonly frames: number;
  /** The first new patch-frame, and how many. */
  readonly from: number;
  readonly count: number;
  /** Pixels. */
  readonly height: number;
  readonly width: number;
}

const eps = 1e-5;
/** Rows and columns of the learned position tables; smaller grids use their middle. */
const positionTableSize = 16;

/**
 * One evaluation of the painter: a diffusion transformer on pixels (JiT, Li and He 2025) with one noise level a
 * patch-frame (diffusion forcing, Chen et al. 2024), and a small convolutional head that draws the pixels.
 * The definition is `training/painter/model.py`; weights have its names.
 *
 * Inputs: `noisy` [frames, 4, h, w, 3]; `alphas` [1 + frames], 1 − sigma of each patch-frame after a first 1;
 * `sceneTokens` [slots] i64; `image` [frames, 4, h, w, imageChannels]. Output: `clean` [count, 4, h, w, 3].
 */
export function painterGraph(
  source: TensorSource,
  sizes: PainterSizes,
  shape: PainterShape,
  precision: LinearPrecision,
): Graph {
  const builder = new GraphBuilder('painter', { source, linear: precision });
  const top = scopeOf(builder);
  const { frames, height, width } = shape;
  const input = builder.input('noisy', 'f32', [frames, framesPerPatch, height, width, 3]);
  const alphas = builder.input('alphas', 'f32', [1 + frames]);
  const sceneTokens = builder.input('sceneTokens', 'i64', [sizes.slots]);
  const image = builder.input('image', 'f32', [frames, framesPerPatch, height, width, sizes.imageChannels]);

  const condition = builder.within('conditions', () => conditioning(top, alphas, sceneTokens));
  const noisy = builder.within('scale', () => scaledInput(input, slice(alphas, 0, 1, 1 + frames)));
  const tokens = builder.within('embed', () => embed(top, sizes, noisy, image, sceneTokens));
  const rows = conditionRows(sizes.slots, frames, dim(tokens, 1) - sizes.slots);
  const transformed = transformer(top, sizes, shape, tokens, condition, rows);
  const planes = builder.within('out', () => outPlanes(top, sizes, shape, transformed, condition));
  const pictures = (value: Value) =>
    reshape(slice(value, 0, shape.from, shape.from + shape.count), [
      shape.count * framesPerPatch,
      height,
      width,
      dim(value, -1),
    ]);
  // All new patch-frames have one noise level, and so one condition.
  const chosen = slice(condition, 0, 1 + shape.from, 2 + shape.from);
  const inputs = { planes, image: pictures(image), noisy: pictures(noisy), condition: chosen };
  const clean = top.at('head').build((head) => drawPixels(head, inputs, precision, sizes.ranges));
  builder.output('clean', reshape(clean, [shape.count, framesPerPatch, height, width, 3]));
  return builder.build();
}

/** Approximate standard deviation of pixels in [−1, 1]. */
const pixelDeviation = 0.5;

/** The best linear estimate of the clean picture from the noisy one; zero for pure noise. */
function scaledInput(noisy: Value, alphas: Value): Value {
  const variance = pixelDeviation ** 2;
  const sigmas = add(mul(alphas, -1), 1);
  const scale = div(mul(alphas, variance), add(mul(mul(alphas, alphas), variance), mul(sigmas, sigmas)));
  return mul(noisy, reshape(scale, [dim(noisy, 0), 1, 1, 1, 1]));
}

/** SiLU(embedded noise level + pooled scene tokens), for the tokens (alpha 1) and every patch-frame: `[1 + frames, width]`. */
function conditioning(top: Scope, alphas: Value, sceneTokens: Value): Value {
  const frequency = Float32Array.from({ length: 128 }, (_, i) => 1000 * Math.exp((-Math.log(10_000) * i) / 128));
  const angle = mul(reshape(alphas, [dim(alphas, 0), 1]), top.builder.constant(f32([1, 128], frequency)));
  const features = concat([unary('Cos', angle), unary('Sin', angle)], -1);
  const level = linear(silu(linear(features, top.at('t1'), { precision: 'f32' })), top.at('t2'), { precision: 'f32' });
  const pooled = linear(mean(gather(top.weight('word.weight'), sceneTokens), [0]), top.at('pool'), {
    precision: 'f32',
  });
  return silu(add(level, pooled));
}

/** Scene tokens, then one token a patch: `[1, slots + frames · patches, width]`. */
function embed(top: Scope, sizes: PainterSizes, noisy: Value, image: Value, sceneTokens: Value): Value {
  const { patch, width } = sizes;
  const [frames, , height, across] = noisy.shape as [number, number, number, number];
  const [rows, columns] = [height / patch, across / patch];
  const cells = reshape(noisy, [frames * framesPerPatch, rows, patch, columns, patch, 3]);
  const perFrame = reshape(transpose(cells, [0, 1, 3, 2, 4, 5]), [
    frames,
    framesPerPatch,
    rows * columns,
    patch * patch * 3,
  ]);
  const pixels = reshape(transpose(perFrame, [0, 2, 1, 3]), [
    1,
    frames * rows * columns,
    framesPerPatch * patch * patch * 3,
  ]);
  const bottleneck = linear(linear(pixels, top.at('x0')), top.at('x1'));
  const features = linear(featureTokens(image, patch), top.at('features'));
  const row = slice(top.weight('row'), 0, (positionTableSize - rows) >> 1, ((positionTableSize - rows) >> 1) + rows);
  const column = slice(
    top.weight('column'),
    0,
    (positionTableSize - columns) >> 1,
    ((positionTableSize - columns) >> 1) + columns,
  );
  const place = add(reshape(row, [rows, 1, width]), reshape(column, [1, columns, width]));
  const everyFrame = expand(reshape(place, [1, rows * columns, width]), [frames, rows * columns, width]);
  const patches = add(add(bottleneck, features), reshape(everyFrame, [1, frames * rows * columns, width]));
  const scene = add(gather(top.weight('word.weight'), sceneTokens), top.weight('slot'));
  return concat([reshape(scene, [1, sizes.slots, width]), patches], 1);
}

/** Means over 2×2 pixels and two neighbouring frames, `[1, frames · patches, 2 · (patch / 2)² · channels]`. */
function featureTokens(image: Value, patch: number): Value {
  const [frames, , height, width, channels] = image.shape as [number, number, number, number, number];
  const [rows, columns, half] = [height / patch, width / patch, patch / 2];
  const inTime = mean(reshape(image, [frames * 2, 2, height * width * channels]), [1], false);
  const inRows = mean(reshape(inTime, [frames * height, 2, width * channels]), [1], false);
  // A mean over an axis so far inside takes four times as long as a sum of slices.
  const pairs = reshape(inRows, [frames * height * (width / 2), 2 * channels]);
  const inColumns = mul(add(slice(pairs, 1, 0, channels), slice(pairs, 1, channels, 2 * channels)), 0.5);
  const cells = reshape(inColumns, [frames, 2, rows, half, columns, half * channels]);
  return reshape(transpose(cells, [0, 2, 4, 1, 3, 5]), [1, frames * rows * columns, 2 * half * half * channels]);
}

/** The row of the condition that modulates each token: scene tokens the first, patches that of their patch-frame. */
function conditionRows(slots: number, frames: number, patches: number): number[] {
  const perFrame = patches / frames;
  return [
    ...new Array<number>(slots).fill(0),
    ...Array.from({ length: patches }, (_, i) => 1 + Math.floor(i / perFrame)),
  ];
}

function positions(top: Scope, sizes: PainterSizes, shape: PainterShape): { cos: Value; sin: Value } {
  const half = sizes.width / sizes.heads / 2;
  const ofTime = half >> 2;
  const ofRows = (half - ofTime) >> 1;
  const parts = [ofTime, ofRows, half - ofTime - ofRows];
  const [rows, columns] = [shape.height / sizes.patch, shape.width / sizes.patch];
  const place = (token: number): number[] => {
    if (token < sizes.slots) return [-1, -1 - token, -1 - token];
    const at = token - sizes.slots;
    return [Math.floor(at / (rows * columns)), Math.floor(at / columns) % rows, at % columns];
  };
  const table = rotaryTable(sizes.slots + shape.frames * rows * columns, half, (token, pair) => {
    let axis = 0;
    let index = pair;
    while (index >= parts[axis]!) index -= parts[axis++]!;
    return place(token)[axis]! * 100 ** (-index / parts[axis]!);
  });
  return { cos: top.builder.constant(table.cos, 'rotary.cos'), sin: top.builder.constant(table.sin, 'rotary.sin') };
}

function transformer(
  top: Scope,
  sizes: PainterSizes,
  shape: PainterShape,
  tokens: Value,
  condition: Value,
  rows: readonly number[],
): Value {
  const { width, heads } = sizes;
  const count = dim(tokens, 1);
  const { cos, sin } = positions(top, sizes, shape);
  const rowOfToken = top.builder.constant(i64([count], rows), 'rows');
  const modulation = reshape(linear(condition, top.at('modulation'), { precision: 'f32' }), [
    dim(condition, 0),
    6,
    width,
  ]);
  const headNorm = (value: Value) =>
    reshape(layerNorm(reshape(value, [1, count, heads, width / heads]), { eps }), [1, count, width]);
  let x = tokens;
  for (let layer = 0; layer < sizes.layers; layer += 1) {
    x = top
      .at('blocks')
      .at(layer)
      .build((block) => {
        const all = add(modulation, reshape(block.weight('mod'), [1, 6, width]));
        const [scale1, shift1, gate1, scale2, shift2, gate2] = split(all, [1, 1, 1, 1, 1, 1], 1).map((value) =>
          reshape(gather(reshape(value, [dim(condition, 0), width]), rowOfToken), [1, count, width]),
        ) as [Value, Value, Value, Value, Value, Value];
        const normed = modulate(layerNorm(x, { eps }), shift1, scale1);
        const [q, k, v] = split(linear(normed, block.at('qkv')), [width, width, width], -1) as [Value, Value, Value];
        const rotated = [q, k].map((value) => rotary(headNorm(value), cos, sin, { heads, pairs: 'halves' })) as [
          Value,
          Value,
        ];
        const attended = add(x, mul(gate1, linear(attention(rotated[0], rotated[1], v, { heads }), block.at('o'))));
        const [value, gate] = halves(linear(modulate(layerNorm(attended, { eps }), shift2, scale2), block.at('f1')));
        return add(attended, mul(gate2, linear(swiglu(gate, value), block.at('f2'))));
      });
  }
  return x;
}

/** Pixel channels from the transformer to the head: `[count · 4, h, w, planes]`. */
function outPlanes(top: Scope, sizes: PainterSizes, shape: PainterShape, x: Value, condition: Value): Value {
  const { patch, planes, width } = sizes;
  const [rows, columns] = [shape.height / patch, shape.width / patch];
  const patches = rows * columns;
  const start = sizes.slots + shape.from * patches;
  const tokens = reshape(slice(x, 1, start, start + shape.count * patches), [shape.count, patches, width]);
  const chosen = slice(condition, 0, 1 + shape.from, 1 + shape.from + shape.count);
  const [shift, scale] = halves(linear(chosen, top.at('final'), { precision: 'f32' })).map((value) =>
    reshape(value, [shape.count, 1, width]),
  ) as [Value, Value];
  const out = linear(modulate(layerNorm(tokens, { eps }), shift, scale), top.at('out'));
  const cells = reshape(out, [shape.count, rows, columns, framesPerPatch, patch, patch * planes]);
  const image = transpose(cells, [0, 3, 1, 4, 2, 5]);
  return reshape(image, [shape.count * framesPerPatch, shape.height, shape.width, planes]);
}
