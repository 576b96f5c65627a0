import { z } from 'zod';
import { resolutions } from '../request.ts';
import { aspects } from '../scene.ts';
import { languages } from '../text.ts';
import type { Route } from './route.ts';

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

/** Whether clips get the invisible mark, or content credentials: all, all but those whose request leaves it out, or none. */
export const markRules = ['always', 'choice', 'never'] as const;
/** Which mark that one sees all clips get; `choice`: the one that the request asks for. */
export const visibleMarkRules = ['choice', 'corner', 'opening-label'] as const;

/** Settings: the caller's defaults, and the settings of the server (only role `owner` can change these). */
export const settingsSchema = z.object({
  defaults: defaultsSchema,
  gallery: z.boolean(),
  sharing: z.boolean(),
  markInvisible: z.enum(markRules),
  markVisible: z.enum(visibleMarkRules),
  markCredentials: z.enum(markRules),
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
  markInvisible: z.enum(markRules).optional(),
  markVisible: z.enum(visibleMarkRules).optional(),
  markCredentials: z.enum(markRules).optional(),
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
  /** Bytes of conversions and pictures of clips. */
  derivedBytes: z.number(),
  /** Announced bytes of incomplete uploads. */
  openUploadBytes: z.number(),
  /** Bytes of presets and storyboards. */
  noteBytes: z.number(),
  quotaBytes: z.number().nullable(),
  freeBytes: z.number().nullable(),
});

/** Storage used and free, in bytes. */
export type Storage = z.infer<typeof storageSchema>;

/** Routes of settings and storage. */
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
} as const satisfies Record<string, Route>;
