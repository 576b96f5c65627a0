import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { activityQuery, jobsQuery } from '../../api/queries.ts';
import { Button, Segmented } from '../../components/controls.tsx';
import { Empty, ErrorNote, Waiting } from '../../components/states.tsx';
import { useText } from '../../i18n/index.ts';
import './activity.css';
import { JobRow } from './job-row.tsx';

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
          <JobRow key={job.id} job={job} />
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
