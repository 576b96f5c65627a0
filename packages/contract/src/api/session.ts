import { z } from 'zod';
import { listOf, momentSchema } from './page.ts';
import { deletedResponse, type Route } from './route.ts';

/** Roles of accounts. */
export const roles = ['owner', 'member', 'viewer'] as const;

/** Role of an account. */
export type Role = (typeof roles)[number];

/** How a session was begun. */
export const signInMethods = ['password', 'passkey', 'oidc'] as const;

/** Account and permissions of the caller, and features and limits of the server; public. */
export const sessionSchema = z.object({
  signedIn: z.boolean(),
  name: z.string().nullable(),
  role: z.enum(roles),
  /** `loopback`: no sign-in; `accounts`: sign-in; `open`: a separate session for each visitor. */
  access: z.enum(['loopback', 'accounts', 'open']),
  /** Whether the caller may manage the server now. On loopback that needs the start token. */
  administers: z.boolean(),
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

/** Body that confirms a session. */
export const confirmSchema = z.strictObject({ password: z.string().min(1).max(1000) });

/** A session of the caller's account in a list. */
export const ownSessionSchema = z.object({
  id: z.string(),
  /** Browser and system, such as `Firefox, Linux`; empty where unknown. */
  device: z.string(),
  /** Network address at its beginning; the first half of an IPv6 address. */
  network: z.string(),
  method: z.enum(signInMethods),
  createdAt: momentSchema,
  /** Last request, to the minute. */
  lastSeenAt: momentSchema,
  /** Whether it is the one that asks. */
  current: z.boolean(),
});

/** A session of the caller's account in a list. */
export type OwnSession = z.infer<typeof ownSessionSchema>;

/** How many sessions were ended. */
export const endedSessionsSchema = z.object({ ended: z.number().int() });

/** Routes of sessions: state, sign-in and sign-out, confirmation, one's own sessions. */
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
  confirmSession: {
    method: 'POST',
    path: '/api/session/confirm',
    access: 'signed-in',
    summary: 'Confirm that it is you, for sensitive changes in the next 15 minutes (sets a new cookie)',
    body: confirmSchema,
    answer: sessionSchema,
    errors: ['wrong_password', 'too_many_requests'],
  },
  sessions: {
    method: 'GET',
    path: '/api/sessions',
    access: 'signed-in',
    summary: "List the sessions of one's own account, the last used first",
    answer: listOf(ownSessionSchema),
  },
  endSession: {
    method: 'DELETE',
    path: '/api/sessions/{id}',
    access: 'signed-in',
    summary: "End a session of one's own account",
    ...deletedResponse,
  },
  endOtherSessions: {
    method: 'DELETE',
    path: '/api/sessions',
    access: 'signed-in',
    summary: "End all sessions of one's own account but this one",
    answer: endedSessionsSchema,
  },
} as const satisfies Record<string, Route>;
