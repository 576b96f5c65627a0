import { AkezoraError, type GenerationRequest, looksLikePlace } from '@akezora/contract';
import type { Principal } from '../access/principal.ts';
import { storedJoin } from '../jobs/stored-join.ts';
import type { Queries } from '../platform/store/database.ts';
import type { ClipRow, JobMeta, UploadRow } from '../platform/store/tables.ts';
import { clipFor } from './clips.ts';
import { uploadFor } from './uploads.ts';

/** What of a job names its inputs. */
export interface NamesInputs {
  readonly request: Pick<GenerationRequest, 'conditions' | 'actors' | 'backdrop' | 'parent' | 'loras'>;
  readonly meta?: Pick<JobMeta, 'join' | 'stitch'>;
}

const uploadPattern = /^upload:([\w-]{1,64})$/;

/** Whether the name of an input means an upload; others mean clips. */
const isUpload = (name: string): boolean => name.startsWith('upload:') || name.startsWith('upload_');

const missing = (field: string, path: string) => new AkezoraError('input_missing', { field, path: path.slice(0, 80) });

/** `input_missing` instead of `not_found`: the request names an input that is not theirs to use. */
async function orMissing<T>(field: string, name: string, find: Promise<T>): Promise<T> {
  try {
    return await find;
  } catch (thrown) {
    throw thrown instanceof AkezoraError && thrown.code === 'not_found' ? missing(field, name) : thrown;
  }
}

/** A clip that someone may use as an input. @throws AkezoraError `input_missing` naming `field`. */
export const clipInput = (db: Queries, principal: Principal, id: string, field: string): Promise<ClipRow> =>
  orMissing(field, id, clipFor(db, principal, 'use', id));

/**
 * An upload that someone may use as an input, by its id or as `upload:ID`.
 * @throws AkezoraError `input_missing` naming `field`; `input_unreadable` for an archive.
 */
export async function uploadInput(db: Queries, principal: Principal, name: string, field: string): Promise<UploadRow> {
  const id = uploadPattern.exec(name)?.[1] ?? name;
  const upload = await orMissing(field, name, uploadFor(db, principal, 'use', id, field));
  if (upload.kind === 'archive') {
    const reason = { en: 'it is a ZIP archive', ja: 'ZIP ファイルです' };
    throw new AkezoraError('input_unreadable', { field, path: upload.name, reason });
  }
  return upload;
}

/** The stored file of an input that is a clip or an upload. @throws AkezoraError `input_missing` naming `field`. */
export async function inputKey(db: Queries, principal: Principal, name: string, field: string): Promise<string> {
  if (isUpload(name)) return (await uploadInput(db, principal, name, field)).key;
  return (await clipInput(db, principal, name, field)).files.video;
}

/**
 * Checks that someone may use every input of a request, before the job is queued. The worker looks again when it runs.
 * @throws AkezoraError `input_missing` with the field; `request_invalid` for anything that is not an id.
 */
export async function checkInputs(
  db: Queries,
  principal: Principal,
  { request, meta = {} }: NamesInputs,
): Promise<void> {
  for (const [field, name] of uploadsNamed(request)) {
    if (!uploadPattern.test(name)) {
      const reason = { en: 'write it as upload:ID', ja: 'upload:ID の形で書いてください' };
      throw new AkezoraError('request_invalid', { field, reason });
    }
    await uploadInput(db, principal, name, field);
  }
  for (const [field, id] of clipsNamed(request)) await clipInput(db, principal, id, field);
  const join = storedJoin(meta);
  if (join !== undefined) await inputKey(db, principal, join.clip, 'join.source');
  if (request.parent !== undefined) await clipInput(db, principal, request.parent, 'request.parent');
  const place = request.loras?.findIndex((lora) => 'file' in lora || looksLikePlace(lora.id)) ?? -1;
  if (place >= 0) {
    const name = 'file' in (request.loras?.[place] ?? {}) ? 'file' : 'id';
    const reason = {
      en: 'a server takes LoRAs by the id under which they were added to it (`akezora models add FILE`), never by a path or URL',
      ja: 'サーバーの LoRA は、`akezora models add ファイル` で追加したときの名前で指定します。パスや URL では指定できません',
    };
    throw new AkezoraError('request_invalid', { field: `request.loras.${place}.${name}`, reason });
  }
}

/** Whether a clip may be named as the one that another was made from. */
export const isUsableParent = (db: Queries, principal: Principal, id: string): Promise<boolean> =>
  clipInput(db, principal, id, 'request.parent').then(
    () => true,
    (thrown) => {
      if (thrown instanceof AkezoraError) return false;
      throw thrown;
    },
  );

type Named = [field: string, name: string];

const uploadsNamed = ({ conditions = [], actors = [], backdrop }: NamesInputs['request']): Named[] => [
  ...conditions.flatMap(({ source }, index): Named[] =>
    source.kind === 'clip' ? [] : [[`request.conditions.${index}.source`, source.file]],
  ),
  ...actors.flatMap(({ image, clip }, index): Named[] => [
    ...(image === undefined ? [] : [[`request.actors.${index}.image`, image] satisfies Named]),
    ...(clip?.startsWith('upload:') === true ? [[`request.actors.${index}.clip`, clip] satisfies Named] : []),
  ]),
  ...(backdrop === undefined ? [] : [['request.backdrop.image', backdrop.image] satisfies Named]),
];

const clipsNamed = ({ conditions = [], actors = [] }: NamesInputs['request']): Named[] => [
  ...conditions.flatMap(({ source }, index): Named[] =>
    source.kind === 'clip' ? [[`request.conditions.${index}.source`, source.id]] : [],
  ),
  ...actors.flatMap(({ clip }, index): Named[] =>
    clip === undefined || clip.startsWith('upload:') ? [] : [[`request.actors.${index}.clip`, clip]],
  ),
];
