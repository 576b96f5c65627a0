import { z } from 'zod';
import { resolutions } from '../request.ts';
import { aspects } from '../scene.ts';
import { languages } from '../text.ts';
import { listOf, momentSchema } from './page.ts';
import { deletedResponse, type Route } from './route.ts';

/** Initial values of the composer and preferences, stored for each owner. */
export const defaultsSchema = z.strictObject({
  model: z.string().max(512).optional(),
  aspect: z.enum(aspects).optional(),
  resolution: z.enum(resolutions).optional(),
  seconds: z.number().min(0.1).max(3600).optional(),
  variants: z.number().int().min(1).max(4).optional(),
  language: z.enum(languages).optional(),
  theme: z.enum(['light', 'dark', 'system']).optional(),
});

/** Initial values of the composer and preferences. */
export type Defaults = z.infer<typeof defaultsSchema>;

/** Settings: the caller's defaults, and the settings of the server (only role `owner` can change these). */
export const settingsSchema = z.object({
  defaults: defaultsSchema,
  gallery: z.boolean(),
  sharing: z.boolean(),
  /** The key is never returned. */
  promptHelp: z.object({ url: z.string(), model: z.string(), hasKey: z.boolean() }).nullable(),
});

/** Settings of the caller and of the server. */
export type Settings = z.infer<typeof settingsSchema>;

/** Body for changing settings; fields left out do not change. */
export const settingsPatchSchema = z.strictObject({
  defaults: defaultsSchema.optional(),
  gallery: z.boolean().optional(),
  sharing: z.boolean().optional(),
  promptHelp: z
    .strictObject({
      url: z.string().max(2000),
      model: z.string().max(200),
      /** API key; null removes it. Default, also for empty text: the stored key, if the server in `url` is the same. */
      key: z.string().max(1000).nullable().optional(),
    })
    .nullable()
    .optional(),
});

/** Body for changing settings; fields left out do not change. */
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

/** Storage used and free, in bytes. */
export const storageSchema = z.object({
  place: z.enum(['disk', 's3']),
  clips: z.number().int(),
  clipBytes: z.number(),
  trash: z.number().int(),
  trashBytes: z.number(),
  uploadBytes: z.number(),
  quotaBytes: z.number().nullable(),
  freeBytes: z.number().nullable(),
});

/** Storage used and free, in bytes. */
export type Storage = z.infer<typeof storageSchema>;

/** A URL that is called when a job ends. */
export const webhookSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  createdAt: momentSchema,
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

/** Routes of settings, storage and webhooks. */
export const settingsRoutes = {
  settings: {
    method: 'GET',
    path: '/api/settings',
    access: 'signed-in',
    summary: 'Get the settings',
    answer: settingsSchema,
  },
  patchSettings: {
    method: 'PATCH',
    path: '/api/settings',
    access: 'library',
    summary: 'Change settings (server switches: role owner)',
    body: settingsPatchSchema,
    answer: settingsSchema,
    errors: ['request_invalid', 'forbidden'],
  },
  storage: {
    method: 'GET',
    path: '/api/storage',
    access: 'signed-in',
    summary: 'Get the storage used and free',
    answer: storageSchema,
  },
  webhooks: {
    method: 'GET',
    path: '/api/webhooks',
    access: 'library',
    summary: 'List webhooks',
    answer: listOf(webhookSchema),
  },
  createWebhook: {
    method: 'POST',
    path: '/api/webhooks',
    access: 'library',
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
    summary: 'Delete a webhook',
    ...deletedResponse,
  },
} as const satisfies Record<string, Route>;
