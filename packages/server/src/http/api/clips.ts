import { fileNameOf } from '@akezora/contract';
import type { Clip, ClipDetail, PublicClip, RouteName } from '@akezora/contract/api';
import { setVisitPass, visitPassOf } from '../../access/visit-cookie.ts';
import { datasetEntries } from '../../exporting/entries.ts';
import { changeClips, patchClip, restoreClip, trashClip } from '../../library/change-clips.ts';
import { clipFor, clipsToExport, listClips, listGallery } from '../../library/clips.ts';
import { familyOf } from '../../library/family.ts';
import { linkOpensFiles, openLink, visitSeconds } from '../../library/open-link.ts';
import { linksOf } from '../../library/shares.ts';
import { credentialsKey, credentialsMime } from '../../library/store-clip.ts';
import { opensThumbnail } from '../../library/thumbnail-pass.ts';
import { audit } from '../../platform/audit.ts';
import type { ClipRow } from '../../platform/store/tables.ts';
import { isSilent } from '../../webhooks/deliveries.ts';
import { sendFile, sendZip } from '../files.ts';
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
  | 'shared'
  | 'unlockShared';

/** A clip whose files the caller may see: their own, a public one, or one shared by a link that they have. */
async function visibleClip({ db, principal, id, context }: RouteCall<RouteName>): Promise<ClipRow> {
  const token = context.req.query('token');
  const hasLink = token !== undefined && (await linkOpensFiles(db, id, token, visitPassOf(context, token)));
  return clipFor(db, principal, 'see-file', id, { hasLink });
}

/** A clip with its facts and its link, as its owner sees it. */
async function detailOf({ db, services }: RouteCall<RouteName>, row: ClipRow): Promise<ClipDetail> {
  return clipDetailView(row, (await linksOf(db, services.secrets, [row])).get(row.id));
}

async function viewsOf({ db, services }: RouteCall<RouteName>, rows: readonly ClipRow[]): Promise<Clip[]> {
  const links = await linksOf(db, services.secrets, rows);
  return rows.map((row) => clipView(row, links.get(row.id)));
}

/** Opens a link for a visitor, who gets a pass for its files as a cookie. */
async function visit(call: RouteCall<'shared' | 'unlockShared'>, password?: string): Promise<PublicClip> {
  const { db, principal, params, context, services } = call;
  const token = params.token ?? '';
  const visitor = { password, pass: visitPassOf(context, token) };
  const { clip, pass } = await openLink(db, principal, token, visitor);
  setVisitPass(context, services.options, token, { value: pass, seconds: visitSeconds });
  return publicClipView(clip, token);
}

/**
 * Files are asked for again each time, so that nothing is shown after its link or its publication has ended; only what
 * everyone may see stays in the caches of browsers for a minute.
 */
const cacheOf = (row: ClipRow, hasToken: boolean) =>
  row.visibility === 'public' && !hasToken ? 'private, max-age=60, must-revalidate' : 'private, no-cache';

/** The library, the gallery and shared clips of our own API. */
export const clipHandlers: Handlers<Names> = {
  clips: async (call) => {
    const { db, principal, query } = call;
    const { rows, next, total } = await listClips(db, principal, query);
    return { data: await viewsOf(call, rows), nextCursor: next, total };
  },
  bulk: ({ services, principal, body }) => changeClips(services, principal, body),
  exportClips: async ({ services, db, principal, body, context }) => {
    const clips = await clipsToExport(db, principal, body.ids);
    await audit(db, { action: 'export', actor: principal, outcome: 'ok', detail: { clips: clips.length } });
    return sendZip(services, context, datasetEntries(services.storage, clips), 'akezora-clips.zip');
  },
  clip: async (call) => detailOf(call, await clipFor(call.db, call.principal, 'see', call.id)),
  patchClip: async (call) => {
    const row = await patchClip(call.services, call.principal, call.id, call.body);
    return detailOf(call, row);
  },
  trashClip: async ({ services, principal, id }) => {
    await trashClip(services, principal, id);
    return undefined;
  },
  restoreClip: async (call) => detailOf(call, await restoreClip(call.services, call.principal, call.id)),
  family: async (call) => {
    const { root, rows, children } = await familyOf(call.db, call.principal, call.id);
    return { root, data: await viewsOf(call, rows), children };
  },
  clipVideo: (call) => sendVideo(call),
  clipThumbnail: async (call) => sendPicture(call, 'thumbnail', await clipOfPass(call)),
  clipSprites: (call) => sendPicture(call, 'sprites'),
  gallery: async ({ db, principal, query }) => {
    const { rows, next } = await listGallery(db, principal, query);
    return { data: rows.map((row) => publicClipView(row)), nextCursor: next };
  },
  shared: (call) => visit(call),
  unlockShared: (call) => visit(call, call.body.password),
};

async function sendVideo(call: RouteCall<'clipVideo'>): Promise<Response> {
  const { query, services, context } = call;
  const row = await visibleClip(call);
  const { key, mime } = await services.derived.video(row, query.format, query.height, {
    principal: call.principal,
    signal: context.req.raw.signal,
  });
  if (query.credentials === true) {
    const filename = fileNameOf(row.title || row.prompt, 'c2pa', row.id);
    return sendFile(context, services.storage, credentialsKey(key), { mime: credentialsMime, filename });
  }
  const name = fileNameOf(row.title || row.prompt, key.split('.').at(-1) ?? 'mp4', row.id);
  const hasBeside = (await services.storage.size(credentialsKey(key))) !== undefined;
  return sendFile(context, services.storage, key, {
    mime,
    etag: key === row.files.video ? row.checksum : `${row.checksum}-${key.split('/').at(-1)}`,
    cache: cacheOf(row, context.req.query('token') !== undefined),
    ...(hasBeside ? { headers: { link: besideLink(context.req.url) } } : {}),
    ...(query.download === true ? { filename: name } : {}),
  });
}

/** Where the credentials of a video are, as C2PA 2.1, 11.4, has it told. */
function besideLink(of: string): string {
  const url = new URL(of);
  url.searchParams.delete('download');
  url.searchParams.set('credentials', 'true');
  return `<${url.search}>; rel="c2pa-manifest"`;
}

/** The clip whose thumbnail the token of a notification opens: not that of the bin, nor of a disabled account. */
async function clipOfPass({ services, db, id, context }: RouteCall<RouteName>): Promise<ClipRow | undefined> {
  if (!opensThumbnail(services.secrets, id, context.req.query('token') ?? '')) return undefined;
  const found = db.selectFrom('clips').selectAll().where('id', '=', id).where('deleted_at', 'is', null);
  const row = await found.executeTakeFirst();
  return row === undefined || (await isSilent(db, row.owner)) ? undefined : row;
}

async function sendPicture(
  call: RouteCall<RouteName>,
  kind: 'thumbnail' | 'sprites',
  opened?: ClipRow,
): Promise<Response> {
  const row = opened ?? (await visibleClip(call));
  const { key, mime } = await call.services.derived.picture(row, kind, call.context.req.raw.signal);
  return sendFile(call.context, call.services.storage, key, {
    mime,
    etag: `${row.checksum}-${kind}`,
    cache: cacheOf(row, call.context.req.query('token') !== undefined),
  });
}
