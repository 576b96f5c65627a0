import { formatSpan } from '@akezora/contract';
import type { Job } from '@akezora/contract/api';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { usePermissions } from '../../api/permissions.ts';
import { placeJob, refresh } from '../../api/refresh.ts';
import { Button, IconButton } from '../../components/controls.tsx';
import { toastError } from '../../components/error-toast.ts';
import { PromptText } from '../../components/prompt-text.tsx';
import { useLanguage, useText } from '../../i18n/index.ts';
import { moment } from '../../util/format.ts';
import { JobPicture } from './job-picture.tsx';

/** One job: its picture, its words, how it went, and what can be done with it. */
export function JobRow({ job }: { job: Job }) {
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
      <JobPicture job={job} />
      <div className="job-what">
        <p>{job.prompt === '' ? t.library.clip.origins[job.origin] : <PromptText text={job.prompt} />}</p>
        <p className="small quiet numbers">
          <span className="job-state">{words.states[job.state]}</span> {moment(job.createdAt)} · {job.model}
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
