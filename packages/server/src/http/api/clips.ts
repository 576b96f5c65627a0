import { Readable } from 'node:stream';
import { AkezoraError } from '@akezora/contract';
import type { RouteName } from '@akezora/contract/api';
import { datasetEntries } from '../../exporting/entries.ts';
import { changeClips, patchClip, restoreClip, trashClip } from '../../library/change-clips.ts';
import { familyOf, findClip, listClips, listGallery, sharedClip, viewableClip } from '../../library/clips.ts';
import { writeZip } from '../../library/zip.ts';
import { audit } from '../../platform/audit.ts';
import { notFound } from '../../platform/not-found.ts';
import type { Queries } from '../../platform/store/database.ts';
import type { ClipRow } from '../../platform/store/tables.ts';
import type { Services } from '../context.ts';
import { disposition, sendFile } from '../files.ts';
import type { Handlers, RouteCall } from './register.ts';
import { readSwitches } from './settings.ts';
import { clipDetailView, clipView, publicClipView } from './views.ts';

type Names =
  | 'clips'
  | 'bulk'
  | 'exportClips'
  | 'clip'
  | 'patchClip'
  | 'trashClip'
  | 'restoreClip'
  | 'family'
  | 'clipVideo'
  | 'clipThumbnail'
  | 'clipSprites'
  | 'gallery'
  | 'shared';

async function ownClip({ db, owner, id }: RouteCall<RouteName>): Promise<ClipRow> {
  const row = await findClip(db, owner, id);
  if (row === undefined) throw notFound(id);
  return row;
}

/** A clip whose files the caller may see: their own, a public one, or one shared by a link that they have. */
async function visibleClip(call: RouteCall<RouteName>): Promise<ClipRow> {
  const id = call.params.id ?? '';
  const owner = call.principal.via === 'none' ? undefined : call.principal.owner;
  const row = await viewableClip(call.services.store.db, owner, id, call.context.req.query('token'));
  if (row === undefined) throw notFound(id);
  return row;
}

/** Clips of an owner in the order of their ids. */
const ownClips = (db: Queries, owner: string, ids: readonly string[]): Promise<ClipRow[]> =>
  Promise.all(
    ids.map(async (id) => {
      const row = await findClip(db, owner, id);
      if (row === undefined) throw notFound(id);
      return row;
    }),
  );

/** Refuses to publish or share a clip where the server's owner has turned that off. */
async function checkVisibility(services: Services, visibility: string | undefined): Promise<void> {
  if (visibility !== 'public' && visibility !== 'link') return;
  const { gallery, sharing } = await readSwitches(services);
  if (visibility === 'public' && !gallery) {
    throw new AkezoraError('forbidden', { reason: { en: 'the gallery is off', ja: 'ギャラリーは公開されていません' } });
  }
  if (visibility === 'link' && !sharing) {
    throw new AkezoraError('forbidden', { reason: { en: 'sharing is off', ja: '共有は無効になっています' } });
  }
}

const cacheOf = (row: ClipRow) => (row.visibility === 'private' ? 'private, max-age=3600' : 'public, max-age=3600');

/** The library, the gallery and shared clips of our own API. */
export const clipHandlers: Handlers<Names> = {
  clips: async ({ db, owner, query }) => {
    const { rows, next, total } = await listClips(db, owner, query);
    return { data: rows.map(clipView), nextCursor: next, total };
  },
  bulk: ({ services, owner, body }) => changeClips(services.store, services.storage, owner, body),
  exportClips: async ({ services, db, principal, owner, body }) => {
    const clips = await ownClips(db, owner, body.ids);
    await audit(db, { action: 'export', actor: principal, outcome: 'ok', detail: { clips: clips.length } });
    const archive = Readable.from(writeZip(datasetEntries(services.storage, clips)));
    return new Response(Readable.toWeb(archive) as ReadableStream<Uint8Array>, {
      headers: { 'content-type': 'application/zip', 'content-disposition': disposition('akezora-clips.zip') },
    });
  },
  clip: async (call) => clipDetailView(await ownClip(call)),
  patchClip: async ({ services, owner, id, body }) => {
    await checkVisibility(services, body.visibility);
    return clipDetailView(await patchClip(services.store, owner, id, body));
  },
  trashClip: async ({ services, owner, id }) => {
    await trashClip(services.store, services.storage, owner, id);
    return undefined;
  },
  restoreClip: async ({ services, owner, id }) => clipDetailView(await restoreClip(services.store, owner, id)),
  family: async (call) => {
    const row = await ownClip(call);
    const { root, rows } = await familyOf(call.db, call.owner, row);
    return { root, data: rows.map(clipView) };
  },
  clipVideo: (call) => sendVideo(call),
  clipThumbnail: (call) => sendPicture(call, 'thumbnail'),
  clipSprites: (call) => sendPicture(call, 'sprites'),
  gallery: async ({ services, query }) => {
    if (!(await readSwitches(services)).gallery) throw notFound({ en: 'the gallery', ja: 'ギャラリー' });
    const { rows, next } = await listGallery(services.store.db, query);
    return { data: rows.map((row) => publicClipView(row)), nextCursor: next };
  },
  shared: async ({ services, params }) => {
    const token = params.token ?? '';
    const row = await sharedClip(services.store.db, token);
    if (row === undefined || !(await readSwitches(services)).sharing)
      throw notFound({ en: 'the clip', ja: 'クリップ' });
    return publicClipView(row, token);
  },
};

async function sendVideo(call: RouteCall<'clipVideo'>): Promise<Response> {
  const { query, services, context } = call;
  const row = await visibleClip(call);
  const { key, mime } = await services.derived.video(row, query.format, query.height);
  const name = `${(row.title || row.prompt).slice(0, 60).trim() || 'clip'}.${key.split('.').at(-1)}`;
  return sendFile(context, services.storage, key, {
    mime,
    etag: key === row.files.video ? row.checksum : `${row.checksum}-${key.split('/').at(-1)}`,
    cache: cacheOf(row),
    ...(query.download === true ? { filename: name } : {}),
  });
}

async function sendPicture(call: RouteCall<RouteName>, kind: 'thumbnail' | 'sprites'): Promise<Response> {
  const row = await visibleClip(call);
  const { key, mime } = await call.services.derived.picture(row, kind);
  return sendFile(call.context, call.services.storage, key, {
    mime,
    etag: `${row.checksum}-${kind}`,
    cache: cacheOf(row),
  });
}
