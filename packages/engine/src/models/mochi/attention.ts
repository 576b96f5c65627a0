/** Attention of Mochi's blocks (`MochiAttention` in diffusers): video and text in one sequence, each with layers of its own. */
import { chunkedAttention } from '../../diffusion/chunks.ts';
import { hidingPadding, seeingAll } from '../../diffusion/hidden-keys.ts';
import { headNorm, layer } from '../../diffusion/transformer-layers.ts';
import type { Value } from '../../graph/builder.ts';
import { rotary } from '../../graph/layers/rotary.ts';
import { concat, dim, slice } from '../../graph/ops.ts';
import type { Scope } from '../../graph/scope.ts';

/** Inputs of attention that are the same for all blocks. */
export interface JointInputs {
  readonly heads: number;
  /** `[tokens, width / 2]`, positions of the video's tokens. */
  readonly cos: Value;
  readonly sin: Value;
  /** `[1, textTokens]`, 1 = token, 0 = padding; `undefined` without padding. */
  readonly mask: Value | undefined;
  readonly attentionChunk: number | undefined;
  /** Whether what the text's tokens attend to is of no use. */
  readonly isLast: boolean;
}

/** Added to the mean square in the norms of heads. */
const eps = 1e-5;

/** Attention over the tokens of both streams. Only those of the video have positions; padding is not attended to. */
export function jointAttention(
  { video, text }: { readonly video: Value; readonly text: Value },
  scope: Scope,
  inputs: JointInputs,
): { readonly video: Value; readonly text: Value | undefined } {
  const { heads, isLast } = inputs;
  const tokens = dim(video, 1);
  const placed = (x: Value): Value => rotary(x, inputs.cos, inputs.sin, { heads: 1, pairs: 'neighbours' });
  const part = (x: Value, name: string, norm: string) =>
    headNorm(layer(x, scope.at(name)), scope.at(norm), { heads, eps });
  const videoPart = (name: string, norm: string) => placed(part(video, name, norm));
  const textPart = (name: string, norm: string) => part(text, name, norm);
  const videoQ = videoPart('to_q', 'norm_q');
  const q = isLast ? videoQ : concat([videoQ, textPart('add_q_proj', 'norm_added_q')], 1);
  const k = concat([videoPart('to_k', 'norm_k'), textPart('add_k_proj', 'norm_added_k')], 1);
  const v = concat([layer(video, scope.at('to_v')), layer(text, scope.at('add_v_proj'))], 1);
  const attended = attend(q, k, v, tokens, inputs);
  return {
    video: layer(isLast ? attended : slice(attended, 1, 0, tokens), scope.at('to_out').at(0)),
    text: isLast ? undefined : layer(slice(attended, 1, tokens, dim(attended, 1)), scope.at('to_add_out')),
  };
}

function attend(q: Value, k: Value, v: Value, tokens: number, inputs: JointInputs): Value {
  const { heads, mask, attentionChunk: chunk } = inputs;
  const scale = 1 / Math.sqrt(dim(q, -1) / heads);
  const queries = mask ? seeingAll(q, heads) : q;
  const keys = mask ? hidingPadding(k, mask, tokens, heads) : k;
  return chunkedAttention(queries, keys, v, { heads, scale, chunk });
}
