import { useText } from '../../i18n/index.ts';
import { lengthOf } from '../../timeline/geometry.ts';
import { Timeline } from '../../timeline/timeline.tsx';
import { short } from '../../util/format.ts';
import { StripTools } from '../strip-tools.tsx';
import type { StripProps } from '../tool.ts';
import { type ExtendSettings, extensionRange, mostSeconds } from './compile.ts';

/** The clip on the line, with one end that grows: pulling it adds new seconds. */
export function ExtendStrip({
  clip,
  settings: { place, seconds },
  onChange,
  model,
  pieces,
  line,
  steps,
}: StripProps<ExtendSettings>) {
  const t = useText().tools.line;
  const grows = place === 'after' ? 'end' : 'start';
  const most = mostSeconds(clip, model);
  return (
    <div className="strip-area">
      <Timeline
        label={t.label}
        pieces={pieces}
        fps={clip.fps}
        time={line.time}
        onTime={line.seek}
        range={line.range}
        room={20}
        chosen="new"
        nameOf={({ piece }) => (piece.kind === 'new' ? t.fresh(short(piece.seconds)) : t.clip(short(piece.seconds)))}
        pulls={({ key, edge }) => key === 'new' && edge === grows}
        trim={(held) => (by) => {
          const longer = seconds + (grows === 'end' ? by : -by);
          onChange({ seconds: Math.min(most, Math.max(extensionRange.min, longer)) });
          return held;
        }}
        onMove={(key, index) => onChange({ place: (key === 'new') === (index === 0) ? 'before' : 'after' })}
      />
      <StripTools line={line} steps={steps} seconds={lengthOf(pieces)} />
    </div>
  );
}
