import { AkezoraError, isAbsent } from '@akezora/contract';
import { jobStateNames } from '@akezora/contract/api';
import type { Context, Hono } from 'hono';
import { requireCreate } from '../../access/policy.ts';
import type { Principal } from '../../access/principal.ts';
import { readJob } from '../../jobs/read.ts';
import { looksOf } from '../../library/actor-pictures.ts';
import { actorFor, insertActor } from '../../library/actors.ts';
import { deleteClip } from '../../library/change-clips.ts';
import { clipFor, clipOfJob, clipsByIds } from '../../library/clips.ts';
import { cancelJobFor, jobFor, jobsFor, removeJobFor } from '../../library/jobs.ts';
import { removeUpload } from '../../library/uploads.ts';
import type { ActorRow, ClipRow, JobRow } from '../../platform/store/tables.ts';
import type { AppEnv, Services } from '../context.ts';
import { sendFile } from '../files.ts';
import { ingestFormFile } from '../forms.ts';
import { FormFile } from '../receive-form.ts';
import { createVideo, editVideo, extendVideo, remixVideo } from './create.ts';
import { registerFiles } from './files.ts';
import { readFields, textField } from './form.ts';
import type { Call } from './inputs.ts';
import { type OpenAiVideo, videoView } from './video.ts';
import { registerWebhookEndpoints } from './webhooks.ts';

export { openAiError } from './errors.ts';

const unix = (date: Date): number => Math.floor(date.getTime() / 1000);

/** OpenAI's Videos API at `/v1`, with the files, models and webhook endpoints it needs. */
export function registerOpenAi(app: Hono<AppEnv>, services: Services): void {
  const callOf = (context: Context<AppEnv>): Call => ({ services, context, principal: context.get('principal') });
  const { db } = services.store;

  const ownJob = (context: Context<AppEnv>): Promise<JobRow> =>
    jobFor(db, context.get('principal'), 'see', context.req.param('id') ?? '', 'video_id');
  const view = async (job: JobRow): Promise<OpenAiVideo> => videoView(job, await clipOfJob(db, job));

  app.post('/v1/videos', async (context) => context.json(await view(await createVideo(callOf(context)))));
  app.post('/v1/videos/edits', async (context) => context.json(await view(await editVideo(callOf(context)))));
  app.post('/v1/videos/extensions', async (context) => context.json(await view(await extendVideo(callOf(context)))));
  app.post('/v1/videos/:id/remix', async (context) =>
    context.json(await view(await remixVideo(callOf(context), context.req.param('id')))),
  );

  app.get('/v1/videos', async (context) => {
    const { limit, order, after } = listQuery(context);
    const place = after === undefined ? {} : { after };
    const rows = await jobsFor(db, context.get('principal'), { limit: limit + 1, order, ...place }, 'after');
    const page = rows.slice(0, limit);
    const ids = page.flatMap((job) => (job.clip_id === null ? [] : [job.clip_id]));
    const clips = await clipsByIds(db, ids);
    const data = page.map((job) =>
      videoView(
        job,
        clips.find((clip) => clip.id === job.clip_id),
      ),
    );
    const ends = { first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
    return context.json({ object: 'list', data, ...ends, has_more: rows.length > limit });
  });

  app.post('/v1/videos/characters', async (context) => {
    const { principal } = callOf(context);
    requireCreate(principal, 'actor');
    const fields = await readFields(context, services);
    const name = textField(fields, 'name', 40);
    if (!/^[\p{L}\p{N}_-]+$/u.test(name)) {
      throw new AkezoraError('request_invalid', {
        field: 'name',
        reason: {
          en: 'use only letters, digits, - and _, so that a prompt can say @name',
          ja: 'プロンプトで @name と書けるように、文字・数字・-・_ だけにしてください',
        },
      });
    }
    const field = fields.image instanceof FormFile ? 'image' : 'video';
    const file = fields[field];
    if (!(file instanceof FormFile)) {
      const reason = { en: 'send a video or picture file', ja: '動画か画像のファイルを送ってください' };
      throw new AkezoraError('request_invalid', { field, reason });
    }
    const row = await makeCharacter(context, services, { name, field, file });
    return context.json({ id: row.id, object: 'character', name, created_at: unix(row.created_at) });
  });
  app.get('/v1/videos/characters/:id', async (context) => {
    const row = await actorFor(db, context.get('principal'), context.req.param('id'), 'character_id');
    return context.json({ id: row.id, object: 'character', name: row.name, created_at: unix(row.created_at) });
  });

  app.get('/v1/videos/:id', async (context) => context.json(await view(await ownJob(context))));
  app.get('/v1/videos/:id/content', async (context) => {
    const job = await ownJob(context);
    return sendContent(context, services, job, await clipOfJob(db, job));
  });
  app.delete('/v1/videos/:id', async (context) => {
    const job = await jobFor(db, context.get('principal'), 'delete', context.req.param('id'), 'video_id');
    await removeEverything(services, context.get('principal'), job);
    return context.json({ id: job.id, object: 'video.deleted', deleted: true });
  });

  app.get('/v1/models', async (context) => {
    const models = await services.models.list();
    const data = models
      .filter((model) => model.installed)
      .flatMap((model) => [model.capabilities.id, ...model.aliases])
      .map(modelView);
    return context.json({ object: 'list', data });
  });
  app.get('/v1/models/:id{.+}', async (context) => {
    await services.models.find(context.req.param('id'));
    return context.json(modelView(context.req.param('id')));
  });
  registerFiles(app, services);
  registerWebhookEndpoints(app, services);
}

const modelView = (id: string) => ({ id, object: 'model', created: 1_767_225_600, owned_by: 'akezora' });

/** Page of a list in the form of OpenAI's query. @throws AkezoraError `request_invalid`. */
export function listQuery(context: Context<AppEnv>): {
  limit: number;
  order: 'asc' | 'desc';
  after: string | undefined;
} {
  const { limit: given, order: direction, after } = context.req.query();
  const order = isAbsent(direction) ? 'desc' : direction;
  const limit = isAbsent(given) ? 20 : Number(given);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw new AkezoraError('request_invalid', {
      field: 'limit',
      reason: { en: 'write a whole number from 1 to 100', ja: '1〜100 の整数にしてください' },
    });
  }
  if (order !== 'asc' && order !== 'desc') {
    throw new AkezoraError('request_invalid', {
      field: 'order',
      reason: { en: 'choose asc or desc', ja: 'asc か desc にしてください' },
    });
  }
  return { limit, order, after: isAbsent(after) ? undefined : after?.slice(0, 200) };
}

