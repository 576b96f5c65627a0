import { z } from 'zod';
import { flagSchema, listOf, momentSchema } from './page.ts';
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
  /** Network of the last use; null before. */
  usedFrom: z.string().nullable(),
  /** When it stops working; null for never. */
  expiresAt: momentSchema.nullable(),
  expired: z.boolean(),
  /** Account that it belongs to; null for keys made on the command line or without sign-in. */
  account: z.object({ id: z.string(), name: z.string() }).nullable(),
});

/** An API key in a list. */
export type ApiKey = z.infer<typeof apiKeySchema>;

/** Body for creating an API key. */
export const apiKeyWriteSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(keyScopes)).min(1).default(['generate', 'library']),
  /** When it stops working. Default: never, or with the key that makes it. */
  expiresAt: z.iso.datetime({ offset: true }).optional(),
  /** The same as days from now. */
  expiresInDays: z.number().positive().max(36_500).optional(),
});

/** Which API keys to list. */
export const apiKeyQuerySchema = z.strictObject({
  /** The keys of all accounts and those of none (role owner). Default: one's own. */
  all: flagSchema.optional(),
});

/** A new API key; only this response contains its secret. */
export const apiKeyNewSchema = apiKeySchema.extend({ secret: z.string() });

/** An account of this server. */
export const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  disabled: z.boolean(),
  /** Verified address by which a sign-in provider's account is found the first time. */
  email: z.string().nullable(),
  /** How it can sign in. */
  signsInWith: z.object({ password: z.boolean(), provider: z.boolean() }),
  /** API keys that are not revoked. Those of a disabled account don't work. */
  keys: z.number().int(),
  createdAt: momentSchema,
});

/** An account of this server. */
export type Account = z.infer<typeof accountSchema>;

const nameField = z.string().min(1).max(200);
const passwordField = z.string().min(1).max(1000);
const emailField = z.email().max(320);

/** Body for creating an account: with a password, or with an address for the sign-in provider. */
export const accountWriteSchema = z.strictObject({
  name: nameField,
  password: passwordField.optional(),
  email: emailField.optional(),
  role: z.enum(roles).default('member'),
});

/** Body for changing an account; fields left out do not change. */
export const accountPatchSchema = z.strictObject({
  name: nameField.optional(),
  /** Ends every session of the account. */
  password: passwordField.optional(),
  role: z.enum(roles).optional(),
  /** Ends every session of the account; its keys don't work until it is enabled again. */
  disabled: z.boolean().optional(),
  email: emailField.nullable().optional(),
  /** Also revokes every API key of the account. Default false. */
  revokeKeys: z.boolean().optional(),
});

/** Query for deleting an account. */
export const accountDeleteSchema = z.strictObject({
  /** Also moves its clips to the bin for 30 days and deletes what else it owns. Default: an account that owns anything stays. */
  withLibrary: flagSchema.optional(),
});

/** Body for changing one's own password. */
export const ownPasswordSchema = z.strictObject({
  current: passwordField,
  password: passwordField,
  /** Also revokes every API key of the account. Default false. */
  revokeKeys: z.boolean().default(false),
});

/** API keys and accounts. */
export const accessRoutes = {
  keys: {
    method: 'GET',
    path: '/api/keys',
    access: 'signed-in',
    administration: true,
    summary: "List one's own API keys, or with `all` those of everybody (role owner)",
    query: apiKeyQuerySchema,
    answer: listOf(apiKeySchema),
    errors: ['forbidden'],
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
    errors: ['request_invalid', 'limit_reached', 'forbidden', 'reauthentication_needed'],
  },
  revokeKey: {
    method: 'DELETE',
    path: '/api/keys/{id}',
    access: 'signed-in',
    administration: true,
    summary: 'Revoke an API key with the keys that it made; owners revoke those of everybody',
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
    errors: ['request_invalid', 'password_refused', 'state_conflict', 'forbidden', 'reauthentication_needed'],
  },
  patchAccount: {
    method: 'PATCH',
    path: '/api/accounts/{id}',
    access: 'admin',
    administration: true,
    recentSignIn: true,
    summary: 'Change name, password, role or address of an account, or disable it (role owner)',
    body: accountPatchSchema,
    answer: accountSchema,
    errors: [
      'request_invalid',
      'password_refused',
      'not_found',
      'state_conflict',
      'forbidden',
      'reauthentication_needed',
    ],
  },
  deleteAccount: {
    method: 'DELETE',
    path: '/api/accounts/{id}',
    access: 'admin',
    administration: true,
    recentSignIn: true,
    summary: 'Delete an account with its keys and sessions (role owner)',
    query: accountDeleteSchema,
    status: 204,
    errors: ['not_found', 'state_conflict', 'forbidden', 'reauthentication_needed'],
  },
  ownPassword: {
    method: 'PUT',
    path: '/api/account/password',
    access: 'signed-in',
    administration: true,
    summary: "Change the password of one's own account; its other sessions end",
    body: ownPasswordSchema,
    answer: accountSchema,
    errors: ['request_invalid', 'password_refused', 'unauthorized', 'too_many_requests', 'forbidden'],
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
