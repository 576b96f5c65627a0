/** Layers that the transformers of several families have. */
import type { LinearPrecision, PrecisionChoice, Value } from '../graph/builder.ts';
import { gelu } from '../graph/layers/activation.ts';
import { linear } from '../graph/layers/linear.ts';
import { rmsNorm } from '../graph/layers/norm.ts';
import { reshape } from '../graph/ops.ts';
import type { Scope } from '../graph/scope.ts';
import { inChunks } from './chunks.ts';

/** A linear layer of a block; with int8, activations are rotated first, since some channels are far larger than the others. */
export const layer = (x: Value, scope: Scope): Value => linear(x, scope, { rotate: true });

/** Tokens whose inner values, several times as wide as the model, are held at once: beyond a thousand more are no faster. */
export const feedForwardTokens = 2048;

/** Wide layers of a block with GELU between them, some tokens at a time. */
export const feedForward = (x: Value, net: Scope): Value =>
  inChunks(x, 1, feedForwardTokens, (tokens) => layer(gelu(layer(tokens, net.at(0).at('proj')), 'tanh'), net.at(2)));

/** RMS norm of each head of `[batch, tokens, heads · size]` by itself. */
export function headNorm(
  x: Value,
  scope: Scope,
  { heads, eps }: { readonly heads: number; readonly eps: number },
): Value {
  const [batch, tokens, width] = x.shape as [number, number, number];
  const apart = reshape(x, [batch, tokens, heads, width / heads]);
  return reshape(rmsNorm(apart, { weight: scope.weight('weight', [width / heads]), eps }), x.shape);
}

/** `precision` for all linear layers but those that are never quantised. */
export const precisionExcept =
  (neverQuantised: RegExp, precision: LinearPrecision): PrecisionChoice =>
  (weight) =>
    neverQuantised.test(weight) ? 'f32' : precision;
