import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAccount } from '../../src/access/accounts.ts';
import { openChallenge } from '../../src/access/challenges.ts';
import { totpCode } from '../../src/access/totp.ts';
import { authenticator } from '../support/authenticator.ts';
import { type TestBrowser, testBrowser } from '../support/browser.ts';
import { newDataFolder } from '../support/folders.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let test: TestServer;
const password = 'a long password of a person';
let people = 0;

beforeAll(async () => {
  const dataFolder = await newDataFolder(async (store) => {
    await createAccount(store, { name: 'ame', password, role: 'owner' });
  });
  test = await startTestServer({ dataFolder, access: 'accounts', trustProxy: true });
}, 180_000);
afterAll(() => test.remove());

const browser = () => testBrowser(() => test);

/** A new account, signed in. */
async function person(role: 'owner' | 'member' = 'member'): Promise<{ page: TestBrowser; name: string; id: string }> {
  people += 1;
  const name = `person ${people}`;
  const { id } = await createAccount(test.server.store, { name, password, role });
  const page = browser();
  expect((await page.signIn(name, password)).status).toBe(200);
  return { page, name, id };
}

const step = () => Math.floor(Date.now() / 30_000);

/** Sets up an authenticator app. Returns its secret, the step of its first code, and the recovery codes. */
async function withApp(page: TestBrowser) {
  const { body } = await page.call('POST', '/api/account/totp');
  const first = step();
  const confirmed = await page.call('POST', '/api/account/totp/confirm', { code: totpCode(body.secret, first) });
  expect(confirmed.status).toBe(200);
  return { secret: body.secret as string, first, recoveryCodes: confirmed.body.recoveryCodes as string[] };
}

const codeOf = ({ body }: { body: { error?: { code: string } } }) => body.error?.code;
const finish = (page: TestBrowser, proof: object) => page.call('POST', '/api/session/second-factor', proof);

it('asks for a code after the password, and counts each code once', async () => {
  const { page, name } = await person();
  const { secret, first } = await withApp(page);
  const next = browser();
  const half = await next.signIn(name, password);
  expect([half.status, codeOf(half)]).toEqual([403, 'second_factor_needed']);
  expect((await next.call('GET', '/api/clips')).status).toBe(401);
  expect((await next.call('GET', '/api/session')).body).toMatchObject({
    signedIn: false,
    secondFactor: { code: true, passkey: false },
  });
  // The code of the set-up was used.
  expect(codeOf(await finish(next, { code: totpCode(secret, first) }))).toBe('wrong_code');
  const code = totpCode(secret, first + 1);
  expect((await finish(next, { code })).body).toMatchObject({ signedIn: true, name, secondFactor: null });
  expect((await next.call('GET', '/api/clips')).status).toBe(200);
  const again = browser();
  await again.signIn(name, password);
  expect(codeOf(await finish(again, { code }))).toBe('wrong_code');
  // The step is over with the first sign-in that finished it.
  expect((await finish(next, { code })).status).toBe(401);
});

it('stores the secret of the app sealed, and shows neither it nor the codes again', async () => {
  const { page, id } = await person();
  const { secret, recoveryCodes } = await withApp(page);
  const row = await test.server.store.db.selectFrom('totp').selectAll().where('account_id', '=', id).executeTakeFirst();
  expect(row?.secret).toMatch(/^sealed:/);
  const { rows } = await sql<{
    all: string;
  }>`SELECT coalesce(string_agg(hash, ' '), '') AS all FROM recovery_codes`.execute(test.server.store.db);
  expect(rows[0]?.all).not.toContain(recoveryCodes[0]);
  const shown = JSON.stringify((await page.call('GET', '/api/account')).body);
  expect(shown).toContain('"totp":true');
  expect(shown).not.toContain(secret);
  expect((await page.call('POST', '/api/account/totp')).status).toBe(409);
});

it('takes ten recovery codes, each once, also two at the same time', async () => {
  const { page, name } = await person();
  const { recoveryCodes } = await withApp(page);
  expect(new Set(recoveryCodes).size).toBe(10);
  const [code = '', other = ''] = recoveryCodes;
  const [one, two] = [browser(), browser()];
  await one.signIn(name, password);
  await two.signIn(name, password);
  const both = await Promise.all([finish(one, { code }), finish(two, { code: code.toUpperCase() })]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 403]);
  expect((await page.call('GET', '/api/account')).body.recoveryCodes).toBe(9);
  const fresh = (await page.call('POST', '/api/account/recovery-codes')).body.recoveryCodes as string[];
  const third = browser();
  await third.signIn(name, password);
  expect(codeOf(await finish(third, { code: other }))).toBe('wrong_code');
  expect((await finish(third, { code: fresh[3] ?? '' })).status).toBe(200);
});

