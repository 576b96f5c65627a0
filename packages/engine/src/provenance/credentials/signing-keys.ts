/**
 * The keys of an installation: a root and a signing certificate below it, made at first use, or a bought chain. In their folder, with
 * mode 0600: `root.pem` (key and certificate), `signing.pem` (key, certificate, its issuers), and `known.pem` (further roots).
 */
import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { AkezoraError, type Text } from '@akezora/contract';
import { dataFolder } from '../../host/folders.ts';
import { replaceFile } from '../../host/replace-file.ts';
import { makeRoot, makeSigner } from './certificates.ts';
import { algorithmOf, type ClaimSigner, certificatesIn } from './cose.ts';

/** Folder of the keys that sign content credentials. */
export const signingFolder = (): string => join(dataFolder(), 'signing');

/** What `akezora keys signing` shows of a signing certificate. */
export interface SignerDescription {
  /** Common name of the certificate. */
  readonly name: string;
  readonly issuer: string;
  readonly validTo: Date;
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
  readonly algorithm: string;
  /** Whether this installation made it; otherwise it was bought. */
  readonly isOwn: boolean;
}

/** The key that signs; made at first use, and renewed when a certificate of our own has expired. @throws AkezoraError `input_unreadable` */
export async function loadSigner(folder: string = signingFolder()): Promise<ClaimSigner> {
  await makeFolder(folder);
  const signer = signerIn(await readFile(join(folder, 'signing.pem'), 'utf8'), join(folder, 'signing.pem'));
  const hasExpired = Number(certificatesIn(signer.chain)[0]!.validToDate) < Date.now();
  return hasExpired && (await isOwn(signer, folder)) ? renewSigner(folder) : signer;
}

/** Makes a new key and a certificate below this installation's root, and signs with it from now on. The former key is gone. */
export async function renewSigner(folder: string = signingFolder()): Promise<ClaimSigner> {
  await makeFolder(folder);
  const root = await readFile(join(folder, 'root.pem'), 'utf8');
  const [certificate] = certificatesIn(root);
  const name = commonName(certificate!.subject);
  const made = makeSigner(signerName(), { key: createPrivateKey(root), certificate: root, name });
  await replaceFile(join(folder, 'signing.pem'), pemOf(made), 0o600);
  return { key: made.key, chain: made.certificate };
}

/**
 * Signs with a bought key from now on. The last certificate of its chain counts as known.
 * @param pem private key without a password, and certificates from the key's own to the topmost
 * @throws AkezoraError `input_unreadable` when they do not belong together, or C2PA does not take them
 */
export async function useSigner(pem: string, path: string, folder: string = signingFolder()): Promise<ClaimSigner> {
  const signer = signerIn(pem, path);
  await makeFolder(folder);
  await addRoot(certificatesIn(signer.chain).at(-1)!.toString(), folder);
  await replaceFile(join(folder, 'signing.pem'), pemOf({ key: signer.key, certificate: signer.chain }), 0o600);
  return signer;
}

/**
 * Counts those as known from now on whom a root certifies: signers, and authorities of time stamps.
 * @param pem its certificate
 * @throws AkezoraError `input_unreadable`
 */
export async function trustRoot(pem: string, path: string, folder: string = signingFolder()): Promise<void> {
  let certificates: ReturnType<typeof certificatesIn> = [];
  try {
    certificates = certificatesIn(pem);
  } catch {
    // Refused below, like a text without any.
  }
  if (certificates.length === 0) throw refusal(path, faults.noCertificate);
  await makeFolder(folder);
  for (const certificate of certificates) await addRoot(certificate.toString(), folder);
}

async function addRoot(certificate: string, folder: string): Promise<void> {
  const known = await readFile(join(folder, 'known.pem'), 'utf8').catch(() => '');
  if (!known.includes(certificate)) await replaceFile(join(folder, 'known.pem'), known + certificate, 0o600);
}

const refusal = (path: string, reason: Text) =>
  new AkezoraError('input_unreadable', { field: 'credentials', path, reason, way: faults.way });

/** PEM certificates of the roots that this installation knows; empty before a key was made. */
export async function knownRoots(folder: string = signingFolder()): Promise<string> {
  const texts = ['root.pem', 'known.pem'].map((name) => readFile(join(folder, name), 'utf8').catch(() => ''));
  return certificatesIn((await Promise.all(texts)).join('')).join('');
}

