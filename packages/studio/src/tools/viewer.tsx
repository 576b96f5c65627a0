import type { Clip, ClipDetail } from '@akezora/contract/api';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useRef, useState } from 'react';
import { api } from '../api/client.ts';
import { clipQuery, jobQuery } from '../api/queries.ts';
import { refresh } from '../api/refresh.ts';
import { ClipPlayer } from '../components/clip-player.tsx';
import { IconButton, Segmented } from '../components/controls.tsx';
import { toastError } from '../components/error-toast.ts';
import { jobShape } from '../components/job-text.ts';
import { JobTile } from '../components/job-tile.tsx';
import { useInView } from '../components/jobs-in-view.ts';
import { LiveEnd } from '../components/live-player.tsx';
import { useKeepFocus } from '../components/use-keep-focus.ts';
import { useText } from '../i18n/index.ts';
import { MarkedPart } from './recut/marked-part.tsx';
import { Wipe } from './wipe.tsx';

type View = 'source' | 'result' | 'wipe';

/** What is done with a take from the page of a tool. */
export interface TakeActions {
  /** The tool, which opens on a take. */
  readonly tool: string;
  /** Makes it with another seed. */
  readonly again: () => void;
}

interface Chosen {
  readonly takes: readonly string[];
  readonly moment: string;
  readonly view: View;
  /** Default the latest. */
  readonly take: string | undefined;
}

/** The large picture of a tool: its source, or what was made of it (live while it is made), or both with a line between. */
export function Viewer({
  source,
  sourceName,
  sourceMoment = '',
  wiped,
  takes,
  onTake,
  takeActions,
}: {
  source: ReactNode;
  /** Default “Before”. */
  sourceName?: string | undefined;
  /** Changes when the source is looked at, which brings it into view. Default: it never does. */
  sourceMoment?: string;
  /** The clip that results are compared with in one frame. Default: they are not. */
  wiped?: ClipDetail | undefined;
  /** Jobs started here, also on earlier visits, the latest last. */
  takes: readonly string[];
  /** A take that failed is made again, by this job. */
  onTake: (job: string) => void;
  /** Default: a take can only be opened. */
  takeActions?: TakeActions;
}) {
  const t = useText().tools;
  const [chosen, setChosen] = useState<Chosen>({ takes, moment: sourceMoment, view: 'source', take: undefined });
  const latest = takes.at(-1);
  // What was just started is shown at once, and so is the source when its playhead or a piece is moved.
  if (chosen.takes !== takes) {
    const isNew = latest !== undefined && !chosen.takes.includes(latest);
    setChosen({ ...chosen, takes, ...(isNew && { moment: sourceMoment, view: 'result', take: latest }) });
  } else if (chosen.moment !== sourceMoment) setChosen({ ...chosen, moment: sourceMoment, view: 'source' });
  const id = takes.find((take) => take === chosen.take) ?? latest;
  const view = id === undefined ? 'source' : chosen.view;
  return (
    <figure className="viewer" aria-live="polite">
      {takes.length > 0 && (
        <figcaption className="viewer-head">
          <Segmented
            label={t.view}
            value={view}
            options={[
              { value: 'source', text: sourceName ?? t.before },
              { value: 'result', text: t.after },
              ...(wiped === undefined ? [] : [{ value: 'wipe' as const, text: t.wipe }]),
            ]}
            onChange={(next) => setChosen({ ...chosen, view: next })}
          />
          {view !== 'source' && id !== undefined && <TakeButtons id={id} actions={takeActions} />}
        </figcaption>
      )}
      <div className="viewer-picture">
        {view === 'source' || id === undefined ? (
          source
        ) : (
          <Take key={id} id={id} wiped={view === 'wipe' ? wiped : undefined} onTake={onTake} />
        )}
      </div>
      {takes.length > 0 && (
        <div className="takes">
          <Segmented
            label={t.takes}
            // None while the source is in view: choosing any of them brings it there.
            value={view === 'source' ? '' : (id ?? '')}
            options={takes.map((job, index) => ({
              value: job,
              text: <TakePicture id={job} number={index + 1} />,
              title: t.take(index + 1),
            }))}
            onChange={(job) => setChosen({ ...chosen, take: job, view: view === 'wipe' ? 'wipe' : 'result' })}
          />
        </div>
      )}
    </figure>
  );
}

/** A job started here, and its clip once it is made. */
function useTake(id: string) {
  const job = useQuery(jobQuery(id)).data;
  const clipId = job?.clipId ?? null;
  const clip = useQuery({ ...clipQuery(clipId ?? ''), enabled: clipId !== null }).data;
  return { job, clip };
}

/** A take as it is chosen: its picture once it is made, and its number. */
function TakePicture({ id, number }: { id: string; number: number }) {
  const { clip } = useTake(id);
  return (
    <span className="take-picture">
      {clip !== undefined && <img src={api.url(clip.urls.thumbnail)} alt="" />}
      <span className="numbers">{number}</span>
    </span>
  );
}

function Take({ id, wiped, onTake }: { id: string; wiped: ClipDetail | undefined; onTake: (job: string) => void }) {
  const { job, clip } = useTake(id);
  useInView(id);
  if (job === undefined) return <div className="after-blank" />;
  if (job.clipId === null) return <JobTile job={job} onAgain={onTake} />;
  // Until the clip plays, the last live picture of its job stays in its place.
  const end = <LiveEnd job={id} />;
  if (clip === undefined)
    return (
      <div className="made-soon" style={{ aspectRatio: jobShape(job) }}>
        {end}
      </div>
    );
  return (
    <div className="made">
      {wiped === undefined ? (
        <ClipPlayer clip={clip} over={end} below={({ range }) => <MarkedPart clip={clip} range={range} />} />
      ) : (
        <Wipe source={wiped} result={clip} />
      )}
    </div>
  );
}

/** What is done with a take; with its clip, once it is made. What is pressed stays there while the next take begins. */
function TakeButtons({ id, actions }: { id: string; actions: TakeActions | undefined }) {
  const t = useText();
  const client = useQueryClient();
  const { clip } = useTake(id);
  const keep = useMutation({
    mutationFn: ({ id: clipId, favourite }: Clip) =>
      api.call('patchClip', { params: { id: clipId }, body: { favourite: !favourite } }),
    onSuccess: (next) => {
      client.setQueryData(clipQuery(next.id).queryKey, next);
      void refresh(client, 'clips');
    },
    onError: toastError,
  });
  const box = useRef<HTMLSpanElement>(null);
  useKeepFocus(box, 'button, a');
  if (clip === undefined && actions === undefined) return null;
  return (
    <span className="take-buttons" ref={box}>
      {actions !== undefined && (
        <>
          <IconButton
            icon="heart"
            filled={clip?.favourite === true}
            label={clip?.favourite ? t.tools.kept : t.tools.keep}
            aria-pressed={clip?.favourite === true}
            disabled={clip === undefined || keep.isPending}
            onClick={() => clip && keep.mutate(clip)}
          />
          <IconButton icon="die" label={t.tools.again} onClick={actions.again} />
          {clip !== undefined && (
            <Link className="button button-plain" to="/clips/$id/$tool" params={{ id: clip.id, tool: actions.tool }}>
              {t.tools.workOn}
            </Link>
          )}
        </>
      )}
      {clip !== undefined && (
        <Link className="button button-soft take-open" to="/clips/$id" params={{ id: clip.id }}>
          {t.shell.open}
        </Link>
      )}
    </span>
  );
}
