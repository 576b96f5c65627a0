import { AkezoraError } from '@akezora/contract';

/** Roles, from most to least. */
export type Role = 'owner' | 'member' | 'viewer';

/** What a key may be used for: making clips; reading and changing the library; everything else. */
export type Scope = 'generate' | 'library' | 'admin';

/** Who is asking. */
export interface Principal {
  /** Owner of what they make. */
  readonly owner: string;
  readonly name: string;
  readonly role: Role;
  readonly scopes: readonly Scope[];
  /** `none`: nobody known; only public things. */
  readonly via: 'loopback' | 'session' | 'key' | 'anonymous' | 'none';
}

/** The person at the machine itself. */
export const localPrincipal: Principal = {
  owner: 'local',
  name: '',
  role: 'owner',
  scopes: ['generate', 'library', 'admin'],
  via: 'loopback',
};

/** Nobody known. */
export const nobody: Principal = { owner: '', name: '', role: 'viewer', scopes: [], via: 'none' };

/**
 * Lets those pass who may put files of their own on the server: uploads, imports, inputs.
 * @throws AkezoraError `unauthorized` for nobody known, `forbidden` for viewers and for keys without `library`.
 */
export function requireUpload(principal: Principal): void {
  requireScope(principal, 'library');
  refuseViewers(principal);
}

function refuseViewers(principal: Principal): void {
  if (principal.role !== 'viewer') return;
  throw new AkezoraError('forbidden', { reason: { en: 'viewers only look', ja: '閲覧者は見ることだけができます' } });
}

/**
 * Lets only those pass who may.
 * @throws AkezoraError `unauthorized` for nobody known, `forbidden` for the wrong scope or role.
 */
export function requireScope(principal: Principal, scope: Scope): void {
  if (principal.via === 'none') throw new AkezoraError('unauthorized');
  if (!principal.scopes.includes(scope)) {
    throw new AkezoraError('forbidden', {
      reason: { en: `the key lacks ${scope}`, ja: `キーに ${scope} の権限がありません` },
    });
  }
  if (scope === 'generate') refuseViewers(principal);
  if (scope === 'admin' && principal.role !== 'owner') {
    throw new AkezoraError('forbidden', {
      reason: { en: 'only the owner of the server may', ja: 'サーバーの所有者だけができます' },
    });
  }
}
