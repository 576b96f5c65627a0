import { createClient } from '@akezora/contract/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAccount } from '../../src/access/accounts.ts';
import { createKey } from '../../src/access/keys.ts';
import { runServerCommand } from '../../src/command/run.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

/** What `akezora audit` prints. */
async function auditCommand(...argv: string[]): Promise<string> {
  let printed = '';
  const out = (text: string) => {
    printed += text;
  };
  const signal = new AbortController().signal;
  expect(await runServerCommand('audit', argv, { out, err: out, live: false, language: 'en', signal })).toBe(0);
  return printed;
}

describe('the audit log of a server', () => {
  let test: TestServer;
  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.remove());

  const entries = async () => (await test.api.call('audit', { query: { limit: 100 } })).data;

  it('has its start, its settings, webhooks and exports, without secrets and prompts', async () => {
    const done = await waitFor(test.api, (await submit(test.api, 'a secret prompt')).id);
    await test.api.call('patchSettings', {
      body: { gallery: true, promptHelp: { url: 'http://127.0.0.1:9/v1', model: 'm', key: 'third-party-key' } },
    });
    await test.api.call('patchSettings', { body: { defaults: { theme: 'dark' } } });
    const hook = await test.api.call('createWebhook', { body: { url: 'http://127.0.0.1:9/path?token=hidden' } });
    await test.api.call('deleteWebhook', { params: { id: hook.id } });
    await test.api.call('exportClips', { body: { ids: [done.clipId ?? ''] } });
    const found = await entries();
    expect(found.map(({ action, object, detail }) => ({ action, object, detail }))).toEqual([
      { action: 'export', object: null, detail: { clips: 1 } },
      { action: 'webhook-removed', object: hook.id, detail: {} },
      { action: 'webhook-created', object: hook.id, detail: { host: '127.0.0.1:9' } },
      { action: 'settings-changed', object: null, detail: { gallery: true, settings: 'gallery, promptHelp' } },
      expect.objectContaining({ action: 'server-started' }),
    ]);
    expect(found[0]?.actor).toMatchObject({ owner: 'local', via: 'loopback' });
    expect(JSON.stringify(found)).not.toMatch(/secret prompt|third-party|whsec|hidden/);
  });

  it('has who was refused, some of a flood, and opens to nobody else', async () => {
    const member = await createAccount(test.server.store, {
      name: 'mia',
      password: 'horse battery staple',
      role: 'member',
    });
    const { secret } = await createKey(test.server.store, {
      owner: member.owner,
      role: 'member',
      name: 'mine',
      scopes: ['generate', 'library'],
    });
    const other = createClient({ baseUrl: test.server.url, key: secret });
    for (let tries = 0; tries < 30; tries += 1) {
      await expect(other.call('audit', { query: {} })).rejects.toMatchObject({ code: 'forbidden' });
    }
    await expect(other.call('patchSettings', { body: { sharing: false } })).rejects.toMatchObject({
      code: 'forbidden',
    });
    const refused = (await entries()).filter(({ action }) => action === 'refused-administration');
    expect(refused).toHaveLength(20);
    expect(refused[0]).toMatchObject({ outcome: 'refused', object: 'GET /api/audit', actor: { owner: member.owner } });
  });

  it('prints at the command line, from a running server and from the data folder', async () => {
    expect(
      await auditCommand('--url', test.server.url, '--key', test.server.startToken ?? '', '--action', 'export'),
    ).toMatch(/export {2}ok {2}local.*clips=1\n$/);
    await test.server.stop();
    const found = JSON.parse(await auditCommand('--data', test.folder, '--limit', '3', '--json'));
    expect(found).toHaveLength(3);
  });
});
