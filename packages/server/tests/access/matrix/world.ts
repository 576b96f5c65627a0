import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Store } from '../../../src/platform/store/database.ts';
import { hashSecret, newId } from '../../../src/platform/store/ids.ts';

const video = fileURLToPath(new URL('../../support/clip.mp4', import.meta.url));

/** Kinds of things that routes name. */
export type Kind =
  | 'clip'
  | 'job'
  | 'upload'
  | 'begunUpload'
  | 'folder'
  | 'preset'
  | 'storyboard'
  | 'actor'
  | 'webhook'
  | 'key'
  | 'session'
  | 'account'
  | 'decision';

/** A thing that was stored for a test. */
export interface Thing {
  readonly id: string;
  /** Token of a clip's link; empty without one. */
  readonly token: string;
}

/** Stores a new thing of an owner, past all rules. */
export async function store(
  { db }: Store,
  folder: string,
  kind: Kind,
  owner: string,
  visibility = 'private',
): Promise<Thing> {
  const id = newId(kind === 'job' ? 'video' : kind);
  const named = { id, owner, name: id };
  const thing = { id, token: '' };
  switch (kind) {
    case 'clip':
      return clip(db, folder, owner, visibility, id);
    case 'job': {
      const made = await clip(db, folder, owner, 'private', newId('clip'));
      const values = { id, owner, source: 'api', state: 'completed' as const, model: 'akezora-2', prompt: 'x' };
      const request = JSON.stringify({ model: 'akezora-2', prompt: 'x' });
      await db
        .insertInto('jobs')
        .values({ ...values, request, clip_id: made.id })
        .execute();
      await db
        .insertInto('previews')
        .values({ job_id: id, frame: 0, jpeg: new Uint8Array(3) })
        .execute();
      return thing;
    }
    case 'upload': {
      const key = `uploads/${id}/file.png`;
      place(folder, key);
      place(folder, `uploads/${id}/thumbnail.webp`);
      const values = { kind: 'image', mime: 'image/png', bytes: 3, checksum: 'c', key, width: 2, height: 2 };
      await db
        .insertInto('uploads')
        .values({ ...named, ...values })
        .execute();
      return thing;
    }
    case 'begunUpload': {
      const incoming = join(folder, 'incoming');
      mkdirSync(incoming, { recursive: true });
      writeFileSync(join(incoming, id), '');
      const begun = { id, size: 3, offset: 0, metadata: { owner }, creation_date: new Date().toISOString() };
      writeFileSync(join(incoming, `${id}.json`), JSON.stringify(begun));
      await db.insertInto('open_uploads').values({ id, owner, bytes: 3 }).execute();
      return thing;
    }
    case 'folder':
      await db.insertInto('folders').values(named).execute();
      return thing;
    case 'preset':
      await db
        .insertInto('presets')
        .values({ ...named, request: '{}' })
        .execute();
      return thing;
    case 'storyboard':
      await db
        .insertInto('storyboards')
        .values({ ...named, data: '{}' })
        .execute();
      return thing;
    case 'actor': {
      const upload = await store({ db } as Store, folder, 'upload', owner);
      place(folder, `uploads/${upload.id}/actor.webp`);
      const looks = { faces: 'left', feet: 1, scale: 1 } as const;
      await db
        .insertInto('actors')
        .values({ ...named, ...looks, upload_id: upload.id })
        .execute();
      return thing;
    }
    case 'webhook':
      await db
        .insertInto('webhooks')
        .values({ ...named, url: 'https://hooks.invalid/', secret: 'whsec_AAAA', events: '["video.completed"]' })
        .execute();
      return thing;
    case 'decision':
      await db
        .insertInto('decisions')
        .values({
          ...{
            id,
            owner,
            action: 'review',
            checked: 'request',
            field: 'prompt',
            category: 'brands',
            rule: 'brands.brand',
          },
          ...{ evidence: 'x', words: 'x', words_hash: id, policy: 'studio', policy_version: 1, rules_version: 1 },
          ...{ appeal: 'open', appealed_at: new Date() },
        })
        .execute();
      return thing;
    case 'key':
      await db
        .insertInto('api_keys')
        .values({ ...named, hash: id, hint: 'hint', scopes: '["library"]', role: 'member' })
        .execute();
      return thing;
    case 'session':
      await db
        .insertInto('sessions')
        .values({ id, owner, hash: id, expires_at: new Date(Date.now() + 1e6) })
        .execute();
      return thing;
    case 'account':
      await db
        .insertInto('owners')
        .values({ id: newId('owner'), kind: 'account' })
        .execute();
      await db
        .insertInto('accounts')
        .values({ ...named, role: 'member' })
        .execute();
      return thing;
  }
}

const tables = {
  ...{
    clip: 'clips',
    job: 'jobs',
    upload: 'uploads',
    begunUpload: 'open_uploads',
    folder: 'folders',
    preset: 'presets',
  },
  ...{ storyboard: 'storyboards', actor: 'actors', webhook: 'webhooks', key: 'api_keys', session: 'sessions' },
  ...{ account: 'accounts', decision: 'decisions' },
} as const;

/** Whether a thing is still there, with its files. */
export async function isThere({ db }: Store, folder: string, kind: Kind, { id }: Thing): Promise<boolean> {
  const row = await sql<{ row: { deleted_at?: string | null } }>`
    select to_jsonb(it) as row from ${sql.table(tables[kind])} it where id = ${id}`.execute(db);
  const found = row.rows[0]?.row;
  if (found === undefined || (found.deleted_at ?? null) !== null) return false;
  const files: Readonly<Partial<Record<Kind, readonly string[]>>> = {
    clip: [`files/clips/${id}/video.mp4`],
    upload: [`files/uploads/${id}/file.png`],
    begunUpload: [`incoming/${id}`, `incoming/${id}.json`],
  };
  return (files[kind] ?? []).every((name) => existsSync(join(folder, name)));
}

function place(folder: string, key: string): void {
  const path = join(folder, 'files', key);
  mkdirSync(dirname(path), { recursive: true });
  if (key.endsWith('.mp4')) copyFileSync(video, path);
  else writeFileSync(path, 'x');
}

async function clip(db: Store['db'], folder: string, owner: string, visibility: string, id: string): Promise<Thing> {
  const key = `clips/${id}/video.mp4`;
  for (const one of [key, `clips/${id}/thumbnail.webp`, `clips/${id}/sprites.webp`]) place(folder, one);
  const values = { id, owner, prompt: 'x', model: 'm', width: 16, height: 16, fps: 1, seconds: 1, frames: 1, bytes: 1 };
  const files = JSON.stringify({ video: key });
  await db
    .insertInto('clips')
    .values({ ...values, visibility, checksum: 'c', mime: 'video/mp4', files })
    .execute();
  if (visibility === 'private') return { id, token: '' };
  const token = `token-${id}`;
  const share = { clip_id: id, token_hash: hashSecret(token), token, pass: id };
  await db.insertInto('shares').values(share).execute();
  return { id, token };
}
