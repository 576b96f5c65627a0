import { type CSSProperties, useMemo } from 'react';
import { useText } from '../../i18n/index.ts';
import { Filmstrip } from '../../timeline/filmstrip.tsx';
import { fitted, xOf } from '../../timeline/geometry.ts';
import { Outside } from '../../timeline/outside.tsx';
import { filmOf } from '../../timeline/piece.ts';
import { Playhead } from '../../timeline/playhead.tsx';
import { Ruler } from '../../timeline/ruler.tsx';
import { scrubbing } from '../../timeline/scrub.ts';
import { useWidth } from '../../timeline/use-width.ts';
import { DropNote } from '../drop-note.tsx';
import { StripTools } from '../strip-tools.tsx';
import type { StripProps } from '../tool.ts';
import { useClipDrop } from '../use-clip-drop.ts';
import { type BlendSettings, transitionOn, withSecond } from './compile.ts';
import { CurveEditor } from './curve-editor.tsx';

/** Height of each film strip, in pixels. */
const height = 44;

/** Both clips as film strips, one above the other, and between them the curve that mixes them, all along one line. */
export function BlendStrip({ clip, settings, onChange, model, line, steps }: StripProps<BlendSettings>) {
  const t = useText().tools;
  const { ref: box, width } = useWidth<HTMLDivElement>();
  const { second, seconds, curve } = settings;
  const films = useMemo(() => ({ first: filmOf(clip), second: second && filmOf(second) }), [clip, second]);
  const { dragged, waiting } = useClipDrop(
    ([dropped]) => dropped && onChange(withSecond(settings, clip, dropped, model)),
  );
  const scale = fitted(seconds, width, 0);
  const { scrub } = scrubbing({ box, scale, seconds, fps: clip.fps, onTime: line.seek });
  const curved = transitionOn(model, settings) === 'curve';
  const shown = Math.min(clip.seconds, seconds);
  const cut = second === null ? 0 : Math.max(0, second.seconds - seconds);
  const begins = second === null ? 0 : Math.max(0, seconds - second.seconds);
  const strips = curved ? 2 * height + 104 : 2 * height + 4;
  return (
    <div className={dragged ? 'strip-area dropping' : 'strip-area'}>
      <DropNote shown={dragged} waiting={waiting} text={t.blend.dropHere} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div
        className="line"
        role="group"
        aria-label={t.line.label}
        ref={box}
        style={{ '--strip': `${strips}px` } as CSSProperties}
      >
        {width > 0 && (
          <>
            <div className="line-time" onPointerDown={scrub} onPointerMove={scrub}>
              <Ruler seconds={seconds} {...scale} />
            </div>
            <div className="blend-film" style={{ height }} onPointerDown={scrub} onPointerMove={scrub}>
              <span className="blend-part" style={{ left: 0, width: shown * scale.perSecond }}>
                <Filmstrip film={films.first} from={0} seconds={shown} perSecond={scale.perSecond} height={height} />
              </span>
            </div>
            {curved && <CurveEditor curve={curve} seconds={seconds} onChange={(next) => onChange({ curve: next })} />}
            <div className="blend-film" style={{ height }} onPointerDown={scrub} onPointerMove={scrub}>
              {films.second === null || second === null ? (
                <span className="blend-empty">{t.blend.second}</span>
              ) : (
                <span
                  className="blend-part"
                  style={{ left: xOf(scale, begins), width: (second.seconds - cut) * scale.perSecond }}
                >
                  <Filmstrip
                    film={films.second}
                    from={cut}
                    seconds={second.seconds - cut}
                    perSecond={scale.perSecond}
                    height={height}
                  />
                </span>
              )}
            </div>
            <Outside range={line.range} seconds={seconds} scale={scale} />
            <Playhead
              x={xOf(scale, line.time)}
              time={line.time}
              seconds={seconds}
              fps={clip.fps}
              onTime={line.seek}
              onScrub={scrub}
            />
          </>
        )}
      </div>
      <StripTools line={line} steps={steps} seconds={seconds} />
    </div>
  );
}
