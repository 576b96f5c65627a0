import { createCharacter, listCharacters, removeCharacter } from '../../library/characters.ts';
import { listTags } from '../../library/clips.ts';
import { createFolder, listFolders, removeFolder, renameFolder } from '../../library/folders.ts';
import { createPreset, listPresets, removePreset } from '../../library/presets.ts';
import {
  createStoryboard,
  findStoryboard,
  listStoryboards,
  removeStoryboard,
  saveStoryboard,
} from '../../library/storyboards.ts';
import { notFound } from '../../platform/not-found.ts';
import { characterView, folderView, presetView, storyboardView } from './collection-views.ts';
import { type Handlers, removedOr404 } from './register.ts';

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
  | 'deleteStoryboard'
  | 'characters'
  | 'createCharacter'
  | 'deleteCharacter';

/** Folders, tags, presets, storyboards and characters of our own API. */
export const collectionHandlers: Handlers<Names> = {
  folders: async ({ db, owner }) => ({ data: (await listFolders(db, owner)).map(folderView) }),
  createFolder: async ({ services, owner, body }) => folderView(await createFolder(services.store, owner, body.name)),
  renameFolder: async ({ services, owner, id, body }) =>
    folderView(await renameFolder(services.store, owner, id, body.name)),
  deleteFolder: async ({ services, owner, id }) => {
    await removeFolder(services.store, owner, id);
    return undefined;
  },
  tags: async ({ db, owner }) => ({ data: await listTags(db, owner) }),
  presets: async ({ db, owner }) => ({ data: (await listPresets(db, owner)).map(presetView) }),
  createPreset: async ({ db, owner, body }) => presetView(await createPreset(db, owner, body.name, body.request)),
  deletePreset: async ({ db, owner, id }) => removedOr404(id, await removePreset(db, owner, id)),
  storyboards: async ({ db, owner }) => ({ data: (await listStoryboards(db, owner)).map(storyboardView) }),
  createStoryboard: async ({ db, owner, body }) =>
    storyboardView(await createStoryboard(db, owner, body.name, body.data)),
  storyboard: async ({ db, owner, id }) => {
    const row = await findStoryboard(db, owner, id);
    if (row === undefined) throw notFound(id);
    return storyboardView(row);
  },
  saveStoryboard: async ({ db, owner, id, body }) => {
    const row = await saveStoryboard(db, owner, id, body);
    if (row === undefined) throw notFound(id);
    return storyboardView(row);
  },
  deleteStoryboard: async ({ db, owner, id }) => removedOr404(id, await removeStoryboard(db, owner, id)),
  characters: async ({ db, owner }) => ({ data: (await listCharacters(db, owner)).map(characterView) }),
  createCharacter: async ({ services, owner, body }) =>
    characterView(await createCharacter(services.store, owner, body)),
  deleteCharacter: async ({ db, owner, id }) => removedOr404(id, await removeCharacter(db, owner, id)),
};
