import { useText } from '../i18n/index.ts';
import { lengthOf } from '../timeline/geometry.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { StripTools } from './strip-tools.tsx';
import type { StripProps } from './tool.ts';

/** A clip on the line as it is. */
export function ClipStrip({ clip, pieces, line, steps }: StripProps<unknown>) {
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
        nameOf={() => clip.title || clip.prompt || t.before}
      />
      <StripTools line={line} steps={steps} seconds={lengthOf(pieces)} />
    </div>
  );
}
