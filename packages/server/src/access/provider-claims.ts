import type { Role } from '@akezora/contract/api';
import type { OidcOptions } from '../config/schemas.ts';

/** What a sign-in provider says about a person: claims of the ID token and of the user information. */
export type Claims = Readonly<Record<string, unknown>>;

/** A claim by its name, or by names with dots between for claims inside others (`realm_access.roles`). */
export function claimOf(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const part of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

/** The values of a claim as text, whether it holds one or a list. */
function valuesOf(claims: Claims, path: string): readonly string[] {
  const value = claimOf(claims, path);
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((one) => (['string', 'number', 'boolean'].includes(typeof one) ? [String(one)] : []));
}

/** The address of a person, when the provider says that it belongs to them. */
export const verifiedEmail = (claims: Claims): string | undefined =>
  claims.email_verified === true && typeof claims.email === 'string' && /^[^\s@]+@[^\s@]+$/u.test(claims.email)
    ? claims.email
    : undefined;

/** Whether the rules of `allow` let a person in: one of the domains, groups and claims that it names is enough. */
export function isAllowed(claims: Claims, allow: OidcOptions['allow']): boolean {
  if (allow === undefined) return true;
  const domain = verifiedEmail(claims)?.toLowerCase().split('@').at(-1);
  if (domain !== undefined && allow.domains?.some((one) => one.toLowerCase() === domain) === true) return true;
  const groups = valuesOf(claims, allow.groupsClaim ?? 'groups');
  if (allow.groups?.some((group) => groups.includes(group)) === true) return true;
  return Object.entries(allow.claims ?? {}).some(([path, wanted]) => {
    const values = valuesOf(claims, path);
    return wanted.some((value) => values.includes(value));
  });
}

/**
 * The role that the provider gives; undefined where it gives none (`roleClaim` is not set). Someone whose claim names no role
 * gets the least one that `roles` leaves open: `viewer` when it says who is a member, else `member`.
 */
export function roleOf(claims: Claims, { roleClaim, roles }: OidcOptions): Role | undefined {
  if (roleClaim === undefined) return undefined;
  const values = valuesOf(claims, roleClaim);
  for (const role of ['owner', 'member', 'viewer'] as const) {
    const names = roles === undefined ? [role] : (roles[role] ?? []);
    if (names.some((name) => values.includes(name))) return role;
  }
  return roles !== undefined && roles.member === undefined ? 'member' : 'viewer';
}
