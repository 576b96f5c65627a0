/**
 * The written matrix: who may ask which route for whose thing. A new route needs a row here and, if it takes a body or names
 * a thing, in `requests.ts`. Rows are groups of routes with the same rule; contract routes by name, others by method and path.
 */

/** Who asks: people and keys of a server with accounts, a visitor of an open server, the person at the machine of a server without accounts. */
export const subjects = [
  ...(['nobody', 'viewer', 'member', 'owner', 'generateKey', 'libraryKey', 'adminKey'] as const),
  ...(['visitor', 'person', 'personWithToken'] as const),
] as const;

/**
 * What each subject gets, in their order: `ok` for all that is no refusal, else the status. The keys have one scope each:
 * `generate` and `library` of a member, `admin` of an owner.
 */
const outcomes = {
  //       nobody viewer member owner generate library admin visitor person token
  /** Everyone. */
  everyone: 'ok ok ok ok ok ok ok ok ok ok',
  /** Not there, for everyone. */
  nobody: '404 404 404 404 404 404 404 404 404 404',
  /** Everyone who is identified. */
  identified: '401 ok ok ok ok ok ok ok ok ok',
  /** Whoever is identified is not told whether it exists. */
  hidden: '401 404 404 404 404 404 404 404 404 404',
  /** Scope `library`. */
  looking: '401 ok ok ok 403 ok 403 ok ok ok',
  lookingHidden: '401 404 404 404 403 404 403 404 404 404',
  /** Scope `library`, no viewers. */
  writing: '401 403 ok ok 403 ok 403 ok ok ok',
  writingHidden: '401 403 404 404 403 404 403 404 404 404',
  /** Scope `generate`, no viewers. */
  making: '401 403 ok ok ok 403 403 ok ok ok',
  makingHidden: '401 403 404 404 404 403 403 404 404 404',
  /** Those who manage the server; the person at the machine needs the start token. */
  managing: '401 403 403 ok 403 403 ok 403 403 ok',
  managingHidden: '401 403 403 404 403 403 404 403 403 404',
  /** What is public of others, for those who manage the server and have the scope `library`. */
  takingDown: '401 403 404 ok 403 404 403 404 404 ok',
  /** Sessions of accounts only. */
  ofAccount: '401 ok ok ok 403 403 403 403 403 403',
  ofAccountHidden: '401 404 404 404 403 403 403 403 403 403',
  /** Refused with a wrong password or answer, and to everyone without a session. */
  refused: '401 403 403 403 403 403 403 403 403 403',
  /** Looking at keys and webhooks: also the start token. */
  granting: '401 ok ok ok 403 ok 403 ok 403 ok',
  grantingHidden: '401 404 404 404 403 404 403 404 403 404',
  /** Making keys and webhooks: no viewers and no visitors. */
  grantingNew: '401 403 ok ok 403 ok 403 403 403 ok',
  grantingNewHidden: '401 403 404 404 403 404 403 403 403 404',
  /** Files of one’s own clips, with any key. */
  fileOfOwner: '404 ok ok ok ok ok ok ok ok ok',
  /** The metrics, which a scraper on this machine reads without the token. */
  measuring: '401 403 403 ok 403 403 ok 401 ok ok',
  /** Deletes job and clip: scopes `generate` and `library`. */
  /** Their own keys, those that a key made, and for those who manage the server all. */
  keysSeen: '401 ok ok ok ok ok ok ok 403 ok',
  ownKeys: '401 ok ok ok 404 404 ok ok 403 ok',
  keysOfOthers: '401 404 404 ok 404 404 ok 404 403 ok',
  deletingVideo: '401 403 ok ok 403 403 403 ok ok ok',
} as const;

/** Name of a line of `outcomes`. */
export type Outcome = keyof typeof outcomes;

/** The words of an outcome, one for each subject. */
export const wordsOf = (outcome: Outcome): readonly string[] => outcomes[outcome].split(' ');

/** Routes with the same rule. */
export interface Rule {
  readonly routes: readonly string[];
  /** With a thing of one's own (of somebody else, for nobody), or with none. */
  readonly own: Outcome;
  /** With a thing of somebody else. Default: the routes name no thing. */
  readonly other?: Outcome;
  /** With a clip of somebody else and its link, and with a public one. Default: the thing is no clip. */
  readonly link?: Outcome;
  readonly public?: Outcome;
}

