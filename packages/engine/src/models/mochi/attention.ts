/** Attention of Mochi's blocks (`MochiAttention` in diffusers): video and text in one sequence, each with layers of its own. */
import { chunkedAttention } from '../../diffusion/chunks.ts';
import { hidingPadding, seeingAll } from '../../diffusion/hidden-keys.ts';
import type { Value } from '../../graph/builder.ts';
import { rmsNorm } from '../../graph/layers/norm.ts';
import { rotary } from '../../graph/layers/rotary.ts';
import { concat, dim, reshape, slice } from '../../graph/ops.ts';
import type { Scope } from '../../graph/scope.ts';

/** Inputs of attention that are the same for all blocks, and its linear layer. */
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
  readonly layer: (x: Value, scope: Scope) => Value;
}

/** Normalises each head of `[1, tokens, heads · size]`. */
function headNorm(x: Value, scope: Scope, heads: number): Value {
  const [batch, tokens, width] = x.shape as [number, number, number];
  const apart = reshape(x, [batch, tokens, heads, width / heads]);
  return reshape(rmsNorm(apart, { weight: scope.weight('weight', [width / heads]), eps: 1e-5 }), x.shape);
}

/** Attention over the tokens of both streams. Only those of the video have positions; padding is not attended to. */
export function jointAttention(
  { video, text }: { readonly video: Value; readonly text: Value },
  scope: Scope,
  inputs: JointInputs,
): { readonly video: Value; readonly text: Value | undefined } {
  const { heads, layer, isLast } = inputs;
  const tokens = dim(video, 1);
  const placed = (x: Value): Value => rotary(x, inputs.cos, inputs.sin, { heads: 1, pairs: 'neighbours' });
  const videoPart = (name: string, norm: string) =>
    placed(headNorm(layer(video, scope.at(name)), scope.at(norm), heads));
  const textPart = (name: string, norm: string) => headNorm(layer(text, scope.at(name)), scope.at(norm), heads);
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
