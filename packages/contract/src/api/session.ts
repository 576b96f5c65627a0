import { z } from 'zod';
import type { Route } from './route.ts';

/** Roles of accounts. */
export const roles = ['owner', 'member', 'viewer'] as const;

/** Role of an account. */
export type Role = (typeof roles)[number];

/** Account and permissions of the caller, and features and limits of the server; public. */
export const sessionSchema = z.object({
  signedIn: z.boolean(),
  name: z.string().nullable(),
  role: z.enum(roles),
  /** `loopback`: no sign-in; `accounts`: sign-in; `open`: a separate session for each visitor. */
  access: z.enum(['loopback', 'accounts', 'open']),
  version: z.string(),
  features: z.object({
    gallery: z.boolean(),
    sharing: z.boolean(),
    promptHelp: z.boolean(),
    /** Name and URL of the OpenID Connect sign-in; null without one. */
    oidc: z.object({ name: z.string(), url: z.string() }).nullable(),
  }),
  limits: z.object({
    uploadBytes: z.number(),
    running: z.number().int().nullable(),
    queued: z.number().int().nullable(),
    secondsPerDay: z.number().nullable(),
  }),
});

/** Account and permissions of the caller. */
export type Session = z.infer<typeof sessionSchema>;

/** Name and password of a local account. */
export const signInSchema = z.strictObject({ name: z.string().min(1).max(200), password: z.string().min(1).max(1000) });

/** Routes of the session: state, sign-in and sign-out. */
export const sessionRoutes = {
  session: {
    method: 'GET',
    path: '/api/session',
    access: 'public',
    summary: 'Get the session of the caller',
    answer: sessionSchema,
  },
  signIn: {
    method: 'POST',
    path: '/api/session',
    access: 'public',
    summary: 'Sign in with a local account (sets a cookie)',
    body: signInSchema,
    answer: sessionSchema,
    errors: ['unauthorized', 'too_many_requests'],
  },
  signOut: { method: 'DELETE', path: '/api/session', access: 'public', summary: 'Sign out', status: 204 },
} as const satisfies Record<string, Route>;
