import { z } from 'zod';
import type { Route } from './route.ts';

/** How a signature stands; see `verificationSchema`. */
export const credentialsStates = ['none', 'unreadable', 'changed', 'invalid', 'intact'] as const;

/** How the content credentials of a file stand. */
export type CredentialsState = (typeof credentialsStates)[number];

const stateSchema = z.enum(credentialsStates);

/** What a server found of a file. It keeps neither the file nor its address. */
export const verificationSchema = z.object({
  credentials: z.object({
    /**
     * `none`: it has none; `unreadable`: something cannot be read; `changed`: signed for other content; `invalid`: the credentials were
     * changed or are faulty; `intact`: content and credentials are what was signed.
     */
    state: stateSchema,
    /** Who signed: names that the certificate's issuer wrote. `known`: a root of this server certifies it. */
    signer: z.object({ name: z.string(), organisation: z.string(), known: z.boolean() }).optional(),
    /** Program and version, as the signer claims. */
    system: z.string().optional(),
    /** When, in ISO 8601. `proven`: a time-stamp authority that the server knows confirms it; else the signer claims it. */
    time: z.object({ at: z.string(), proven: z.boolean() }).optional(),
    /** Identifier of the credentials. */
    id: z.string().optional(),
    /** Payload of the invisible mark in the pictures, as the signer claims. */
    mark: z.string().optional(),
    /** How it was made: IPTC digital source types, the last word of each. */
    sourceTypes: z.array(z.string()),
    /** What went in, with the state of its own credentials then. */
    ingredients: z.array(
      z.object({
        title: z.string(),
        relationship: z.string(),
        state: stateSchema,
        sourceTypes: z.array(z.string()),
      }),
    ),
    /** C2PA status codes of what failed. */
    faults: z.array(z.string()),
  }),
  /**
   * What the invisible mark in the pictures holds, 16 hexadecimal digits, or that none was found in its first seconds, which proves
   * nothing. null: the pictures cannot be decoded here.
   */
  invisibleMark: z.object({ found: z.boolean(), id: z.string().optional() }).nullable(),
  /**
   * Whether the library of this server holds this very file (`same`), or a clip whose mark its pictures carry (`mark`: it may have been
   * cut, scaled or encoded again); `madeAt`: since when; `clipId`: which one, to its owner only.
   */
  library: z.object({
    match: z.enum(['none', 'same', 'mark']),
    madeAt: z.string().optional(),
    clipId: z.string().optional(),
  }),
});

/** What a server found of a file. */
export type Verification = z.infer<typeof verificationSchema>;

/** The route that checks a file. Its body is the file itself, or with `content-type: application/json` `{"url": "https://…"}`. */
export const verifyRoutes = {
  verify: {
    method: 'POST',
    path: '/api/verify',
    access: 'public',
    summary:
      'Say what the content credentials and the invisible mark of a picture or video tell: send the file as the body, or {"url": …} as JSON. Nothing of it is kept',
    answer: verificationSchema,
    errors: ['input_unreadable', 'input_too_large', 'body_too_large', 'body_unreadable', 'url_refused', 'timed_out'],
  },
} as const satisfies Record<string, Route>;
