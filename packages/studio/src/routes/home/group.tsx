import type { GenerationRequestInput } from '@akezora/contract';
import type { ClipDetail, Job } from '@akezora/contract/api';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type CSSProperties, useRef } from 'react';
import { api } from '../../api/client.ts';
import { clipQuery } from '../../api/queries.ts';
import { refresh } from '../../api/refresh.ts';
import { useClipMenu } from '../../components/clip-menu.tsx';
import { ClipTile } from '../../components/clip-tile.tsx';
import { IconButton } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { jobShape } from '../../components/job-text.ts';
import { JobTile } from '../../components/job-tile.tsx';
import { LiveEnd } from '../../components/live-player.tsx';
import { Menu } from '../../components/menu.tsx';
import { PromptText } from '../../components/prompt-text.tsx';
import { anotherTake, startFrom } from '../../compose/earlier-request.ts';
import { useSend } from '../../compose/submit.ts';
import { useText } from '../../i18n/index.ts';
import { moment, short } from '../../util/format.ts';
import { randomId } from '../../util/random-id.ts';
import { useSelfPlay } from './self-play.ts';
import { TileActions } from './tile-actions.tsx';

/** One submission: its prompt, and its jobs or their clips. `first`: it stands first on the page, and its first clip plays. */
export function Group({ jobs, first }: { jobs: readonly Job[]; first: boolean }) {
  const t = useText();
  const client = useQueryClient();
  const sending = useSend();
  const job = jobs[0];
  if (job === undefined) return null;
  const request = job.request as GenerationRequestInput;
  const ended = jobs.every(({ state }) => state !== 'queued' && state !== 'running');
  const facts = [
    job.origin !== 'prompt' && job.origin !== 'api' && t.library.clip.origins[job.origin],
    job.plan && `${job.plan.width}×${job.plan.height}`,
    (job.plan?.seconds ?? request.seconds) !== undefined &&
      t.shell.units.seconds(Number(short(job.plan?.seconds ?? request.seconds ?? 0))),
    jobs.length > 1 && t.compose.feed.groupOf(jobs.length),
    moment(job.createdAt),
  ].filter(Boolean);
  const shapes = jobs.map(tileShape);
  const style = { '--shapes': sum(shapes), '--gaps': jobs.length - 1 } as CSSProperties;
  return (
    <section
      className={`group group-${jobs.length} ${Math.max(...shapes) < 1.3 ? 'tall' : 'wide'}`}
      style={style}
      aria-label={job.prompt}
    >
      <header>
        <div>
          <h2 className="group-prompt">
            {job.prompt === '' ? t.library.clip.origins[job.origin] : <PromptText text={job.prompt} />}
          </h2>
          <p className="group-facts numbers">{facts.join(' · ')}</p>
        </div>
        <Menu
          label={t.compose.feed.groupMenu}
          trigger={<IconButton icon="dots" label={t.compose.feed.groupMenu} />}
          items={[
            {
              text: t.compose.feed.edit,
              icon: 'pencil',
              run: () => void startFrom(request, { prompt: job.prompt, seed: undefined }),
            },
            {
              text: t.compose.feed.again,
              icon: 'repeat',
              run: () => {
                sending
                  .mutateAsync({
                    request: anotherTake(request),
                    variants: jobs.length,
                    origin: job.origin,
                    key: randomId(),
                  })
                  .catch(toastError);
              },
            },
            {
              text: t.compose.feed.hide,
              icon: 'close',
              disabled: !ended,
              run: () => {
                void Promise.all(jobs.map(({ id }) => api.call('deleteJob', { params: { id } }))).finally(() =>
                  refresh(client, 'jobs'),
                );
              },
            },
          ]}
        />
      </header>
      <div className="group-tiles">
        {jobs.map((one, index) => (
          <div key={one.id} className="group-tile" style={{ '--shape': shapes[index] } as CSSProperties}>
            <Result job={one} first={first && index === 0} />
          </div>
        ))}
      </div>
    </section>
  );
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Width over height of a job's tile: its clip's, and room for words where there is no clip and will be none. */
function tileShape(job: Job): number {
  const ended = job.state === 'failed' || job.state === 'cancelled' || job.state === 'expired';
  return ended ? Math.max(jobShape(job), 16 / 9) : jobShape(job);
}

function Result({ job, first }: { job: Job; first: boolean }) {
  const id = job.state === 'completed' ? job.clipId : null;
  // A clip whose job was on the page while it ran starts to play at once.
  const watched = useRef(job.state === 'queued' || job.state === 'running');
  const clip = useQuery({ ...clipQuery(id ?? ''), enabled: id !== null });
  const t = useText();
  if (id === null) return <JobTile job={job} />;
  if (clip.isError || (clip.data?.deletedAt ?? null) !== null)
    return <div className="clip-gone">{t.compose.job.inBin}</div>;
  if (clip.data === undefined)
    return (
      <div className="clip-tile">
        <LiveEnd job={job.id} />
      </div>
    );
  return <FeedTile clip={clip.data} job={job.id} plays={watched.current ? 'made' : first ? 'first' : null} />;
}

/** A clip of the feed, with the menu of all that can be done with it. */
function FeedTile({
  clip,
  job,
  plays,
}: {
  clip: ClipDetail;
  job: string;
  /** Why it plays without being looked at; null: it does not. */
  plays: 'made' | 'first' | null;
}) {
  const box = useRef<HTMLDivElement>(null);
  return (
    <div ref={box} {...useClipMenu(clip)}>
      <ClipTile clip={clip} selfPlay={useSelfPlay(box, plays)} fixed>
        <LiveEnd job={job} />
        <TileActions clip={clip} />
      </ClipTile>
    </div>
  );
}
