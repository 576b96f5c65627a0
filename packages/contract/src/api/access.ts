import { z } from 'zod';
import { listOf, momentSchema } from './page.ts';
import { deletedResponse, type Route } from './route.ts';
import { endedSessionsSchema, roles } from './session.ts';

/** Scopes of an API key. */
export const keyScopes = ['generate', 'library', 'admin'] as const;

/** Scope of an API key. */
export type KeyScope = (typeof keyScopes)[number];

/** An API key in a list; `hint` is its last letters. */
export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string(),
  scopes: z.array(z.enum(keyScopes)),
  createdAt: momentSchema,
  usedAt: momentSchema.nullable(),
});

/** An API key in a list. */
export type ApiKey = z.infer<typeof apiKeySchema>;

/** Body for creating an API key. */
export const apiKeyWriteSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(keyScopes)).min(1).default(['generate', 'library']),
});

/** A new API key; only this response contains its secret. */
export const apiKeyNewSchema = apiKeySchema.extend({ secret: z.string() });

/** An account of this server. */
export const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  disabled: z.boolean(),
  createdAt: momentSchema,
});

/** An account of this server. */
export type Account = z.infer<typeof accountSchema>;

/** Body for creating an account. */
export const accountWriteSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  password: z.string().min(8).max(1000),
  role: z.enum(roles).default('member'),
});

/** Body for changing an account; fields left out do not change. */
export const accountPatchSchema = z.strictObject({
  password: z.string().min(8).max(1000).optional(),
  role: z.enum(roles).optional(),
  disabled: z.boolean().optional(),
});

/** API keys and accounts. */
export const accessRoutes = {
  keys: {
    method: 'GET',
    path: '/api/keys',
    access: 'library',
    administration: true,
    summary: 'List API keys',
    answer: listOf(apiKeySchema),
  },
  createKey: {
    method: 'POST',
    path: '/api/keys',
    access: 'library',
    administration: true,
    recentSignIn: true,
    summary: 'Create an API key; only this response contains its secret',
    body: apiKeyWriteSchema,
    answer: apiKeyNewSchema,
    status: 201,
    errors: ['request_invalid', 'forbidden', 'reauthentication_needed'],
  },
  revokeKey: {
    method: 'DELETE',
    path: '/api/keys/{id}',
    access: 'library',
    administration: true,
    summary: 'Revoke an API key',
    ...deletedResponse,
  },
  accounts: {
    method: 'GET',
    path: '/api/accounts',
    access: 'admin',
    administration: true,
    summary: 'List accounts (role owner)',
    answer: listOf(accountSchema),
    errors: ['forbidden'],
  },
  createAccount: {
    method: 'POST',
    path: '/api/accounts',
    access: 'admin',
    administration: true,
    recentSignIn: true,
    summary: 'Create an account (role owner)',
    body: accountWriteSchema,
    answer: accountSchema,
    status: 201,
    errors: ['request_invalid', 'state_conflict', 'forbidden', 'reauthentication_needed'],
  },
  patchAccount: {
    method: 'PATCH',
    path: '/api/accounts/{id}',
    access: 'admin',
    administration: true,
    recentSignIn: true,
    summary: 'Change the password or role of an account, or disable it (role owner)',
    body: accountPatchSchema,
    answer: accountSchema,
    errors: ['request_invalid', 'not_found', 'state_conflict', 'forbidden', 'reauthentication_needed'],
  },
  endAccountSessions: {
    method: 'DELETE',
    path: '/api/accounts/{id}/sessions',
    access: 'admin',
    administration: true,
    summary: 'End all sessions of an account (role owner)',
    answer: endedSessionsSchema,
    errors: ['not_found', 'forbidden'],
  },
} as const satisfies Record<string, Route>;
