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
}

/** The person at this machine, without a login. */
export const localPrincipal: Principal = {
  owner: 'local',
  name: '',
  role: 'owner',
  scopes: keyScopes,
  via: 'loopback',
};

/** A request without identification. */
export const nobody: Principal = { owner: '', name: '', role: 'viewer', scopes: [], via: 'none' };

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
 * @throws AkezoraError `unauthorized` without identification, `forbidden` for the wrong scope or role.
 */
export function requireScope(principal: Principal, scope: KeyScope): void {
  if (principal.via === 'none') throw new AkezoraError('unauthorized');
  if (!principal.scopes.includes(scope)) {
    throw new AkezoraError('forbidden', {
      reason: { en: `the key lacks ${scope}`, ja: `キーに ${scope} の権限がありません` },
    });
  }
  if (scope === 'generate') refuseViewers(principal);
  if (scope === 'admin' && principal.role !== 'owner') {
    throw new AkezoraError('forbidden', {
      reason: { en: 'only the owner of the server can do this', ja: 'サーバーの管理者だけができます' },
    });
  }
}
