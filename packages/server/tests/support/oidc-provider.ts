import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Claims that the provider puts into its ID token and gives as user information, besides those that it must. */
export interface Person {
  readonly token: { readonly sub?: string } & Readonly<Record<string, unknown>>;
  readonly information?: object;
}

/** A provider with discovery, keys, and codes that are good once and only for their PKCE verifier. */
export async function startProvider() {
  let person: Person = { token: {} };
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
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      });
    } else if (url.pathname === '/userinfo') json({ sub: person.token.sub ?? 'u1', ...person.information });
    else if (url.pathname === '/keys')
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
          ...person.token,
        };
        const head = `${base64({ alg: 'RS256', kid: '1' })}.${base64(claims)}`;
        const signature = sign('RSA-SHA256', Buffer.from(head), privateKey).toString('base64url');
        return json({ access_token: 'a', token_type: 'Bearer', id_token: `${head}.${signature}`, expires_in: 60 });
      });
    } else json({}, 404);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    /** Who signs in from now on. */
    become: (next: Person) => {
      person = next;
    },
    close: () => server.close(),
  };
}
