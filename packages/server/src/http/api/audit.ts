import { listAudit } from '../../platform/audit.ts';
import type { Handlers } from './register.ts';

/** The audit log, of our own API. */
export const auditHandlers: Handlers<'audit'> = {
  audit: ({ db, query }) => listAudit(db, query),
};
