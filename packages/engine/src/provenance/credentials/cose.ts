/** COSE_Sign1 structures (RFC 9052) as C2PA signs claims with them: over `node:crypto`, in the few forms of CBOR (RFC 8949) that they need. */
import { constants, type KeyObject, sign, X509Certificate } from 'node:crypto';

/** A key that signs claims, with its certificates. */
export interface ClaimSigner {
  readonly key: KeyObject;
  /** PEM certificates: of the key first, then each one's issuer; the root can be missing. */
  readonly chain: string;
}

/** Algorithms of C2PA: its name, COSE's number, and the hash. */
const algorithms = {
  es256: { number: -7, hash: 'sha256' },
  es384: { number: -35, hash: 'sha384' },
  es512: { number: -36, hash: 'sha512' },
  ps256: { number: -37, hash: 'sha256' },
  ed25519: { number: -8, hash: null },
} as const;

/** Name of an algorithm of C2PA. */
export type ClaimAlgorithm = keyof typeof algorithms;

const curves: Readonly<Record<string, ClaimAlgorithm>> = {
  prime256v1: 'es256',
  secp384r1: 'es384',
  secp521r1: 'es512',
};

/** The algorithm of a key; undefined for keys that C2PA does not take. */
export function algorithmOf(key: KeyObject): ClaimAlgorithm | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519';
  if (key.asymmetricKeyType === 'ec') return curves[key.asymmetricKeyDetails?.namedCurve ?? ''];
  const isLong = (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
  return key.asymmetricKeyType?.startsWith('rsa') === true && isLong ? 'ps256' : undefined;
}

/** The certificates of a text in PEM, in its order. */
export const certificatesIn = (pem: string): X509Certificate[] =>
  (pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? []).map(
    (one) => new X509Certificate(one),
  );

/** Bytes that a time stamp takes: its authority's certificates are in it. */
const stampBytes = 16_384;

/** Bytes that a signature with these certificates takes, with room to spare. */
export const reservedFor = ({ chain }: ClaimSigner, isStamped = false): number =>
  1024 + certificatesIn(chain).reduce((sum, { raw }) => sum + raw.length, 0) + (isStamped ? stampBytes : 0);

/** Asks an authority for a time stamp of a message: a token of RFC 3161, or undefined where there is none. */
export type Stamp = (message: Uint8Array) => Promise<Uint8Array | undefined>;

/**
 * Signs a claim.
 * @returns a COSE_Sign1 of exactly `reserved` bytes. @throws Error for a key that C2PA does not take
 */
export async function signClaim(
  claim: Uint8Array,
  signer: ClaimSigner,
  reserved: number,
  stamp?: Stamp,
): Promise<Uint8Array> {
  const name = algorithmOf(signer.key);
  if (name === undefined) throw new Error('C2PA does not take keys of this kind');
  const { number, hash } = algorithms[name];
  // 1 is the algorithm, 33 the certificates.
  const certificates = certificatesIn(signer.chain).map(({ raw }) => bytes(raw));
  const header = map([integer(1), integer(number)], [integer(33), array(...certificates)]);
  const signed = array(text('Signature1'), bytes(header), bytes(Buffer.alloc(0)), bytes(claim));
  const padding = name === 'ps256' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {};
  const signature = sign(hash, signed, { key: signer.key, dsaEncoding: 'ieee-p1363', ...padding });
  // A stamp of C2PA 2 is one of the signature, inside a structure of its own.
  const token = await stamp?.(
    array(text('CounterSignature'), bytes(header), bytes(Buffer.alloc(0)), bytes(bytes(signature))),
  );
  const stamps = token === undefined || token.length > stampBytes - 256 ? [] : [stampOf(token)];
  const whole = (pad: number) => {
    const open = map(...stamps, [text('pad'), bytes(Buffer.alloc(pad))]);
    return Buffer.concat([Buffer.of(0xd2), array(bytes(header), open, Buffer.of(0xf6), bytes(signature))]);
  };
  let pad = Math.max(0, reserved - whole(0).length - 4);
  while (whole(pad).length < reserved) pad += 1;
  const out = whole(pad);
  if (out.length !== reserved) throw new Error(`a signature of ${out.length} bytes, with room for ${reserved}`);
  return out;
}

const stampOf = (token: Uint8Array) =>
  [text('sigTst2'), map([text('tstTokens'), array(map([text('val'), bytes(token)]))])] as const;

function head(kind: number, value: number): Buffer {
  const first = kind << 5;
  if (value < 24) return Buffer.of(first | value);
  if (value < 0x100) return Buffer.of(first | 24, value);
  if (value < 0x1_0000) return Buffer.of(first | 25, value >> 8, value & 0xff);
  const out = Buffer.alloc(5, first | 26);
  out.writeUInt32BE(value, 1);
  return out;
}

const bytes = (content: Uint8Array): Buffer => Buffer.concat([head(2, content.length), content]);
const text = (content: string): Buffer => Buffer.concat([head(3, Buffer.byteLength(content)), Buffer.from(content)]);
const integer = (value: number): Buffer => (value < 0 ? head(1, -1 - value) : head(0, value));
const array = (...items: readonly Buffer[]): Buffer => Buffer.concat([head(4, items.length), ...items]);
const map = (...entries: readonly (readonly [Buffer, Buffer])[]): Buffer =>
  Buffer.concat([head(5, entries.length), ...entries.flat()]);
