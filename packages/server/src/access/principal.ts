import { AkezoraError } from '@akezora/contract';
import { type KeyScope, keyScopes, type Role } from '@akezora/contract/api';

/** Who sends a request. */
export interface Principal {
  /** Owner of the clips that they make. */
  readonly owner: string;
  readonly name: string;
  readonly role: Role;
  readonly scopes: readonly KeyScope[];
  /** How they were identified. `none`: not at all; only public clips are visible. */
  readonly via: 'loopback' | 'session' | 'key' | 'anonymous' | 'none';
  /** Id of the account; null for the person at this machine, visitors, and keys that belong to no account. */
  readonly account: string | null;
  /** Id of the API key that was sent; null without one. */
  readonly key: string | null;
  /** Id of the session, which stays the same when its secret changes; null without one. */
  readonly session: string | null;
  /** Whether a session has shown password, code or passkey in the last 15 minutes. See `requireRecentSignIn`. */
  readonly confirmed?: boolean;
  /** Whether they may do nothing but set up a second factor. See `requireSecondFactor`. */
  readonly needsSecondFactor?: boolean;
  /** Network that budgets count by: a whole IPv4 address, or the /64 of an IPv6 address; `local` without a socket. */
  readonly network: string;
  /** Whether they may manage the server now: on loopback with the start token, else with the role owner and the scope admin. */
  readonly administers: boolean;
}

const without = { account: null, key: null, session: null, network: 'local', administers: false } as const;

/** The person at this machine, without a login; with the start token they also administer. */
export const localPrincipal: Principal = {
  ...without,
  owner: 'local',
  name: '',
  role: 'owner',
  scopes: keyScopes,
  via: 'loopback',
  administers: false,
};

/** Whose share of what is scarce a sender takes: the owner's; visitors without an account share that of their network. */
export const shareOf = ({ owner, via, network }: Pick<Principal, 'owner' | 'via' | 'network'>): string =>
  via === 'anonymous' || via === 'none' ? `network ${network}` : owner;

/** A request without identification. */
export const nobody: Principal = { ...without, owner: '', name: '', role: 'viewer', scopes: [], via: 'none' };

/** A visitor of an open server, who may make clips and keep them, and nothing else. */
export const anonymous = (owner: string, session: string | null = null): Principal => ({
  ...without,
  owner,
  name: '',
  role: 'member',
  scopes: ['generate', 'library'],
  via: 'anonymous',
  session,
});

/** Whether a role with these scopes manages the server. */
export const mayAdminister = (role: Role, scopes: readonly KeyScope[]): boolean =>
  role === 'owner' && scopes.includes('admin');

/**
 * Checks that the sender manages the server now.
 * @throws AkezoraError `unauthorized` without identification; `admin_token_needed` on loopback without the start token;
 * `forbidden` for other roles and keys.
 */
export function requireAdministration(principal: Principal): void {
  requireScope(principal, 'admin');
}

/**
 * Checks that a request of the person at this machine carries the start token. Accounts and keys have signed in instead.
 * @throws AkezoraError `admin_token_needed`.
 */
export function requireStartToken(principal: Principal): void {
  if (principal.via === 'loopback' && !principal.administers) throw new AkezoraError('admin_token_needed');
}

/**
 * Checks that the sender may upload files: uploads, imports, inputs.
 * @throws AkezoraError `unauthorized` without identification, `forbidden` for viewers and for keys without `library`.
 */
export function requireUpload(principal: Principal): void {
  requireScope(principal, 'library');
  refuseViewers(principal);
}

function refuseViewers(principal: Principal): void {
  if (principal.role !== 'viewer') return;
  throw new AkezoraError('forbidden', {
    reason: { en: 'viewers can only view', ja: '閲覧者にできるのは閲覧だけです' },
  });
}

/**
 * Checks that the sender has a scope.
 * @throws AkezoraError `unauthorized` without identification, `forbidden` for the wrong scope or role,
 * `admin_token_needed` for `admin` on loopback without the start token.
 */
export function requireScope(principal: Principal, scope: KeyScope): void {
  if (principal.via === 'none') throw new AkezoraError('unauthorized');
  if (!principal.scopes.includes(scope)) {
    throw new AkezoraError('forbidden', {
      reason: { en: `the key lacks ${scope}`, ja: `キーに ${scope} の権限がありません` },
    });
  }
  if (scope === 'generate') refuseViewers(principal);
  if (scope !== 'admin') return;
  requireStartToken(principal);
  if (principal.administers) return;
  throw new AkezoraError('forbidden', {
    reason: { en: 'only the owner of the server can do this', ja: 'サーバーの管理者だけができます' },
  });
}
