import { AkezoraError, extensionOfMime } from '@akezora/contract';
import { type Principal, requireUpload, shareOf } from '../../access/principal.ts';
import { oneFile } from '../../importing/files.ts';
import { importClips } from '../../importing/import.ts';
import { type ImportFile, importFileOf } from '../../importing/sources.ts';
import { checkFolder } from '../../library/folders.ts';
import { deleteUpload, uploadFor } from '../../library/uploads.ts';
import type { Queries } from '../../platform/store/database.ts';
import type { UploadRow } from '../../platform/store/tables.ts';
import type { Services } from '../context.ts';
import { whileAllowed } from '../while-allowed.ts';
import type { Handlers } from './register.ts';
import { clipView } from './views.ts';

/** Most files of one archive, and most unpacked bytes as a multiple of the largest upload. */
const most = { entries: 10_000, unpackedTimes: 4 };

/** Imports of our own API. */
export const importHandlers: Handlers<'importClips'> = {
  importClips: async ({ services, db, owner, principal, body, context }) => {
    requireUpload(principal);
    const allowed = whileAllowed(services, context);
    const signal = AbortSignal.any([services.stopping, context.req.raw.signal, allowed.signal]);
    // Each finds what the one before has left: its uploads, the quota, the room on the disk.
    const work = services.imports.take(shareOf(principal), signal, async () => {
      await checkFolder(db, owner, body.folderId);
      const uploads = await uploadsOf(db, principal, [...new Set(body.uploads)]);
      const files: ImportFile[] = [];
      for (const upload of uploads)
        files.push(...(await filesOf(services, principal, upload, uploads.length > 1, signal)));
      const { folderId, skipUnreadable } = body;
      const order = { principal, files, folderId: folderId ?? undefined, skipUnreadable, signal };
      const { rows, skipped } = await importClips(services, order);
      for (const { id } of uploads) await deleteUpload(services.store, services.storage, principal, id);
      return { data: rows.map((row) => clipView(row)), skipped: [...skipped] };
    });
    return work.finally(allowed.stop);
  },
};

/** The uploads to import, none of which may be an image. */
async function uploadsOf(db: Queries, principal: Principal, ids: readonly string[]): Promise<UploadRow[]> {
  const uploads: UploadRow[] = [];
  for (const [index, id] of ids.entries()) {
    const field = `uploads.${index}`;
    const upload = await uploadFor(db, principal, 'see', id, field);
    if (upload.kind === 'image') {
      const reason = { en: 'it is an image', ja: '画像です' };
      throw new AkezoraError('input_unreadable', { field, path: upload.name, reason });
    }
    uploads.push(upload);
  }
  return uploads;
}

async function filesOf(
  { storage, options, children }: Services,
  principal: Principal,
  upload: UploadRow,
  several: boolean,
  signal: AbortSignal,
): Promise<ImportFile[]> {
  const path = await storage.local(upload.key);
  if (upload.kind !== 'archive') return [await oneFile(path, videoName(upload))];
  const limits = { entries: most.entries, bytes: options.uploadBytes * most.unpackedTimes };
  const share = { owner: shareOf(principal), signal };
  const packed = await children.call('listArchive', { archive: path, name: upload.name, limits }, share);
  // Several archives are kept apart by a prefix; the parts of one (`set.part1.zip`, …) share it.
  const prefix = several ? `${upload.name.replace(/(?:\.part\d+)?\.zip$/i, '')}/` : '';
  return packed.map((file) => importFileOf({ ...file, name: prefix + file.name }));
}

/** The name of an upload, with the extension of its detected format. */
const videoName = ({ name, mime }: UploadRow): string =>
  `${name.replace(/\.[a-z0-9]{2,5}$/i, '')}.${extensionOfMime(mime) ?? 'mp4'}`;