/** Every rule. */
export const rules: readonly Rule[] = [
  { routes: ['secondFactor', 'passkeyOptions', 'signInByPasskey'], own: 'everyone' },
  {
    routes: ['ownAccount', 'startTotp', 'newRecoveryCodes', 'newPasskeyOptions'],
    own: 'ofAccount',
  },
  { routes: ['confirmTotp', 'removeTotp', 'renamePasskey', 'removePasskey'], own: 'ofAccountHidden' },
  { routes: ['ownPassword', 'addPasskey'], own: 'refused' },
  { routes: ['resetSecondFactor'], own: 'managingHidden', other: 'managingHidden' },
  { routes: ['deleteAccount'], own: 'managing', other: 'managing' },
  { routes: ['GET /v1/webhook_endpoints/:id'], own: 'granting', other: 'grantingHidden' },
  { routes: ['keys'], own: 'keysSeen' },
  { routes: ['revokeKey'], own: 'ownKeys', other: 'keysOfOthers' },
  {
    routes: [
      'session',
      'signIn',
      'signOut',
      'gallery',
      'policy',
      'verify',
      'GET /healthz',
      'GET /readyz',
      'GET /api/openapi.json',
      'GET /api',
      'GET /*',
    ],
    own: 'everyone',
  },
  { routes: ['confirmSession'], own: 'refused' },
  { routes: ['sessions', 'endOtherSessions'], own: 'ofAccount' },
  { routes: ['endSession'], own: 'ofAccountHidden', other: 'ofAccountHidden' },
  {
    routes: [
      'models',
      'jobs',
      'activity',
      'settings',
      'storage',
      'GET /api/events',
      'GET /v1/videos',
      'GET /v1/models',
      'GET /v1/models/:id{.+}',
      'GET /config',
      'GET /gradio_api/info',
      'GET /gradio_api/app_id',
      'GET /gradio_api/startup-events',
      'GET /gradio_api/queue/data',
      'POST /gradio_api/reset',
      'ALL /mcp',
    ],
    own: 'identified',
  },
  { routes: ['modelArt', 'artPicture'], own: 'hidden' },
  { routes: ['pullModel', 'stopPull', 'removeModel'], own: 'managingHidden' },
  { routes: ['plan', 'still', 'submit'], own: 'making', other: 'makingHidden', link: 'makingHidden', public: 'making' },
  { routes: ['promptHelp'], own: 'makingHidden' },
  {
    routes: [
      'job',
      'jobPreview',
      'jobLive',
      'GET /v1/videos/:id',
      'GET /v1/videos/:id/content',
      'GET /gradio_api/call/:name/:id',
    ],
    own: 'identified',
    other: 'hidden',
  },
  {
    routes: [
      'cancelJob',
      'retryJob',
      'deleteJob',
      'POST /v1/videos/edits',
      'POST /v1/videos/extensions',
      'POST /v1/videos/:id/remix',
      'POST /gradio_api/cancel',
    ],
    own: 'making',
    other: 'makingHidden',
  },
  { routes: ['clips', 'folders', 'tags', 'presets', 'storyboards', 'actors', 'GET /api/characters'], own: 'looking' },
  { routes: ['decisions'], own: 'looking' },
  { routes: ['appeal'], own: 'writing', other: 'writingHidden' },
  {
    routes: ['bulk', 'trashClip'],
    own: 'writing',
    other: 'writingHidden',
    link: 'writingHidden',
    public: 'takingDown',
  },
  {
    routes: ['clip', 'family', 'exportClips'],
    own: 'looking',
    other: 'lookingHidden',
    link: 'lookingHidden',
    public: 'lookingHidden',
  },
  {
    routes: ['patchClip', 'restoreClip', 'createActor', 'POST /api/characters'],
    own: 'writing',
    other: 'writingHidden',
    link: 'writingHidden',
    public: 'writingHidden',
  },
  {
    routes: ['clipVideo', 'clipThumbnail', 'clipSprites'],
    own: 'fileOfOwner',
    other: 'nobody',
    link: 'everyone',
    public: 'everyone',
  },
  {
    routes: [
      'importClips',
      'ALL /api/uploads/:id',
      'deleteUpload',
      'renameFolder',
      'deleteFolder',
      'deletePreset',
      'saveStoryboard',
      'deleteStoryboard',
      'patchActor',
      'deleteActor',
      'DELETE /api/characters/:id',
    ],
    own: 'writing',
    other: 'writingHidden',
  },
  { routes: ['shared', 'unlockShared'], own: 'everyone', other: 'nobody', link: 'everyone', public: 'everyone' },
  {
    routes: [
      'upload',
      'uploadFile',
      'uploadThumbnail',
      'actorPicture',
      'storyboard',
      'storyboardTimeline',
      'GET /v1/videos/characters/:id',
      'GET /v1/files/:id',
      'GET /v1/files/:id/content',
    ],
    own: 'looking',
    other: 'lookingHidden',
  },
  {
    routes: [
      'createFolder',
      'createPreset',
      'createStoryboard',
      'patchSettings',
      'ALL /api/uploads',
      'POST /v1/videos/characters',
      'POST /v1/files',
      'POST /gradio_api/upload',
    ],
    own: 'writing',
  },
  { routes: ['webhooks', 'GET /v1/webhook_endpoints'], own: 'granting' },
  { routes: ['createWebhook', 'createKey', 'POST /v1/webhook_endpoints'], own: 'grantingNew' },
  { routes: ['deleteWebhook', 'testWebhook'], own: 'grantingNew', other: 'grantingNewHidden' },
  { routes: ['accounts', 'createAccount', 'audit', 'reviews', 'reviewStatistics'], own: 'managing' },
  { routes: ['review'], own: 'managing', other: 'managing' },
  { routes: ['patchAccount', 'endAccountSessions'], own: 'managing', other: 'managing' },
  { routes: ['GET /metrics'], own: 'measuring' },
  { routes: ['GET /api/oidc/start', 'GET /api/oidc/callback'], own: 'nobody' },
  {
    routes: ['POST /v1/videos', 'POST /gradio_api/queue/join', 'POST /gradio_api/call/:name', 'POST /'],
    own: 'making',
  },
  { routes: ['DELETE /v1/videos/:id'], own: 'deletingVideo', other: 'makingHidden' },
  { routes: ['DELETE /v1/files/:id'], own: 'writing', other: 'lookingHidden' },
  { routes: ['DELETE /v1/webhook_endpoints/:id'], own: 'grantingNew', other: 'grantingHidden' },
  {
    routes: ['GET /gradio_api/:file{file=.+}'],
    own: 'identified',
    other: 'hidden',
    link: 'hidden',
    public: 'identified',
  },
];
