import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createAccount } from '../../src/access/accounts.ts';
import { newDataFolder } from '../support/folders.ts';
import { startProvider } from '../support/oidc-provider.ts';
import { startTestServer } from '../support/server.ts';

it('confirms a session by a new sign-in at its provider, of the same person and just now', async () => {
  const provider = await startProvider();
  const dataFolder = await newDataFolder(async (store) => {
    await createAccount(store, { name: 'ame', email: 'ame@example.invalid', role: 'owner' });
    await createAccount(store, { name: 'yuki', email: 'yuki@example.invalid', role: 'member' });
    await createAccount(store, { name: 'mori', password: 'a password of mori', role: 'owner' });
  });
  const oidc = { issuer: provider.issuer, clientId: 'akezora', clientSecret: 'secret', name: 'Test' };
  const test = await startTestServer({ dataFolder, access: 'accounts', oidc });
  const now = () => Math.floor(Date.now() / 1000);
  let session = '';
  const journey = async (query: string) => {
    const start = await fetch(`${test.server.url}/api/oidc/start${query}`, {
      redirect: 'manual',
      headers: { cookie: session },
    });
    const location = new URL(start.headers.get('location') ?? '');
    const authorized = await fetch(location, { redirect: 'manual' });
    const cookie = [start.headers.get('set-cookie')?.split(';')[0] ?? '', session].join('; ');
    const back = await fetch(authorized.headers.get('location') ?? '', { redirect: 'manual', headers: { cookie } });
    const set = back.headers.getSetCookie().find((one) => one.startsWith('akezora_session='));
    return { location, status: back.status, to: back.headers.get('location'), set: set?.split(';')[0] };
  };
  const makeKey = () =>
    fetch(`${test.server.url}/api/keys`, {
      method: 'POST',
      headers: { cookie: session, 'x-akezora-client': '1', 'content-type': 'application/json' },
      body: '{"name":"k"}',
    }).then(({ status }) => status);
  try {
    const ame = { email: 'ame@example.invalid', email_verified: true };
    provider.become({ token: ame });
    const first = await journey('');
    session = first.set ?? '';
    expect(first.location.searchParams.get('prompt')).toBeNull();
    expect(await makeKey()).toBe(201);
    await sql`UPDATE sessions SET confirmed_at = now() - interval '1 hour'`.execute(test.server.store.db);
    expect(await makeKey()).toBe(403);
    // Without the time of the sign-in, with an old one, and as somebody else.
    provider.become({ token: ame });
    expect((await journey('?confirm=/settings')).status).toBe(401);
    provider.become({ token: { ...ame, auth_time: now() - 4000 } });
    expect((await journey('?confirm=/settings')).status).toBe(401);
    provider.become({ token: { sub: 'u2', email: 'yuki@example.invalid', email_verified: true, auth_time: now() } });
    expect((await journey('?confirm=/settings')).status).toBe(401);
    expect(await makeKey()).toBe(403);
    provider.become({ token: { ...ame, auth_time: now() } });
    const confirmed = await journey('?confirm=/settings');
    expect([confirmed.status, confirmed.to]).toEqual([302, '/settings']);
    expect(Object.fromEntries(confirmed.location.searchParams)).toMatchObject({ prompt: 'login', max_age: '0' });
    expect(confirmed.set).not.toBe(session);
    session = confirmed.set ?? '';
    expect(await makeKey()).toBe(201);
    for (const elsewhere of ['//evil.invalid/x', 'https://evil.invalid/', '/\\evil.invalid']) {
      const { to, set } = await journey(`?confirm=${encodeURIComponent(elsewhere)}`);
      expect([elsewhere, to]).toEqual([elsewhere, '/']);
      session = set ?? '';
    }
  } finally {
    await test.remove();
    provider.close();
  }
}, 120_000);
