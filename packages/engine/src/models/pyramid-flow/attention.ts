/** Attention of Pyramid Flow's blocks: text and frames in one sequence, in which nothing sees a later frame. */
import { chunkedAttention } from '../../diffusion/chunks.ts';
import { hidingPadding, seeingAll } from '../../diffusion/hidden-keys.ts';
import type { Value } from '../../graph/builder.ts';
import { rotary } from '../../graph/layers/rotary.ts';
import { concat, dim, slice } from '../../graph/ops.ts';

/** Inputs of attention that are the same for all blocks. */
export interface SequenceInputs {
  readonly heads: number;
  readonly textTokens: number;
  /** Patches of each frame, in order. */
  readonly frames: readonly number[];
  /** `[textTokens + patches, head size / 2]`. */
  readonly cos: Value;
  readonly sin: Value;
  /** `[1, textTokens]`, 1 = token, 0 = padding; `undefined` without padding. */
  readonly mask: Value | undefined;
  readonly attentionChunk: number | undefined;
}

/**
 * Attention of `[1, textTokens + patches, width]`: the text and the first frame see each other, each later frame also all before it. Frame
 * by frame, since a mask over the scores would rule out fused attention.
 */
export function causalAttention(q: Value, k: Value, v: Value, inputs: SequenceInputs): Value {
  const { heads, textTokens, frames, mask, cos, sin, attentionChunk: chunk } = inputs;
  const placed = (x: Value) => rotary(x, cos, sin, { heads, pairs: 'neighbours' });
  const scale = 1 / Math.sqrt(dim(q, -1) / heads);
  const queries = mask ? seeingAll(placed(q), heads) : placed(q);
  const keys = mask ? hidingPadding(placed(k), mask, 0, heads) : placed(k);
  let from = 0;
  let to = textTokens;
  const attended = frames.map((patches) => {
    to += patches;
    const own = chunkedAttention(slice(queries, 1, from, to), slice(keys, 1, 0, to), slice(v, 1, 0, to), {
      heads,
      scale,
      chunk,
    });
    from = to;
    return own;
  });
  return concat(attended, 1);
}