it('takes five codes for one password, and no code without it', async () => {
  const { page, name } = await person();
  const { secret, first } = await withApp(page);
  const guesser = browser();
  expect((await finish(guesser, { code: '000000' })).status).toBe(401);
  await guesser.signIn(name, password);
  const statuses: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) statuses.push((await finish(guesser, { code: `00000${turn}` })).status);
  expect(statuses).toEqual([403, 403, 403, 403, 403]);
  expect((await finish(guesser, { code: totpCode(secret, first + 1) })).status).toBe(401);
});

it('ends sessions and half-done sign-ins that showed no code when an app is set up, and all of them when it is reset', async () => {
  const { page, name, id } = await person();
  const other = browser();
  await other.signIn(name, password);
  await withApp(page);
  expect((await other.call('GET', '/api/clips')).status).toBe(401);
  expect((await page.call('GET', '/api/clips')).status).toBe(200);
  const half = browser();
  await half.signIn(name, password);
  const ame = browser();
  await ame.signIn('ame', password);
  expect((await page.call('DELETE', `/api/accounts/${id}/second-factor`)).status).toBe(403);
  expect((await ame.call('DELETE', `/api/accounts/${id}/second-factor`)).status).toBe(204);
  expect((await ame.call('DELETE', `/api/accounts/${id}/second-factor`)).status).toBe(404);
  expect((await page.call('GET', '/api/clips')).status).toBe(401);
  expect((await half.call('GET', '/api/session')).body.secondFactor).toBeNull();
  expect((await browser().signIn(name, password)).status).toBe(200);
  const { rows } = await sql<{ action: string; actor: string }>`SELECT action, account AS actor FROM audit_log
    WHERE object = ${id} AND action = 'second-factor-changed' ORDER BY seq`.execute(test.server.store.db);
  expect(rows.map(({ actor }) => actor === id)).toEqual([true, false]);
});

it('changes second factors only soon after a confirmation, which a code gives as well as the password', async () => {
  const { page, id } = await person();
  const { secret, first } = await withApp(page);
  await sql`UPDATE sessions SET confirmed_at = now() - interval '16 minutes' WHERE account_id = ${id}`.execute(
    test.server.store.db,
  );
  for (const [method, path, body] of [
    ['DELETE', '/api/account/totp', undefined],
    ['POST', '/api/account/recovery-codes', undefined],
    ['POST', '/api/account/passkeys/options', undefined],
  ] as const) {
    const refused = await page.call(method, path, body);
    expect([path, codeOf(refused)]).toEqual([path, 'reauthentication_needed']);
  }
  expect(codeOf(await page.call('POST', '/api/session/confirm', { code: '000000' }))).toBe('wrong_code');
  expect((await page.call('POST', '/api/session/confirm', { code: totpCode(secret, first + 1) })).status).toBe(200);
  expect((await page.call('DELETE', '/api/account/totp')).status).toBe(204);
  expect((await page.call('GET', '/api/account')).body).toMatchObject({ totp: false, recoveryCodes: 0 });
});

it('keeps a sign-in that waits for its code, however many passkeys a stranger on the network asks for', async () => {
  const { page, name } = await person();
  const { secret, first } = await withApp(page);
  const next = browser();
  await next.signIn(name, password);
  const stranger = browser();
  expect((await stranger.call('POST', '/api/session/passkey/options')).status).toBe(200);
  const { rows } = await sql<{ network: string }>`SELECT network FROM sign_in_challenges
    WHERE purpose = 'passkey' ORDER BY created_at DESC LIMIT 1`.execute(test.server.store.db);
  for (let turn = 0; turn < 60; turn += 1) {
    await openChallenge(test.server.store.db, { purpose: 'passkey', network: rows[0]?.network ?? '' });
  }
  expect((await finish(next, { code: totpCode(secret, first + 1) })).status).toBe(200);
});

/** A passkey of an account, added over the API. */
async function withPasskey(page: TestBrowser, key = authenticator()) {
  const { origin, hostname: rpId } = new URL(test.server.url);
  const claims = { origin, rpId };
  const made = (await page.call('POST', '/api/account/passkeys/options')).body;
  const response = key.register(made.options.challenge, claims);
  const body = { challenge: made.challenge, response, name: 'my key' };
  const added = await page.call('POST', '/api/account/passkeys', body);
  return { key, claims, added, body };
}

async function options(page: TestBrowser): Promise<{ challenge: string; options: { challenge: string } }> {
  return (await page.call('POST', '/api/session/passkey/options')).body;
}

