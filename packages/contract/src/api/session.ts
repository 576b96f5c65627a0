import { z } from 'zod';
import { listOf, momentSchema } from './page.ts';
import { deletedResponse, type Route } from './route.ts';
import { codeSchema, passkeyAnswerSchema, passkeyOptionsSchema } from './second-factors.ts';

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
  /** What the second step of a sign-in under way takes; null where none is. */
  secondFactor: z.object({ code: z.boolean(), passkey: z.boolean() }).nullable(),
  /** Whether the server lets this account do nothing before it has set up a second factor. */
  secondFactorRequired: z.boolean(),
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

/** Body that confirms a session, one of the three. */
export const confirmSchema = z.union([
  z.strictObject({ password: z.string().min(1).max(1000) }),
  z.strictObject({ code: codeSchema }),
  z.strictObject({ passkey: passkeyAnswerSchema }),
]);

/** What somebody shows to prove who they are. */
export type Proof = z.infer<typeof confirmSchema>;

/** Body of the second step of a sign-in, one of the two. */
export const secondFactorSchema = z.union([
  z.strictObject({ code: codeSchema }),
  z.strictObject({ passkey: passkeyAnswerSchema }),
]);

/** What somebody shows in the second step of a sign-in. */
export type SecondProof = z.infer<typeof secondFactorSchema>;

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
    errors: ['unauthorized', 'second_factor_needed', 'too_many_requests'],
  },
  secondFactor: {
    method: 'POST',
    path: '/api/session/second-factor',
    access: 'public',
    summary: 'Finish a sign-in that answered `second_factor_needed` (sets a cookie)',
    body: secondFactorSchema,
    answer: sessionSchema,
    errors: ['unauthorized', 'wrong_code', 'wrong_passkey', 'too_many_requests'],
  },
  passkeyOptions: {
    method: 'POST',
    path: '/api/session/passkey/options',
    access: 'public',
    summary: 'Get the options with which a browser signs in, or confirms, by passkey',
    answer: passkeyOptionsSchema,
    errors: ['too_many_requests'],
  },
  signInByPasskey: {
    method: 'POST',
    path: '/api/session/passkey',
    access: 'public',
    summary: 'Sign in by passkey (sets a cookie)',
    body: passkeyAnswerSchema,
    answer: sessionSchema,
    errors: ['wrong_passkey', 'too_many_requests'],
  },
  signOut: { method: 'DELETE', path: '/api/session', access: 'public', summary: 'Sign out', status: 204 },
  confirmSession: {
    method: 'POST',
    path: '/api/session/confirm',
    access: 'signed-in',
    summary: 'Confirm that it is you, for sensitive changes in the next 15 minutes (sets a new cookie)',
    body: confirmSchema,
    answer: sessionSchema,
    errors: ['wrong_password', 'wrong_code', 'wrong_passkey', 'too_many_requests'],
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
