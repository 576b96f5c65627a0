import type { Text } from '@akezora/contract';
import { z } from 'zod';
import { plainUrl } from './plain-url.ts';

/** Names, separated by commas where they come as one string. */
export const names: z.ZodType<readonly string[]> = z.union([
  z.array(z.string()),
  z.string().transform((text) =>
    text
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean),
  ),
]);

/** Names of devices. `none` is the empty list, since an empty variable counts as unset. */
export const deviceNames: z.ZodType<readonly string[]> = names.transform((list) =>
  list.filter((name) => name !== 'none'),
);

/** A number from 0 up. */
export const count = z.coerce.number().min(0).max(1e15);

/** `true` or `false`, also as `1` or `0`. */
export const onOrOff = z.union([
  z.boolean(),
  z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1'),
]);

const addressOrNet = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()]);

/** Proxies whose `X-Forwarded-For` counts: all, none, or those of some addresses and networks. */
export const proxies: z.ZodType<boolean | readonly string[]> = z.union([
  onOrOff,
  names.pipe(z.array(addressOrNet).min(1)),
]);

/** The URL of the server itself, also below a path of its host. */
export const ownUrl = z
  .url({ protocol: /^https?$/ })
  .superRefine((text, context) => {
    const { pathname, search, hash, username, password } = new URL(text);
    const isPlain = /^\/(?:[\w.~-]+\/?)*$/.test(pathname);
    if (isPlain && search === '' && hash === '' && username === '' && password === '') return;
    context.addIssue({
      code: 'custom',
      message: 'write only scheme, host and port, and a path of plain letters if need be',
      params: { ja: 'スキーム・ホスト・ポートと、必要なら英数字のパスだけを書いてください' },
    });
  })
  .transform((text) => new URL(text).origin + new URL(text).pathname.replace(/\/+$/, ''));

/** A value that may come as JSON text, as in a flag or variable. */
export const json = <Schema extends z.ZodType>(
  schema: Schema,
  fault: Text = { en: 'it is not valid JSON', ja: 'JSON として読めません' },
) =>
  z.preprocess((value, context) => {
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.addIssue({
        code: 'custom',
        message: fault.en,
        params: { ja: fault.ja },
      });
      return z.NEVER;
    }
  }, schema);

/** Limits of one owner, unless the owner of the server set others for them. */
export interface Limits {
  /** Jobs that run at once. Default 4. */
  readonly running: number;
  /** Jobs that wait. Default 100,000. */
  readonly queued: number;
  /** Seconds of video submitted in 24 hours. Unlimited by default. */
  readonly secondsPerDay: number;
}

/** Limits of an owner when the configuration names none. */
export const defaultLimits: Limits = { running: 4, queued: 100_000, secondsPerDay: Number.POSITIVE_INFINITY };

/** Limits of an owner; those left out take their default. */
export const limitsSchema: z.ZodType<Limits> = z
  .strictObject({
    running: z.number().int().min(1),
    queued: z.number().int().min(1),
    secondsPerDay: z.number().min(0),
  })
  .partial()
  .transform((given) => ({ ...defaultLimits, ...given }) as Limits);

/** A bucket of S3 or of a service with its API. */
export const s3Schema = z.strictObject({
  bucket: z.string().min(1),
  endpoint: plainUrl.exactOptional(),
  region: z.string().exactOptional(),
  prefix: z.string().exactOptional(),
  accessKeyId: z.string().exactOptional(),
  secretAccessKey: z.string().exactOptional(),
});

/** A bucket that stores the clips instead of the data folder. */
export type S3Options = Readonly<z.output<typeof s3Schema>>;

/** An OpenID Connect provider. */
export const oidcSchema = z.strictObject({
  issuer: plainUrl,
  clientId: z.string(),
  clientSecret: z.string(),
  name: z.string().exactOptional(),
  /** Scopes to ask for. Default `openid profile email`. */
  scope: z.string().min(1).exactOptional(),
  /** Whether people without an account get one. Default false: only accounts that an owner prepared. */
  signUp: z.boolean().exactOptional(),
  /** Who may sign in at all; one rule that fits is enough. Default: everybody whom the provider knows. */
  allow: z
    .strictObject({
      /** Domains of verified addresses. */
      domains: z.array(z.string().min(1)).exactOptional(),
      /** Groups, as the claim `groupsClaim` lists them. */
      groups: z.array(z.string().min(1)).exactOptional(),
      /** Claim that lists groups. Default `groups`. */
      groupsClaim: z.string().min(1).exactOptional(),
      /** Claims with the values that fit. */
      claims: z.record(z.string(), z.array(z.string())).exactOptional(),
    })
    .exactOptional(),
  /** Claim that decides the role at each sign-in. Default: none, owners of the server set it. */
  roleClaim: z.string().min(1).exactOptional(),
  /** Values of that claim for each role. Default: the names of the roles. */
  roles: z
    .strictObject({ owner: z.array(z.string()), member: z.array(z.string()), viewer: z.array(z.string()) })
    .partial()
    .exactOptional(),
});

/** Sign-in by an OpenID Connect provider. */
export type OidcOptions = Readonly<z.output<typeof oidcSchema>>;

/** A chat endpoint. */
export const promptHelpSchema = z.strictObject({ url: plainUrl, model: z.string(), key: z.string().exactOptional() });

/** A chat model that expands and translates prompts. */
export type PromptHelpOptions = Readonly<z.output<typeof promptHelpSchema>>;
