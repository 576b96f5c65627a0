import { z } from 'zod';
import { languages } from '../text.ts';
import { listOf, momentSchema } from './page.ts';
import { deletedResponse, type Route } from './route.ts';

/** What is called: a program, which gets signed events, or a service that shows messages to people. */
export const webhookKinds = ['webhook', 'discord', 'slack', 'ntfy'] as const;

/** What is called when a job ends. */
export type WebhookKind = (typeof webhookKinds)[number];

/** A URL that is called when a job ends. */
export const webhookSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Of a service for people only the origin: whoever has the whole address can write there. */
  url: z.string(),
  events: z.array(z.string()),
  kind: z.enum(webhookKinds),
  /** Language of messages for people. */
  language: z.enum(languages),
  createdAt: momentSchema,
  /** When it was switched off because nothing had arrived for three days; null while it is called. */
  disabledAt: momentSchema.nullable(),
});

/** A URL that is called when a job ends. */
export type Webhook = z.infer<typeof webhookSchema>;

/** Body for creating a webhook. */
export const webhookWriteSchema = z.strictObject({
  name: z.string().max(100).default(''),
  url: z.string().min(1).max(2000),
  events: z
    .array(z.enum(['video.completed', 'video.failed']))
    .min(1)
    .default(['video.completed', 'video.failed']),
  kind: z.enum(webhookKinds).default('webhook'),
  language: z.enum(languages).default('en'),
  /** Access token of an ntfy server. */
  token: z.string().min(1).max(500).optional(),
});

/** A new webhook; only this response contains its signing secret, which services for people have none of. */
export const webhookNewSchema = webhookSchema.extend({ secret: z.string().nullable() });

/** Routes of webhooks. */
export const webhooksRoutes = {
  webhooks: {
    method: 'GET',
    path: '/api/webhooks',
    access: 'library',
    administration: true,
    summary: 'List webhooks',
    answer: listOf(webhookSchema),
  },
  createWebhook: {
    method: 'POST',
    path: '/api/webhooks',
    access: 'library',
    administration: true,
    summary: 'Create a webhook; only this response contains its signing secret',
    body: webhookWriteSchema,
    answer: webhookNewSchema,
    status: 201,
    errors: ['request_invalid', 'url_refused'],
  },
  testWebhook: {
    method: 'POST',
    path: '/api/webhooks/{id}/test',
    access: 'library',
    administration: true,
    summary: 'Send a test to a webhook, and say what it answered',
    status: 204,
    errors: ['not_found', 'url_refused'],
  },
  deleteWebhook: {
    method: 'DELETE',
    path: '/api/webhooks/{id}',
    access: 'library',
    administration: true,
    summary: 'Delete a webhook',
    ...deletedResponse,
  },
} as const satisfies Record<string, Route>;
