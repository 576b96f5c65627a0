import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../src/access/accounts.ts';
import { isSealed, openSecrets, secretsOf } from '../../src/platform/secrets.ts';
import { sealStored } from '../../src/platform/store/seal-stored.ts';
import { newFolder } from '../support/folders.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

describe('sealed texts', () => {
  const secrets = secretsOf('0123456789abcdef0123456789abcdef');

  it('open only with their key, for their purpose, unchanged', () => {
    const sealed = secrets.seal('whsec_秘密', 'webhook:1');
    expect(sealed).not.toContain('whsec');
    expect(secrets.open(sealed, 'webhook:1')).toBe('whsec_秘密');
    expect(secrets.seal('whsec_秘密', 'webhook:1')).not.toBe(sealed);
    const other = secretsOf('f123456789abcdef0123456789abcdef');
    for (const attempt of [
      () => secrets.open(sealed, 'webhook:2'),
      () => other.open(sealed, 'webhook:1'),
      () => secrets.open(`${sealed.slice(0, -2)}AA`, 'webhook:1'),
      () => secrets.open(sealed.slice(0, 40), 'webhook:1'),
      () => secrets.open('whsec_plain', 'webhook:1'),
    ]) {
      expect(attempt).toThrow(expect.objectContaining({ code: 'secret_unreadable' }));
    }
  });

  it('have a key file that only its owner can read', async () => {
    const folder = newFolder();
    expect(await openSecrets(folder, undefined, false)).toBeUndefined();
    const made = await openSecrets(folder);
    const path = join(folder, 'secret.key');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o644);
    expect((await openSecrets(folder)).open(made.seal('x', 'p'), 'p')).toBe('x');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect((await openSecrets(folder, 'another key, given by the environment')).keyId).not.toBe(made.keyId);
    writeFileSync(path, 'half');
    await expect(openSecrets(folder)).rejects.toMatchObject({ code: 'secret_key_unusable', details: { path } });
    await expect(openSecrets(folder, 'short')).rejects.toMatchObject({ code: 'secret_key_unusable' });
    rmSync(folder, { recursive: true });
  });
});

describe('secrets of a server', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.remove());

  const hook = { url: 'http://127.0.0.1:9/hook' };
  const help = { url: 'http://127.0.0.1:9/v1', model: 'm', key: 'third-party-key-123' };

  it('lie sealed in the database, those of an earlier version too, and nowhere in its files', async () => {
    const made = await test.api.call('createWebhook', { body: hook });
    await test.api.call('patchSettings', { body: { promptHelp: help } });
    const { db } = test.server.store;
    const plain = 'whsec_c3RvcmVkIGJ5IGFuIGVhcmxpZXIgdmVyc2lvbg==';
    const { id } = await test.api.call('createWebhook', { body: hook });
    await db.updateTable('webhooks').set({ secret: plain }).where('id', '=', id).execute();
    await test.server.stop();
    test = { ...(await startTestServer(test.options)), folder: test.folder };
    const rows = await test.server.store.db.selectFrom('webhooks').select('secret').execute();
    expect(rows.map(({ secret }) => isSealed(secret))).toEqual([true, true]);
    const settings = await test.api.call('settings', {});
    expect(settings.promptHelp).toMatchObject({ hasKey: true });
    const hints = await fetch(`${test.server.url}/v1/webhook_endpoints`, {
      headers: { authorization: `Bearer ${test.server.startToken}` },
    }).then((answer) => answer.json());
    expect(hints.data.map((one: { signing_secret_hint: string }) => one.signing_secret_hint)).toEqual([
      made.secret?.slice(-4),
      plain.slice(-4),
    ]);
    await sql`CHECKPOINT`.execute(test.server.store.db);
    for (const secret of [made.secret ?? '', help.key]) {
      // Exit code 1: no line of any file holds it.
      expect(spawnSync('grep', ['-rqaF', secret, test.folder]).status).toBe(1);
    }
  });

  it('whose key was lost are named at start, and the server runs', async () => {
    await test.server.stop();
    rmSync(join(test.folder, 'secret.key'));
    test = { ...(await startTestServer(test.options)), folder: test.folder };
    expect((await test.api.call('settings', {})).promptHelp).toMatchObject({ hasKey: false });
    expect((await test.api.call('webhooks', {})).data).toHaveLength(2);
    const made = await test.api.call('createWebhook', { body: hook });
    expect(made.secret).toMatch(/^whsec_/);
    const { store } = test.server;
    const { id } = await createAccount(store, { name: 'ame', password: 'wet-granite-lantern-47', role: 'owner' });
    const secret = secretsOf('a key that is not here any more, of 32 letters').seal('x', `totp:${id}`);
    await store.db.insertInto('totp').values({ account_id: id, secret }).execute();
    expect(await sealStored(store.db, await openSecrets(test.folder))).toContain(`authenticator app of ${id}`);
  });
});
