import { z } from 'zod';
import { modelCapabilitiesSchema } from '../capabilities.ts';
import { errorShapeSchema } from '../errors.ts';
import { resolutions } from '../request.ts';
import { aspects } from '../scene.ts';
import { languages, textSchema } from '../text.ts';
import { momentSchema } from './page.ts';

/** A model as this server has it. */
export const modelEntrySchema = z.object({
  id: z.string(),
  capabilities: modelCapabilitiesSchema,
  /** `box` comes with the program, `local` is pulled to this machine, `upstream` runs on another server. */
  place: z.enum(['box', 'local', 'upstream']),
  installed: z.boolean(),
  version: z.string().nullable(),
  /** Bytes on disk when installed, bytes to fetch when not; null when unknown. */
  bytes: z.number().nullable(),
  /** Whether its smallest clip fits this machine now, and the reason when it does not. */
  fits: z.enum(['fits', 'tight', 'no', 'unknown']),
  reason: textSchema.nullable(),
  aliases: z.array(z.string()),
  pull: z
    .object({
      state: z.enum(['running', 'failed']),
      doneBytes: z.number(),
      totalBytes: z.number().nullable(),
      error: errorShapeSchema.nullable(),
    })
    .nullable(),
});

/** A model as this server has it. */
export type ModelEntry = z.infer<typeof modelEntrySchema>;

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

/** What the composer starts from; kept for each owner. */
export const defaultsSchema = z.strictObject({
  model: z.string().max(512).optional(),
  aspect: z.enum(aspects).optional(),
  resolution: z.enum(resolutions).optional(),
  seconds: z.number().min(0.1).max(3600).optional(),
  variants: z.number().int().min(1).max(4).optional(),
  language: z.enum(languages).optional(),
  theme: z.enum(['light', 'dark', 'system']).optional(),
});

/** What the composer starts from. */
export type Defaults = z.infer<typeof defaultsSchema>;

/** Settings: the owner's own defaults, and the server's switches (changed by role `owner` only). */
export const settingsSchema = z.object({
  defaults: defaultsSchema,
  gallery: z.boolean(),
  sharing: z.boolean(),
  /** The key itself is never told. */
  promptHelp: z.object({ url: z.string(), model: z.string(), hasKey: z.boolean() }).nullable(),
});

/** Settings. */
export type Settings = z.infer<typeof settingsSchema>;

/** A change of settings; what is left out stays. */
export const settingsPatchSchema = z.strictObject({
  defaults: defaultsSchema.optional(),
  gallery: z.boolean().optional(),
  sharing: z.boolean().optional(),
  promptHelp: z
    .strictObject({
      url: z.string().max(2000),
      model: z.string().max(200),
      /** Left out or empty keeps the key that is set, for as long as the server in `url` is the same; null removes it. */
      key: z.string().max(1000).nullable().optional(),
    })
    .nullable()
    .optional(),
});

/** A change of settings; what is left out stays. */
export type SettingsPatch = z.infer<typeof settingsPatchSchema>;

/** Scopes of an API key. */
export const keyScopes = ['generate', 'library', 'admin'] as const;

/** An API key as listed: only its last letters. */
export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string(),
  scopes: z.array(z.enum(keyScopes)),
  createdAt: momentSchema,
  usedAt: momentSchema.nullable(),
});

/** An API key as listed. */
export type ApiKey = z.infer<typeof apiKeySchema>;

/** What makes a key. */
export const apiKeyWriteSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  scopes: z.array(z.enum(keyScopes)).min(1).default(['generate', 'library']),
});

/** A new key with its secret, shown this once. */
export const apiKeyNewSchema = apiKeySchema.extend({ secret: z.string() });

/** An address that is told about the end of jobs. */
export const webhookSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  createdAt: momentSchema,
});

/** An address that is told about the end of jobs. */
export type Webhook = z.infer<typeof webhookSchema>;

/** What makes a webhook. */
export const webhookWriteSchema = z.strictObject({
  name: z.string().max(100).default(''),
  url: z.string().min(1).max(2000),
  events: z
    .array(z.enum(['video.completed', 'video.failed']))
    .min(1)
    .default(['video.completed', 'video.failed']),
});

/** A new webhook with its signing secret, shown this once. */
export const webhookNewSchema = webhookSchema.extend({ secret: z.string() });

/** An account of this server. */
export const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  disabled: z.boolean(),
  createdAt: momentSchema,
});

/** An account of this server. */
export type Account = z.infer<typeof accountSchema>;

/** What makes an account. */
export const accountWriteSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  password: z.string().min(8).max(1000),
  role: z.enum(roles).default('member'),
});

/** What an owner may change about an account. */
export const accountPatchSchema = z.strictObject({
  password: z.string().min(8).max(1000).optional(),
  role: z.enum(roles).optional(),
  disabled: z.boolean().optional(),
});

/** Asks the owner's chat endpoint for a longer or a translated prompt; nothing is sent on before the user has seen it. */
export const promptHelpSchema = z.strictObject({
  prompt: z.string().min(1).max(20_000),
  kind: z.enum(['expand', 'translate']),
  model: z.string().max(512).optional(),
});

/** A suggested prompt. */
export const promptHelpAnswerSchema = z.object({ prompt: z.string(), by: z.string() });
