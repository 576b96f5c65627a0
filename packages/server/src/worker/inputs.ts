import { AkezoraError, type GenerationRequest } from '@akezora/contract';
import type { PostprocessSteps } from '../inference/protocol.ts';
import { storedJoin } from '../jobs/stored-join.ts';
import type { Storage } from '../platform/storage/storage.ts';
import type { Store } from '../platform/store/database.ts';
import type { JobMeta, JobRow } from '../platform/store/tables.ts';

/**
 * Replaces the ids in a stored request by local files for the engine. Requests carry no paths: an input is an upload or clip
 * of the same owner, or a public clip.
 * @throws AkezoraError `input_missing` for anything else.
 */
export async function resolveInputs(
  store: Store,
  storage: Storage,
  job: Pick<JobRow, 'owner' | 'request' | 'meta'>,
): Promise<{ request: GenerationRequest; postprocess: PostprocessSteps }> {
  const upload = (id: string, field: string) => uploadFile(store, storage, job.owner, id, field);
  const clip = (id: string, field: string) => clipFile(store, storage, job.owner, id, field);
  const { request, meta } = job;
  const conditions = await Promise.all(
    (request.conditions ?? []).map(async (condition, index) => {
      const field = `conditions.${index}.source`;
      const { source } = condition;
      if (source.kind === 'clip')
        return { ...condition, source: { kind: 'video' as const, file: await clip(source.id, field) } };
      return { ...condition, source: { ...source, file: await upload(source.file, field) } };
    }),
  );
  const characters = await Promise.all(
    (request.characters ?? []).map(async (character, index) => ({
      ...character,
      ...(character.clip === undefined ? {} : { clip: await either(character.clip, `characters.${index}.clip`) }),
      ...(character.image === undefined ? {} : { image: await upload(character.image, `characters.${index}.image`) }),
    })),
  );
  async function either(id: string, field: string): Promise<string> {
    return uploadId(id) !== id || id.startsWith('upload_') ? upload(id, field) : clip(id, field);
  }
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
      ...(characters.length > 0 ? { characters } : {}),
    },
    postprocess,
  };
}

/** The id of an upload, which requests write as `upload:<id>`. */
const uploadId = (name: string): string => name.replace(/^upload:/, '');

async function uploadFile(store: Store, storage: Storage, owner: string, id: string, field: string): Promise<string> {
  const row = await store.db
    .selectFrom('uploads')
    .select('key')
    .where('id', '=', uploadId(id))
    .where('owner', '=', owner)
    .executeTakeFirst();
  if (row === undefined) throw new AkezoraError('input_missing', { field, path: id });
  return storage.local(row.key);
}

async function clipFile(store: Store, storage: Storage, owner: string, id: string, field: string): Promise<string> {
  const row = await store.db
    .selectFrom('clips')
    .select('files')
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .where((where) => where.or([where('owner', '=', owner), where('visibility', '=', 'public')]))
    .executeTakeFirst();
  if (row === undefined) throw new AkezoraError('input_missing', { field, path: id });
  return storage.local(row.files.video);
}
