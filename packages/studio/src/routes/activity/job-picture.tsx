import type { Job } from '@akezora/contract/api';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { usePreview } from '../../api/live-store.ts';
import { clipQuery } from '../../api/queries.ts';
import { Icon, type IconName } from '../../components/icon.tsx';
import { useText } from '../../i18n/index.ts';

/** What stands in the place of a picture that there is not, or not yet. */
const signs: Readonly<Record<Job['state'], IconName>> = {
  queued: 'pulse',
  running: 'pulse',
  completed: 'film',
  failed: 'warn',
  cancelled: 'close',
  expired: 'close',
};

/** A job's picture: of its clip, which it opens; of what is painted so far; else a sign of how it stands. */
export function JobPicture({ job }: { job: Job }) {
  const { activity } = useText();
  const id = job.state === 'completed' ? job.clipId : null;
  const clip = useQuery({ ...clipQuery(id ?? ''), enabled: id !== null }).data;
  const preview = usePreview(job);
  if (id !== null && clip !== undefined && clip.deletedAt === null)
    return (
      <Link
        className="job-picture"
        to="/clips/$id"
        params={{ id }}
        aria-label={`${activity.openClip}: ${job.prompt}`}
        title={activity.openClip}
      >
        <img src={api.url(clip.urls.thumbnail)} alt="" loading="lazy" decoding="async" />
      </Link>
    );
  if (job.state === 'running' && preview !== null)
    return (
      <span className="job-picture">
        <img src={preview} alt="" />
      </span>
    );
  return (
    <span className="job-picture">
      <Icon name={signs[job.state]} size={22} />
    </span>
  );
}
