import { AkezoraError, type Language, type Text } from '@akezora/contract';
import { ownRoot } from '../config/public-root.ts';
import type { ServerOptions } from '../config/settings.ts';
import { thumbnailPath } from '../library/thumbnail-pass.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Queries } from '../platform/store/database.ts';
import type { DeliveryRow } from '../platform/store/tables.ts';

/** What people are told when a job has ended. */
export interface Notice {
  readonly outcome: 'completed' | 'failed' | 'test';
  readonly title: string;
  readonly text: string;
  /** Where the clip, or the list of jobs, can be seen. */
  readonly link: string;
  /** The clip's thumbnail, where the server can be reached from elsewhere. */
  readonly image?: string;
}

const words = {
  completed: { en: 'Your clip is ready', ja: 'クリップができました' },
  failed: { en: 'A clip could not be made', ja: 'クリップを作れませんでした' },
  test: { en: 'Notifications from Akezora arrive here', ja: 'Akezora の通知はここに届きます' },
  testText: {
    en: 'This is a test. You will be told when a clip is ready or could not be made.',
    ja: 'これはテストです。クリップが完成したときと、作れなかったときにお知らせします。',
  },
} as const satisfies Record<string, Text>;

/** Address of this server for people: the public one, else that on which it listens. */
const rootOf = (options: ServerOptions): string =>
  (options.publicUrl ?? ownRoot(options, options.port)).replace(/\/+$/, '');

/** The notice of a test. */
export const testNotice = (language: Language, options: ServerOptions): Notice => ({
  outcome: 'test',
  title: words.test[language],
  text: words.testText[language],
  link: `${rootOf(options)}/settings`,
});

/** What a delivery says, in a language; undefined when its job has been removed since. */
export async function noticeOf(
  db: Queries,
  { job_id, type }: Pick<DeliveryRow, 'job_id' | 'type'>,
  language: Language,
  { options, secrets }: { readonly options: ServerOptions; readonly secrets: Secrets },
): Promise<Notice | undefined> {
  const job = await db.selectFrom('jobs').selectAll().where('id', '=', job_id).executeTakeFirst();
  if (job === undefined) return undefined;
  const root = rootOf(options);
  if (type === 'video.failed' || job.clip_id === null) {
    const error = job.error === null ? undefined : AkezoraError.fromShape(job.error);
    const text = [job.prompt, error?.text[language], error?.remedy[language]].filter(Boolean).join('\n');
    return { outcome: 'failed', title: words.failed[language], text, link: `${root}/activity` };
  }
  const clip = encodeURIComponent(job.clip_id);
  const notice: Notice = {
    outcome: 'completed',
    title: words.completed[language],
    text: job.prompt,
    link: `${root}/clips/${clip}`,
  };
  // Discord, Slack and phones fetch it themselves: from a server that only this machine reaches they cannot.
  return options.publicUrl === undefined
    ? notice
    : { ...notice, image: `${root}${thumbnailPath(secrets, job.clip_id)}` };
}