async function sendContent(
  context: Context<AppEnv>,
  services: Services,
  job: JobRow,
  clip: ClipRow | undefined,
): Promise<Response> {
  const variant = context.req.query('variant') ?? 'video';
  if (!['video', 'thumbnail', 'spritesheet'].includes(variant)) {
    const reason = {
      en: 'choose video, thumbnail or spritesheet',
      ja: 'video、thumbnail、spritesheet のどれかを指定してください',
    };
    throw new AkezoraError('request_invalid', { field: 'variant', reason });
  }
  if (job.state === 'expired' || (job.state === 'completed' && clip === undefined)) {
    throw new AkezoraError('not_found', {
      field: 'video_id',
      what: { en: 'the file (it expired)', ja: 'ファイル（期限切れ）' },
    });
  }
  if (clip === undefined) {
    // 404 as there: clients repeat a 409 by themselves, and would wait for nothing.
    throw new AkezoraError('not_found', {
      field: 'video_id',
      what: {
        en: `the content (the video is ${jobStateNames[job.state].en})`,
        ja: `動画の内容（動画は${jobStateNames[job.state].ja}です）`,
      },
    });
  }
  if (variant === 'video') {
    return sendFile(context, services.storage, clip.files.video, { mime: clip.mime, etag: clip.checksum });
  }
  const kind = variant === 'thumbnail' ? 'thumbnail' : 'sprites';
  const { key, mime } = await services.derived.picture(clip, kind, context.req.raw.signal);
  return sendFile(context, services.storage, key, { mime, etag: `${clip.checksum}-${kind}` });
}

/** Stores a video or picture and makes an actor of it; a picture that cannot be cut out is not kept. */
async function makeCharacter(
  context: Context<AppEnv>,
  services: Services,
  { name, field, file }: { name: string; field: string; file: FormFile },
): Promise<ActorRow> {
  const principal = context.get('principal');
  const { id } = await ingestFormFile(context, services, field, file);
  try {
    const looks = await looksOf(services, principal, { name, uploadId: id }, { field, signal: context.req.raw.signal });
    return await insertActor(services.store, principal, { name, uploadId: id, looks }, services.budgets);
  } catch (thrown) {
    await removeUpload(services.store, services.storage, id);
    throw thrown;
  }
}

/** Cancels what still runs, then removes the clip and the job. */
async function removeEverything(services: Services, principal: Principal, job: JobRow): Promise<void> {
  const clip = await clipOfJob(services.store.db, job);
  // Before anything is cancelled: a key that may not delete the clip changes nothing.
  if (clip !== undefined) await clipFor(services.store.db, principal, 'delete', clip.id);
  if (job.state === 'queued' || job.state === 'running') {
    await cancelJobFor(services.store, principal, job.id);
    const until = Date.now() + 5000;
    while ((await readJob(services.store.db, job.id))?.state === 'running' && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  if (clip !== undefined) await deleteClip(services, principal, clip.id);
  await removeJobFor(services.store, principal, job.id);
}
