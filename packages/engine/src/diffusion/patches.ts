/** Between pixels and patches of pixels as channels, in graphs, `[batch, channels, frames, height, width]` (`patch_size` of diffusers' autoencoders). */
import type { Value } from '../graph/builder.ts';
import { reshape, transpose } from '../graph/ops.ts';

/** Pixels into channels, ordered (colour, column in the patch, row in the patch). */
export function patchify(x: Value, p: number): Value {
  const [batch, colours, frames, height, width] = x.shape as [number, number, number, number, number];
  const cut = reshape(x, [batch, colours, frames, height / p, p, width / p, p]);
  return reshape(transpose(cut, [0, 1, 6, 4, 2, 3, 5]), [batch, colours * p * p, frames, height / p, width / p]);
}

/** The reverse of `patchify`. */
export function unpatchify(x: Value, p: number): Value {
  const [batch, channels, frames, height, width] = x.shape as [number, number, number, number, number];
  const colours = channels / (p * p);
  const cut = reshape(x, [batch, colours, p, p, frames, height, width]);
  return reshape(transpose(cut, [0, 1, 4, 5, 3, 6, 2]), [batch, colours, frames, height * p, width * p]);
}
