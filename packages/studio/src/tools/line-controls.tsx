import { IconButton } from '../components/controls.tsx';
import { useText } from '../i18n/index.ts';
import type { Line } from '../timeline/use-line.ts';
import { clock } from '../util/format.ts';

/** Plays a line and steps by its frames; the time and the length of the line. */
export function LineControls({
  line,
  seconds,
  labels,
}: {
  line: Line;
  /** Length of the line. */
  seconds: number;
  /** What the button that plays is called. Default: as in every player. */
  labels?: { readonly play: string; readonly pause: string };
}) {
  const words = useText().library.player;
  const { play, pause } = labels ?? words;
  return (
    <>
      <IconButton
        icon={line.playing ? 'pause' : 'play'}
        filled={!line.playing}
        label={line.playing ? pause : play}
        aria-keyshortcuts="Space"
        onClick={line.toggle}
      />
      <IconButton icon="stepBack" label={words.stepBack} aria-keyshortcuts="," onClick={() => line.step(-1)} />
      <IconButton icon="stepOn" label={words.stepOn} aria-keyshortcuts="." onClick={() => line.step(1)} />
      <span className="numbers small strip-clock">
        {clock(line.time, true)} <span className="quiet">/ {clock(seconds, true)}</span>
      </span>
    </>
  );
}
