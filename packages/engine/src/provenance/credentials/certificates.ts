/** Makes the certificates of an installation (RFC 5280, and the profile of C2PA 2.1, 14.5): a root, and a signing certificate below it. */
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bits, explicit, identifier, integer, isTrue, octets, sequence, setOf, tagged, time, utf8 } from './der.ts';

/** A certificate with the private key of what it certifies. */
export interface Certified {
  /** The certificate in PEM. */
  readonly certificate: string;
  readonly key: KeyObject;
}

const year = 365.25 * 24 * 3600 * 1000;
/** Years that a root is valid. */
const rootYears = 20;
/** Years that a signing certificate is valid. */
const signingYears = 2;
/** A certificate is valid from an hour before, for clocks that differ. */
const clockDifference = 3600 * 1000;

const ecdsaWithSha256 = sequence(identifier('1.2.840.10045.4.3.2'));

/** Makes the root of an installation, valid for 20 years. @param name its common name */
export function makeRoot(name: string, now = new Date()): Certified {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = distinguishedName(name);
  const extensions = [
    // An authority that certifies signers alone, no other authorities.
    extension('2.5.29.19', sequence(isTrue, integer(Buffer.of(0))), true),
    extension('2.5.29.15', bits(Buffer.of(0x06), 1), true),
    extension('2.5.29.14', octets(keyIdentifier(key))),
  ];
  return {
    key,
    certificate: certificate({ subject: names, issuer: names, key, signer: key, extensions, now }, rootYears),
  };
}

/** Makes a signing key and its certificate below a root, valid for two years. @param name its common name */
export function makeSigner(name: string, root: Certified & { readonly name: string }, now = new Date()): Certified {
  const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const extensions = [
    extension('2.5.29.19', sequence(), true),
    extension('2.5.29.15', bits(Buffer.of(0x80), 7), true),
    // C2PA takes only certificates for certain purposes; of these, e-mail protection is the one that every reader knows.
    extension('2.5.29.37', sequence(identifier('1.3.6.1.5.5.7.3.4'))),
    extension('2.5.29.14', octets(keyIdentifier(key))),
    extension('2.5.29.35', sequence(tagged(0x80, keyIdentifier(root.key)))),
  ];
  const names = { subject: distinguishedName(name), issuer: distinguishedName(root.name) };
  return { key, certificate: certificate({ ...names, key, signer: root.key, extensions, now }, signingYears) };
}

interface Content {
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
  readonly key: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Uint8Array[];
  readonly now: Date;
}

function certificate({ subject, issuer, key, signer, extensions, now }: Content, years: number): string {
  const content = sequence(
    explicit(0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(0x40), randomBytes(15)])),
    ecdsaWithSha256,
    issuer,
    sequence(time(new Date(now.getTime() - clockDifference)), time(new Date(now.getTime() + years * year))),
    subject,
    publicKeyOf(key),
    explicit(3, sequence(...extensions)),
  );
  const der = sequence(content, ecdsaWithSha256, bits(sign('sha256', content, signer)));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

/** Organisation and common name; no person and no machine is named. */
const distinguishedName = (name: string): Buffer =>
  sequence(
    setOf(sequence(identifier('2.5.4.10'), utf8('Akezora installation'))),
    setOf(sequence(identifier('2.5.4.3'), utf8(name))),
  );

const extension = (id: string, value: Uint8Array, isCritical = false): Buffer =>
  sequence(identifier(id), ...(isCritical ? [isTrue] : []), octets(value));

const publicKeyOf = (key: KeyObject): Buffer => createPublicKey(key).export({ type: 'spki', format: 'der' });

const keyIdentifier = (key: KeyObject): Buffer => createHash('sha1').update(publicKeyOf(key)).digest();
