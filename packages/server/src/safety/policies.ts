import { textSchema } from '@akezora/contract';
import { z } from 'zod';
import { json } from '../config/schemas.ts';
import { type Category, categories } from './categories.ts';

/**
 * What happens with a request: it runs (`allow`), it runs and its author is told (`warn`), it waits for the server's owner (`review`), or
 * it does not run (`refuse`).
 */
export const actions = ['allow', 'warn', 'review', 'refuse'] as const;

/** One of `actions`. */
export type Action = (typeof actions)[number];

/** A policy as data: which action each category leads to. */
export const policySchema = z.strictObject({
  name: z.string().min(1).max(64),
  /** Goes up with every change; each decision names it. */
  version: z.number().int().min(1),
  title: textSchema,
  actions: z.record(z.enum(categories), z.enum(actions)),
  /** Actions of single rules that differ from those of their categories. Default: none. */
  rules: z.record(z.string().max(100), z.enum(actions)).optional(),
});

/** A policy. */
export type Policy = z.infer<typeof policySchema>;

const everywhere = <Value>(value: Value, others: Partial<Record<Category, Value>>): Record<Category, Value> =>
  Object.fromEntries(categories.map((category) => [category, others[category] ?? value])) as Record<Category, Value>;

/** The policies that come with Akezora. */
export const policies = {
  /** For one's own machine: only what is illegal everywhere is refused. */
  personal: {
    name: 'personal',
    version: 2,
    title: { en: 'Personal', ja: '個人' },
    actions: everywhere<Action>('allow', { minors: 'refuse' }),
    rules: { 'minors.harm': 'allow', 'minors.classifier': 'allow' },
  },
  /** For a studio, whose people answer for what they publish. */
  studio: {
    name: 'studio',
    version: 1,
    title: { en: 'Studio', ja: 'スタジオ' },
    actions: everywhere<Action>('warn', {
      minors: 'refuse',
      hate: 'refuse',
      sexual: 'review',
      elections: 'review',
      impersonation: 'review',
    }),
  },
  /** For a server that strangers use. */
  public: {
    name: 'public',
    version: 1,
    title: { en: 'Public', ja: '公開' },
    actions: everywhere<Action>('refuse', { brands: 'warn' }),
  },
} as const satisfies Readonly<Record<string, Policy>>;

/** The policy of a server that names none: by who can reach it. */
export const defaultPolicy = (mode: 'loopback' | 'accounts' | 'open'): Policy =>
  ({ loopback: policies.personal, accounts: policies.studio, open: policies.public })[mode];

const noPolicy = {
  en: `it is none of ${Object.keys(policies).join(', ')}, and not valid JSON`,
  ja: `${Object.keys(policies).join('、')} のどれでもなく、JSON としても読めません`,
};

/** A policy in a configuration: the name of one that comes with Akezora, or its data, also as JSON. */
export const policyNameOrData: z.ZodType<Policy> = z.preprocess(
  (given) =>
    typeof given === 'string' && Object.hasOwn(policies, given) ? policies[given as keyof typeof policies] : given,
  json(policySchema, noPolicy),
);
