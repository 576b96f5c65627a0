import { AkezoraError } from '@akezora/contract';
import type { Context } from 'hono';
import { requireUpload } from '../access/principal.ts';
import { checkDisk } from '../library/space.ts';
import { ingestFile } from '../library/uploads.ts';
import type { UploadRow } from '../platform/store/tables.ts';
import { checkDeclared } from './body.ts';
import type { AppEnv, Services } from './context.ts';
import { afterAnswer, removeAfterAnswer } from './leftovers.ts';
import { type Form, type FormFile, receiveForm } from './receive-form.ts';

/** Most bytes of a form with files; larger files go through `/api/uploads`. */
const formBytes = 256e6;
/** A form up to this size takes no place among those received at once. */
const smallBytes = 1e6;
/** Bytes after which the free disk space is looked at again. */
const diskStep = 16e6;

/** Whether the body of a request is a form. */
export const isForm = (contentType: string): boolean =>
  /^(?:multipart\/form-data|application\/x-www-form-urlencoded)\s*(?:;|$)/i.test(contentType);

/**
 * Receives the form of a request: files go to the disk, where their room is checked, and are removed when the request is
 * answered. Of large forms each owner, and the server, receives only so many at once.
 * @throws AkezoraError `body_too_large`, `body_unreadable`, `request_invalid`, `too_many_requests`, `limit_reached`,
 * `not_enough_disk`; `forbidden` for files of a sender who may not upload.
 */
export async function readForm(context: Context<AppEnv>, services: Services): Promise<Form> {
  const request = context.req.raw;
  const principal = context.get('principal');
  const { budgets, options, storage } = services;
  const limit = Math.min(formBytes, options.uploadBytes);
  checkDeclared(request, limit);
  const declared = Number(request.headers.get('content-length') ?? 0);
  let isLarge = false;
  let checked = 0;
  const makeRoom = async (bytes: number) => {
    if (bytes > smallBytes && !isLarge) {
      isLarge = true;
      afterAnswer(request, budgets.hold(principal, 'forms'));
      await budgets.room(principal, bytes);
    }
    if (bytes < checked) return;
    checked = bytes + diskStep;
    await checkDisk(storage, options.reserveBytes, Math.max(0, declared - bytes));
  };
  if (declared > smallBytes) await makeRoom(declared);
  checked = 0;
  return receiveForm(
    request,
    { bytes: limit, fieldBytes: 100_000, fields: 50, files: 10 },
    {
      temporary: async () => {
        requireUpload(principal);
        const path = await storage.temporary('form');
        removeAfterAnswer(request, path);
        return path;
      },
      received: makeRoom,
    },
  );
}

/**
 * Stores a file of a form as an upload.
 * @throws AkezoraError as `ingestFile`.
 */
export function ingestFormFile(
  context: Context<AppEnv>,
  services: Services,
  field: string,
  file: FormFile,
): Promise<UploadRow> {
  if (file.bytes === 0) {
    throw new AkezoraError('request_invalid', { field, reason: { en: 'the file is empty', ja: 'ファイルが空です' } });
  }
  const { path, name } = file;
  const { signal } = context.req.raw;
  return ingestFile(services, { principal: context.get('principal'), path, name: name || 'file', field, signal });
}
