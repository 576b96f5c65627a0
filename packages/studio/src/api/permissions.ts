import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from './queries.ts';

/** What this account may do beyond viewing clips. */
export interface Permissions {
  /** Make clips and organise them: every role but a viewer's. */
  readonly make: boolean;
  /** Manage the server's models, settings and accounts. */
  readonly manage: boolean;
  /** Managing needs the start token of a server without accounts, which this browser does not have. */
  readonly needsToken: boolean;
}

/**
 * What this account may do, as the server enforces it. Until the session is loaded everyone may make clips, so that
 * typing needs no answer first.
 */
export function usePermissions(): Permissions {
  const session = useQuery(sessionQuery).data;
  const manage = session?.administers === true;
  return { make: session?.role !== 'viewer', manage, needsToken: session?.access === 'loopback' && !manage };
}
