import { endsOf, isWhole, type PlayRange } from '../util/play-range.ts';
import { type Scale, xOf } from './geometry.ts';

/** Darkens what of a line does not play, where a part of it is marked. */
export function Outside({ range, seconds, scale }: { range: PlayRange; seconds: number; scale: Scale }) {
  if (isWhole(range)) return null;
  const { from, to } = endsOf(range, seconds);
  return [
    [0, from],
    [to, seconds],
  ].map(([start = 0, end = 0], index) => (
    <span
      key={index === 0 ? 'before' : 'after'}
      className="line-outside"
      style={{ left: xOf(scale, start), width: Math.max(0, (end - start) * scale.perSecond) }}
    />
  ));
}
