import { AkezoraError } from '@akezora/contract';
import type { PasskeyAnswer, PasskeyOptions } from '@akezora/contract/api';

/** Whether this browser has passkeys for this page: over https or on localhost, at a name rather than an address. */
export const passkeysWork = (): boolean =>
  window.isSecureContext &&
  typeof window.PublicKeyCredential === 'function' &&
  !/^[\d.]+$|^\[/.test(window.location.hostname);

/** Shows a passkey. @throws AkezoraError `wrong_passkey` when the person or the browser gives up. */
export async function showPasskey({ challenge, options }: PasskeyOptions): Promise<PasskeyAnswer> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  return run(challenge, () => startAuthentication({ optionsJSON: options as never }));
}

/** Makes a passkey. @throws AkezoraError `wrong_passkey` when the person or the browser gives up. */
export async function makePasskey({ challenge, options }: PasskeyOptions): Promise<PasskeyAnswer> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  return run(challenge, () => startRegistration({ optionsJSON: options as never }));
}

async function run(challenge: string, ask: () => Promise<{ id: string }>): Promise<PasskeyAnswer> {
  try {
    return { challenge, response: { ...(await ask()) } };
  } catch (cause) {
    throw new AkezoraError('wrong_passkey', {}, { cause });
  }
}
