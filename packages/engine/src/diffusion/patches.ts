/** Between pictures `[frames, colours, height, width]` and patches of pixels as channels `[frames, rows, columns, channels]`, in graphs (`patch_size` of diffusers' autoencoders). */
import type { Value } from '../graph/builder.ts';
import { reshape, transpose } from '../graph/ops.ts';

/** Pixels into channels, ordered (colour, column in the patch, row in the patch). */
export function patchify(pictures: Value, p: number): Value {
  const [frames, colours, height, width] = pictures.shape as [number, number, number, number];
  const cut = reshape(pictures, [frames, colours, height / p, p, width / p, p]);
  return reshape(transpose(cut, [0, 2, 4, 1, 5, 3]), [frames, height / p, width / p, colours * p * p]);
}

/** The reverse of `patchify`. */
export function unpatchify(x: Value, p: number): Value {
  const [frames, rows, columns, channels] = x.shape as [number, number, number, number];
  const colours = channels / (p * p);
  const cut = reshape(x, [frames, rows, columns, colours, p, p]);
  return reshape(transpose(cut, [0, 3, 1, 5, 2, 4]), [frames, colours, rows * p, columns * p]);
}

/** Channels of frames `[frames, rows, columns, channels]` into frames, rows and columns: the fastest part of a channel is (time, row, column). */
export function depthToSpace(x: Value, [rt, rh, rw]: readonly [time: number, rows: number, columns: number]): Value {
  const [frames, rows, columns, channels] = x.shape as [number, number, number, number];
  const inner = channels / (rt * rh * rw);
  const cut = reshape(x, [frames, rows, columns, inner, rt, rh, rw]);
  return reshape(transpose(cut, [0, 4, 1, 5, 2, 6, 3]), [frames * rt, rows * rh, columns * rw, inner]);
}
