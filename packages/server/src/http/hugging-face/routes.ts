import { AkezoraError, generationRequestSchema, isAbsent, parseOrThrow, readOtherWords } from '@akezora/contract';
import type { Hono } from 'hono';
import { z } from 'zod';
import { clipOfJob } from '../../library/clips.ts';
import { readJson } from '../body.ts';
import type { AppEnv, Services } from '../context.ts';
import { sendFile } from '../files.ts';
import { submitRequest } from '../submit.ts';
import { untilEnded } from '../until-ended.ts';
import { openAnswer } from '../while-allowed.ts';

/** Hugging Face's text-to-video task; its parameters are read as those of every compatible endpoint. */
const bodySchema = z.looseObject({
  inputs: z.string().min(1).max(20_000),
  parameters: z.looseObject({ model: z.string().max(512).nullish() }).nullish(),
});

/** Fields of the body that say nothing about the clip. */
const ofBody = ['inputs', 'parameters', 'options'];

/**
 * A Hugging Face inference endpoint: `POST /` with `{inputs, parameters}` answers the video itself. Parameters that the model
 * does not have are not applied and named in the header `x-akezora-ignored`.
 */
export function registerHuggingFace(app: Hono<AppEnv>, services: Services): void {
  app.post('/', async (context) => {
    const body = parseOrThrow(bodySchema, await readJson(context.req.raw, services.options.bodyBytes));
    const given = body.parameters ?? {};
    const { capabilities } = await services.models.find(given.model ?? services.options.defaultModel);
    const words = readOtherWords(given, capabilities, ['model']);
    const request = parseOrThrow(generationRequestSchema, {
      prompt: body.inputs,
      model: capabilities.id,
      ...words.part,
    });
    const besides = Object.keys(body).filter((name) => !ofBody.includes(name) && !isAbsent(body[name]));
    const submission = {
      request,
      viaApi: 'hugging-face',
      compatible: { ignored: [...words.ignored, ...besides], nameOf: words.nameOf },
      ...(words.crop === undefined ? {} : { meta: { crop: words.crop } }),
    };
    const principal = context.get('principal');
    // Before the job is made: whoever is refused has nothing to cancel.
    const { allowed, end } = openAnswer(services, context);
    const done = await submitRequest(services, principal, submission)
      .then(([job]) => {
        if (job === undefined) throw new AkezoraError('internal', { reason: 'no job was made' });
        return untilEnded(services, job, context.req.raw.signal, allowed);
      })
      .finally(end);
    if (done.state !== 'completed' || done.clip_id === null) {
      throw done.error === null ? new AkezoraError('cancelled') : AkezoraError.fromShape(done.error);
    }
    const clip = await clipOfJob(services.store.db, done);
    if (clip === undefined) throw new AkezoraError('not_found', { what: done.id });
    const { ignored = [] } = done.meta;
    const headers = ignored.length > 0 ? { 'x-akezora-ignored': headerText(ignored) } : {};
    return sendFile(context, services.storage, clip.files.video, { mime: clip.mime, headers });
  });
}

/** Names for a header, which holds printable ASCII only; senders choose them, so there may be many. */
const headerText = (names: readonly string[]): string =>
  names
    .map((name) => name.replace(/[^\x21-\x7e]/g, '_').slice(0, 80))
    .join(', ')
    .slice(0, 2000);
