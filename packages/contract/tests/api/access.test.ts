import { describe, expect, it } from 'vitest';
import { type Access, type Route, routes } from '../../src/api/index.ts';

/** Who may call what. A new route has to be added here, by someone who has thought about it. */
const table: Readonly<Record<Access, readonly string[]>> = {
  public: ['session', 'signIn', 'signOut', 'clipVideo', 'clipThumbnail', 'clipSprites', 'gallery', 'shared'],
  'signed-in': ['models', 'jobs', 'job', 'jobPreview', 'activity', 'settings', 'storage'],
  generate: ['plan', 'promptHelp', 'submit', 'cancelJob', 'retryJob', 'deleteJob'],
  library: [
    ...['clips', 'bulk', 'clip', 'patchClip', 'trashClip', 'restoreClip', 'family', 'exportClips', 'importClips'],
    ...['upload', 'deleteUpload', 'uploadFile', 'uploadThumbnail'],
    ...['folders', 'createFolder', 'renameFolder', 'deleteFolder', 'tags'],
    ...['presets', 'createPreset', 'deletePreset'],
    ...['storyboards', 'createStoryboard', 'storyboard', 'saveStoryboard', 'deleteStoryboard'],
    ...['characters', 'createCharacter', 'deleteCharacter'],
    ...['patchSettings', 'webhooks', 'createWebhook', 'deleteWebhook', 'keys', 'createKey', 'revokeKey'],
  ],
  admin: ['pullModel', 'stopPull', 'removeModel', 'accounts', 'createAccount', 'patchAccount'],
};

describe('access to routes', () => {
  it('is as the table says, for every route', () => {
    const written = Object.entries(table).flatMap(([access, names]) => names.map((name) => [name, access]));
    const stated = Object.entries(routes).map(([name, { access }]) => [name, access]);
    expect(Object.fromEntries(stated)).toEqual(Object.fromEntries(written));
    expect(written).toHaveLength(stated.length);
  });

  it('is required: a route without it does not compile', () => {
    // @ts-expect-error `access` is missing.
    const route: Route = { method: 'GET', path: '/api/x', summary: 'x' };
    expect(route.access).toBeUndefined();
  });
});
