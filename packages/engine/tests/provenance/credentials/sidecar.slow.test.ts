/** Credentials in a file beside a clip, for formats that take none. */
import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { credentialsBeside, readCredentials, signFile } from '../../../src/provenance/credentials/index.ts';
import { scratch } from '../../video/media.ts';
import { secondManifest } from './second-reader.ts';
import { changed, flip, makeClip, retell } from './signed-files.ts';

const path = scratch();
const keys = path('signing');
const clip = path('clip.webm');
let before: Buffer;

beforeAll(async () => {
  await makeClip(clip, 'vp9');
  before = readFileSync(clip);
  expect(await signFile(clip, { keys })).toEqual({ place: 'beside', file: path('clip.c2pa'), timeStamp: 'none' });
});

/** A copy of the clip and of its credentials, under another name. */
function copied(name: string): string {
  const file = path(`${name}.webm`);
  copyFileSync(clip, file);
  copyFileSync(credentialsBeside(clip), credentialsBeside(file));
  return file;
}

it('leaves the clip as it is, and is read with it under another name, too', async () => {
  expect(readFileSync(clip).equals(before)).toBe(true);
  const report = {
    state: 'intact',
    place: 'beside',
    signer: { known: true },
    sourceTypes: ['trainedAlgorithmicMedia'],
  };
  expect(await readCredentials(clip, keys)).toMatchObject(report);
  expect(await readCredentials(copied('other'), keys)).toMatchObject(report);
});

it('is valid for a reader by other people', async () => {
  expect(await secondManifest(readFileSync(credentialsBeside(clip)), before)).toMatchObject({ isValid: true });
});

it('says that the clip was changed, or that the credentials are those of another', async () => {
  const file = copied('changed');
  changed(file, file, (bytes) => void flip(bytes, bytes.length - 40));
  expect(await readCredentials(file, keys)).toMatchObject({ state: 'changed', signer: { known: false } });
  const other = path('another.webm');
  await makeClip(other, 'vp9');
  changed(other, other, (bytes) => Buffer.concat([bytes, Buffer.from('ec8100', 'hex')]));
  copyFileSync(credentialsBeside(clip), credentialsBeside(other));
  expect(await readCredentials(other, keys)).toMatchObject({ state: 'changed' });
});

it('says that the credentials were changed, cut, or are gone', async () => {
  const file = copied('retold');
  const beside = credentialsBeside(file);
  changed(beside, beside, (bytes) => void retell(bytes, 'trainedAlgorithmicMedia', 'digitalCapture_________'));
  expect(await readCredentials(file, keys)).toMatchObject({ state: 'invalid' });
  changed(credentialsBeside(clip), beside, (bytes) => bytes.subarray(0, 900));
  expect(await readCredentials(file, keys)).toMatchObject({ state: 'unreadable' });
  rmSync(beside);
  expect(await readCredentials(file, keys)).toMatchObject({ state: 'none' });
});
