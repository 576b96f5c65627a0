import { loopSeams } from '@akezora/contract';
import { useText } from '../../i18n/index.ts';
import { lengthOf } from '../../timeline/geometry.ts';
import { Timeline } from '../../timeline/timeline.tsx';
import { short } from '../../util/format.ts';
import { StripTools } from '../strip-tools.tsx';
import type { StripProps } from '../tool.ts';
import { type LoopSettings, seamLengths, seamNear } from './compile.ts';

/** The clip on the line with the seam at its right, from which an arc leads back to its beginning; pulling the seam chooses its length. */
export function LoopStrip({ clip, settings: { length }, onChange, pieces, line, steps }: StripProps<LoopSettings>) {
  const t = useText().tools;
  return (
    <div className="strip-area">
      <Timeline
        label={t.line.label}
        pieces={pieces}
        fps={clip.fps}
        time={line.time}
        onTime={line.seek}
        range={line.range}
        room={20}
        chosen="seam"
        nameOf={({ piece }) =>
          piece.kind === 'new' ? t.loop.seam(short(piece.seconds)) : t.line.clip(short(piece.seconds))
        }
        pulls={({ key, edge }) => key === 'seam' && edge === 'end'}
        trim={(held) => (by, stepped) => {
          const next = stepped
            ? seamLengths[seamLengths.indexOf(length) + Math.sign(by)]
            : seamNear(loopSeams[length] + by);
          if (next !== undefined) onChange({ length: next });
          return held;
        }}
      />
      <span className="loop-return" aria-hidden="true" />
      <StripTools line={line} steps={steps} seconds={lengthOf(pieces)} />
    </div>
  );
}
