import { GraphBuilder, type Value } from '../../../graph/builder.ts';
import type { Graph } from '../../../graph/graph.ts';
import { linear } from '../../../graph/layers/linear.ts';
import { add, concat, div, matmul, mean, mul, reshape, slice, sub, transpose } from '../../../graph/ops.ts';
import { type Scope, scopeOf } from '../../../graph/scope.ts';
import type { TensorSource } from '../../../tensor/source.ts';
import type { Size } from '../frame-sizes.ts';
import { doubled, padTo, plain, pooled, residual, unit } from './layers.ts';

const paddedTo = 16;

/**
 * The looker: place, time, weather and style of pictures, and on a grid of a quarter of the resolution the subject whose
 * centre is there, with its height.
 *
 * Input: `frames` [n, 3, h, w] in [−1, 1]. Outputs: `whole` [n, values], `unlike` [n], `names` [n, names, h/4, w/4] and
 * `boxes` [n, 3, h/4, w/4], both of the padded size.
 */
export function lookerGraph(source: TensorSource, count: number, { width, height }: Size): Graph {
  const builder = new GraphBuilder('looker', { source });
  const net = scopeOf(builder).at('looker');
  const frames = padTo(builder.input('frames', 'f32', [count, 3, height, width]), paddedTo);
  const one = residual(unit(unit(frames, net.at('stem'), 2), net.at('down1'), 2), net.at('body1'));
  const two = residual(unit(one, net.at('down2'), 2), net.at('body2'));
  const three = residual(unit(two, net.at('down3'), 2), net.at('body3'));
  const wide = unit(add(two, doubled(unit(three, net.at('up3')))), net.at('mix2'));
  const fine = unit(add(one, doubled(unit(wide, net.at('up2')))), net.at('mix1'));
  const summary = concat([pooled(two), pooled(three)], 1);
  builder.output('whole', linear(summary, net.at('whole')));
  builder.output('unlike', unlikeness(summary, scopeOf(builder).at('likeness')));
  builder.output('names', plain(fine, net.at('names')));
  builder.output('boxes', plain(fine, net.at('boxes')));
  return builder.build();
}

/** Distance of a summary `[n, features]` from the principal axes of the world's renders. */
function unlikeness(summary: Value, likeness: Scope): Value {
  const axes = likeness.weight('axes');
  const x = div(sub(summary, likeness.weight('mean')), likeness.weight('spread'));
  const rest = sub(x, matmul(matmul(x, transpose(axes, [1, 0])), axes));
  return mean(mul(rest, rest), [1], false);
}

/**
 * The mover: the camera's move in a clip, and on a grid of an eighth of the resolution the motion of the subject whose
 * centre is there.
 *
 * Input: `clip` [1, frames, h, w], brightness in [−1, 1]. Outputs: `camera` [1, moves], `motions` [1, motions, h/8, w/8].
 */
export function moverGraph(source: TensorSource, frames: number, { width, height }: Size): Graph {
  const builder = new GraphBuilder('mover', { source });
  const net = scopeOf(builder).at('mover');
  const padded = padTo(builder.input('clip', 'f32', [1, frames, height, width]), paddedTo);
  const [, , h, w] = padded.shape as [number, number, number, number];
  const half = mean(reshape(padded, [1, frames, h / 2, 2, w / 2, 2]), [3, 5], false);
  const changes = mul(sub(slice(half, 1, 1, frames), slice(half, 1, 0, frames - 1)), 4);
  const one = unit(concat([half, changes], 1), net.at('stem'), 2);
  const body = residual(unit(one, net.at('down1'), 2), net.at('body1'));
  const two = residual(unit(body, net.at('widen')), net.at('body2'));
  builder.output('camera', linear(concat([pooled(one), pooled(two)], 1), net.at('camera')));
  builder.output('motions', plain(two, net.at('motions')));
  return builder.build();
}
