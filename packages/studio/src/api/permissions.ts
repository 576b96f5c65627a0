import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from './queries.ts';

/** What the person at the page may do beyond looking and keeping their own clips in order. */
export interface May {
  /** Make clips: everything but a viewer does. */
  readonly make: boolean;
  /** Manage the server: its models, settings and accounts. */
  readonly manage: boolean;
}

/**
 * What the person at the page may do, as the server enforces it. Until the session is known, everyone may make: typing
 * at once must not wait for an answer.
 */
export function useMay(): May {
  const role = useQuery(sessionQuery).data?.role;
  return { make: role !== 'viewer', manage: role === 'owner' };
}
