import type { ClipDetail } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { clipQuery, jobQuery } from '../api/queries.ts';
import { ClipPlayer } from '../components/clip-player.tsx';
import { Segmented } from '../components/controls.tsx';
import { JobTile } from '../components/job-tile.tsx';
import { useText } from '../i18n/index.ts';
import { Wipe } from './wipe.tsx';

type View = 'source' | 'result' | 'wipe';

/** The large picture of a tool: its source, or what was made of it (the job's preview until it is done), or both with a line between. */
export function Viewer({
  source,
  sourceName,
  wiped,
  takes,
}: {
  source: ReactNode;
  /** Default “Before”. */
  sourceName?: string | undefined;
  /** The clip that results are compared with in one frame. Default: they are not. */
  wiped?: ClipDetail | undefined;
  /** Jobs started here, the latest last. */
  takes: readonly string[];
}) {
  const t = useText().tools;
  const [chosen, setChosen] = useState<{ readonly takes: number; readonly view: View; readonly take: number }>();
  // What was just started is shown at once.
  const now = chosen?.takes === takes.length ? chosen : undefined;
  const view = now?.view ?? (takes.length === 0 ? 'source' : 'result');
  const take = now?.take ?? takes.length - 1;
  const show = (change: { view?: View; take?: number }) => setChosen({ takes: takes.length, view, take, ...change });
  const id = takes[take];
  return (
    <figure className="viewer" aria-live="polite">
      <figcaption className="viewer-head">
        {takes.length === 0 ? (
          (sourceName ?? t.before)
        ) : (
          <>
            <Segmented
              label={t.view}
              value={view}
              options={[
                { value: 'source', text: sourceName ?? t.before },
                { value: 'result', text: t.after },
                ...(wiped === undefined ? [] : [{ value: 'wipe' as const, text: t.wipe }]),
              ]}
              onChange={(next) => show({ view: next })}
            />
            {takes.length > 1 && (
              <Segmented
                label={t.takes}
                value={String(take)}
                options={takes.map((_, index) => ({
                  value: String(index),
                  text: String(index + 1),
                  title: t.take(index + 1),
                }))}
                onChange={(index) => show({ take: Number(index), view: view === 'source' ? 'result' : view })}
              />
            )}
          </>
        )}
      </figcaption>
      {view === 'source' || id === undefined ? (
        source
      ) : (
        <Take key={id} id={id} wiped={view === 'wipe' ? wiped : undefined} />
      )}
      {takes.length === 0 && <p className="hint">{t.afterText}</p>}
    </figure>
  );
}

function Take({ id, wiped }: { id: string; wiped: ClipDetail | undefined }) {
  const job = useQuery(jobQuery(id));
  const t = useText();
  const clipId = job.data?.clipId ?? null;
  const clip = useQuery({ ...clipQuery(clipId ?? ''), enabled: clipId !== null });
  if (clip.data !== undefined)
    return (
      <div className="made">
        {wiped === undefined ? <ClipPlayer clip={clip.data} /> : <Wipe source={wiped} result={clip.data} />}
        <Link className="button button-soft" to="/clips/$id" params={{ id: clip.data.id }}>
          {t.shell.open}
        </Link>
      </div>
    );
  return job.data === undefined ? <div className="after-blank" /> : <JobTile job={job.data} />;
}
