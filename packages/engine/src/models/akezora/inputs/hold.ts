import type { Condition, GenerationRequest } from '@akezora/contract';
import { strengthAt } from '../../../video/strength.ts';
import { smoothstep } from '../smoothstep.ts';
import { fadeSeconds } from './track.ts';

/** Seconds in which a held picture dissolves into the scene. */
const dissolveSeconds = 1;

/** How long a picture that is not of the model's world stays in a clip, in seconds of the clip. */
export interface Hold {
  /** When it begins to fade in; its own time where a shot begins there. */
  readonly fadeIn: number;
  /** Its own time: from here on it covers the frame. */
  readonly from: number;
  /** Until when it covers the frame. */
  readonly to: number;
  /** When nothing of it is left. */
  readonly gone: number;
}

/**
 * How long the picture of a condition is held: at strength 1 until the next condition or the next shot begins, or to the clip's end;
 * at a lower strength for that share of it. Then it dissolves into the scene, or into the picture that comes next. With a strength
 * that changes over time it stays as long, as opaque as that says.
 */
export function holdOf(request: GenerationRequest, { at, strength }: Condition, seconds: number): Hold {
  const cuts = (request.storyboard ?? []).map((card) => card.at);
  const conditions = (request.conditions ?? []).filter((other) => other.strength !== 0);
  const next = Math.min(seconds, ...[...cuts, ...conditions.map((other) => other.at)].filter((time) => time > at));
  const fadesIn =
    !cuts.includes(next) && conditions.some((other) => other.at === next && other.source.kind === 'image');
  const share = typeof strength === 'number' ? strength : 1;
  const to = Math.max(at, Math.min(at + share * (next - at), fadesIn ? next - fadeSeconds : next));
  return {
    fadeIn: cuts.includes(at) ? at : at - fadeSeconds,
    from: at,
    to,
    gone: Math.min(next, to + dissolveSeconds),
  };
}

/** Opacity of a held picture at a time of the clip, from 0 to 1. */
export function opacityOf({ fadeIn, from, to, gone }: Hold, strength: Condition['strength'], at: number): number {
  if (at < fadeIn || at >= gone) return 0;
  const own = typeof strength === 'number' ? 1 : strengthAt(strength, at);
  if (at < from) return own * smoothstep((at - fadeIn) / (from - fadeIn));
  if (at < to) return own;
  // A crossfade into the next picture takes as long as that one fades in.
  return own * (1 - smoothstep((at - to) / Math.max(Math.min(dissolveSeconds, gone - to), fadeSeconds)));
}
