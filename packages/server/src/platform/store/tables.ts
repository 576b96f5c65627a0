import type {
  ClipFacts,
  ClipMeasures,
  ErrorShape,
  GenerationPlan,
  GenerationRequest,
  RequestedActor,
  SaidByFile,
} from '@akezora/contract';
import type { AuditAction, JobProgress, JobState, KeyScope, Role, SpriteIndex } from '@akezora/contract/api';
import type { ColumnType, Generated, JSONColumnType, Selectable } from 'kysely';

type Json<T> = JSONColumnType<T & object, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>;
type Stamp = ColumnType<Date, Date | undefined, Date>;
type MaybeStamp = ColumnType<Date | null, Date | null | undefined, Date | null>;
type Maybe<T> = ColumnType<T | null, T | null | undefined, T | null>;
/** bigint columns arrive as text from Postgres and as numbers from PGlite; readers go through `Number`. */
type Big = ColumnType<string | number, number, number>;
type MaybeBig = ColumnType<string | number | null, number | null | undefined, number | null>;
type BigSerial = ColumnType<string | number, never, never>;

/** Limits of one owner; an absent one is the server's. */
export interface OwnerLimits {
  readonly running?: number;
  readonly queued?: number;
  readonly secondsPerDay?: number;
  readonly bytes?: number;
}

/** A file that a finished clip is joined to, without the `overlap` seconds that both share. */
interface StoredJoin {
  /** Id of a clip, or `upload:` and the id of an upload. */
  readonly clip: string;
  readonly overlap: number;
  /** Where the generated part goes, relative to this file. Default `after`. */
  readonly place?: 'before' | 'after';
}

/** Properties of a job besides its request, stored as JSON in `jobs.meta`: their names stay as they are. */
export interface JobMeta {
  /** Model name that the caller wrote (an alias such as `sora-2`). */
  readonly modelAsked?: string;
  /** Exact size the clip is centre-cropped to after it is made. */
  readonly crop?: { readonly width: number; readonly height: number };
  readonly join?: StoredJoin;
  /** Former name of `join`, in jobs that an earlier version stored. */
  readonly stitch?: StoredJoin;
  /** Fields of the request that the model does not have and that were left out. */
  readonly ignored?: readonly string[];
  /** Id of the job whose clip was remixed. */
  readonly remixedFrom?: string;
  /** Seconds from completion until the clip expires. Default: never. See `library/expiry.ts`. */
  readonly expiresIn?: number;
  readonly title?: string;
  /** Id of the folder for the clip. */
  readonly folder?: string;
  /** URL of the upstream server and id of the video there. */
  readonly upstreamId?: string;
  /** Trace of the request that submitted it (W3C `traceparent`). */
  readonly trace?: string;
  /** Session of the Gradio client whose stream reports this job. */
  readonly session?: string;
}

/** Keys of a clip's files in storage. */
export interface ClipFiles {
  readonly video: string;
  /** Its content credentials, where they are beside it. */
  readonly credentials?: string;
  /** Layout of the sprite sheet, which is made on the first request, like every picture and conversion. */
  readonly spriteIndex?: SpriteIndex;
}

interface Owners {
  id: string;
  kind: string;
  name: Generated<string>;
  served_at: MaybeStamp;
  limits: NullableJson<OwnerLimits>;
  /** Network of a visitor without an account, whose budgets they share; null for everyone else. */
  network: Maybe<string>;
  created_at: Stamp;
}

interface Jobs {
  id: string;
  seq: BigSerial;
  owner: string;
  group_id: Maybe<string>;
  source: string;
  origin: Generated<string>;
  state: JobState;
  class: Generated<string>;
  priority: Generated<number>;
  model: string;
  runner: Generated<string>;
  prompt: string;
  request: Json<GenerationRequest>;
  meta: ColumnType<JobMeta, string | undefined, string>;
  seconds: Generated<number>;
  estimate_ms: Generated<number>;
  plan: NullableJson<GenerationPlan>;
  progress: NullableJson<JobProgress>;
  preview_frame: Maybe<number>;
  attempt: Generated<number>;
  max_attempts: Generated<number>;
  worker: Maybe<string>;
  avoid_worker: Maybe<string>;
  heartbeat_at: MaybeStamp;
  cancel_requested: Generated<boolean>;
  deadline_at: MaybeStamp;
  created_at: Stamp;
  queued_at: Stamp;
  started_at: MaybeStamp;
  finished_at: MaybeStamp;
  error: NullableJson<ErrorShape>;
  clip_id: Maybe<string>;
}

