import { z } from 'zod';
import { momentSchema } from './page.ts';
import { deletedResponse, type Route } from './route.ts';

/** Ways to confirm that it is you: with a password, a code of an authenticator app, a passkey, or at the sign-in provider. */
export const confirmMethods = ['password', 'code', 'passkey', 'provider'] as const;

/** A way to confirm that it is you. */
export type ConfirmMethod = (typeof confirmMethods)[number];

/** A passkey of the caller's account. */
export const passkeySchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: momentSchema,
  usedAt: momentSchema.nullable(),
});

/** A passkey of the caller's account. */
export type Passkey = z.infer<typeof passkeySchema>;

/** How the caller's account signs in. */
export const ownAccountSchema = z.object({
  name: z.string(),
  /** Ways to confirm a session of this account. */
  confirm: z.array(z.enum(confirmMethods)),
  /** Whether an authenticator app is set up. */
  totp: z.boolean(),
  /** Recovery codes that are left. */
  recoveryCodes: z.number().int(),
  passkeys: z.array(passkeySchema),
  /** Whether the server lets this account do nothing before it has a second factor. */
  secondFactorRequired: z.boolean(),
});

/** How the caller's account signs in. */
export type OwnAccount = z.infer<typeof ownAccountSchema>;

/** A code of an authenticator app, or a recovery code. */
export const codeSchema = z.string().trim().min(6).max(40);

/** The answer of a browser's authenticator, as JSON (WebAuthn). */
export const passkeyAnswerSchema = z.strictObject({
  /** `challenge` of the options that it answers. */
  challenge: z.string().min(1).max(200),
  response: z.looseObject({ id: z.string().max(2000) }),
});

/** The answer of a browser's authenticator. */
export type PasskeyAnswer = z.infer<typeof passkeyAnswerSchema>;

/** Options for a browser's authenticator (WebAuthn), valid for five minutes. */
export const passkeyOptionsSchema = z.object({ challenge: z.string(), options: z.looseObject({}) });

/** Options for a browser's authenticator, and the name of the challenge that its answer sends back. */
export type PasskeyOptions = z.infer<typeof passkeyOptionsSchema>;

/** A secret for an authenticator app: as text, and as the URI of its QR code. */
export const totpSecretSchema = z.object({ secret: z.string(), uri: z.string() });

/** New recovery codes, which only this response contains. */
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });

const passkeyName = z.string().trim().min(1).max(60);

/** Routes of one's own account: authenticator app, recovery codes, passkeys. */
export const secondFactorRoutes = {
  ownAccount: {
    method: 'GET',
    path: '/api/account',
    access: 'signed-in',
    summary: "Get how one's own account signs in",
    answer: ownAccountSchema,
  },
  startTotp: {
    method: 'POST',
    path: '/api/account/totp',
    access: 'signed-in',
    recentSignIn: true,
    summary: 'Get a new secret for an authenticator app; it counts after `confirmTotp`',
    answer: totpSecretSchema,
    errors: ['state_conflict', 'reauthentication_needed'],
  },
  confirmTotp: {
    method: 'POST',
    path: '/api/account/totp/confirm',
    access: 'signed-in',
    recentSignIn: true,
    summary: "Set up an authenticator app by its first code; the account's other sessions end",
    body: z.strictObject({ code: codeSchema }),
    answer: recoveryCodesSchema,
    errors: ['wrong_code', 'state_conflict', 'reauthentication_needed'],
  },
  removeTotp: {
    method: 'DELETE',
    path: '/api/account/totp',
    access: 'signed-in',
    recentSignIn: true,
    summary: 'Remove the authenticator app and the recovery codes',
    ...deletedResponse,
  },
  newRecoveryCodes: {
    method: 'POST',
    path: '/api/account/recovery-codes',
    access: 'signed-in',
    recentSignIn: true,
    summary: 'Replace the recovery codes; only this response contains them',
    answer: recoveryCodesSchema,
    errors: ['state_conflict', 'reauthentication_needed'],
  },
  newPasskeyOptions: {
    method: 'POST',
    path: '/api/account/passkeys/options',
    access: 'signed-in',
    recentSignIn: true,
    summary: 'Get the options with which a browser makes a passkey',
    answer: passkeyOptionsSchema,
    errors: ['limit_reached', 'reauthentication_needed'],
  },
  addPasskey: {
    method: 'POST',
    path: '/api/account/passkeys',
    access: 'signed-in',
    recentSignIn: true,
    summary: "Add a passkey that a browser has made; the account's other sessions end where it is the first",
    body: passkeyAnswerSchema.extend({ name: passkeyName }),
    answer: passkeySchema,
    status: 201,
    errors: ['wrong_passkey', 'limit_reached', 'reauthentication_needed'],
  },
  renamePasskey: {
    method: 'PATCH',
    path: '/api/account/passkeys/{id}',
    access: 'signed-in',
    summary: 'Rename a passkey',
    body: z.strictObject({ name: passkeyName }),
    answer: passkeySchema,
    errors: ['not_found'],
  },
  removePasskey: {
    method: 'DELETE',
    path: '/api/account/passkeys/{id}',
    access: 'signed-in',
    recentSignIn: true,
    summary: 'Remove a passkey',
    ...deletedResponse,
  },
  resetSecondFactor: {
    method: 'DELETE',
    path: '/api/accounts/{id}/second-factor',
    access: 'admin',
    administration: true,
    recentSignIn: true,
    summary: 'Remove authenticator app, recovery codes and passkeys of an account, and end its sessions (role owner)',
    ...deletedResponse,
  },
} as const satisfies Record<string, Route>;
