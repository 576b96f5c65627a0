import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { startTestServer } from '../support/server.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A provider with discovery, keys, and codes that are good once and only for their PKCE verifier. */
async function startProvider() {
  const codes = new Map<string, { nonce: string; challenge: string }>();
  let issuer = '';
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer);
    const json = (body: object, status = 200) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    if (url.pathname === '/.well-known/openid-configuration') {
      json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    } else if (url.pathname === '/keys')
      json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: '1', alg: 'RS256', use: 'sig' }] });
    else if (url.pathname === '/authorize') {
      const code = `code${codes.size}`;
      codes.set(code, {
        nonce: url.searchParams.get('nonce') ?? '',
        challenge: url.searchParams.get('code_challenge') ?? '',
      });
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('code', code);
      back.searchParams.set('state', url.searchParams.get('state') ?? '');
      response.writeHead(302, { location: back.href }).end();
    } else if (url.pathname === '/token') {
      let body = '';
      request.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      request.on('end', () => {
        const form = new URLSearchParams(body);
        const kept = codes.get(form.get('code') ?? '');
        codes.delete(form.get('code') ?? '');
        const challenge = createHash('sha256')
          .update(form.get('code_verifier') ?? '')
          .digest('base64url');
        if (kept === undefined || kept.challenge !== challenge) return json({ error: 'invalid_grant' }, 400);
        const now = Math.floor(Date.now() / 1000);
        const claims = {
          iss: issuer,
          sub: 'u1',
          aud: 'akezora',
          exp: now + 60,
          iat: now,
          nonce: kept.nonce,
          preferred_username: 'hana',
        };
        const head = `${base64({ alg: 'RS256', kid: '1' })}.${base64(claims)}`;
        const signature = sign('RSA-SHA256', Buffer.from(head), privateKey).toString('base64url');
        return json({ access_token: 'a', token_type: 'Bearer', id_token: `${head}.${signature}`, expires_in: 60 });
      });
    } else json({}, 404);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { issuer, close: () => server.close() };
}

it('signs in by OpenID Connect; the first to come owns the server, and a forged return is refused', async () => {
  const provider = await startProvider();
  const oidc = { issuer: provider.issuer, clientId: 'akezora', clientSecret: 'secret', name: 'Test' };
  const test = await startTestServer({ access: 'accounts', oidc });
  expect(await test.api.call('session')).toMatchObject({
    signedIn: false,
    features: { oidc: { url: '/api/oidc/start' } },
  });
  const begin = async () => {
    const start = await fetch(`${test.server.url}/api/oidc/start`, { redirect: 'manual' });
    const cookie = start.headers.get('set-cookie')?.split(';')[0] ?? '';
    const authorized = await fetch(start.headers.get('location') ?? '', { redirect: 'manual' });
    return { cookie, back: authorized.headers.get('location') ?? '' };
  };
  const { cookie, back } = await begin();
  const returned = await fetch(back, { redirect: 'manual', headers: { cookie } });
  expect(returned.status).toBe(302);
  const session =
    returned.headers
      .getSetCookie()
      .find((one) => one.startsWith('akezora_session='))
      ?.split(';')[0] ?? '';
  const me = await (await fetch(`${test.server.url}/api/session`, { headers: { cookie: session } })).json();
  expect(me).toMatchObject({ signedIn: true, name: 'hana', role: 'owner' });
  // The same code again, another browser's state, and no journey at all.
  expect((await fetch(back, { redirect: 'manual', headers: { cookie } })).status).toBe(401);
  const [one, two] = [await begin(), await begin()];
  expect((await fetch(one.back, { redirect: 'manual', headers: { cookie: two.cookie } })).status).toBe(401);
  expect((await fetch(one.back, { redirect: 'manual' })).status).toBe(401);
  await test.remove();
  provider.close();
}, 120_000);