/** What a signer's certificate says. */
export async function describeSigner(
  signer: ClaimSigner,
  folder: string = signingFolder(),
): Promise<SignerDescription> {
  const certificate = certificatesIn(signer.chain)[0]!;
  return {
    name: commonName(certificate.subject),
    issuer: commonName(certificate.issuer),
    validTo: certificate.validToDate,
    fingerprint: certificate.fingerprint256,
    algorithm: algorithmOf(signer.key) ?? '',
    isOwn: await isOwn(signer, folder),
  };
}

async function isOwn({ chain }: ClaimSigner, folder: string): Promise<boolean> {
  const [root] = certificatesIn(await readFile(join(folder, 'root.pem'), 'utf8'));
  return certificatesIn(chain)[0]!.verify(root!.publicKey);
}

/** Key and chain of a PEM text. */
function signerIn(pem: string, path: string): ClaimSigner {
  const refuse = (reason: Text): never => {
    throw refusal(path, reason);
  };
  let key: KeyObject | undefined;
  let certificates: ReturnType<typeof certificatesIn> = [];
  try {
    key = createPrivateKey(pem);
    certificates = certificatesIn(pem);
  } catch {
    refuse(faults.noKey);
  }
  const [own, ...issuers] = certificates;
  if (key === undefined || own === undefined) return refuse(faults.noKey);
  if (algorithmOf(key) === undefined) refuse(faults.algorithm);
  if (!own.checkPrivateKey(key)) refuse(faults.other);
  if (own.ca) refuse(faults.authority);
  let below = own;
  for (const issuer of issuers) {
    if (!below.checkIssued(issuer) || !below.verify(issuer.publicKey)) refuse(faults.chain);
    below = issuer;
  }
  return { key, chain: certificates.join('') };
}

const faults = {
  noCertificate: { en: 'it holds no certificate in PEM', ja: '証明書（PEM）がありません' },
  noKey: {
    en: 'it holds no private key without a password followed by certificates, in PEM',
    ja: 'パスワードのない秘密鍵と証明書（PEM）がありません',
  },
  algorithm: {
    en: 'C2PA takes only P-256, P-384, P-521, Ed25519 and RSA from 2048 bits on',
    ja: 'C2PA で使えるのは P-256・P-384・P-521・Ed25519 と 2048 ビット以上の RSA だけです',
  },
  other: { en: 'the first certificate is that of another key', ja: '先頭の証明書が秘密鍵と一致しません' },
  authority: { en: 'the first certificate is that of an authority', ja: '先頭の証明書が認証局のものです' },
  chain: {
    en: 'a certificate is not followed by that of its issuer',
    ja: '証明書の次に発行者の証明書が並んでいません',
  },
  way: {
    en: 'Give the private key and the chain, its own certificate first.',
    ja: '秘密鍵と、本人の証明書から順に並べた証明書チェーンを指定してください。',
  },
} as const;

const commonName = (names: string): string => /^CN=(.*)$/m.exec(names)?.[1] ?? names.replaceAll('\n', ', ');
const signerName = () => `Akezora signer ${randomBytes(4).toString('hex')}`;
const pemOf = ({ key, certificate }: { readonly key: KeyObject; readonly certificate: string }): string =>
  `${key.export({ type: 'pkcs8', format: 'pem' })}${certificate}`;

/** Makes the keys of an installation where there are none; another process that is quicker wins. */
async function makeFolder(folder: string): Promise<void> {
  const exists = await readFile(join(folder, 'signing.pem')).catch(() => undefined);
  if (exists !== undefined) return;
  await mkdir(dirname(folder), { recursive: true });
  const temporary = join(dirname(folder), `.${basename(folder)}.${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(temporary, { mode: 0o700 });
    const name = `Akezora root ${randomBytes(4).toString('hex')}`;
    const root = makeRoot(name);
    const signer = makeSigner(signerName(), { ...root, name });
    await writeFile(join(temporary, 'root.pem'), pemOf(root), { mode: 0o600 });
    await writeFile(join(temporary, 'signing.pem'), pemOf(signer), { mode: 0o600 });
    await rename(temporary, folder).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'ENOTEMPTY' && thrown.code !== 'EEXIST' && thrown.code !== 'EPERM') throw thrown;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
