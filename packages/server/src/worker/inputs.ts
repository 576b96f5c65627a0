import { type GenerationRequest, type Text, upgradeRequest } from '@akezora/contract';
import { actingFor } from '../access/policy.ts';
import { eachOnce, type Ingredient } from '../inference/credentials.ts';
import type { PostprocessSteps } from '../inference/protocol.ts';
import { storedJoin } from '../jobs/stored-join.ts';
import { clipInput, inputKey, uploadInput } from '../library/inputs.ts';
import { uploadIngredient } from '../library/kept-credentials.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Store } from '../platform/store/database.ts';
import type { JobMeta, JobRow } from '../platform/store/tables.ts';

/** A request for the engine. */
interface ResolvedInputs {
  readonly request: GenerationRequest;
  /** The ids of the local files that it names, to write into the facts of the clip. */
  readonly names: Readonly<Record<string, string>>;
  /** What notices call them: an upload by the name of its file, a clip by its title. */
  readonly called: Readonly<Record<string, Text>>;
  readonly postprocess: PostprocessSteps;
  /** The pictures and clips among them, for the credentials of the clip. */
  readonly ingredients: readonly Ingredient[];
}

/**
 * Replaces the ids in a stored request by local files for the engine. Requests carry no paths: an input is an upload or clip
 * of the same owner, or a public clip. What has become private, or gone, since the job was submitted is not read.
 * @throws AkezoraError `input_missing` for anything else.
 */
export async function resolveInputs(
  store: Store,
  storage: Storage,
  job: Pick<JobRow, 'owner' | 'request' | 'meta'>,
): Promise<ResolvedInputs> {
  const owner = actingFor(job.owner);
  const { db } = store;
  const names: Record<string, string> = {};
  const called: Record<string, Text> = {};
  const ingredients: Ingredient[] = [];
  const local = async (key: string, name: string) => {
    const file = await storage.local(key);
    names[file] = name;
    return file;
  };
  const upload = async (id: string, field: string) => {
    const { key, name } = await uploadInput(db, owner, id, field);
    const file = await local(key, id);
    ingredients.push(await uploadIngredient(storage, key, file));
    called[file] = { en: name, ja: name };
    return file;
  };
  const clip = async (id: string, field: string) => {
    const { files, title, prompt } = await clipInput(db, owner, id, field);
    const file = await local(files.video, id);
    called[file] = calledClip(title || prompt);
    ingredients.push({ file, kind: 'video' });
    return file;
  };
  const either = async (name: string, field: string) => {
    const file = await local(await inputKey(db, owner, name, field), name);
    ingredients.push({ file, kind: 'video' });
    return file;
  };
  // A job that an earlier version queued still has that version's words.
  const request = upgradeRequest(job.request) as GenerationRequest;
  const { meta } = job;
  const conditions = await Promise.all(
    (request.conditions ?? []).map(async (condition, index) => {
      const field = `conditions.${index}.source`;
      const { source } = condition;
      if (source.kind === 'clip')
        return { ...condition, source: { kind: 'video' as const, file: await clip(source.id, field) } };
      return { ...condition, source: { ...source, file: await upload(source.file, field) } };
    }),
  );
  const actors = await Promise.all(
    (request.actors ?? []).map(async (actor, index) => ({
      ...actor,
      ...(actor.clip === undefined ? {} : { clip: await either(actor.clip, `actors.${index}.clip`) }),
      ...(actor.image === undefined ? {} : { image: await upload(actor.image, `actors.${index}.image`) }),
    })),
  );
  const { backdrop } = request;
  const joinFile = async ({ clip: id, overlap, place = 'after' }: NonNullable<JobMeta['join']>) => ({
    file: await either(id, 'video'),
    overlap,
    place,
  });
  const join = storedJoin(meta);
  const postprocess: PostprocessSteps = {
    ...(meta.crop === undefined ? {} : { crop: meta.crop }),
    ...(join === undefined ? {} : { join: await joinFile(join) }),
  };
  return {
    request: {
      ...request,
      ...(conditions.length > 0 ? { conditions } : {}),
      ...(actors.length > 0 ? { actors } : {}),
      ...(backdrop && { backdrop: { ...backdrop, image: await upload(backdrop.image, 'backdrop.image') } }),
    },
    names,
    called,
    postprocess,
    ingredients: eachOnce(ingredients),
  };
}

/** Characters of a clip's title or prompt that a sentence may hold. */
const mostCalled = 40;

/** A clip in a sentence, by its title or prompt. */
function calledClip(words: string): Text {
  const letters = [...words.replace(/\s+/g, ' ').trim()];
  const short = letters.length > mostCalled ? `${letters.slice(0, mostCalled).join('')}…` : letters.join('');
  return short === '' ? { en: 'the clip', ja: '元のクリップ' } : { en: `“${short}”`, ja: `「${short}」` };
}
