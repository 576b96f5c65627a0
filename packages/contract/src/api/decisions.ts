import { z } from 'zod';
import { textSchema } from '../text.ts';
import { flagSchema, limitSchema, momentSchema, pageOf } from './page.ts';
import type { Route } from './route.ts';

/** What a policy did with a request: it ran and its author was told, it waits for the server's owner, or it did not run. */
export const decisionActions = ['warn', 'review', 'refuse'] as const;

/** Where an appeal stands. */
export const appealStates = ['none', 'open', 'upheld', 'overturned'] as const;

/** A decision of the server's policy about something that its owner asked for. */
export const decisionSchema = z.object({
  id: z.string(),
  createdAt: momentSchema,
  action: z.enum(decisionActions),
  /** What was checked: `request`, or `publication`. */
  checked: z.enum(['request', 'publication']),
  /** The field with the words, such as `prompt`. */
  field: z.string(),
  category: z.string(),
  categoryName: textSchema,
  /** Stable name of the rule. */
  rule: z.string(),
  /** The words that met the rule, as they were read. */
  evidence: z.string(),
  /** The whole text. */
  text: z.string(),
  policy: z.object({ name: z.string(), version: z.number().int(), rules: z.number().int() }),
  reason: textSchema,
  remedy: textSchema,
  /** How often the same was asked for. */
  times: z.number().int(),
  appeal: z.object({
    state: z.enum(appealStates),
    /** Why its author thinks that the decision is wrong. */
    statement: z.string().nullable(),
    at: momentSchema.nullable(),
    /** What the server's owner says. */
    answer: z.string().nullable(),
    answeredAt: momentSchema.nullable(),
  }),
});

/** A decision of the server's policy. */
export type Decision = z.infer<typeof decisionSchema>;

/** Body of an appeal. */
export const appealSchema = z.strictObject({ statement: z.string().trim().min(1).max(2000) });

/** Body of the answer to an appeal, or to a request that waits. */
export const reviewSchema = z.strictObject({
  outcome: z.enum(['upheld', 'overturned']),
  answer: z.string().trim().max(2000).default(''),
});

const decisionsQuery = z.object({
  /** Only those whose appeal waits. */
  open: flagSchema.optional(),
  limit: limitSchema.default(50),
  cursor: z.string().max(100).optional(),
});

/** How often each rule decided, and how appeals against it ended. */
export const reviewStatisticsSchema = z.object({
  data: z.array(
    z.object({
      category: z.string(),
      rule: z.string(),
      warned: z.number().int(),
      held: z.number().int(),
      refused: z.number().int(),
      appealed: z.number().int(),
      overturned: z.number().int(),
    }),
  ),
});

/** The policy that holds, for everyone to read. */
export const policyViewSchema = z.object({
  name: z.string(),
  version: z.number().int(),
  rules: z.number().int(),
  title: textSchema,
  categories: z.array(
    z.object({
      category: z.string(),
      name: textSchema,
      action: z.enum(['allow', ...decisionActions]),
      reason: textSchema,
      remedy: textSchema,
    }),
  ),
});

/** Routes of the policy, its decisions and their review. */
export const decisionsRoutes = {
  policy: {
    method: 'GET',
    path: '/api/policy',
    access: 'public',
    summary: 'The policy of this server: what each category leads to, and why',
    answer: policyViewSchema,
  },
  decisions: {
    method: 'GET',
    path: '/api/decisions',
    access: 'library',
    summary: 'Decisions of the policy about what the caller asked for, the latest first',
    query: decisionsQuery,
    answer: pageOf(decisionSchema),
  },
  appeal: {
    method: 'POST',
    path: '/api/decisions/{id}/appeal',
    access: 'library',
    summary: 'Appeal against a decision, once',
    body: appealSchema,
    answer: decisionSchema,
    errors: ['not_found', 'state_conflict', 'request_invalid'],
  },
  reviews: {
    method: 'GET',
    path: '/api/reviews',
    access: 'admin',
    administration: true,
    summary:
      'Decisions about everyone’s requests, for the server’s owner; with `open=true` those that wait for an answer',
    query: decisionsQuery,
    answer: pageOf(decisionSchema),
  },
  reviewStatistics: {
    method: 'GET',
    path: '/api/reviews/statistics',
    access: 'admin',
    administration: true,
    summary: 'How often each rule decided, and how appeals against it ended',
    answer: reviewStatisticsSchema,
  },
  review: {
    method: 'POST',
    path: '/api/reviews/{id}',
    access: 'admin',
    administration: true,
    summary: 'Answer an appeal or a request that waits; what is overturned may be asked for again',
    body: reviewSchema,
    answer: decisionSchema,
    errors: ['not_found', 'state_conflict', 'request_invalid'],
  },
} as const satisfies Readonly<Record<string, Route>>;
