import { Readable } from 'node:stream';
import type { RouteName } from '@akezora/contract/api';
import { datasetEntries } from '../../exporting/entries.ts';
import { changeClips, patchClip, restoreClip, trashClip } from '../../library/change-clips.ts';
import { clipFor, clipsToExport, familyOf, listClips, listGallery, sharedClip } from '../../library/clips.ts';
import { writeZip } from '../../library/zip.ts';
import { audit } from '../../platform/audit.ts';
import type { ClipRow } from '../../platform/store/tables.ts';
import { disposition, sendFile } from '../files.ts';
import { streamWhileAllowed } from '../while-allowed.ts';
import type { Handlers, RouteCall } from './register.ts';
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

/** A clip whose files the caller may see: their own, a public one, or one shared by a link that they have. */
const visibleClip = ({ db, principal, id, context }: RouteCall<RouteName>): Promise<ClipRow> =>
  clipFor(db, principal, 'see-file', id, { token: context.req.query('token') });

const cacheOf = (row: ClipRow) => (row.visibility === 'private' ? 'private, max-age=3600' : 'public, max-age=3600');

/** The library, the gallery and shared clips of our own API. */
export const clipHandlers: Handlers<Names> = {
  clips: async ({ db, principal, query }) => {
    const { rows, next, total } = await listClips(db, principal, query);
    return { data: rows.map(clipView), nextCursor: next, total };
  },
  bulk: ({ services, principal, body }) => changeClips(services.store, services.storage, principal, body),
  exportClips: async ({ services, db, principal, body, context }) => {
    const clips = await clipsToExport(db, principal, body.ids);
    await audit(db, { action: 'export', actor: principal, outcome: 'ok', detail: { clips: clips.length } });
    const archive = Readable.from(writeZip(datasetEntries(services.storage, clips)));
    const stream = Readable.toWeb(archive) as ReadableStream<Uint8Array>;
    return new Response(streamWhileAllowed(services, context, stream), {
      headers: { 'content-type': 'application/zip', 'content-disposition': disposition('akezora-clips.zip') },
    });
  },
  clip: async ({ db, principal, id }) => clipDetailView(await clipFor(db, principal, 'see', id)),
  patchClip: async ({ services, principal, id, body }) =>
    clipDetailView(await patchClip(services.store, principal, id, body)),
  trashClip: async ({ services, principal, id }) => {
    await trashClip(services.store, services.storage, principal, id);
    return undefined;
  },
  restoreClip: async ({ services, principal, id }) => clipDetailView(await restoreClip(services.store, principal, id)),
  family: async ({ db, principal, id }) => {
    const { root, rows } = await familyOf(db, principal, id);
    return { root, data: rows.map(clipView) };
  },
  clipVideo: (call) => sendVideo(call),
  clipThumbnail: (call) => sendPicture(call, 'thumbnail'),
  clipSprites: (call) => sendPicture(call, 'sprites'),
  gallery: async ({ db, principal, query }) => {
    const { rows, next } = await listGallery(db, principal, query);
    return { data: rows.map((row) => publicClipView(row)), nextCursor: next };
  },
  shared: async ({ db, principal, params }) => {
    const token = params.token ?? '';
    return publicClipView(await sharedClip(db, principal, token), token);
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
