/** Signing in with OpenID Connect. */
import { startProvider } from '../../../packages/server/tests/support/oidc-provider.ts';
import { type Case, type Context, must } from '../case.ts';
import { type Answer, ask, brief, hasStatus, refused } from '../http.ts';
import { cookieOf, type People } from '../people.ts';
import type { Server } from '../server.ts';
import { freshPeople } from './a-sign-in.ts';

interface Set {
  readonly server: Server & { people: People };
  readonly provider: Awaited<ReturnType<typeof startProvider>>;
}

async function withProvider(context: Context, rules: object = {}): Promise<Set> {
  const provider = await startProvider();
  context.after(() => provider.close());
  const oidc = { issuer: provider.issuer, clientId: 'akezora', clientSecret: 'PROVIDERSECRET', ...rules };
  return { provider, server: await freshPeople(context, { env: { AKEZORA_OIDC: JSON.stringify(oidc) } }) };
}

/** Begins a journey at the provider. @returns its cookie and the address that the provider sends the browser back to. */
async function begin({ server }: Set): Promise<{ cookie: string; back: URL }> {
  const start = await ask(server.url, '/api/oidc/start');
  must(start.status === 302, `the start: ${brief(start)}`);
  const at = await fetch(String(start.headers.location), { redirect: 'manual' });
  return { cookie: cookieOf(start.headers), back: new URL(at.headers.get('location') ?? '') };
}

const land = (set: Set, back: URL, cookie?: string): Promise<Answer> =>
  ask(set.server.url, `${back.pathname}${back.search}`, { cookie });

/** Signs in as the provider's person. @returns the answer, and what the session says afterwards. */
async function comeIn(set: Set): Promise<{ answer: Answer; session: string }> {
  const { cookie, back } = await begin(set);
  const answer = await land(set, back, cookie);
  const session = await ask(set.server.url, '/api/session', { cookie: cookieOf(answer.headers) });
  return { answer, session: session.text };
}

export const providers: readonly Case[] = [
  {
    id: 'A32',
    mode: 'accounts',
    title: 'OpenID Connect: wrong state, no cookie, the cookie of another, the code again, a foreign Host',
    run: async (context) => {
      const set = await withProvider(context, { signUp: true });
      const { cookie, back } = await begin(set);
      const forged = new URL(back);
      forged.searchParams.set('state', 'x');
      refused(await land(set, forged, cookie), 'a wrong state');
      const one = await begin(set);
      const two = await begin(set);
      refused(await land(set, one.back), 'no cookie');
      refused(await land(set, one.back, two.cookie), "another's cookie");
      const right = await begin(set);
      must((await land(set, right.back, right.cookie)).status === 302, 'the right way');
      refused(await land(set, right.back, right.cookie), 'the same code again');
      refused(
        await ask(set.server.url, '/api/oidc/start', { headers: { host: 'evil.invalid' } }).then((answer) =>
          /evil\.invalid/.test(String(answer.headers.location)) ? answer : { ...answer, status: 403 },
        ),
        'a foreign Host in the redirect',
      );
      refused(
        await ask(set.server.url, '/api/oidc/callback?error=x&error_description=%3Cscript%3E', { cookie: two.cookie }),
        'an error of the provider',
      );
    },
  },
  {
    id: 'A32.1',
    mode: 'accounts',
    title: 'who comes first does not become owner; sign-up is off by default',
    run: async (context) => {
      const set = await withProvider(context);
      set.provider.become({ token: { sub: 'stranger', role: 'owner', roles: ['owner'], groups: ['owner', 'admin'] } });
      const { answer, session } = await comeIn(set);
      must(answer.status >= 400 && answer.status < 500, `a stranger: ${brief(answer)}`);
      must(/"signedIn":false/.test(session), `a stranger is signed in: ${session.slice(0, 200)}`);
      const accounts = await ask(set.server.url, '/api/accounts', { cookie: set.server.people.owner.cookie });
      must(!accounts.text.includes('hana'), 'an account was made');
    },
  },
  {
    id: 'A32.2',
    mode: 'accounts',
    title:
      'sign-up by domain: unverified, look-alike and sub-domain addresses; claims that name the owner; names of others',
    run: async (context) => {
      const set = await withProvider(context, { signUp: true, allow: { domains: ['good.invalid'] } });
      for (const claims of [
        { email: 'a@good.invalid', email_verified: false },
        { email: 'a@good.invalid' },
        { email: 'a@good.invalid', email_verified: 'true' },
        { email: 'a@evil.invalid', email_verified: true },
        { email: 'a@sub.good.invalid', email_verified: true },
        { email: 'a@notgood.invalid', email_verified: true },
        { email: 'a@good.invalid@evil.invalid', email_verified: true },
        { email: 'a@evil.invalid\n@good.invalid', email_verified: true },
      ]) {
        set.provider.become({ token: { sub: `s-${JSON.stringify(claims)}`, ...claims } });
        const { session } = await comeIn(set);
        must(/"signedIn":false/.test(session), `${JSON.stringify(claims)} came in`);
      }
      set.provider.become({
        token: {
          sub: 'good',
          email: 'a@good.invalid',
          email_verified: true,
          preferred_username: 'olivia',
          role: 'owner',
          groups: ['owner'],
        },
      });
      const { answer, session } = await comeIn(set);
      must(
        answer.status === 302 && /"role":"member"/.test(session),
        `who may come in: ${brief(answer)} ${session.slice(0, 120)}`,
      );
      must(!/"name":"olivia"/.test(session), 'the name of the owner was taken');
    },
  },
  {
    id: 'A32.3',
    mode: 'accounts',
    title: 'tokens that are not for this server: audience, issuer, nonce, expiry, no signature; a disabled account',
    run: async (context) => {
      const set = await withProvider(context, { signUp: true });
      for (const token of [
        { aud: 'another' },
        { iss: 'https://other.invalid' },
        { nonce: 'x' },
        { exp: 1 },
        { aud: ['akezora', 'x'], azp: 'x' },
      ]) {
        set.provider.become({ token });
        const { session } = await comeIn(set);
        must(/"signedIn":false/.test(session), `${JSON.stringify(token)} came in`);
      }
      set.provider.become({ token: { sub: 'later', preferred_username: 'later' } });
      must(/"signedIn":true/.test((await comeIn(set)).session), 'a right one');
      const { owner } = set.server.people;
      const accounts = (await ask(set.server.url, '/api/accounts', { cookie: owner.cookie })).json as {
        data: { id: string; name: string }[];
      };
      const id = accounts.data.find(({ name }) => name === 'later')?.id;
      hasStatus(
        await ask(set.server.url, `/api/accounts/${id}`, {
          method: 'PATCH',
          cookie: owner.cookie,
          body: { disabled: true },
        }),
        200,
        'disabling',
      );
      must(/"signedIn":false/.test((await comeIn(set)).session), 'a disabled account came in');
    },
  },
];
