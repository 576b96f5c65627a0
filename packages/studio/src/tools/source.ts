import type { MeasuredSource } from '@akezora/contract';
import type { Clip } from '@akezora/contract/api';

/** A clip of the library as the source of a control. */
export const sourceOf = ({
  id,
  seconds,
  width,
  height,
}: Pick<Clip, 'id' | 'seconds' | 'width' | 'height'>): MeasuredSource => ({
  source: { kind: 'clip', id },
  seconds,
  width,
  height,
});
