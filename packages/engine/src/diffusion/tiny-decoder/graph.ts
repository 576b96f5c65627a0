/** Graphs of a tiny decoder, a block at a time: `[frames, rows, columns, channels]` in and out, pictures from the last. */
import { GraphBuilder, type Value } from '../../graph/builder.ts';
import type { Graph } from '../../graph/graph.ts';
import { conv, pixelShuffle } from '../../graph/layers/conv.ts';
import { type ChunkPlace, NeighbourFrames } from '../../graph/layers/neighbour-frames.ts';
import { resize } from '../../graph/layers/resize.ts';
import { add, clip, concat, dim, mul, reshape, slice, sub, transpose, unary } from '../../graph/ops.ts';
import { type Scope, scopeOf } from '../../graph/scope.ts';
import type { TensorSource } from '../../tensor/source.ts';
import { entry, exit, type TinyBlock, type TinyLayout } from './layout.ts';

/** A part of a tiny decoder that is one graph: the layer over latents, or a block, the last with the layer to pixels. */
export type TinyPart =
  | { readonly kind: 'entry' }
  | { readonly kind: 'block'; readonly block: TinyBlock; readonly ends: boolean };

/** What of the growth a part leaves out, for a small picture of one frame. Default: nothing. */
export interface TinyGrowth {
  /** Whether each frame becomes only the last of those it could. */
  readonly sameTime?: boolean;
  /** Whether pictures keep their size. */
  readonly sameSpace?: boolean;
}

/** A chunk of frames, and where in the clip they are. */
export interface TinyChunk {
  readonly frames: number;
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly place: ChunkPlace;
}

/** Latents beyond this are bent towards it. */
const furthest = 3;

const relu = (x: Value): Value => unary('Relu', x);

/** A convolution of 3 × 3 with zeros around the picture. */
const around = (x: Value, scope: Scope): Value =>
  conv(x, scope.weight('weight'), scope.maybe('bias'), { padding: [1, 1] });

/** Three convolutions over a frame and the one before it, beside the frame itself. */
function remembering(x: Value, scope: Scope, neighbours: NeighbourFrames): Value {
  return scope.build(() => {
    let hidden = concat([x, neighbours.previous(x)], 1);
    for (const layer of [0, 2, 4]) {
      hidden = around(hidden, scope.at('conv').at(layer));
      if (layer < 4) hidden = relu(hidden);
    }
    return relu(add(hidden, x));
  });
}

/** Each frame as several, its channels as those of one after the other. */
function grown(x: Value, { grow, channels, time }: TinyBlock, sameTime: boolean): Value {
  const weight = x.builder.weight(`${grow}.weight`);
  if (sameTime)
    return conv(x, time === 1 ? weight : slice(weight, 0, (time - 1) * channels, time * channels), undefined);
  const [frames, , rows, columns] = x.shape as [number, number, number, number];
  return reshape(conv(x, weight, undefined), [frames * time, channels, rows, columns]);
}

function blockOf(x: Value, block: TinyBlock, neighbours: NeighbourFrames, growth: TinyGrowth): Value {
  const { builder } = x;
  let hidden = x;
  for (const name of block.memories) hidden = remembering(hidden, scopeOf(builder, name), neighbours);
  const [frames, channels, rows, columns] = hidden.shape as [number, number, number, number];
  if (!growth.sameSpace) hidden = resize(hidden, [frames, channels, 2 * rows, 2 * columns], 'nearest');
  return around(grown(hidden, block, growth.sameTime ?? false), scopeOf(builder, block.conv));
}

/**
 * The graph of a part for a chunk of frames: `features` to `features.out`, or to `pictures` `[frames, 3, height, width]` in −1 … 1.
 * Frames of the chunk before are as in `NeighbourFrames`.
 */
export function tinyPartGraph(
  source: TensorSource,
  layout: TinyLayout,
  part: TinyPart,
  chunk: TinyChunk,
  growth: TinyGrowth = {},
): Graph {
  const { frames, rows, columns, channels, place } = chunk;
  const builder = new GraphBuilder(`tiny-decoder.${part.kind === 'entry' ? 'entry' : part.block.conv}`, { source });
  const features = builder.input('features', 'f32', [frames, rows, columns, channels]);
  const x = transpose(features, [0, 3, 1, 2]);
  if (part.kind === 'entry') {
    const bent = mul(unary('Tanh', mul(x, 1 / furthest)), furthest);
    builder.output('features.out', transpose(relu(around(bent, scopeOf(builder, entry))), [0, 2, 3, 1]));
    return builder.build();
  }
  const hidden = blockOf(x, part.block, new NeighbourFrames(builder, place), growth);
  if (!part.ends) {
    builder.output('features.out', transpose(hidden, [0, 2, 3, 1]));
    return builder.build();
  }
  const pixels = around(relu(hidden), scopeOf(builder, exit));
  const whole = layout.patch === 1 ? pixels : pixelShuffle(pixels, layout.patch);
  if (dim(whole, 1) !== 3) builder.fail(`pictures of ${dim(whole, 1)} colours`);
  builder.output('pictures', sub(mul(clip(whole, 0, 1), 2), 1));
  return builder.build();
}
