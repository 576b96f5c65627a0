import { AkezoraError } from '@akezora/contract';
import type { Context } from 'hono';
import type { ServerOptions } from '../config/settings.ts';
import type { Log } from '../platform/log.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Store } from '../platform/store/database.ts';
import { hashSecret, newSecret } from '../platform/store/ids.ts';
import { ensureVisitor } from '../platform/store/owners.ts';
import type { Budgets } from './budgets.ts';
import { networkOfRequest } from './client-address.ts';
import { incomingOf } from './connection.ts';
import { deviceOf } from './device.ts';
import { accessMode, isLoopback, nameOfHost } from './guard.ts';
import { principalOfKey } from './keys.ts';
import { mcpSessionHeader, ownerOfMcpSession, unknownMcpSession } from './mcp-session.ts';
import { apiOf } from './paths.ts';
import { createPeers, type Peers, type PeerUser } from './peer.ts';
import { anonymous, localPrincipal, nobody, type Principal } from './principal.ts';
import { proxySign } from './proxied.ts';
import { sessionSecretOf, setSession } from './session-cookie.ts';
import { type Opening, principalOfSession, type SignInMethod, sessionRules } from './sessions.ts';
import type { StartToken } from './start-token.ts';

/** The sender of a request, and whether a cookie says so, which browsers also send when another site asks them to. */
export interface Identified {
  readonly principal: Principal;
  readonly byCookie: boolean;
}

/** Identifies senders. */
export interface Identifier {
  /**
   * Identifies the sender of a request by key, cookie, start token or system user. Without a sign of who it is: `nobody`,
   * or on an open server a new visitor, unless `visitors` is false.
   * @throws AkezoraError `proxy_unexpected` or `start_token_needed` on loopback for a request that is not of this user;
   * `not_found` for a session of MCP that is unknown or another visitor's.
   */
  identify(context: Context, more?: { readonly visitors?: boolean }): Promise<Identified>;
  /** @throws AkezoraError `proxy_unexpected` on loopback for a request that came through a proxy. */
  refuseProxies(context: Context): void;
  /** Gives a request that the server makes to itself the sender of the request that it serves. */
  hand(request: Request, principal: Principal): void;
  /** Whether the server makes a request to itself. */
  isHanded(request: Request): boolean;
}

/** What identification works with. */
export interface IdentifierParts {
  readonly store: Store;
  readonly options: ServerOptions;
  readonly log: Log;
  readonly secrets: Secrets;
  /** The start token of a server without accounts. */
  readonly startToken: StartToken | undefined;
  readonly peers?: Peers;
}

/** How and where a request opens a session. */
export const openingOf = (
  context: Context,
  options: ServerOptions,
  method: SignInMethod,
  network: string,
): Opening => ({
  method,
  network,
  device: deviceOf(context.req.header('user-agent')),
  rules: sessionRules(options),
});

function bearerOf(context: Context): string | undefined {
  const header = context.req.header('authorization') ?? '';
  const token = /^Bearer\s+(\S+)$/i.exec(header)?.[1] ?? context.req.header('x-api-key');
  return token === undefined || token === '' ? undefined : token.slice(0, 500);
}

/** Beginning of the cookie of a visitor without an account. */
const visitorPrefix = 'visitor-';

/** The visitor with a secret of their own. Nothing is stored for them until they make something: see `admitVisitor`. */
const visitorOf = (secret: string): Principal => anonymous(`anonymous_${hashSecret(secret).slice(0, 32)}`);

/**
 * Stores the owner of a visitor without an account who is about to make something.
 * @throws AkezoraError `too_many_requests` when too many new ones come from the same network, or in all.
 */
export async function admitVisitor({ db }: Store, budgets: Budgets, { owner, network }: Principal): Promise<void> {
  const known = await db.selectFrom('owners').select('id').where('id', '=', owner).executeTakeFirst();
  if (known !== undefined) return;
  budgets.admit(network);
  await ensureVisitor(db, owner, network);
}

