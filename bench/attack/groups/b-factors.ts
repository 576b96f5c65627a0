/** Second factors, confirmation, and protected links. */
import { createHmac } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Case, must, Skip, sleep } from '../case.ts';
import { type Answer, ask, at, brief, hasStatus, refused, textAt } from '../http.ts';
import { cookieOf, makeKey, type Person, passwordOf, signIn } from '../people.ts';
import { freshPeople } from './a-sign-in.ts';

/** The code of an authenticator app (RFC 6238), some steps of 30 s from now. */
function codeOf(secret: string, steps = 0): string {
  const bits = [...secret.replace(/=+$/, '')]
    .map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', key).update(counter).digest();
  const number = mac.readUInt32BE((mac.at(-1) ?? 0) & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Not at the end of a step, so that a code is the same for some seconds. */
async function earlyInStep(): Promise<void> {
  const left = 30_000 - (Date.now() % 30_000);
  if (left < 8000) await sleep(left + 200);
}

interface Factor {
  readonly secret: string;
  readonly code: string;
  readonly recovery: readonly string[];
}

async function setUp(url: string, { cookie }: Person): Promise<Factor> {
  const started = hasStatus(await ask(url, '/api/account/totp', { method: 'POST', cookie, body: {} }), 200, 'a secret');
  const secret = textAt(started, 'secret');
  const code = codeOf(secret);
  const confirmed = hasStatus(
    await ask(url, '/api/account/totp/confirm', { method: 'POST', cookie, body: { code } }),
    200,
    'the first code',
  );
  return { secret, code, recovery: at(confirmed.json, 'recoveryCodes') as string[] };
}

/** The first step of a sign-in with a second factor. @returns the cookie of the sign-in under way. */
async function firstStep(url: string, { name, password }: Person, from = '127.0.0.1'): Promise<string> {
  const answer = await ask(url, '/api/session', { method: 'POST', body: { name, password }, from });
  must(answer.status === 403 && /second_factor_needed/.test(answer.text), `the password alone: ${brief(answer)}`);
  return cookieOf(answer.headers);
}

const second = (url: string, cookie: string, code: string, from = '127.0.0.1'): Promise<Answer> =>
  ask(url, '/api/session/second-factor', { method: 'POST', cookie, body: { code }, from });

export const factors: readonly Case[] = [
  {
    id: 'B16',
    mode: 'accounts',
    title: 'links with a password: page and files without it, guessing, the visit of another link',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { alice, things } = people;
      const password = 'river-stone-42';
      const patch = (share: object) =>
        ask(url, `/api/clips/${things.linked}`, { method: 'PATCH', key: alice.key, body: { share } });
      hasStatus(await patch({ password }), 200, 'the password');
      const page = `/api/shared/${things.linkToken}`;
      const files = ['video', 'thumbnail', 'sprites'].map(
        (file) => `/api/clips/${things.linked}/${file}?token=${things.linkToken}`,
      );
      for (const path of [page, ...files]) refused(await ask(url, path), path);
      const open = (guess: string, from: string) => ask(url, page, { method: 'POST', body: { password: guess }, from });
      const right = hasStatus(await open(password, '127.0.4.1'), 200, 'the right password');
      const cookie = cookieOf(right.headers);
      hasStatus(await ask(url, textAt(right, 'urls.video'), { cookie, from: '127.0.4.1' }), 200, 'its video');
      refused(await ask(url, `/api/clips/${things.clip}/video`, { cookie }), 'another clip with that visit');
      const statuses: number[] = [];
      for (let count = 0; count < 30; count += 1)
        statuses.push((await open(`wrong-${count}-guess`, '127.0.4.2')).status);
      must(statuses.includes(429), `30 guesses: ${statuses.join(' ')}`);
      hasStatus(await patch({ password: 'another-river-43' }), 200, 'a new password');
      refused(
        await ask(url, textAt(right, 'urls.video'), { cookie, from: '127.0.4.1' }),
        'the visit after a new password',
      );
      must(
        !(await ask(url, `/api/clips/${things.linked}`, { key: alice.key })).text.includes('river'),
        'the password is shown',
      );
    },
  },
  {
    id: 'B16.1',
    mode: 'accounts',
    title: 'links with an end and with a number of visits: page, files, passes kept from before',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { alice, things } = people;
      const page = `/api/shared/${things.linkToken}`;
      const patch = (share: object) =>
        ask(url, `/api/clips/${things.linked}`, { method: 'PATCH', key: alice.key, body: { share } });
      hasStatus(await patch({ maxViews: 2 }), 200, 'two visits');
      const visits = await Promise.all(
        Array.from({ length: 8 }, (_, index) => ask(url, page, { from: `127.0.4.${20 + index}` })),
      );
      const seen = visits.filter(({ status }) => status === 200).length;
      must(seen === 2, `${seen} of 8 visits at once`);
      refused(
        await ask(url, `/api/clips/${things.linked}/video?token=${things.linkToken}`),
        'the file without a visit',
      );
      hasStatus(
        await patch({ maxViews: null, expiresAt: new Date(Date.now() + 2000).toISOString() }),
        200,
        'two seconds',
      );
      const shared = hasStatus(await ask(url, page), 200, 'before the end');
      await sleep(2500);
      const cookie = cookieOf(shared.headers);
      for (const path of [page, textAt(shared, 'urls.video'), textAt(shared, 'urls.thumbnail')])
        refused(await ask(url, path, { cookie }), `${path} after the end`);
    },
  },
  {
    id: 'B24',
    mode: 'accounts',
    title: 'authenticator app: the password alone opens nothing, a code works once',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { alice } = people;
      const other = await signIn(url, alice.name, alice.password);
      await earlyInStep();
      const { secret, code } = await setUp(url, alice);
      hasStatus(await ask(url, '/api/clips', { cookie: other }), 401, 'another session from before');
      const pending = await firstStep(url, alice);
      for (const path of ['/api/clips', '/api/jobs', '/v1/videos', '/api/account', '/api/keys', '/api/events'])
        hasStatus(await ask(url, path, { cookie: pending, timeoutMs: 4000 }), 401, `${path} between the steps`);
      refused(await second(url, pending, code), 'the code that set it up');
      const next = codeOf(secret, 1);
      hasStatus(await second(url, pending, next), 200, 'the next code');
      refused(await second(url, await firstStep(url, alice), next), 'the same code again');
      refused(await second(url, pending, next), 'the same step of the sign-in again');
    },
  },
  {
    id: 'B24.1',
    mode: 'accounts',
    title: 'guessing codes, from one address and from many; a pending sign-in of another account',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { alice, bob } = people;
      await earlyInStep();
      const { secret } = await setUp(url, alice);
      const statuses: number[] = [];
      for (let count = 0; count < 90; count += 1) {
        const from = `127.0.5.${count + 1}`;
        const step = await ask(url, '/api/session', {
          method: 'POST',
          body: { name: alice.name, password: alice.password },
          from,
        });
        statuses.push(
          step.status === 403
            ? (await second(url, cookieOf(step.headers), String(count).padStart(6, '0'), from)).status
            : step.status,
        );
      }
      const limited = statuses.filter((status) => status === 429).length;
      context.note('of 90 guesses refused unseen', limited);
      must(limited >= 25, `90 guesses by a known password: ${statuses.join(' ')}`);
      refused(await second(url, bob.cookie, codeOf(secret, 1)), "bob's session with alice's code");
      hasStatus(await ask(url, '/api/clips', { cookie: alice.cookie }), 200, "alice's own session");
    },
  },
  {
    id: 'B24.2',
    mode: 'accounts',
    title: 'recovery codes work once; members reset no factor of others; a reset by the owner ends sessions',
    run: async (context) => {
      const { url, people } = await freshPeople(context);
      const { alice, bob, owner } = people;
      await earlyInStep();
      const { recovery } = await setUp(url, alice);
      const code = recovery[0] ?? '';
      must(recovery.length >= 5 && code.length >= 8, `${recovery.length} codes of ${code.length} characters`);
      const both = await Promise.all([firstStep(url, alice), firstStep(url, alice)]);
      const used = await Promise.all(both.map((pending) => second(url, pending, code)));
      must(
        used.filter(({ status }) => status === 200).length === 1,
        `a recovery code at once: ${used.map(({ status }) => status).join(' ')}`,
      );
      refused(await second(url, await firstStep(url, alice), code), 'a used recovery code');
      for (const who of [{ cookie: bob.cookie }, { key: bob.key }, { key: alice.key }])
        hasStatus(
          await ask(url, `/api/accounts/${alice.account}/second-factor`, { method: 'DELETE', ...who }),
          403,
          'a reset by a member',
        );
      const reset = await ask(url, `/api/accounts/${alice.account}/second-factor`, {
        method: 'DELETE',
        cookie: owner.cookie,
      });
      hasStatus(reset, [200, 204], 'a reset by the owner');
      hasStatus(await ask(url, '/api/clips', { cookie: alice.cookie }), 401, "alice's session afterwards");
    },
  },
  {
    id: 'B25',
    mode: 'accounts',
    title: 'an old session changes no accounts, keys, roles, factors or passwords before it is confirmed',
    run: async (context) => {
      const library = [
        '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1',
        '/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1',
      ].find((path) => existsSync(path));
      if (library === undefined) throw new Skip('libfaketime is not installed: apt-get install faketime');
      const clock = join(context.folder(), 'clock');
      writeFileSync(clock, '+0');
      const env = {
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        DONT_FAKE_MONOTONIC: '1',
      };
      const { url, people } = await freshPeople(context, { env });
      const { owner, bob } = people;
      const cookie = await signIn(url, owner.name, owner.password);
      hasStatus(
        await ask(url, '/api/keys', { method: 'POST', cookie, body: { name: 'x', scopes: ['library'] } }),
        201,
        'a fresh session',
      );
      writeFileSync(clock, '+1200');
      await sleep(400);
      for (const [method, path, body] of [
        ['POST', '/api/keys', { name: 'x', scopes: ['library'] }],
        ['POST', '/api/accounts', { name: 'new', password: passwordOf('new'), role: 'owner' }],
        ['PATCH', `/api/accounts/${bob.account}`, { role: 'owner' }],
        ['PATCH', `/api/accounts/${bob.account}`, { password: passwordOf('taken') }],
        ['POST', '/api/account/totp', {}],
      ] as const) {
        const answer = await ask(url, path, { method, cookie, body });
        must(
          answer.status === 403 && /reauthentication_needed/.test(answer.text),
          `${method} ${path}: ${brief(answer)}`,
        );
      }
      hasStatus(await ask(url, '/api/clips', { cookie }), 200, 'looking');
      refused(
        await ask(url, '/api/session/confirm', { method: 'POST', cookie, body: { password: 'wrong-password' } }),
        'a wrong password',
      );
      const confirmed = hasStatus(
        await ask(url, '/api/session/confirm', { method: 'POST', cookie, body: { password: owner.password } }),
        200,
        'the right password',
      );
      await makeKey(url, cookieOf(confirmed.headers) || cookie, ['library']);
    },
  },
];
