import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccount, listAccounts, patchAccount } from '../../src/access/accounts.ts';
import type { OidcOptions } from '../../src/config/schemas.ts';
import { openStore } from '../../src/platform/store/database.ts';
import { startServer } from '../../src/server.ts';
import { newDataFolder } from '../support/folders.ts';
import { startProvider } from '../support/oidc-provider.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let provider: Awaited<ReturnType<typeof startProvider>>;
let test: TestServer | undefined;
let dataFolder: string;

beforeAll(async () => {
  provider = await startProvider();
  dataFolder = await newDataFolder();
  const store = await openStore({ folder: dataFolder });
  await createAccount(store, { name: 'ame', password: 'password of ame', role: 'owner' });
  await createAccount(store, { name: 'yuki', email: 'Yuki@Example.invalid', role: 'member' });
  await store.close();
}, 120_000);
afterAll(async () => {
  await test?.remove();
  provider.close();
});

const options = (more: Partial<OidcOptions> = {}): OidcOptions => ({
  ...{ issuer: provider.issuer, clientId: 'akezora', clientSecret: 'secret', name: 'Test' },
  ...more,
});

/** Starts the server again with other rules. */
async function serve(more: Partial<OidcOptions> = {}): Promise<TestServer> {
  await test?.server.stop();
  test = await startTestServer({ dataFolder, access: 'accounts', oidc: options(more) });
  return test;
}

async function begin() {
  const start = await fetch(`${test?.server.url}/api/oidc/start`, { redirect: 'manual' });
  const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? '';
  const authorized = await fetch(start.headers.get('location') ?? '', { redirect: 'manual' });
  return { cookie, back: authorized.headers.get('location') ?? '' };
}

/** Signs in as the person that the provider knows now. Returns the status, and who they are here. */
async function signIn() {
  const { cookie, back } = await begin();
  const returned = await fetch(back, { redirect: 'manual', headers: { cookie } });
  const session = returned.headers.getSetCookie().find((one) => one.startsWith('akezora_session='));
  const headers = { cookie: session?.split(';')[0] ?? '' };
  const me = (await (await fetch(`${test?.server.url}/api/session`, { headers })).json()) as object;
  return { status: returned.status, me };
}

it('signs in whom an owner prepared by a verified address, and nobody else; a forged return is refused', async () => {
  await serve();
  expect(await test?.api.call('session')).toMatchObject({
    signedIn: false,
    features: { oidc: { url: '/api/oidc/start' } },
  });
  provider.become({ token: { sub: 'stranger' } });
  expect(await signIn()).toMatchObject({ status: 403, me: { signedIn: false } });
  provider.become({ token: { email: 'yuki@example.invalid', email_verified: false } });
  expect(await signIn()).toMatchObject({ status: 403, me: { signedIn: false } });
  provider.become({ token: {}, information: { email: 'yuki@example.invalid', email_verified: true } });
  expect(await signIn()).toMatchObject({ status: 302, me: { signedIn: true, name: 'yuki', role: 'member' } });
  // Known by issuer and subject from now on, whatever the address says; another subject with the address is another person.
  provider.become({ token: { email: 'else@example.invalid', email_verified: true } });
  expect(await signIn()).toMatchObject({ status: 302, me: { name: 'yuki' } });
  provider.become({ token: { sub: 'u2', email: 'yuki@example.invalid', email_verified: true } });
  expect(await signIn()).toMatchObject({ status: 403 });

  provider.become({ token: {} });
  const { cookie, back } = await begin();
  expect((await fetch(back, { redirect: 'manual', headers: { cookie } })).status).toBe(302);
  // The same code again, another browser's state, and no journey at all.
  expect((await fetch(back, { redirect: 'manual', headers: { cookie } })).status).toBe(401);
  const [one, two] = [await begin(), await begin()];
  expect((await fetch(one.back, { redirect: 'manual', headers: { cookie: two.cookie } })).status).toBe(401);
  expect((await fetch(one.back, { redirect: 'manual' })).status).toBe(401);
  for (const forged of [
    { aud: 'another client' },
    { aud: ['akezora', 'another client'] },
    { aud: ['akezora', 'another client'], azp: 'another client' },
    { iss: 'https://other.invalid' },
    { nonce: 'another' },
    { exp: 1 },
  ]) {
    provider.become({ token: forged });
    expect([forged, (await signIn()).status]).toEqual([forged, 401]);
  }
}, 120_000);

it('signs up whom its rules let in, with the role of a claim at each sign-in, and keeps the last owner', async () => {
  await serve({
    signUp: true,
    allow: { domains: ['example.invalid'], groups: ['film'], claims: { 'org.unit': ['7'] } },
    roleClaim: 'groups',
    roles: { owner: ['film-admin'], member: ['film'] },
  });
  const person = (sub: string, more: Record<string, unknown>) =>
    provider.become({ token: { sub, preferred_username: sub, ...more } });
  person('no-group', { groups: ['other'], email: 'a@sub.example.invalid', email_verified: true });
  expect(await signIn()).toMatchObject({ status: 403 });
  person('unverified', { email: 'a@example.invalid' });
  expect(await signIn()).toMatchObject({ status: 403 });
  person('by-domain', { email: 'a@EXAMPLE.invalid', email_verified: true });
  expect(await signIn()).toMatchObject({ status: 302, me: { name: 'by-domain', role: 'viewer' } });
  person('by-claim', { org: { unit: 7 } });
  expect(await signIn()).toMatchObject({ status: 302, me: { role: 'viewer' } });
  person('mori', { groups: ['film', 'film-admin'] });
  expect(await signIn()).toMatchObject({ status: 302, me: { name: 'mori', role: 'owner' } });
  person('mori', { groups: ['film'] });
  expect(await signIn()).toMatchObject({ status: 302, me: { name: 'mori', role: 'member' } });
  person('mori', { groups: ['film', 'film-admin'] });
  await signIn();
  // Now the only owner: the claim does not take the role away.
  const store = test?.server.store;
  if (store === undefined) throw new Error('no server');
  const ame = (await listAccounts(store.db)).find(({ name }) => name === 'ame');
  await patchAccount(store, ame?.id ?? '', { disabled: true });
  person('mori', { groups: ['film'] });
  expect(await signIn()).toMatchObject({ status: 302, me: { name: 'mori', role: 'owner' } });
  // A name that could be taken for another account's, or not be seen at all.
  person('s1', { groups: ['film'], preferred_username: 'AME\u202e\u200b' });
  expect((await signIn()).me).toMatchObject({ name: expect.stringMatching(/^AME [0-9a-f]{8}$/) });
  person('s2', { groups: ['film'], preferred_username: '\u200b\u2800' });
  expect((await signIn()).me).toMatchObject({ name: expect.stringMatching(/^account [0-9a-f]{8}$/) });
}, 120_000);

it('does not start with a provider alone, unless its claim makes an owner', async () => {
  const folder = await newDataFolder();
  const start = (more: Partial<OidcOptions>) =>
    startServer({ port: 0, dataFolder: folder, access: 'accounts', logLevel: 'silent', oidc: options(more) });
  for (const more of [{}, { signUp: true }, { signUp: true, roleClaim: 'role', roles: { member: ['m'] } }]) {
    await expect(start(more)).rejects.toMatchObject({ code: 'access_unset' });
  }
  await (await start({ signUp: true, roleClaim: 'role' })).stop();
}, 120_000);
