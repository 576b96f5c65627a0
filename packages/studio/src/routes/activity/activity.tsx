import { formatSpan } from '@akezora/contract';
import type { Job } from '@akezora/contract/api';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import { usePermissions } from '../../api/permissions.ts';
import { activityQuery, jobsQuery } from '../../api/queries.ts';
import { placeJob, refresh } from '../../api/refresh.ts';
import { Button, IconButton, Segmented } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { Empty, ErrorNote, Waiting } from '../../components/states.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { moment } from '../../util/format.ts';
import './activity.css';

const filters = ['all', 'active', 'completed', 'failed', 'cancelled'] as const;

/** The activity page: figures of today, devices, and all jobs. */
export function ActivityPage() {
  const t = useText();
  const words = t.activity;
  const [filter, setFilter] = useState<(typeof filters)[number]>('all');
  const activity = useQuery({ ...activityQuery, refetchInterval: 5000 });
  const jobs = useInfiniteQuery(jobsQuery(filter));
  const rows = jobs.data?.pages.flatMap((page) => page.data) ?? [];
  const figures = activity.data && [
    [words.running, activity.data.running],
    [words.queued, activity.data.queued],
    [words.today, activity.data.completedToday],
    [words.failed, activity.data.failedToday],
    [words.painted, t.shell.units.seconds(Math.round(activity.data.secondsToday))],
  ];
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{words.title}</h1>
          <p>{words.text}</p>
        </div>
      </header>
      <dl className="figures numbers">
        {figures?.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {activity.data !== undefined && activity.data.devices.length > 0 && (
        <ul className="devices" aria-label={words.devices}>
          {activity.data.devices.map((device) => (
            <li key={device.id}>
              <span className={device.busy ? 'fits fits-tight' : 'fits'} aria-hidden="true" />
              {device.host} · {device.device} · {device.busy ? words.busy : words.idle}
            </li>
          ))}
        </ul>
      )}
      <Segmented
        label={words.filter}
        value={filter}
        options={filters.map((value) => ({ value, text: words.states[value] }))}
        onChange={setFilter}
      />
      {jobs.isPending && <Waiting />}
      {jobs.isError && jobs.data === undefined && <ErrorNote error={jobs.error} onRetry={() => void jobs.refetch()} />}
      {jobs.isSuccess && rows.length === 0 && <Empty title={words.empty} />}
      <ul className="jobs">
        {rows.map((job) => (
          <Row key={job.id} job={job} />
        ))}
      </ul>
      {jobs.hasNextPage && (
        <Button disabled={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>
          {t.shell.more}
        </Button>
      )}
    </div>
  );
}

function Row({ job }: { job: Job }) {
  const t = useText();
  const words = t.activity;
  const language = useLanguage();
  const client = useQueryClient();
  const { make } = usePermissions();
  const going = job.state === 'queued' || job.state === 'running';
  const took =
    job.startedAt !== null && job.finishedAt !== null
      ? (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000
      : null;
  const run = (work: Promise<Job>) =>
    void work.then((next) => placeJob(client, next), toastError).finally(() => refresh(client, 'jobs'));
  return (
    <li className={`job-row row-${job.state}`}>
      <span className="job-state">{words.states[job.state]}</span>
      <div className="job-what">
        <p>{job.prompt || t.library.clip.origins[job.origin]}</p>
        <p className="small quiet numbers">
          {moment(job.createdAt)} · {job.model}
          {took !== null && ` · ${words.took} ${formatSpan(took, language)}`}
          {job.state === 'running' &&
            job.progress !== null &&
            ` · ${t.shell.units.percent(Math.round(job.progress.fraction * 100))}`}
        </p>
        {job.error !== null && (
          <p className="small job-fault">
            {job.error.message[language]} <span>{job.error.remedy[language]}</span>
          </p>
        )}
      </div>
      <div className="job-do">
        {job.clipId !== null && (
          <Link className="button button-soft" to="/clips/$id" params={{ id: job.clipId }}>
            {words.openClip}
          </Link>
        )}
        {make && going && (
          <Button
            kind="plain"
            disabled={job.cancelRequested}
            onClick={() => run(api.call('cancelJob', { params: { id: job.id } }))}
          >
            {t.compose.job.cancel}
          </Button>
        )}
        {make && !going && job.state !== 'completed' && (
          <Button icon="repeat" onClick={() => run(api.call('retryJob', { params: { id: job.id } }))}>
            {t.compose.job.again}
          </Button>
        )}
        {make && !going && (
          <IconButton
            icon="close"
            size={16}
            label={t.compose.feed.hide}
            onClick={() =>
              void api
                .call('deleteJob', { params: { id: job.id } })
                .catch(toastError)
                .finally(() => refresh(client, 'jobs'))
            }
          />
        )}
      </div>
    </li>
  );
}
