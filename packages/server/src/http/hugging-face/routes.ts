import { AkezoraError, generationRequestSchema, parseOrThrow } from '@akezora/contract';
import type { Hono } from 'hono';
import { z } from 'zod';
import { clipOfJob } from '../../library/clips.ts';
import { readJson } from '../body.ts';
import type { AppEnv, Services } from '../context.ts';
import { sendFile } from '../files.ts';
import { submitRequest } from '../submit.ts';
import { untilEnded } from '../until-ended.ts';
import { openAnswer } from '../while-allowed.ts';

/** Parameters of Hugging Face's text-to-video task. */
const bodySchema = z.object({
  inputs: z.string().min(1).max(20_000),
  parameters: z
    .object({
      num_frames: z.number().min(1).max(100_000).nullish(),
      guidance_scale: z.number().min(0).max(100).nullish(),
      num_inference_steps: z.number().int().min(1).max(1000).nullish(),
      negative_prompt: z.union([z.string().max(20_000), z.array(z.string().max(20_000)).max(20)]).nullish(),
      seed: z.number().int().min(0).max(0xffffffff).nullish(),
      seconds: z.number().min(0.1).max(3600).nullish(),
      resolution: generationRequestSchema.shape.resolution.nullish(),
      aspect: generationRequestSchema.shape.aspect.nullish(),
      model: z.string().max(512).nullish(),
    })
    .nullish(),
});

/** Names of the parameters that a model may not have. */
const parameters: Readonly<Record<string, string>> = { guidance: 'guidance_scale', negativePrompt: 'negative_prompt' };

/**
 * A Hugging Face inference endpoint: `POST /` with `{inputs, parameters}` answers the video itself. Parameters that the model
 * does not have are not applied and named in the header `x-akezora-ignored`.
 */
export function registerHuggingFace(app: Hono<AppEnv>, services: Services): void {
  app.post('/', async (context) => {
    const body = parseOrThrow(bodySchema, await readJson(context.req.raw, services.options.bodyBytes));
    const given = body.parameters ?? {};
    const { capabilities } = await services.models.find(given.model ?? services.options.defaultModel);
    const negative = Array.isArray(given.negative_prompt) ? given.negative_prompt.join(', ') : given.negative_prompt;
    const seconds =
      given.seconds ?? (given.num_frames == null ? undefined : given.num_frames / capabilities.fps.default);
    const request = parseOrThrow(generationRequestSchema, {
      prompt: body.inputs,
      model: capabilities.id,
      ...(given.seed == null ? {} : { seed: given.seed }),
      ...(seconds === undefined ? {} : { seconds: Math.max(seconds, capabilities.seconds.min) }),
      ...(given.guidance_scale == null ? {} : { guidance: given.guidance_scale }),
      ...(given.num_inference_steps == null ? {} : { steps: given.num_inference_steps }),
      ...(negative == null ? {} : { negativePrompt: negative }),
      ...(given.resolution == null ? {} : { resolution: given.resolution }),
      ...(given.aspect == null ? {} : { aspect: given.aspect }),
    });
    const principal = context.get('principal');
    // Before the job is made: whoever is refused has nothing to cancel.
    const { allowed, end } = openAnswer(services, context);
    const done = await submitRequest(services, principal, { request, viaApi: 'hugging-face', compatible: true })
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
    const ignored = (done.meta.ignored ?? []).map((field) => parameters[field] ?? field);
    const headers = ignored.length > 0 ? { 'x-akezora-ignored': ignored.join(', ') } : {};
    return sendFile(context, services.storage, clip.files.video, { mime: clip.mime, headers });
  });
}
