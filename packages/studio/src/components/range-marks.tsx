import { useText } from '../i18n/index.ts';
import { isWhole, type PlayRange } from '../util/play-range.ts';
import { IconButton } from './controls.tsx';

/** Buttons that let the part that plays begin or end with the frame that is shown; where a part is marked, one that plays the whole again. */
export function RangeMarks({
  range,
  onIn,
  onOut,
  onUnmark,
}: {
  range: PlayRange;
  onIn: () => void;
  onOut: () => void;
  onUnmark: () => void;
}) {
  const t = useText().library.player;
  return (
    <>
      <IconButton icon="markIn" label={t.markIn} keyId="in" aria-pressed={range.from !== undefined} onClick={onIn} />
      <IconButton icon="markOut" label={t.markOut} keyId="out" aria-pressed={range.to !== undefined} onClick={onOut} />
      {!isWhole(range) && <IconButton icon="close" size={15} label={t.unmark} keyId="noRange" onClick={onUnmark} />}
    </>
  );
}
