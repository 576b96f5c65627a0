import type { Job } from '@akezora/contract/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type CSSProperties, useEffect, useState } from 'react';
import { api } from '../api/client.ts';
import { usePreview } from '../api/live-store.ts';
import { placeJob } from '../api/refresh.ts';
import { useLanguage, useText } from '../i18n/index.ts';
import { Button } from './controls.tsx';
import { jobDetails, jobHeadline, jobShape } from './job-text.ts';
import './job-tile.css';
import { LivePlayer } from './live-player.tsx';

/** Milliseconds left of a running job, counted down between the server's reports; null while unknown. */
function useLeft(job: Job): number | null {
  const [now, setNow] = useState(() => performance.now());
  const [report, setReport] = useState({ eta: job.progress?.etaMs, at: now });
  if (report.eta !== job.progress?.etaMs) setReport({ eta: job.progress?.etaMs, at: performance.now() });
  useEffect(() => {
    if (job.state !== 'running') return;
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, [job.state]);
  return report.eta === undefined ? null : Math.max(0, report.eta - Math.max(0, now - report.at));
}

/**
 * A job that has no clip: waiting, running with its preview and progress, or ended with its error.
 * @param onAgain Told of the job that makes it again.
 */
export function JobTile({ job, onAgain }: { job: Job; onAgain?: (id: string) => void }) {
  const t = useText();
  const language = useLanguage();
  const client = useQueryClient();
  const newest = usePreview(job);
  const [broken, setBroken] = useState<string | null>(null);
  const preview = newest === broken ? null : newest;
  const left = useLeft(job);
  const cancel = useMutation({
    mutationFn: () => api.call('cancelJob', { params: { id: job.id } }),
    onSuccess: (next) => placeJob(client, next),
  });
  const retry = useMutation({
    mutationFn: () => api.call('retryJob', { params: { id: job.id } }),
    onSuccess: (next) => {
      placeJob(client, next);
      onAgain?.(next.id);
    },
  });
  const running = job.state === 'running';
  const going = running || job.state === 'queued';
  const fraction = running ? Math.min(1, job.progress?.fraction ?? 0) : 0;
  const words = t.compose.job;
  const headline = jobHeadline(job, t, language);
  const details = jobDetails(job, left, t, language);
  return (
    <article
      className={`job-tile job-${job.state}`}
      style={{ aspectRatio: going ? jobShape(job) : 'auto', '--dawn': fraction } as CSSProperties}
      aria-label={job.prompt}
      data-job={job.id}
      data-state={job.state}
    >
      {going && <div className="job-sky" aria-hidden="true" />}
      {going && preview !== null && (
        <img
          className="job-preview"
          src={preview}
          alt={words.preview}
          onError={() => setBroken(preview)}
          style={{ filter: `blur(${Math.round((1 - fraction) * 12)}px)` }}
        />
      )}
      {going && <LivePlayer job={job} />}
      <div className="job-words">
        <p className="job-headline">{job.cancelRequested && going ? words.cancelling : headline}</p>
        {running && <p className="job-details numbers">{details.join(' · ') || '\u00a0'}</p>}
        {job.error !== null && !going && (
          <>
            <p>{job.error.message[language]}</p>
            <p className="job-details">{job.error.remedy[language]}</p>
          </>
        )}
      </div>
      <div className="job-actions">
        {going ? (
          <Button kind="plain" disabled={job.cancelRequested || cancel.isPending} onClick={() => cancel.mutate()}>
            {words.cancel}
          </Button>
        ) : (
          <Button kind="soft" icon="repeat" disabled={retry.isPending} onClick={() => retry.mutate()}>
            {words.again}
          </Button>
        )}
      </div>
      {going && (
        <div
          className="job-line"
          role="progressbar"
          aria-label={headline}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(fraction * 100)}
        />
      )}
    </article>
  );
}
