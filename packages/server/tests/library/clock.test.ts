import { generationRequestSchema } from '@akezora/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { actingFor } from '../../src/access/policy.ts';
import { removeBrokenImports } from '../../src/importing/import.ts';
import { claimJob } from '../../src/jobs/claim.ts';
import { completeJob } from '../../src/jobs/finish.ts';
import { submitJobs } from '../../src/jobs/submit.ts';
import { trashClip } from '../../src/library/change-clips.ts';
import { expiryAfter, removeExpired } from '../../src/library/expiry.ts';
import { secretsOf } from '../../src/platform/secrets.ts';
import type { Storage } from '../../src/platform/storage/storage.ts';
import { openStore, type Store } from '../../src/platform/store/database.ts';
import { ensureOwner } from '../../src/platform/store/owners.ts';
import { writeSetting } from '../../src/platform/store/settings.ts';
import { policies } from '../../src/safety/policies.ts';
import { startPostgres } from '../support/databases.ts';

const postgres = startPostgres();
afterAll(() => postgres?.remove());

const limits = { running: 100, queued: 1000, secondsPerDay: Number.POSITIVE_INFINITY };
const media = { bytes: 1, checksum: 'c', mime: 'video/mp4', width: 2, height: 2, fps: 1, seconds: 1, frames: 1 };
const clip = { ...media, files: { video: 'clips/x/video.mp4' }, facts: null, measures: null };

/** The embedded database reads the clock of the process. */
describe.skipIf(postgres === undefined)('with a clock of this process that is 40 days off', () => {
  let store: Store;
  const storage = { removeAll: async () => undefined } as unknown as Storage;
  beforeAll(async () => {
    store = await openStore({ databaseUrl: postgres?.url });
    await ensureOwner(store.db, 'me', 'local');
  });
  afterAll(() => store.close());
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 40 * 86_400_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('a clip lives as long as it should, and stays in the bin for its days', async () => {
    const requests = [generationRequestSchema.parse({ prompt: 'a fox' })];
    await submitJobs(store, limits, { owner: 'me', source: 'test', defaultSeconds: 1, requests });
    const claimant = { worker: 'w', runners: ['engine'], heartbeatTimeoutSeconds: 30 };
    const job = await claimJob(store, limits, claimant);
    const attempt = { job: job?.id ?? '', attempt: 1, worker: 'w' };
    const made = { ...clip, expiresAt: expiryAfter(86_400) };
    const id = (await completeJob(store, attempt, made, async () => undefined))?.clip_id ?? '';
    expect(await removeExpired(store, storage)).toBe(0);
    await trashClip(
      { store, storage, secrets: secretsOf('a key of the tests, long enough for it'), policy: policies.public },
      actingFor('me'),
      id,
    );
    expect(await removeExpired(store, storage)).toBe(0);
    expect(await store.db.selectFrom('clips').select('id').execute()).toEqual([{ id }]);
  });

  it('an import under way keeps its files', async () => {
    vi.useRealTimers();
    await writeSetting(store.db, 'importing:now', { ids: ['x'], at: Date.now() });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 40 * 86_400_000 });
    const left = () => store.db.selectFrom('settings').select('key').where('key', 'like', 'importing:%').execute();
    await removeBrokenImports(store, storage);
    expect(await left()).toHaveLength(1);
    await removeBrokenImports(store, storage, 0);
    expect(await left()).toHaveLength(0);
  });
});
