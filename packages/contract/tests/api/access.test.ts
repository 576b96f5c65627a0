import { describe, expect, it } from 'vitest';
import { type Access, type Route, routes } from '../../src/api/index.ts';

/** Who may call what. A new route has to be added here, by someone who has thought about it. */
const table: Readonly<Record<Access, readonly string[]>> = {
  public: [
    'session',
    'signIn',
    'signOut',
    'secondFactor',
    'passkeyOptions',
    'signInByPasskey',
    'clipVideo',
    'clipThumbnail',
    'clipSprites',
    'gallery',
    'policy',
    'verify',
    'shared',
    'unlockShared',
  ],
  'signed-in': [
    'models',
    'modelArt',
    'artPicture',
    'jobs',
    'job',
    'jobPreview',
    'jobLive',
    'activity',
    'settings',
    'storage',
    ...['confirmSession', 'sessions', 'endSession', 'endOtherSessions'],
    ...['keys', 'revokeKey', 'ownPassword'],
    ...['ownAccount', 'startTotp', 'confirmTotp', 'removeTotp', 'newRecoveryCodes'],
    ...['newPasskeyOptions', 'addPasskey', 'renamePasskey', 'removePasskey'],
  ],
  generate: ['plan', 'still', 'promptHelp', 'submit', 'cancelJob', 'retryJob', 'deleteJob'],
  library: [
    ...['clips', 'bulk', 'clip', 'patchClip', 'trashClip', 'restoreClip', 'family', 'exportClips', 'importClips'],
    ...['upload', 'deleteUpload', 'uploadFile', 'uploadThumbnail'],
    ...['folders', 'createFolder', 'renameFolder', 'deleteFolder', 'tags'],
    ...['presets', 'createPreset', 'deletePreset'],
    ...['storyboards', 'createStoryboard', 'storyboard', 'saveStoryboard', 'deleteStoryboard', 'storyboardTimeline'],
    ...['decisions', 'appeal'],
    ...['actors', 'createActor', 'patchActor', 'deleteActor', 'actorPicture'],
    ...['patchSettings', 'webhooks', 'createWebhook', 'testWebhook', 'deleteWebhook', 'createKey'],
  ],
  admin: [
    'pullModel',
    'stopPull',
    'removeModel',
    'audit',
    ...['reviews', 'reviewStatistics', 'review'],
    'accounts',
    'createAccount',
    'patchAccount',
    'deleteAccount',
    'endAccountSessions',
    'resetSecondFactor',
  ],
};

/** Routes that manage the server or give others access to it. `patchSettings` checks it for the server's switches only. */
const administration: readonly string[] = [
  'audit',
  ...['reviews', 'reviewStatistics', 'review'],
  ...['keys', 'createKey', 'revokeKey', 'accounts', 'createAccount', 'patchAccount', 'endAccountSessions'],
  ...['deleteAccount', 'ownPassword', 'resetSecondFactor'],
  ...['webhooks', 'createWebhook', 'testWebhook', 'deleteWebhook', 'pullModel', 'stopPull', 'removeModel'],
];

/** Routes that a session may call only soon after password, code or passkey. `patchSettings` checks it for the server's switches only. */
const recentSignIn: readonly string[] = [
  ...['createKey', 'createAccount', 'patchAccount', 'deleteAccount'],
  ...['startTotp', 'confirmTotp', 'removeTotp', 'newRecoveryCodes', 'newPasskeyOptions', 'addPasskey', 'removePasskey'],
  'resetSecondFactor',
];

describe('access to routes', () => {
  it('is as the table says, for every route', () => {
    const written = Object.entries(table).flatMap(([access, names]) => names.map((name) => [name, access]));
    const stated = Object.entries(routes).map(([name, { access }]) => [name, access]);
    expect(Object.fromEntries(stated)).toEqual(Object.fromEntries(written));
    expect(written).toHaveLength(stated.length);
  });

  it('names every route that manages the server', () => {
    const stated = Object.entries(routes as Readonly<Record<string, Route>>);
    const managing = stated.filter(([, route]) => route.administration === true).map(([name]) => name);
    expect(managing.sort()).toEqual([...administration].sort());
    // What only an owner may call manages the server.
    for (const [name, route] of stated) if (route.access === 'admin') expect(administration).toContain(name);
  });

  it('names every route that asks a session for the password again', () => {
    const stated = Object.entries(routes as Readonly<Record<string, Route>>);
    const asking = stated.filter(([, route]) => route.recentSignIn === true).map(([name]) => name);
    expect(asking.sort()).toEqual([...recentSignIn].sort());
  });

  it('is required: a route without it does not compile', () => {
    // @ts-expect-error `access` is missing.
    const route: Route = { method: 'GET', path: '/api/x', summary: 'x' };
    expect(route.access).toBeUndefined();
  });
});