interface JobEvents {
  seq: BigSerial;
  job_id: string;
  owner: string;
  type: string;
  data: ColumnType<Record<string, unknown>, string, string>;
  created_at: Stamp;
}

interface Clips {
  id: string;
  seq: BigSerial;
  owner: string;
  job_id: Maybe<string>;
  group_id: Maybe<string>;
  parent_id: Maybe<string>;
  /** Ids of the clips whose pictures it took over, which may be gone. */
  source_ids: ColumnType<string[], string | undefined, string>;
  title: Generated<string>;
  prompt: string;
  model: string;
  width: number;
  height: number;
  fps: number;
  seconds: number;
  frames: number;
  bytes: Big;
  /** Bytes of the files made from it: conversions, pictures. */
  derived_bytes: ColumnType<string | number, number | undefined, number>;
  checksum: string;
  mime: string;
  files: Json<ClipFiles>;
  origin: Generated<string>;
  facts: NullableJson<ClipFacts>;
  /** What an imported file says of how it was made. */
  said: NullableJson<SaidByFile>;
  /** Of clips from elsewhere, when that is all of their facts that is known. */
  seed: MaybeBig;
  measures: NullableJson<ClipMeasures>;
  folder_id: Maybe<string>;
  favourite: Generated<boolean>;
  tags: ColumnType<string[], string | undefined, string>;
  visibility: Generated<string>;
  /** Of earlier versions; now in `shares`. */
  share_token: Maybe<string>;
  search: Generated<string>;
  created_at: Stamp;
  deleted_at: MaybeStamp;
  expires_at: MaybeStamp;
}

interface Uploads {
  id: string;
  owner: string;
  name: string;
  kind: string;
  mime: string;
  bytes: Big;
  checksum: string;
  key: string;
  width: Maybe<number>;
  height: Maybe<number>;
  seconds: Maybe<number>;
  thumbnail: Maybe<string>;
  created_at: Stamp;
  expires_at: MaybeStamp;
}

interface Accounts {
  id: string;
  owner: string;
  name: string;
  /** What is unique about the name (`platform/names.ts`); null in rows of an earlier version beside this one. */
  name_key: Maybe<string>;
  password: Maybe<string>;
  /** Issuer and subject of the sign-in provider, with a space between. */
  oidc_subject: Maybe<string>;
  /** Address by which the sign-in provider's account is found the first time, in small letters. */
  email: Maybe<string>;
  role: Role;
  created_at: Stamp;
  disabled_at: MaybeStamp;
}

interface ApiKeys {
  id: string;
  owner: string;
  hash: string;
  hint: string;
  name: string;
  scopes: Json<KeyScope[]>;
  role: Role;
  created_at: Stamp;
  used_at: MaybeStamp;
  used_network: Maybe<string>;
  revoked_at: MaybeStamp;
  expires_at: MaybeStamp;
  /** The key that made this one, which is revoked together with it. */
  made_by: Maybe<string>;
}

/** Sign-in attempts of one account, place or network (`access/sign-in-limits.ts`). */
interface SignInAttempts {
  bucket: string;
  count: number;
  last_at: Stamp;
  /** When the next attempt is allowed. */
  free_at: Stamp;
}

interface Folders {
  id: string;
  owner: string;
  name: string;
  created_at: Stamp;
}

interface Presets {
  id: string;
  owner: string;
  name: string;
  request: Json<Record<string, unknown>>;
  bytes: ColumnType<string | number, number | undefined, number>;
  created_at: Stamp;
}

interface Storyboards {
  id: string;
  owner: string;
  name: string;
  data: Json<Record<string, unknown>>;
  bytes: ColumnType<string | number, number | undefined, number>;
  created_at: Stamp;
  updated_at: Stamp;
}