/** Creates the identification of a server. */
export function createIdentifier(parts: IdentifierParts): Identifier {
  const { store, options, secrets } = parts;
  const mode = accessMode(options);
  const handed = new WeakMap<Request, Principal>();
  const local = createLocal(parts);

  const known = async (context: Context, network: string): Promise<Identified | undefined> => {
    const token = bearerOf(context);
    if (token !== undefined) {
      const principal = token.startsWith('ak-') ? await principalOfKey(store, token, network) : undefined;
      return principal === undefined ? undefined : { principal, byCookie: false };
    }
    const secret = sessionSecretOf(context, options);
    if (secret === undefined || secret.startsWith(visitorPrefix)) return undefined;
    const principal = await principalOfSession(store, secret, sessionRules(options));
    return principal === undefined ? undefined : { principal, byCookie: true };
  };

  /** The visitor whose key or cookie a request has. */
  const returning = (context: Context): Identified | undefined => {
    // An open server accepts any key; the same key means the same visitor.
    const token = bearerOf(context);
    if (token !== undefined) return { principal: visitorOf(token), byCookie: false };
    const cookie = sessionSecretOf(context, options);
    if (cookie?.startsWith(visitorPrefix) !== true) return undefined;
    return { principal: visitorOf(cookie.slice(0, 500)), byCookie: true };
  };

  const visitor = (context: Context): Identified => {
    const found = returning(context);
    const session = apiOf(context.req.path) === 'mcp' ? context.req.header(mcpSessionHeader) : undefined;
    if (session !== undefined) {
      const owner = ownerOfMcpSession(secrets, session);
      if (found !== undefined && found.principal.owner !== owner) throw unknownMcpSession();
      // A page of another site cannot send this header, so it is as good as a key beside a cookie.
      return { principal: anonymous(owner), byCookie: false };
    }
    if (found !== undefined) return found;
    const secret = newSecret(visitorPrefix);
    setSession(context, options, secret);
    return { principal: visitorOf(secret), byCookie: false };
  };

  const refuseProxies = (context: Context) => {
    if (mode === 'loopback') local.refuseProxies(context);
  };

  return {
    refuseProxies,
    identify: async (context, { visitors = true } = {}) => {
      const network = networkOfRequest(context, options);
      const given = handed.get(context.req.raw);
      if (given !== undefined) return { principal: given, byCookie: false };
      refuseProxies(context);
      let found = await known(context, network);
      if (found === undefined && mode === 'loopback') found = await local.identify(context, bearerOf(context));
      if (found === undefined && mode === 'open' && visitors) found = visitor(context);
      const { principal, byCookie } = found ?? { principal: nobody, byCookie: false };
      return { principal: { ...principal, network }, byCookie };
    },
    hand: (request, principal) => void handed.set(request, principal),
    isHanded: (request) => handed.has(request),
  };
}

/** The rules of a server without accounts, which only the system user who started it may use. */
function createLocal({ log, startToken, peers = createPeers() }: IdentifierParts) {
  let warned = false;
  /** Says once that something stands in front of the server that it was not told about. */
  const warn = (sign: string) => {
    if (warned) return;
    warned = true;
    log.warn({ sign }, 'requests come through a proxy or from another system user; they are refused');
  };
  return {
    refuseProxies(context: Context): void {
      const host = context.req.header('host') ?? '';
      const foreignHost = isLoopback(nameOfHost(host)) ? undefined : `Host: ${host.slice(0, 100)}`;
      const sign = foreignHost ?? proxySign(context.req.raw.headers, incomingOf(context)?.httpVersion);
      if (sign === undefined) return;
      warn(sign);
      throw new AkezoraError('proxy_unexpected', { sign });
    },
    async identify(context: Context, bearer: string | undefined): Promise<Identified> {
      const person = (administers: boolean, byCookie: boolean): Identified => ({
        principal: { ...localPrincipal, administers },
        byCookie,
      });
      if (bearer !== undefined && startToken?.matches(bearer) === true) return person(true, false);
      const socket = incomingOf(context)?.socket;
      const user: PeerUser = socket === undefined ? 'unknown' : await peers.userOf(socket);
      // Another user's server on this machine sees the cookie when this user's browser visits it.
      if (user !== 'other' && startToken?.inCookie(context) === true) return person(true, true);
      if (user === 'same') return person(false, false);
      if (user !== 'unknown') warn(`system user: ${user}`);
      throw new AkezoraError('start_token_needed');
    },
  };
}
