import { memo } from 'react';
import { short } from '../util/format.ts';
import { type Scale, ticks, xOf } from './geometry.ts';

/** The times of a line, written above it. */
export const Ruler = memo(function Ruler({ seconds, lead, perSecond }: Scale & { seconds: number }) {
  return (
    <span className="line-ruler" aria-hidden="true">
      {ticks(seconds, perSecond).map(({ at, named }) => (
        <span
          key={at}
          className={named ? 'line-tick named numbers' : 'line-tick'}
          style={{ left: xOf({ lead, perSecond }, at) }}
        >
          {named && short(at)}
        </span>
      ))}
    </span>
  );
});