interface Decisions {
  id: string;
  owner: string;
  created_at: Stamp;
  /** When the same was last asked for. */
  seen_at: ColumnType<Date, Date | string | undefined, Date | string>;
  times: Generated<number>;
  action: 'warn' | 'review' | 'refuse';
  checked: 'request' | 'publication';
  field: string;
  category: string;
  rule: string;
  evidence: string;
  words: string;
  words_hash: string;
  policy: string;
  policy_version: number;
  rules_version: number;
  appeal: Generated<'none' | 'open' | 'upheld' | 'overturned'>;
  statement: Maybe<string>;
  appealed_at: MaybeStamp;
  answer: Maybe<string>;
  /** Account of the person who answered; null without accounts. */
  answered_by: Maybe<string>;
  answered_at: MaybeStamp;
}

interface Actors {
  id: string;
  owner: string;
  name: string;
  upload_id: Maybe<string>;
  clip_id: Maybe<string>;
  region: NullableJson<{ x: number; y: number; width: number; height: number }>;
  /** As its picture looks: null for an actor of a clip or video, and where an earlier version stored it. */
  faces: Maybe<NonNullable<RequestedActor['faces']>>;
  feet: Maybe<number>;
  scale: Maybe<number>;
  kind: Maybe<NonNullable<RequestedActor['kind']>>;
  created_at: Stamp;
}

interface Webhooks {
  id: string;
  owner: string;
  /** Of a service for people only the origin: the whole address is sealed in `secret`. */
  url: string;
  /** Sealed: the signing secret, or address and token of a service. */
  secret: string;
  name: Generated<string>;
  events: Json<string[]>;
  /** `webhook`, or the service whose form the messages have. */
  kind: Generated<string>;
  /** Language of messages for people. */
  language: Generated<string>;
  created_at: Stamp;
  /** First failure since the last delivery that arrived; null when the last one arrived. */
  failing_since: MaybeStamp;
  /** When it was switched off because nothing had arrived for days. */
  disabled_at: MaybeStamp;
}

interface Shares {
  clip_id: string;
  /** SHA-256 of the token. */
  token_hash: string;
  /** The token, sealed for `share:<clip>`. */
  token: string;
  /** Secret that signs the passes of visitors. */
  pass: string;
  /** argon2id hash. */
  password: Maybe<string>;
  expires_at: MaybeStamp;
  views: Generated<number>;
  max_views: ColumnType<number | null, number | null | undefined, number | null>;
  created_at: Stamp;
}

interface WebhookDeliveries {
  /** Id of the event, the same for every attempt. */
  id: string;
  webhook_id: string;
  type: string;
  job_id: string;
  created_at: Stamp;
  /** Attempts begun so far. */
  attempt: Generated<number>;
  /** When the next attempt begins, or when a claimed one counts as crashed. */
  due_at: Stamp;
}

interface Sessions {
  /** Hash of the secret in the cookie; a new one at each confirmation. */
  hash: string;
  /** Name of the session for its owner; stays the same. */
  id: Generated<string>;
  owner: string;
  /** Null for a visitor of an open server. */
  account_id: Maybe<string>;
  created_at: Stamp;
  expires_at: Stamp;
  /** When password, code or passkey were last given. */
  confirmed_at: MaybeStamp;
  /** Last request, to the minute. */
  last_seen_at: Stamp;
  network: Generated<string>;
  device: Generated<string>;
  /** How it was opened. */
  method: Generated<string>;
}

interface AuditLog {
  seq: BigSerial;
  at: Stamp;
  action: AuditAction;
  outcome: 'ok' | 'refused';
  owner: Maybe<string>;
  account: Maybe<string>;
  key: Maybe<string>;
  via: Maybe<string>;
  network: Maybe<string>;
  object: Maybe<string>;
  detail: ColumnType<Record<string, string | number | boolean>, string | undefined, never>;
}

interface SignInChallenges {
  hash: string;
  purpose: string;
  account_id: Maybe<string>;
  /** What an authenticator signs; empty for other steps. */
  challenge: Generated<string>;
  network: Generated<string>;
  /** How the first step was done. */
  method: Generated<string>;
  tries: Generated<number>;
  created_at: Stamp;
  expires_at: Stamp;
}

