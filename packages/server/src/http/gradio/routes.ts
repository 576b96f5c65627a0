import { AkezoraError, requestError } from '@akezora/contract';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import { requireUpload } from '../../access/principal.ts';
import { publicRoot } from '../../config/public-root.ts';
import { clipFor, clipOfJob } from '../../library/clips.ts';
import { cancelJobFor, jobFor } from '../../library/jobs.ts';
import { uploadFor } from '../../library/uploads.ts';
import { readJson } from '../body.ts';
import type { AppEnv, Services } from '../context.ts';
import { sendFile } from '../files.ts';
import { ingestFormFile, readForm } from '../forms.ts';
import { FormFile } from '../receive-form.ts';
import { untilEnded } from '../until-ended.ts';
import { openAnswer } from '../while-allowed.ts';
import { outputsOf, submitInputs } from './call.ts';
import { endpointName, functionId, gradioConfig, gradioInfo } from './describe.ts';
import { streamSession } from './stream.ts';

const missing = { en: 'it is missing', ja: '指定されていません' };

const queueJoinSchema = z.looseObject({
  data: z.array(z.unknown()).max(20),
  fn_index: z.literal(functionId).nullish(),
  session_hash: z.string().min(1).max(64),
});
const cancelSchema = z.looseObject({ event_id: z.string().max(64) });

const parse = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const field = result.error.issues[0]?.path.join('.') || 'body';
  throw new AkezoraError('request_invalid', { field, reason: requestError(result.error).details.reason });
};

/** Gradio's HTTP protocol (sse_v3), as of `@gradio/client` and `gradio_client`, with the inputs of the leaked Sora Space. */
export function registerGradio(app: Hono<AppEnv>, services: Services): void {
  const appId = Math.floor(Math.random() * 2 ** 31);
  const rootOf = (context: Context<AppEnv>) => publicRoot(services.options, context.req.url);
  const body = (context: Context<AppEnv>) => readJson(context.req.raw, services.options.bodyBytes);
  const identified = (context: Context<AppEnv>) => {
    const principal = context.get('principal');
    if (principal.via === 'none') throw new AkezoraError('unauthorized');
    return principal;
  };

  const limits = async () => (await services.models.find(services.options.defaultModel)).capabilities;
  app.get('/config', async (context) => context.json(gradioConfig(rootOf(context), appId, await limits())));
  app.get('/gradio_api/info', async (context) => context.json(gradioInfo(await limits())));
  app.get('/gradio_api/app_id', (context) => context.json({ app_id: appId }));
  app.get('/gradio_api/startup-events', (context) => context.json(true));

  app.post('/gradio_api/queue/join', async (context) => {
    const call = parse(queueJoinSchema, await body(context));
    const job = await submitInputs(context, services, identified(context), call.data, call.session_hash);
    return context.json({ event_id: job.id });
  });
  app.get('/gradio_api/queue/data', (context) => {
    const session = context.req.query('session_hash') ?? '';
    if (session === '') throw new AkezoraError('request_invalid', { field: 'session_hash', reason: missing });
    return streamSession(services, context, { owner: identified(context).owner, session, root: rootOf(context) });
  });
  app.post('/gradio_api/cancel', async (context) => {
    const { event_id } = parse(cancelSchema, await body(context));
    await cancelJobFor(services.store, context.get('principal'), event_id, 'event_id');
    return context.json({ success: true });
  });
  app.post('/gradio_api/reset', (context) => context.json({ success: true }));

  app.post('/gradio_api/call/:name', async (context) => {
    if (context.req.param('name') !== endpointName)
      throw new AkezoraError('not_found', { field: 'name', what: context.req.param('name') });
    const call = parse(z.looseObject({ data: z.array(z.unknown()).max(20) }), await body(context));
    const job = await submitInputs(context, services, identified(context), call.data, '');
    return context.json({ event_id: job.id });
  });
  app.get('/gradio_api/call/:name/:id', async (context) => {
    const id = context.req.param('id');
    const asked = await jobFor(services.store.db, context.get('principal'), 'see', id, 'event_id');
    const { allowed, end } = openAnswer(services, context);
    // A client that hangs up may ask again: its place is free, and the job goes on.
    const job = await untilEnded(services, asked, context.req.raw.signal, allowed, 'keep').finally(end);
    const clip = await clipOfJob(services.store.db, job);
    const message =
      clip === undefined
        ? `event: error\ndata: ${JSON.stringify(job.error?.message.en ?? job.state)}\n\n`
        : `event: complete\ndata: ${JSON.stringify(outputsOf(job, clip, rootOf(context)))}\n\n`;
    return new Response(message, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } });
  });

  app.post('/gradio_api/upload', async (context) => {
    const principal = identified(context);
    requireUpload(principal);
    const { entries } = await readForm(context, services);
    const paths: string[] = [];
    for (const [name, file] of entries) {
      if (name !== 'files') continue;
      if (!(file instanceof FormFile)) {
        const reason = { en: 'send only files', ja: 'ファイルだけを送ってください' };
        throw new AkezoraError('request_invalid', { field: 'files', reason });
      }
      paths.push((await ingestFormFile(context, services, 'files', file)).id);
    }
    if (paths.length === 0) throw new AkezoraError('request_invalid', { field: 'files', reason: missing });
    return context.json(paths);
  });
  app.get('/gradio_api/:file{file=.+}', async (context) => {
    const principal = identified(context);
    const path = context.req.param('file').slice('file='.length);
    if (path.startsWith('clip_')) {
      const clip = await clipFor(services.store.db, principal, 'see-file', path.replace(/\.\w+$/, ''), {
        field: 'path',
      });
      return sendFile(context, services.storage, clip.files.video, { mime: clip.mime, etag: clip.checksum });
    }
    const upload = await uploadFor(services.store.db, principal, 'see', path, 'path');
    return sendFile(context, services.storage, upload.key, { mime: upload.mime, etag: upload.checksum });
  });
}
