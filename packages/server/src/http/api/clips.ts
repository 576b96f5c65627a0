import { AkezoraError } from '@akezora/contract';
import type { RouteName } from '@akezora/contract/api';
import {
  changeClips,
  familyOf,
  findClip,
  listClips,
  listGallery,
  patchClip,
  purgeClip,
  setTrashed,
  sharedClip,
  viewableClip,
} from '../../library/clips.ts';
import type { ClipRow } from '../../platform/store/tables.ts';
import { sendFile } from '../files.ts';
import { type Ask, type Handlers, missing } from './register.ts';
import { readSettings } from './settings.ts';
import { clipDetailView, clipView, publicClipView } from './views.ts';

type Names =
  | 'clips'
  | 'bulk'
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

async function ownClip(ask: Ask<RouteName>): Promise<ClipRow> {
  const id = ask.params.id ?? '';
  const row = await findClip(ask.services.store.db, ask.principal.owner, id);
  if (row === undefined) throw missing(id);
  return row;
}

/** A clip whose files someone may see: their own, a public one, one with its link. */
async function seenClip(ask: Ask<RouteName>): Promise<ClipRow> {
  const id = ask.params.id ?? '';
  const owner = ask.principal.via === 'none' ? undefined : ask.principal.owner;
  const row = await viewableClip(ask.services.store.db, owner, id, ask.context.req.query('token'));
  if (row === undefined) throw missing(id);
  return row;
}

const cacheOf = (row: ClipRow) => (row.visibility === 'private' ? 'private, max-age=3600' : 'public, max-age=3600');

/** The library, the gallery and shared clips of our own API. */
export const clipHandlers: Handlers<Names> = {
  clips: async ({ services, principal, query }) => {
    const { rows, next, total } = await listClips(services.store.db, principal.owner, query);
    return { data: rows.map(clipView), nextCursor: next, total };
  },
  bulk: ({ services, principal, body }) => changeClips(services.store, services.storage, principal.owner, body),
  clip: async (ask) => clipDetailView(await ownClip(ask)),
  patchClip: async (ask) => {
    const row = await ownClip(ask);
    const { body, services } = ask;
    if (body.visibility === 'public' && !(await readSettings(services)).gallery) {
      throw new AkezoraError('forbidden', {
        reason: { en: 'the gallery is off', ja: 'ギャラリーは公開されていません' },
      });
    }
    if (body.visibility === 'link' && !(await readSettings(services)).sharing) {
      throw new AkezoraError('forbidden', { reason: { en: 'sharing is off', ja: '共有は無効になっています' } });
    }
    return clipDetailView(await services.store.db.transaction().execute((tx) => patchClip(tx, row, body)));
  },
  trashClip: async (ask) => {
    const row = await ownClip(ask);
    const { store, storage } = ask.services;
    if (row.deleted_at !== null) await purgeClip(store, storage, row);
    else await store.db.transaction().execute((tx) => setTrashed(tx, row, true));
    return undefined;
  },
  restoreClip: async (ask) => {
    const row = await ownClip(ask);
    return clipDetailView(await ask.services.store.db.transaction().execute((tx) => setTrashed(tx, row, false)));
  },
  family: async (ask) => {
    const row = await ownClip(ask);
    const { root, rows } = await familyOf(ask.services.store.db, ask.principal.owner, row);
    return { root, data: rows.map(clipView) };
  },
  clipVideo: async (ask) => {
    const { query, services } = ask;
    const row = await seenClip(ask);
    const { key, mime } = await services.derived.video(row, query.format, query.height);
    const whole = key === row.files.video;
    const name = `${(row.title || row.prompt).slice(0, 60).trim() || 'clip'}.${key.split('.').at(-1)}`;
    return sendFile(ask.context, services.storage, key, {
      mime,
      etag: whole ? row.checksum : `${row.checksum}-${key.split('/').at(-1)}`,
      cache: cacheOf(row),
      ...(query.download === true ? { filename: name } : {}),
    });
  },
  clipThumbnail: (ask) => sendPicture(ask, 'thumbnail'),
  clipSprites: (ask) => sendPicture(ask, 'sprites'),
  gallery: async ({ services, query }) => {
    if (!(await readSettings(services)).gallery) throw missing('gallery');
    const { rows, next } = await listGallery(services.store.db, query);
    return { data: rows.map((row) => publicClipView(row)), nextCursor: next };
  },
  shared: async ({ services, params }) => {
    const token = params.token ?? '';
    const row = await sharedClip(services.store.db, token);
    if (row === undefined || !(await readSettings(services)).sharing) throw missing('clip');
    return publicClipView(row, token);
  },
};

async function sendPicture(ask: Ask<RouteName>, kind: 'thumbnail' | 'sprites'): Promise<Response> {
  const row = await seenClip(ask);
  const { key, mime } = await ask.services.derived.picture(row, kind);
  return sendFile(ask.context, ask.services.storage, key, {
    mime,
    etag: `${row.checksum}-${kind}`,
    cache: cacheOf(row),
  });
}
