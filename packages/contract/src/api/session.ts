import { z } from 'zod';
import type { Route } from './route.ts';

/** Roles of people on a server. */
export const roles = ['owner', 'member', 'viewer'] as const;

/** Who is asking, and what this server lets them do. Answered without signing in, too. */
export const sessionSchema = z.object({
  signedIn: z.boolean(),
  name: z.string().nullable(),
  role: z.enum(roles),
  /** `loopback` needs no login, `accounts` does, `open` gives each visitor a session of their own. */
  access: z.enum(['loopback', 'accounts', 'open']),
  version: z.string(),
  features: z.object({
    gallery: z.boolean(),
    sharing: z.boolean(),
    promptHelp: z.boolean(),
    /** Name and address of the sign-in elsewhere (OpenID Connect), when there is one. */
    oidc: z.object({ name: z.string(), url: z.string() }).nullable(),
  }),
  limits: z.object({
    uploadBytes: z.number(),
    running: z.number().int().nullable(),
    queued: z.number().int().nullable(),
    secondsPerDay: z.number().nullable(),
  }),
});

/** Who is asking. */
export type Session = z.infer<typeof sessionSchema>;

/** Name and password of a local account. */
export const signInSchema = z.strictObject({ name: z.string().min(1).max(200), password: z.string().min(1).max(1000) });

/** Signing in and out, and what the one who asks may do. */
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
