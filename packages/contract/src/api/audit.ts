import { z } from 'zod';
import { limitSchema, momentSchema, pageOf } from './page.ts';
import type { Route } from './route.ts';

/** Actions that the audit log records. */
export const auditActions = [
  'sign-in',
  'sign-in-failed',
  'sign-out',
  'session-ended',
  'key-created',
  'key-revoked',
  'account-created',
  'account-changed',
  'role-changed',
  'password-changed',
  'second-factor-changed',
  'clip-shared',
  'clip-unshared',
  'clips-deleted',
  'upload-deleted',
  'folder-deleted',
  'job-deleted',
  'settings-changed',
  'webhook-created',
  'webhook-removed',
  'model-pulled',
  'model-removed',
  'export',
  'restore',
  'server-started',
  'decision-reviewed',
  'refused-administration',
  'audit-purged',
] as const;

/** An action that the audit log records. */
export type AuditAction = (typeof auditActions)[number];

/** One record of the audit log. It holds no secret, prompt or path. */
export const auditEntrySchema = z.object({
  /** Number of the record; later records have higher ones. */
  seq: z.number().int(),
  at: momentSchema,
  action: z.enum(auditActions),
  /** `refused`: the caller was not allowed to do it, or failed to sign in. */
  outcome: z.enum(['ok', 'refused']),
  /** Who did it; null for the server itself. */
  actor: z
    .object({
      owner: z.string(),
      account: z.string().nullable(),
      key: z.string().nullable(),
      via: z.string(),
      network: z.string(),
    })
    .nullable(),
  /** Id of what it was done to. */
  object: z.string().nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

/** One record of the audit log. */
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Query of the audit log: newest first. */
export const auditQuerySchema = z.strictObject({
  action: z.enum(auditActions).optional(),
  cursor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  /** Default 50. */
  limit: limitSchema.optional(),
});

/** Routes of the audit log. */
export const auditRoutes = {
  audit: {
    method: 'GET',
    path: '/api/audit',
    access: 'admin',
    administration: true,
    summary: 'List records of the audit log, newest first (role owner)',
    query: auditQuerySchema,
    answer: pageOf(auditEntrySchema),
    errors: ['request_invalid', 'forbidden'],
  },
} as const satisfies Record<string, Route>;
