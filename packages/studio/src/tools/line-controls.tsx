import { IconButton } from '../components/controls.tsx';
import { RangeMarks } from '../components/range-marks.tsx';
import { useText } from '../i18n/index.ts';
import type { Line } from '../timeline/use-line.ts';
import { clock } from '../util/format.ts';

/** Plays a line and steps by its frames; the time and the length of the line. */
export function LineControls({
  line,
  seconds,
  labels,
  marks = true,
}: {
  line: Line;
  /** Length of the line. */
  seconds: number;
  /** What the button that plays is called. Default: as in every player. */
  labels?: { readonly play: string; readonly pause: string };
  /** Whether it marks the part that plays. Default true. */
  marks?: boolean;
}) {
  const words = useText().library.player;
  const { play, pause } = labels ?? words;
  return (
    <>
      <IconButton
        icon={line.playing ? 'pause' : 'play'}
        filled={!line.playing}
        label={line.playing ? pause : play}
        keyId="play"
        onClick={line.toggle}
      />
      <IconButton icon="stepBack" label={words.stepBack} keyId="frameBack" onClick={() => line.step(-1)} />
      <IconButton icon="stepOn" label={words.stepOn} keyId="frameOn" onClick={() => line.step(1)} />
      <span className="numbers small strip-clock">
        {clock(line.time, true)} <span className="quiet">/ {clock(seconds, true)}</span>
      </span>
      {marks && (
        <span className="line-marks">
          <RangeMarks
            range={line.range}
            onIn={() => line.mark('in')}
            onOut={() => line.mark('out')}
            onUnmark={line.unmark}
          />
        </span>
      )}
    </>
  );
}