interface Passkeys {
  id: string;
  account_id: string;
  /** Id of the credential, base64url. */
  credential: string;
  public_key: string;
  counter: ColumnType<string | number, number | undefined, number>;
  transports: ColumnType<string[], string | undefined, string>;
  name: Generated<string>;
  created_at: Stamp;
  used_at: MaybeStamp;
}

/** Every table of the service. */
export interface Tables {
  owners: Owners;
  jobs: Jobs;
  idempotency: {
    owner: string;
    key: string;
    fingerprint: string;
    job_ids: Json<string[]>;
    created_at: Stamp;
  };
  job_events: JobEvents;
  live_streams: { job_id: string; attempt: number; created_at: Stamp };
  previews: { job_id: string; frame: number; jpeg: Uint8Array };
  workers: {
    id: string;
    host: string;
    pid: number;
    device: string;
    runners: Json<string[]>;
    started_at: Stamp;
    heartbeat_at: Stamp;
  };
  speeds: { model: string; ms_per_unit: number; runs: Generated<number> };
  folders: Folders;
  clips: Clips;
  /** Files made from clips, by their keys in the storage. `kind`: `picture` or `conversion`. */
  derived_files: { key: string; clip_id: string; kind: string; bytes: Big; used_at: Stamp };
  uploads: Uploads;
  /** Resumable uploads that are not complete, with their announced bytes. */
  open_uploads: { id: string; owner: string; bytes: Big; created_at: Stamp };
  presets: Presets;
  storyboards: Storyboards;
  actors: Actors;
  decisions: Decisions;
  shares: Shares;
  share_attempts: { clip_id: string; network: string; tries: number; since: Stamp };
  webhooks: Webhooks;
  webhook_deliveries: WebhookDeliveries;
  schedules: { name: string; claimed_at: Stamp };
  accounts: Accounts;
  sessions: Sessions;
  sign_in_challenges: SignInChallenges;
  totp: {
    account_id: string;
    /** Sealed; see `platform/secrets.ts`. */
    secret: string;
    /** Time step of the last code that was used. */
    last_step: ColumnType<string | number, number | undefined, number>;
    created_at: Stamp;
    confirmed_at: MaybeStamp;
  };
  recovery_codes: { account_id: string; hash: string; used_at: MaybeStamp };
  passkeys: Passkeys;
  api_keys: ApiKeys;
  sign_in_attempts: SignInAttempts;
  known_places: { account_id: string; place: string; seen_at: Stamp };
  settings: { key: string; value: ColumnType<unknown, string, string> };
  audit_log: AuditLog;
  akezora_migrations: { name: string; applied_at: Stamp };
}

/** A row of `jobs`. */
export type JobRow = Selectable<Jobs>;
/** A row of `clips`. */
export type ClipRow = Selectable<Clips>;
/** A row of `shares`. */
export type ShareRow = Selectable<Shares>;
/** A row of `uploads`. */
export type UploadRow = Selectable<Uploads>;
/** A row of `job_events`. */
export type JobEventRow = Selectable<JobEvents>;
/** A row of `webhooks`. */
export type WebhookRow = Selectable<Webhooks>;
/** A row of `webhook_deliveries`. */
export type DeliveryRow = Selectable<WebhookDeliveries>;
/** A row of `audit_log`. */
export type AuditRow = Selectable<AuditLog>;
/** A row of `accounts`. */
export type AccountRow = Selectable<Accounts>;
/** A row of `sessions`. */
export type SessionRow = Selectable<Sessions>;
/** A row of `passkeys`. */
export type PasskeyRow = Selectable<Passkeys>;
/** A row of `api_keys`. */
export type KeyRow = Selectable<ApiKeys>;
/** A row of `presets`. */
export type PresetRow = Selectable<Presets>;
/** A row of `storyboards`. */
export type StoryboardRow = Selectable<Storyboards>;
/** A row of `decisions`. */
export type DecisionRow = Selectable<Decisions>;
/** A row of `actors`. */
export type ActorRow = Selectable<Actors>;
