import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRoot, makeSigner } from '../../../src/provenance/credentials/certificates.ts';
import {
  describeSigner,
  loadSigner,
  readCredentials,
  renewSigner,
  signFile,
  useSigner,
} from '../../../src/provenance/credentials/index.ts';
import { scratch } from '../../video/media.ts';
import { makePicture } from './signed-files.ts';

const path = scratch();
const isWindows = process.platform === 'win32';
const pem = (key: { export(options: object): string | Buffer }) => String(key.export({ type: 'pkcs8', format: 'pem' }));

it('makes the keys once, readable by their owner alone, also when several begin at the same moment', async () => {
  const folder = path('signing');
  const made = await Promise.all([loadSigner(folder), loadSigner(folder), loadSigner(folder)]);
  expect(new Set(made.map(({ chain }) => chain)).size).toBe(1);
  expect(readdirSync(folder).sort()).toEqual(['root.pem', 'signing.pem']);
  expect(readdirSync(path('.')).filter((name) => name.startsWith('.signing'))).toEqual([]);
  if (isWindows) return;
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

it('says of its certificate that this installation made it, and for how long it is valid', async () => {
  const described = await describeSigner(await loadSigner(path('signing')), path('signing'));
  expect(described).toMatchObject({ algorithm: 'es256', isOwn: true, name: expect.stringMatching(/^Akezora signer /) });
  const years = (described.validTo.getTime() - Date.now()) / (365.25 * 24 * 3600 * 1000);
  expect(years).toBeCloseTo(2, 1);
});

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

it.skipIf(!hasOpenssl)('makes certificates that OpenSSL takes as a chain', () => {
  const root = makeRoot('Root of a test');
  const signer = makeSigner('Signer of a test', { ...root, name: 'Root of a test' });
  writeFileSync(path('root.pem'), root.certificate);
  writeFileSync(path('leaf.pem'), signer.certificate);
  const strict = ['verify', '-x509_strict', '-purpose', 'smimesign', '-CAfile', path('root.pem'), path('leaf.pem')];
  expect(execFileSync('openssl', strict, { encoding: 'utf8' })).toContain('OK');
});

it('after a renewal it signs with another key, and knows what the former one signed', async () => {
  const folder = path('renewed');
  const file = path('renewed.png');
  await makePicture(file);
  await signFile(file, { keys: folder });
  const before = await loadSigner(folder);
  expect((await renewSigner(folder)).chain).not.toBe(before.chain);
  expect((await loadSigner(folder)).chain).not.toBe(before.chain);
  expect(await readCredentials(file, folder)).toMatchObject({ state: 'intact', signer: { known: true } });
});

it('renews a certificate of its own that has expired', async () => {
  const folder = path('expired');
  await loadSigner(folder);
  const root = readFileSync(join(folder, 'root.pem'), 'utf8');
  const name = /CN=(.*)/.exec(new X509Certificate(root).subject)![1]!;
  const old = makeSigner('Old', { key: createPrivateKey(root), certificate: root, name }, new Date('2020-01-01'));
  writeFileSync(join(folder, 'signing.pem'), pem(old.key) + old.certificate);
  expect((await describeSigner(await loadSigner(folder), folder)).validTo.getTime()).toBeGreaterThan(Date.now());
});

describe('a bought chain', () => {
  const root = makeRoot('Authority');
  const leaf = makeSigner('Studio', { ...root, name: 'Authority' });

  it('signs from then on and is known here, and not elsewhere', async () => {
    const [folder, file] = [path('bought'), path('bought.png')];
    const signer = await useSigner(pem(leaf.key) + leaf.certificate + root.certificate, 'chain.pem', folder);
    expect(await describeSigner(signer, folder)).toMatchObject({ name: 'Studio', issuer: 'Authority', isOwn: false });
    await makePicture(file);
    await signFile(file, { keys: folder });
    const report = { state: 'intact', signer: { name: 'Studio', known: true } };
    expect(await readCredentials(file, folder)).toMatchObject(report);
    expect(await readCredentials(file, path('signing'))).toMatchObject({ state: 'intact', signer: { known: false } });
  });

  it.each([
    ['without a key', leaf.certificate],
    ['with the key of another certificate', pem(root.key) + leaf.certificate],
    ['that begins with an authority', pem(root.key) + root.certificate],
    [
      'whose certificates do not follow from each other',
      pem(leaf.key) + leaf.certificate + makeRoot('Other').certificate,
    ],
    [
      'of a kind that C2PA does not take',
      pem(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey) + leaf.certificate,
    ],
    ['that is no PEM', 'hello'],
  ])('%s is refused', async (_, text) => {
    await expect(useSigner(text, 'chain.pem', path('refused'))).rejects.toMatchObject({ code: 'input_unreadable' });
  });
});
