import { useText } from '../../i18n/index.ts';
import { short } from '../../util/format.ts';
import { secondsOf } from './compile.ts';
import type { Piece } from './pieces.ts';

/** The re-cut at a glance: kept pieces and new seconds, as wide as they are long. */
export function Overview({ pieces, after }: { pieces: readonly Piece[]; after: number }) {
  const words = useText().tools.recut;
  const total = secondsOf({ pieces, after });
  const part = (seconds: number) => ({ width: `${(100 * seconds) / Math.max(0.1, total)}%` });
  return (
    <div>
      <div className="overview" role="img" aria-label={words.total(short(total))}>
        {pieces.flatMap(({ key, gap, from, to }, index) => [
          gap > 0 && (
            <span key={`${key}-gap`} className="overview-new" style={part(gap)}>
              {words.fresh}
            </span>
          ),
          <span key={key} className="overview-kept" style={part(to - from)}>
            {index + 1}
          </span>,
        ])}
        {after > 0 && (
          <span className="overview-new" style={part(after)}>
            {words.fresh}
          </span>
        )}
      </div>
      <p className="small quiet numbers">{words.total(short(total))}</p>
    </div>
  );
}
