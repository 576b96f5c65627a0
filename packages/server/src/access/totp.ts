import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Seconds that a code stands for. */
export const totpSeconds = 30;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Bytes in base32 (RFC 4648), without padding. */
export function base32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map((five) => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

function bytesOf(text: string): Uint8Array {
  const bits = [...text].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Uint8Array.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}

/** A new secret for an authenticator app: 160 random bits in base32. */
export const newTotpSecret = (): string => base32(randomBytes(20));

/** The six digits of a time step (RFC 6238 with HMAC-SHA-1, as every authenticator app has it). */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The time step that a code belongs to: the present one, or the one before or after it; undefined for a wrong code. */
export function stepOfCode(secret: string, code: string, now: number): number | undefined {
  const given = Buffer.from(code.replace(/\s/g, ''));
  return [now, now - 1, now + 1].find((step) => {
    const right = Buffer.from(totpCode(secret, Math.max(0, step)));
    return given.length === right.length && timingSafeEqual(given, right);
  });
}

/** The URI that authenticator apps read from a QR code. */
export function totpUri(secret: string, account: string, server: string): string {
  // A colon would end the name of the server.
  const label = [server, account].map((part) => encodeURIComponent(part.replaceAll(':', ' '))).join(':');
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(server)}&algorithm=SHA1&digits=6&period=30`;
}
