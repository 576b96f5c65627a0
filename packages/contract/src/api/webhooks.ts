import { z } from 'zod';
import { listOf, momentSchema } from './page.ts';
import { deletedResponse, type Route } from './route.ts';

/** A URL that is called when a job ends. */
export const webhookSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.string()),
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
});

/** A new webhook; only this response contains its signing secret. */
export const webhookNewSchema = webhookSchema.extend({ secret: z.string() });

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
  deleteWebhook: {
    method: 'DELETE',
    path: '/api/webhooks/{id}',
    access: 'library',
    administration: true,
    summary: 'Delete a webhook',
    ...deletedResponse,
  },
} as const satisfies Record<string, Route>;
