/** Time stamps by an authority on this machine, which OpenSSL plays. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCredentials, signFile, trustRoot } from '../../../src/provenance/credentials/index.ts';
import { fetchTimeStamp } from '../../../src/provenance/credentials/time-stamp.ts';
import { scratch } from '../../video/media.ts';
import { changed, makePicture } from './signed-files.ts';

const path = scratch();
const keys = path('signing');
const authority = path('authority');
const inAuthority = (name: string) => join(authority, name);
const hasOpenssl = spawnSync('openssl', ['version']).status === 0;
const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: authority, stdio: 'pipe' });

const settings = `
[tsa]
default_tsa = local
[local]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
signer_key = tsa.key
certs = root.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
`;

function makeAuthority(): void {
  mkdirSync(authority);
  writeFileSync(inAuthority('tsa.cnf'), settings);
  writeFileSync(inAuthority('serial'), '01\n');
  writeFileSync(
    inAuthority('leaf.ext'),
    'extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n',
  );
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...curve,
    '-keyout',
    'root.key',
    '-out',
    'root.pem',
    '-days',
    '30',
    '-subj',
    '/O=Test/CN=Root',
  );
  openssl('req', ...curve, '-keyout', 'tsa.key', '-out', 'tsa.csr', '-subj', '/O=Test/CN=Time');
  const by = ['-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-extfile', 'leaf.ext'];
  openssl('x509', '-req', '-in', 'tsa.csr', ...by, '-out', 'tsa.pem', '-days', '30');
}

let manner: 'right' | 'refuses' | 'other' = 'right';
const server = createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece: Buffer) => pieces.push(piece));
  request.on('end', () => {
    if (manner === 'refuses') return response.writeHead(503).end();
    if (manner === 'right') writeFileSync(inAuthority('query'), Buffer.concat(pieces));
    openssl('ts', '-reply', '-config', 'tsa.cnf', '-section', 'local', '-queryfile', 'query', '-out', 'answer');
    return response.end(readFileSync(inAuthority('answer')));
  });
});
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

describe.skipIf(!hasOpenssl)('a time stamp', () => {
  beforeAll(async () => {
    makeAuthority();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await makePicture(path('plain.png'));
  });
  afterAll(() => server.close());

  it('is one that OpenSSL finds right for the message, and for no other', async () => {
    manner = 'right';
    const token = await fetchTimeStamp(url(), Buffer.from('message'));
    writeFileSync(inAuthority('token'), token);
    const verify = (message: string) => {
      writeFileSync(inAuthority('message'), message);
      const args = ['ts', '-verify', '-in', 'token', '-token_in', '-data', 'message', '-CAfile', 'root.pem'];
      return spawnSync('openssl', args, { cwd: authority }).status;
    };
    expect(verify('message')).toBe(0);
    expect(verify('massage')).not.toBe(0);
  });

  it('proves the time where its authority is known, and nowhere else', async () => {
    manner = 'right';
    const file = changed(path('plain.png'), path('stamped.png'), (bytes) => bytes);
    expect(await signFile(file, { keys, timeStamp: url() })).toMatchObject({ timeStamp: 'stamped' });
    expect(await readCredentials(file, keys)).toMatchObject({ state: 'intact', time: { proven: false } });
    await trustRoot(readFileSync(inAuthority('root.pem'), 'utf8'), 'root.pem', keys);
    expect(await readCredentials(file, keys)).toMatchObject({ state: 'intact', time: { proven: true } });
  });

  it('is left out where the authority refuses, answers to another question, or is not there', async () => {
    for (const how of ['refuses', 'other'] as const) {
      manner = how;
      const file = changed(path('plain.png'), path(`${how}.png`), (bytes) => bytes);
      expect(await signFile(file, { keys, timeStamp: url() })).toMatchObject({ timeStamp: 'failed' });
      expect(await readCredentials(file, keys)).toMatchObject({ state: 'intact', time: { proven: false } });
    }
    await expect(fetchTimeStamp('http://127.0.0.1:1/', Buffer.from('message'))).rejects.toThrow();
  });
});