it('signs in by passkey without a name, confirms by it, and takes it as second factor', async () => {
  const { page, name, id } = await person();
  const { key, claims, added } = await withPasskey(page);
  expect([added.status, added.body.name]).toEqual([201, 'my key']);
  const next = browser();
  const asked = await options(next);
  const response = key.assert(asked.options.challenge, { ...claims, counter: 1 });
  const entered = await next.call('POST', '/api/session/passkey', { challenge: asked.challenge, response });
  expect(entered.body).toMatchObject({ signedIn: true, name });
  expect((await next.call('GET', '/api/sessions')).body.data[0]).toMatchObject({ method: 'passkey', current: true });
  // The same answer again.
  const thief = browser();
  const replay = await thief.call('POST', '/api/session/passkey', { challenge: asked.challenge, response });
  expect([replay.status, codeOf(replay)]).toEqual([403, 'wrong_passkey']);
  const half = browser();
  expect(codeOf(await half.signIn(name, password))).toBe('second_factor_needed');
  const second = await options(half);
  const passkey = {
    challenge: second.challenge,
    response: key.assert(second.options.challenge, { ...claims, counter: 2 }),
  };
  expect((await finish(half, { passkey })).status).toBe(200);
  await sql`UPDATE sessions SET confirmed_at = NULL WHERE account_id = ${id}`.execute(test.server.store.db);
  const third = await options(next);
  const proof = {
    challenge: third.challenge,
    response: key.assert(third.options.challenge, { ...claims, counter: 3 }),
  };
  expect((await next.call('POST', '/api/session/confirm', { passkey: proof })).status).toBe(200);
  const renamed = await next.call('PATCH', `/api/account/passkeys/${added.body.id}`, { name: 'old key' });
  expect(renamed.body.name).toBe('old key');
  expect((await next.call('DELETE', `/api/account/passkeys/${added.body.id}`)).status).toBe(204);
  expect((await browser().signIn(name, password)).status).toBe(200);
});

it('refuses passkeys of another site, without PIN or finger, with a counter that stands still, and those of others', async () => {
  const { page, name } = await person();
  const { key, claims } = await withPasskey(page);
  const attempt = async (change: object, by = key) => {
    const guest = browser();
    const asked = await options(guest);
    const response = by.assert(asked.options.challenge, { ...claims, counter: 5, ...change });
    return (await guest.call('POST', '/api/session/passkey', { challenge: asked.challenge, response })).status;
  };
  expect(await attempt({})).toBe(200);
  expect(await attempt({ counter: 6, origin: 'https://evil.invalid' })).toBe(403);
  expect(await attempt({ counter: 6, rpId: 'evil.invalid' })).toBe(403);
  expect(await attempt({ counter: 6, verified: false })).toBe(403);
  expect(await attempt({ counter: 5 })).toBe(403);
  expect(await attempt({ counter: 6 }, authenticator())).toBe(403);
  expect(await attempt({ counter: 6 })).toBe(200);
  // A passkey of somebody else does not finish this sign-in, nor confirm this session.
  const stranger = await person();
  const theirs = await withPasskey(stranger.page);
  const half = browser();
  await half.signIn(name, password);
  const asked = await options(half);
  const passkey = {
    challenge: asked.challenge,
    response: theirs.key.assert(asked.options.challenge, { ...theirs.claims, counter: 1 }),
  };
  expect(codeOf(await finish(half, { passkey }))).toBe('wrong_passkey');
});

it('adds a passkey once, for the account that asked, and only with PIN or finger', async () => {
  const [one, two] = [await person(), await person()];
  const { body, added } = await withPasskey(one.page);
  expect(added.status).toBe(201);
  expect((await one.page.call('POST', '/api/account/passkeys', body)).status).toBe(403);
  const { origin, hostname: rpId } = new URL(test.server.url);
  const made = (await one.page.call('POST', '/api/account/passkeys/options')).body;
  const stolen = {
    challenge: made.challenge,
    name: 'x',
    response: authenticator().register(made.options.challenge, { origin, rpId }),
  };
  expect((await two.page.call('POST', '/api/account/passkeys', stolen)).status).toBe(403);
  const weak = authenticator().register(made.options.challenge, { origin, rpId, verified: false });
  const refused = await one.page.call('POST', '/api/account/passkeys', { ...stolen, response: weak });
  expect(codeOf(refused)).toBe('wrong_passkey');
});

it('lets owners without a second factor only set one up, where the server wants it', async () => {
  const strict = await startTestServer({
    ...{ access: 'accounts', trustProxy: true, ownersNeedSecondFactor: true },
    dataFolder: await newDataFolder(async (store) => {
      await createAccount(store, { name: 'ame', password, role: 'owner' });
      await createAccount(store, { name: 'yuki', password, role: 'member' });
    }),
  });
  try {
    const [ame, yuki] = [testBrowser(() => strict), testBrowser(() => strict)];
    await ame.signIn('ame', password);
    await yuki.signIn('yuki', password);
    expect((await yuki.call('GET', '/api/clips')).status).toBe(200);
    expect((await ame.call('GET', '/api/session')).body).toMatchObject({ signedIn: true, secondFactorRequired: true });
    for (const path of [
      '/api/clips',
      '/api/accounts',
      '/v1/videos',
      '/api/events',
      '/gradio_api/queue/data?session_hash=x',
    ]) {
      const refused = await ame.call('GET', path);
      expect([path, refused.status]).toEqual([path, 403]);
    }
    await withApp(ame);
    expect((await ame.call('GET', '/api/accounts')).status).toBe(200);
  } finally {
    await strict.remove();
  }
});
