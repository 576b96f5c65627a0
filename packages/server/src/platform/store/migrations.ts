import type { Kysely } from 'kysely';
import { rewriteAccountNames } from './account-names.ts';
import type { Tables } from './tables.ts';

/** One step of the schema's history. */
export interface Migration {
  readonly name: string;
  readonly statements: readonly string[];
  /** What SQL cannot say; runs after the statements, in the same transaction. */
  readonly afterwards?: (tx: Kysely<Tables>) => Promise<void>;
}

/**
 * The schema's history as plain data: each entry runs once, in order, in its own transaction. Published entries never
 * change; a change of schema is a new entry. Columns only ever get added with defaults, so that workers of the previous
 * version keep working beside new ones during a rolling update.
 */
export const migrations: readonly Migration[] = [
  {
    name: '0001_first',
    statements: [
      `CREATE TABLE owners (
        id text PRIMARY KEY, kind text NOT NULL, name text NOT NULL DEFAULT '',
        served_at timestamptz, limits jsonb, created_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE TABLE jobs (
        id text PRIMARY KEY, seq bigserial NOT NULL, owner text NOT NULL REFERENCES owners(id),
        group_id text, source text NOT NULL, origin text NOT NULL DEFAULT 'api', state text NOT NULL, class text NOT NULL DEFAULT 'normal',
        priority int NOT NULL DEFAULT 0, model text NOT NULL, runner text NOT NULL DEFAULT 'engine',
        prompt text NOT NULL, request jsonb NOT NULL, meta jsonb NOT NULL DEFAULT '{}',
        seconds double precision NOT NULL DEFAULT 0, estimate_ms double precision NOT NULL DEFAULT 0,
        plan jsonb, progress jsonb, preview_frame int, attempt int NOT NULL DEFAULT 0, max_attempts int NOT NULL DEFAULT 2,
        worker text, avoid_worker text, heartbeat_at timestamptz, cancel_requested boolean NOT NULL DEFAULT false,
        deadline_at timestamptz, created_at timestamptz NOT NULL DEFAULT now(), queued_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz, finished_at timestamptz, error jsonb, clip_id text)`,
      `CREATE INDEX jobs_owner ON jobs (owner, seq DESC)`,
      `CREATE INDEX jobs_queue ON jobs (owner, class, priority DESC, seq) WHERE state = 'queued'`,
      `CREATE INDEX jobs_order ON jobs (class, priority DESC, seq) WHERE state = 'queued'`,
      `CREATE INDEX jobs_running ON jobs (owner) WHERE state = 'running'`,
      `CREATE INDEX jobs_group ON jobs (group_id) WHERE group_id IS NOT NULL`,
      `CREATE INDEX jobs_deadline ON jobs (deadline_at) WHERE state IN ('queued', 'running') AND deadline_at IS NOT NULL`,
      `CREATE INDEX jobs_spent ON jobs (owner, created_at)`,
      `CREATE TABLE idempotency (
        owner text NOT NULL, key text NOT NULL, fingerprint text NOT NULL, job_ids jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (owner, key))`,
      `CREATE TABLE job_events (
        seq bigserial PRIMARY KEY, job_id text NOT NULL, owner text NOT NULL, type text NOT NULL,
        data jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE INDEX job_events_job ON job_events (job_id, seq)`,
      `CREATE TABLE previews (job_id text PRIMARY KEY, frame int NOT NULL, jpeg bytea NOT NULL)`,
      `CREATE TABLE workers (
        id text PRIMARY KEY, host text NOT NULL, pid int NOT NULL, device text NOT NULL, runners jsonb NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(), heartbeat_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE TABLE speeds (
        model text PRIMARY KEY, ms_per_unit double precision NOT NULL, runs int NOT NULL DEFAULT 0)`,
      `CREATE TABLE folders (
        id text PRIMARY KEY, owner text NOT NULL REFERENCES owners(id), name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE TABLE clips (
        id text PRIMARY KEY, seq bigserial NOT NULL, owner text NOT NULL REFERENCES owners(id), job_id text,
        group_id text, parent_id text, title text NOT NULL DEFAULT '', prompt text NOT NULL, model text NOT NULL,
        width int NOT NULL, height int NOT NULL, fps double precision NOT NULL, seconds double precision NOT NULL,
        frames int NOT NULL, bytes bigint NOT NULL, checksum text NOT NULL, mime text NOT NULL,
        files jsonb NOT NULL, origin text NOT NULL DEFAULT 'api', facts jsonb, measures jsonb, folder_id text REFERENCES folders(id) ON DELETE SET NULL,
        favourite boolean NOT NULL DEFAULT false, tags jsonb NOT NULL DEFAULT '[]',
        visibility text NOT NULL DEFAULT 'private', share_token text UNIQUE, search text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now(), deleted_at timestamptz, expires_at timestamptz)`,
      `CREATE INDEX clips_owner ON clips (owner, seq DESC)`,
      `CREATE INDEX clips_parent ON clips (parent_id) WHERE parent_id IS NOT NULL`,
      `CREATE INDEX clips_public ON clips (seq DESC) WHERE visibility = 'public' AND deleted_at IS NULL`,
      `CREATE INDEX clips_expiry ON clips (expires_at) WHERE expires_at IS NOT NULL`,
      `CREATE INDEX clips_trash ON clips (deleted_at) WHERE deleted_at IS NOT NULL`,
      `CREATE TABLE uploads (
        id text PRIMARY KEY, owner text NOT NULL REFERENCES owners(id), name text NOT NULL, kind text NOT NULL,
        mime text NOT NULL, bytes bigint NOT NULL, checksum text NOT NULL, key text NOT NULL,
        width int, height int, seconds double precision, thumbnail text,
        created_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz)`,
      `CREATE INDEX uploads_owner ON uploads (owner, created_at DESC)`,
      `CREATE TABLE presets (
        id text PRIMARY KEY, owner text NOT NULL REFERENCES owners(id), name text NOT NULL, request jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE TABLE storyboards (
        id text PRIMARY KEY, owner text NOT NULL REFERENCES owners(id), name text NOT NULL, data jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE TABLE characters (
        id text PRIMARY KEY, owner text NOT NULL REFERENCES owners(id), name text NOT NULL, upload_id text,
        clip_id text, region jsonb, created_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE TABLE webhooks (
        id text PRIMARY KEY, owner text NOT NULL REFERENCES owners(id), url text NOT NULL, secret text NOT NULL,
        name text NOT NULL DEFAULT '', events jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE TABLE accounts (
        id text PRIMARY KEY, owner text NOT NULL REFERENCES owners(id), name text NOT NULL UNIQUE, password text,
        oidc_subject text UNIQUE, role text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), disabled_at timestamptz)`,
      `CREATE TABLE sessions (
        hash text PRIMARY KEY, owner text NOT NULL REFERENCES owners(id), account_id text REFERENCES accounts(id) ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL)`,
      `CREATE TABLE api_keys (
        id text PRIMARY KEY, owner text NOT NULL REFERENCES owners(id), hash text NOT NULL UNIQUE, hint text NOT NULL,
        name text NOT NULL, scopes jsonb NOT NULL, role text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(),
        used_at timestamptz, revoked_at timestamptz)`,
      `CREATE TABLE settings (key text PRIMARY KEY, value jsonb NOT NULL)`,
    ],
  },
  {
    name: '0002_seeds_of_imported_clips',
    statements: ['ALTER TABLE clips ADD COLUMN seed bigint'],
  },
  {
    name: '0003_webhook_deliveries',
    statements: [
      `CREATE TABLE webhook_deliveries (
        id text PRIMARY KEY, webhook_id text NOT NULL, type text NOT NULL, job_id text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(), attempt int NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE INDEX webhook_deliveries_due ON webhook_deliveries (due_at)`,
      `CREATE TABLE schedules (name text PRIMARY KEY, claimed_at timestamptz NOT NULL DEFAULT now())`,
    ],
  },
  {
    name: '0004_audit_log',
    statements: [
      `CREATE TABLE audit_log (
        seq bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), action text NOT NULL, outcome text NOT NULL,
        owner text, account text, key text, via text, network text, object text, detail jsonb NOT NULL DEFAULT '{}')`,
      `CREATE INDEX audit_log_at ON audit_log (at)`,
      `CREATE INDEX audit_log_action ON audit_log (action, seq DESC)`,
      // Records are only added. One may be deleted after 30 days; the deletion adds a record of its own.
      `CREATE FUNCTION akezora_audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'DELETE' THEN
          IF OLD.at < now() - interval '30 days' THEN RETURN OLD; END IF;
        END IF;
        RAISE EXCEPTION 'audit_log is append-only' USING ERRCODE = 'insufficient_privilege';
      END $$`,
      `CREATE FUNCTION akezora_audit_purged() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO audit_log (action, outcome, detail)
        SELECT 'audit-purged', 'ok', jsonb_build_object('records', count(*), 'until', max(at)::text)
        FROM removed HAVING count(*) > 0;
        RETURN NULL;
      END $$`,
      `CREATE TRIGGER audit_log_keep BEFORE UPDATE OR DELETE ON audit_log
        FOR EACH ROW EXECUTE FUNCTION akezora_audit_keep()`,
      `CREATE TRIGGER audit_log_whole BEFORE TRUNCATE ON audit_log
        FOR EACH STATEMENT EXECUTE FUNCTION akezora_audit_keep()`,
      `CREATE TRIGGER audit_log_purged AFTER DELETE ON audit_log
        REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION akezora_audit_purged()`,
    ],
  },
  {
    name: '0005_accounts',
    statements: [
      `ALTER TABLE accounts ADD COLUMN name_key text, ADD COLUMN email text`,
      `CREATE UNIQUE INDEX accounts_email ON accounts (email) WHERE email IS NOT NULL`,
      `ALTER TABLE api_keys ADD COLUMN expires_at timestamptz, ADD COLUMN used_network text,
        ADD COLUMN made_by text REFERENCES api_keys(id)`,
      `CREATE INDEX api_keys_owner ON api_keys (owner) WHERE revoked_at IS NULL`,
      `UPDATE api_keys SET revoked_at = now() FROM owners
        WHERE owners.id = api_keys.owner AND owners.kind = 'anonymous' AND revoked_at IS NULL`,
      `CREATE TABLE sign_in_attempts (
        bucket text PRIMARY KEY, count int NOT NULL, last_at timestamptz NOT NULL, free_at timestamptz NOT NULL)`,
      `CREATE INDEX sign_in_attempts_age ON sign_in_attempts (last_at)`,
      `CREATE TABLE known_places (
        account_id text NOT NULL REFERENCES accounts(id) ON DELETE CASCADE, place text NOT NULL,
        seen_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (account_id, place))`,
    ],
    afterwards: rewriteAccountNames,
  },
  {
    name: '0006_sessions',
    statements: [
      // A session of an earlier version counts as seen now and as not confirmed.
      `ALTER TABLE sessions
        ADD COLUMN id text NOT NULL UNIQUE DEFAULT ('session_' || replace(gen_random_uuid()::text, '-', '')),
        ADD COLUMN confirmed_at timestamptz,
        ADD COLUMN last_seen_at timestamptz NOT NULL DEFAULT now(),
        ADD COLUMN network text NOT NULL DEFAULT '',
        ADD COLUMN device text NOT NULL DEFAULT '',
        ADD COLUMN method text NOT NULL DEFAULT ''`,
      `CREATE INDEX sessions_account ON sessions (account_id, last_seen_at DESC) WHERE account_id IS NOT NULL`,
      `CREATE TABLE sign_in_challenges (
        hash text PRIMARY KEY, purpose text NOT NULL, account_id text REFERENCES accounts(id) ON DELETE CASCADE,
        challenge text NOT NULL DEFAULT '', network text NOT NULL DEFAULT '', method text NOT NULL DEFAULT '',
        tries int NOT NULL DEFAULT 0, created_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL)`,
      `CREATE INDEX sign_in_challenges_network ON sign_in_challenges (network, created_at)`,
      `CREATE TABLE totp (
        account_id text PRIMARY KEY REFERENCES accounts(id) ON DELETE CASCADE, secret text NOT NULL,
        last_step bigint NOT NULL DEFAULT 0, created_at timestamptz NOT NULL DEFAULT now(), confirmed_at timestamptz)`,
      `CREATE TABLE recovery_codes (
        account_id text NOT NULL REFERENCES accounts(id) ON DELETE CASCADE, hash text NOT NULL,
        used_at timestamptz, PRIMARY KEY (account_id, hash))`,
      `CREATE TABLE passkeys (
        id text PRIMARY KEY, account_id text NOT NULL REFERENCES accounts(id) ON DELETE CASCADE,
        credential text NOT NULL UNIQUE, public_key text NOT NULL, counter bigint NOT NULL DEFAULT 0,
        transports jsonb NOT NULL DEFAULT '[]', name text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL DEFAULT now(), used_at timestamptz)`,
      `CREATE INDEX passkeys_account ON passkeys (account_id)`,
    ],
  },
  {
    name: '0007_shares',
    statements: [
      `CREATE TABLE shares (
        clip_id text PRIMARY KEY REFERENCES clips(id) ON DELETE CASCADE, token_hash text NOT NULL UNIQUE,
        token text NOT NULL, pass text NOT NULL, password text, expires_at timestamptz,
        views int NOT NULL DEFAULT 0, max_views int, created_at timestamptz NOT NULL DEFAULT now())`,
      // Links of an earlier version go on; the next start of the server seals their tokens.
      `INSERT INTO shares (clip_id, token_hash, token, pass)
        SELECT id, encode(sha256(convert_to(share_token, 'UTF8')), 'hex'), share_token,
          gen_random_uuid()::text || gen_random_uuid()::text
        FROM clips WHERE share_token IS NOT NULL AND visibility <> 'private'`,
      `UPDATE clips SET share_token = NULL WHERE share_token IS NOT NULL`,
      `CREATE TABLE share_attempts (
        clip_id text NOT NULL REFERENCES clips(id) ON DELETE CASCADE, network text NOT NULL, tries int NOT NULL,
        since timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (clip_id, network))`,
    ],
  },
  {
    name: '0008_budgets',
    statements: [
      `ALTER TABLE owners ADD COLUMN network text`,
      `CREATE INDEX owners_network ON owners (network) WHERE network IS NOT NULL`,
      `CREATE INDEX owners_visitors ON owners (created_at) WHERE kind = 'anonymous'`,
      `ALTER TABLE clips ADD COLUMN derived_bytes bigint NOT NULL DEFAULT 0`,
      `ALTER TABLE presets ADD COLUMN bytes bigint NOT NULL DEFAULT 0`,
      `UPDATE presets SET bytes = octet_length(request::text)`,
      `CREATE INDEX IF NOT EXISTS presets_owner ON presets (owner)`,
      `ALTER TABLE storyboards ADD COLUMN bytes bigint NOT NULL DEFAULT 0`,
      `UPDATE storyboards SET bytes = octet_length(data::text)`,
      `CREATE INDEX IF NOT EXISTS storyboards_owner ON storyboards (owner)`,
      `CREATE INDEX IF NOT EXISTS folders_owner ON folders (owner)`,
      `CREATE INDEX IF NOT EXISTS characters_owner ON characters (owner)`,
      `CREATE TABLE open_uploads (
        id text PRIMARY KEY, owner text NOT NULL REFERENCES owners(id), bytes bigint NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE INDEX open_uploads_owner ON open_uploads (owner)`,
      `ALTER TABLE webhooks ADD COLUMN failing_since timestamptz`,
      `ALTER TABLE webhooks ADD COLUMN disabled_at timestamptz`,
    ],
  },
  {
    name: '0009_derived',
    statements: [
      `CREATE TABLE derived_files (
        key text PRIMARY KEY, clip_id text NOT NULL REFERENCES clips(id) ON DELETE CASCADE, kind text NOT NULL,
        bytes bigint NOT NULL, used_at timestamptz NOT NULL DEFAULT now())`,
      `CREATE INDEX derived_files_clip ON derived_files (clip_id)`,
      `CREATE INDEX derived_files_used ON derived_files (used_at) WHERE kind = 'conversion'`,
    ],
  },
  {
    name: '0010_live',
    // Without a reference to jobs: the pieces of a removed job are found by their row here, and deleted.
    statements: [
      `CREATE TABLE live_streams (
        job_id text PRIMARY KEY, attempt int NOT NULL, created_at timestamptz NOT NULL DEFAULT now())`,
    ],
  },
  {
    name: '0011_actors',
    statements: [
      `ALTER TABLE characters RENAME TO actors`,
      `ALTER INDEX characters_pkey RENAME TO actors_pkey`,
      `ALTER INDEX characters_owner RENAME TO actors_owner`,
      `ALTER TABLE actors RENAME CONSTRAINT characters_owner_fkey TO actors_owner_fkey`,
    ],
  },
  {
    name: '0012_actor_looks',
    statements: [
      `ALTER TABLE actors
        ADD COLUMN faces text, ADD COLUMN feet double precision, ADD COLUMN scale double precision, ADD COLUMN kind text`,
      `CREATE INDEX actors_upload ON actors (upload_id) WHERE upload_id IS NOT NULL`,
    ],
  },
  {
    name: '0013_said',
    statements: [`ALTER TABLE clips ADD COLUMN said jsonb`],
  },
  {
    name: '0014_webhook_kinds',
    statements: [
      `ALTER TABLE webhooks ADD COLUMN kind text NOT NULL DEFAULT 'webhook', ADD COLUMN language text NOT NULL DEFAULT 'en'`,
    ],
  },
  {
    name: '0015_clip_sources',
    statements: [
      `ALTER TABLE clips ADD COLUMN source_ids jsonb NOT NULL DEFAULT '[]'`,
      `UPDATE clips SET source_ids = named.ids
        FROM (
          SELECT jobs.id AS job_id, jsonb_agg(DISTINCT condition->'source'->'id') AS ids
          FROM jobs, jsonb_array_elements(
            CASE jsonb_typeof(jobs.request->'conditions') WHEN 'array' THEN jobs.request->'conditions' ELSE '[]' END) condition
          WHERE condition->'source'->>'kind' = 'clip'
          GROUP BY jobs.id) named
        WHERE clips.job_id = named.job_id`,
      `CREATE INDEX clips_sources ON clips USING gin (source_ids jsonb_path_ops)`,
    ],
  },
  {
    name: '0016_decisions',
    statements: [
      `CREATE TABLE decisions (
        id text PRIMARY KEY, owner text NOT NULL REFERENCES owners(id), created_at timestamptz NOT NULL DEFAULT now(),
        seen_at timestamptz NOT NULL DEFAULT now(), times int NOT NULL DEFAULT 1,
        action text NOT NULL, checked text NOT NULL, field text NOT NULL, category text NOT NULL, rule text NOT NULL,
        evidence text NOT NULL, words text NOT NULL, words_hash text NOT NULL,
        policy text NOT NULL, policy_version int NOT NULL, rules_version int NOT NULL,
        appeal text NOT NULL DEFAULT 'none', statement text, appealed_at timestamptz,
        answer text, answered_by text, answered_at timestamptz)`,
      `CREATE UNIQUE INDEX decisions_same
        ON decisions (owner, words_hash, rule, checked, action, policy, policy_version, rules_version)`,
      `CREATE INDEX decisions_open ON decisions (id) WHERE appeal = 'open'`,
    ],
  },
  {
    name: '0017_checksum',
    statements: [`CREATE INDEX clips_checksum ON clips (checksum)`],
  },
];
