import { AkezoraError } from '@akezora/contract';
import type { Context, Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as oidc from 'openid-client';
import { requireSession } from '../../access/confirm.ts';
import { isLoopback } from '../../access/guard.ts';
import { accountOfProvider } from '../../access/provider-accounts.ts';
import { cookiesAreSecure, setSession } from '../../access/session-cookie.ts';
import { confirmSession } from '../../access/sessions.ts';
import { publicPath, publicRoot } from '../../config/public-root.ts';
import type { OidcOptions } from '../../config/schemas.ts';
import type { AppEnv, Services } from '../context.ts';
import { afterFirstStep } from '../sign-in.ts';

const cookieName = 'akezora_oidc';

/** Values that must be the same when the browser comes back; stored for ten minutes in a cookie that no script reads. */
interface Journey {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
  /** Page to return to after the confirmation of a session. Default: a sign-in. */
  readonly confirm?: string;
}

/** Seconds since somebody signed in at the provider, within which that confirms a session here. */
const confirmSeconds = 300;

const failed = (reason: string, cause?: unknown) =>
  new AkezoraError('upstream_failed', { model: 'OpenID Connect', reason }, { cause });

/** Sign-in elsewhere by OpenID Connect: authorization code with PKCE, state and nonce. */
export function registerOidc(app: Hono<AppEnv>, services: Services): void {
  const options = services.options.oidc;
  if (options === undefined) return;
  let found: Promise<oidc.Configuration> | undefined;
  const discover = () => {
    found ??= discovery(options).catch((error: unknown) => {
      found = undefined;
      throw failed(error instanceof Error ? error.message : String(error), error);
    });
    return found;
  };
  const cookiePath = `${publicPath(services.options)}/api/oidc`;
  const redirectUri = (context: Context<AppEnv>) =>
    `${publicRoot(services.options, context.req.url)}/api/oidc/callback`;

  app.get('/api/oidc/start', async (context) => {
    const configuration = await discover();
    const journey: Journey = {
      verifier: oidc.randomPKCECodeVerifier(),
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      ...confirmOf(context),
    };
    const target = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri(context),
      scope: options.scope ?? 'openid profile email',
      code_challenge: await oidc.calculatePKCECodeChallenge(journey.verifier),
      code_challenge_method: 'S256',
      state: journey.state,
      nonce: journey.nonce,
      // Whoever sits at the browser signs in anew, also where the provider has a session of them.
      ...(journey.confirm === undefined ? {} : { prompt: 'login', max_age: '0' }),
    });
    setCookie(context, cookieName, Buffer.from(JSON.stringify(journey)).toString('base64url'), {
      httpOnly: true,
      sameSite: 'Lax',
      secure: cookiesAreSecure(services.options),
      path: cookiePath,
      maxAge: 600,
    });
    return context.redirect(target.href);
  });

  app.get('/api/oidc/callback', async (context) => {
    const journey = readJourney(getCookie(context, cookieName));
    deleteCookie(context, cookieName, { path: cookiePath });
    if (journey === undefined) throw new AkezoraError('unauthorized');
    const current = new URL(redirectUri(context));
    current.search = new URL(context.req.url).search;
    const claims = await claimsOf(options, await discover(), current, journey);
    const { id: account } = await accountOfProvider(services.store, claims, options);
    if (journey.confirm !== undefined) {
      const own = requireSession(context.get('principal'));
      const secret = own.account === account ? await confirmSession(services.store.db, own.session) : undefined;
      if (secret === undefined) throw new AkezoraError('unauthorized');
      setSession(context, services.options, secret);
      return context.redirect(journey.confirm);
    }
    // Without a secret the studio goes on with the second step, which the cookie waits for.
    await afterFirstStep(services, context, account, 'oidc');
    return context.redirect(`${publicPath(services.options)}/`);
  });
}

type Identity = oidc.IDToken & { readonly iss: string; readonly sub: string };

/**
 * The claims of the ID token, with those of the user information where a rule may need them: many providers list groups only
 * there. What the token says counts first, since it is signed.
 */
async function claimsOf(
  options: OidcOptions,
  configuration: oidc.Configuration,
  current: URL,
  journey: Journey,
): Promise<Identity> {
  try {
    const tokens = await oidc.authorizationCodeGrant(configuration, current, {
      pkceCodeVerifier: journey.verifier,
      expectedState: journey.state,
      expectedNonce: journey.nonce,
      idTokenExpected: true,
      ...(journey.confirm === undefined ? {} : { maxAge: confirmSeconds }),
    });
    const claims = tokens.claims();
    if (claims === undefined) throw new Error('the provider sent no ID token');
    const more = options.allow !== undefined || options.roleClaim !== undefined || claims.email === undefined;
    if (!more || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
    const information = await oidc.fetchUserInfo(configuration, tokens.access_token, claims.sub);
    return { ...information, ...claims };
  } catch (error) {
    throw new AkezoraError('unauthorized', {}, { cause: error });
  }
}

function discovery(options: OidcOptions): Promise<oidc.Configuration> {
  const issuer = new URL(options.issuer);
  // Plain http only to this machine itself, as a provider under test.
  const insecure =
    issuer.protocol === 'http:' && isLoopback(issuer.hostname) ? { execute: [oidc.allowInsecureRequests] } : {};
  return oidc.discovery(issuer, options.clientId, options.clientSecret, undefined, insecure);
}

/** The page to return to, where the query asks for a confirmation. */
function confirmOf(context: Context<AppEnv>): { confirm?: string } {
  const asked = context.req.query('confirm');
  return asked === undefined ? {} : { confirm: pageOf(asked.slice(0, 500)) };
}

/** A page of this server; its home for an address elsewhere. */
function pageOf(path: string): string {
  const base = 'http://here.invalid';
  const url = URL.canParse(path, base) ? new URL(path, base) : undefined;
  return url?.origin === base ? url.pathname + url.search : '/';
}

function readJourney(cookie: string | undefined): Journey | undefined {
  try {
    const journey = JSON.parse(Buffer.from(cookie ?? '', 'base64url').toString()) as Partial<Journey>;
    const { verifier, state, nonce, confirm } = journey;
    return verifier === undefined || state === undefined || nonce === undefined
      ? undefined
      : { verifier, state, nonce, ...(typeof confirm === 'string' ? { confirm: pageOf(confirm) } : {}) };
  } catch {
    return undefined;
  }
}
