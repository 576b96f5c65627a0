import { timelineEntries, timelineOf } from '../../exporting/timeline/entries.ts';
import { actorPicture, looksOf } from '../../library/actor-pictures.ts';
import { changeActor, createActor, listActors, removeActor } from '../../library/actors.ts';
import { listTags } from '../../library/clips.ts';
import { createFolder, listFolders, removeFolder, renameFolder } from '../../library/folders.ts';
import { createPreset, listPresets, removePreset } from '../../library/presets.ts';
import {
  createStoryboard,
  listStoryboards,
  removeStoryboard,
  saveStoryboard,
  storyboardFor,
} from '../../library/storyboards.ts';
import { audit } from '../../platform/audit.ts';
import { disposition, sendFile, sendZip } from '../files.ts';
import { actorView, folderView, presetView, storyboardView } from './collection-views.ts';
import { type Handlers, type RouteCall, removedOr404 } from './register.ts';

type Names =
  | 'folders'
  | 'createFolder'
  | 'renameFolder'
  | 'deleteFolder'
  | 'tags'
  | 'presets'
  | 'createPreset'
  | 'deletePreset'
  | 'storyboards'
  | 'createStoryboard'
  | 'storyboard'
  | 'saveStoryboard'
  | 'storyboardTimeline'
  | 'deleteStoryboard'
  | 'actors'
  | 'createActor'
  | 'patchActor'
  | 'actorPicture'
  | 'deleteActor';

/** Folders, tags, presets, storyboards and actors of our own API. */
export const collectionHandlers: Handlers<Names> = {
  folders: async ({ db, principal }) => ({ data: (await listFolders(db, principal)).map(folderView) }),
  createFolder: async ({ services, principal, body }) =>
    folderView(await createFolder(services.store, principal, body.name, services.budgets)),
  renameFolder: async ({ services, principal, id, body }) =>
    folderView(await renameFolder(services.store, principal, id, body.name)),
  deleteFolder: async ({ services, principal, id }) => {
    await removeFolder(services.store, principal, id);
    return undefined;
  },
  tags: async ({ db, principal }) => ({ data: await listTags(db, principal) }),
  presets: async ({ db, principal }) => ({ data: (await listPresets(db, principal)).map(presetView) }),
  createPreset: async ({ services, principal, body }) =>
    presetView(await createPreset(services.store, principal, body, services.budgets)),
  deletePreset: async ({ db, principal, id }) => removedOr404(id, await removePreset(db, principal, id)),
  storyboards: async ({ db, principal }) => ({ data: (await listStoryboards(db, principal)).map(storyboardView) }),
  createStoryboard: async ({ services, principal, body }) =>
    storyboardView(await createStoryboard(services.store, principal, body, services.budgets)),
  storyboard: async ({ db, principal, id }) => storyboardView(await storyboardFor(db, principal, id)),
  saveStoryboard: async ({ services, principal, id, body }) =>
    storyboardView(await saveStoryboard(services.store, principal, id, body, services.budgets)),
  storyboardTimeline: (call) => sendTimeline(call),
  deleteStoryboard: async ({ db, principal, id }) => removedOr404(id, await removeStoryboard(db, principal, id)),
  actors: async ({ db, principal }) => ({ data: (await listActors(db, principal)).map(actorView) }),
  createActor: async ({ services, principal, body, context }) => {
    const { faces, feet, scale, kind, ...actor } = body;
    const given = { faces, feet, scale, kind };
    const looks = await looksOf(services, principal, actor, { given, signal: context.req.raw.signal });
    return actorView(await createActor(services.store, principal, { ...actor, looks }, services.budgets));
  },
  patchActor: async ({ services, principal, id, body }) =>
    actorView(await changeActor(services.store, principal, id, body)),
  actorPicture: async ({ services, principal, id, context }) => {
    const { key, ...options } = await actorPicture(services, principal, id, context.req.raw.signal);
    return sendFile(context, services.storage, key, options);
  },
  deleteActor: async ({ db, principal, id }) => removedOr404(id, await removeActor(db, principal, id)),
};

/** A storyboard for editing programs, alone or in an archive with its clips. */
async function sendTimeline({ services, db, principal, id, query, context }: RouteCall<'storyboardTimeline'>) {
  const timeline = await timelineOf(db, principal, await storyboardFor(db, principal, id), query);
  const clips = query.media === false ? 0 : timeline.clips.length;
  await audit(db, { action: 'export', actor: principal, outcome: 'ok', detail: { clips, to: query.format } });
  if (query.media === false) {
    const type = query.format === 'otio' ? 'application/json' : 'application/xml';
    const headers = { 'content-type': `${type}; charset=utf-8`, 'content-disposition': disposition(timeline.name) };
    return new Response(timeline.text, { headers });
  }
  const name = timeline.name.replace(/\.\w+$/, '.zip');
  return sendZip(services, context, timelineEntries(services.storage, timeline), name);
}
