import { stageText } from '@akezora/contract';
import type { Job } from '@akezora/contract/api';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type CSSProperties, useEffect, useState } from 'react';
import { api } from '../api/client.ts';
import { usePreview } from '../api/live-store.ts';
import { placeJob } from '../api/refresh.ts';
import { useLanguage, useText } from '../i18n/index.ts';
import { span } from '../util/format.ts';
import { Button } from './controls.tsx';
import './job-tile.css';

/** Width over height of what a job makes. */
export function jobShape(job: Job): number {
  if (job.plan) return job.plan.width / job.plan.height;
  if (job.request.size) return job.request.size.width / job.request.size.height;
  const [w = 16, h = 9] = (job.request.scene?.aspect ?? job.request.aspect ?? '16:9').split(':').map(Number);
  return w / h;
}

/** Counts a running job's time left down between the server's words. */
function useLeft(job: Job): number | null {
  const [now, setNow] = useState(() => performance.now());
  const [heard, setHeard] = useState({ eta: job.progress?.etaMs, at: now });
  if (heard.eta !== job.progress?.etaMs) setHeard({ eta: job.progress?.etaMs, at: performance.now() });
  useEffect(() => {
    if (job.state !== 'running') return;
    const timer = setInterval(() => setNow(performance.now()), 500);
    return () => clearInterval(timer);
  }, [job.state]);
  return heard.eta === undefined ? null : Math.max(0, heard.eta - Math.max(0, now - heard.at));
}

/** A job from the queue to its end: the sky brightens as it comes along. */
export function JobTile({ job }: { job: Job }) {
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
    onSuccess: (next) => placeJob(client, next),
  });
  const running = job.state === 'running';
  const going = running || job.state === 'queued';
  const progress = job.progress;
  const fraction = running ? Math.min(1, progress?.fraction ?? 0) : 0;
  const words = t.compose.job;
  const headline =
    job.state === 'queued'
      ? job.ahead === null || job.ahead === 0
        ? words.queuedNext
        : words.queued(job.ahead)
      : running
        ? progress
          ? stageText(progress.stage, language)
          : words.starting
        : job.state === 'failed'
          ? words.failed
          : job.state === 'expired'
            ? words.expired
            : words.cancelled;
  const details = [
    progress?.frames && progress.frames.done > 0
      ? words.frames(progress.frames.done, progress.frames.total)
      : progress?.step && words.step(progress.step.index, progress.step.total),
    left !== null && left > 0 && t.shell.units.left(span(left / 1000)),
    job.attempt > 1 && words.attempt(job.attempt),
  ].filter((text): text is string => typeof text === 'string');
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
