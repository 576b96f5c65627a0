import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A value in CBOR (RFC 8949), as far as WebAuthn needs it. */
function cbor(value: unknown): Buffer {
  const head = (major: number, length: number) =>
    length < 24
      ? Buffer.from([(major << 5) | length])
      : length < 256
        ? Buffer.from([(major << 5) | 24, length])
        : Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const entries = [...(value as Map<unknown, unknown>)];
  return Buffer.concat([head(5, entries.length), ...entries.flat().map(cbor)]);
}

const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest();

/** What an answer of the authenticator says; each can be forged. */
export interface Claims {
  readonly origin: string;
  readonly rpId: string;
  readonly verified?: boolean;
  readonly counter?: number;
}

/** An authenticator in software, with one credential (ES256, no attestation). */
export function authenticator(): {
  readonly id: string;
  register(challenge: string, claims: Claims): { id: string; [key: string]: unknown };
  assert(challenge: string, claims: Claims): { id: string; [key: string]: unknown };
} {
  const { privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
  });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const raw = randomBytes(16);
  const id = raw.toString('base64url');
  const cose = cbor(
    new Map<number, unknown>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  );
  const data = ({ rpId, verified = true, counter = 0 }: Claims, credential: boolean) => {
    const flags = 1 | (verified ? 4 : 0) | (credential ? 0x40 : 0);
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const attested = credential ? [Buffer.alloc(16), Buffer.from([0, raw.length]), raw, cose] : [];
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), count, ...attested]);
  };
  const client = (type: string, challenge: string, origin: string) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const credential = { id, rawId: id, type: 'public-key', clientExtensionResults: {} };
  return {
    id,
    register: (challenge, claims) => {
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', data(claims, true)],
      ]);
      return {
        ...credential,
        response: {
          clientDataJSON: client('webauthn.create', challenge, claims.origin).toString('base64url'),
          attestationObject: cbor(attestation).toString('base64url'),
          transports: ['internal'],
        },
      };
    },
    assert: (challenge, claims) => {
      const authenticatorData = data(claims, false);
      const clientData = client('webauthn.get', challenge, claims.origin);
      const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(clientData)]), privateKey);
      return {
        ...credential,
        response: {
          clientDataJSON: clientData.toString('base64url'),
          authenticatorData: authenticatorData.toString('base64url'),
          signature: signature.toString('base64url'),
        },
      };
    },
  };
}
