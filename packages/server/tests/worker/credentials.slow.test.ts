/** Everything that a server makes is signed, and keeps the credentials of what it was made of. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uploadFile } from '@akezora/contract/api';
import { readCredentials, signFile } from '@akezora/engine/credentials';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secondOpinion } from '../../../engine/tests/provenance/credentials/second-reader.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
const keys = () => join(test.folder, 'signing');
const inFolder = (name: string) => join(test.folder, '..', `${test.folder.split('/').at(-1)}-${name}`);

beforeAll(async () => {
  test = await startTestServer({ credentials: true });
}, 180_000);
afterAll(() => test.remove());

/** Makes a clip. @returns its id */
async function make(prompt: string, more: object = {}): Promise<string> {
  const job = await waitFor(test.api, (await submit(test.api, prompt, more)).id);
  expect(job.error).toBeFalsy();
  return job.clipId!;
}

/** Downloads a video. @returns its path */
async function download(id: string, name: string, query = ''): Promise<string> {
  const answer = await fetch(`${test.server.url}/api/clips/${id}/video${query}`);
  expect(answer.status).toBe(200);
  const file = inFolder(name);
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
  return file;
}

it('makes its keys when it starts, for itself alone', () => {
  for (const name of ['root.pem', 'signing.pem']) {
    const { mode } = statSync(join(keys(), name));
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
  }
});

describe('a clip', () => {
  let id = '';
  let file = '';
  beforeAll(async () => {
    id = await make('a fox');
    file = await download(id, 'fox.mp4');
  });

  it('is signed in the library and as a download, and its facts say so', async () => {
    const report = { state: 'intact', signer: { known: true }, sourceTypes: ['trainedAlgorithmicMedia'] };
    expect(await readCredentials(file, keys())).toMatchObject(report);
    expect(await secondOpinion(file, 'BMFF')).toMatchObject({ isValid: true });
    const { facts } = await test.api.call('clip', { params: { id } });
    expect(facts).toMatchObject({ marks: { credentials: 'file' } });
  });

  it('is signed as a conversion, which names the clip as its source', async () => {
    const converted = await download(id, 'small.gif', '?format=gif');
    expect(await readCredentials(converted, keys())).toMatchObject({
      state: 'intact',
      sourceTypes: [],
      ingredients: [{ relationship: 'parentOf', state: 'intact', sourceTypes: ['trainedAlgorithmicMedia'] }],
    });
  });

  it('has its credentials beside it as WebM, and its address says where', async () => {
    const converted = await download(id, 'vp9.webm', '?format=vp9');
    const { url } = test.server;
    const { headers } = await fetch(`${url}/api/clips/${id}/video?format=vp9&download=true`);
    expect(headers.get('link')).toBe('<?format=vp9&credentials=true>; rel="c2pa-manifest"');
    await download(id, 'vp9.c2pa', '?format=vp9&credentials=true');
    const report = { state: 'intact', place: 'beside', ingredients: [{ state: 'intact' }] };
    expect(await readCredentials(converted, keys())).toMatchObject(report);
    const none = await fetch(`${url}/api/clips/${id}/video?credentials=true`);
    expect(none.status).toBe(404);
  });

  it('is an ingredient of what is made of it', async () => {
    const conditions = [{ source: { kind: 'clip', id }, at: 0, strength: 0.5 }];
    const remix = await make('the same in winter', { conditions });
    expect(await readCredentials(await download(remix, 'remix.mp4'), keys())).toMatchObject({
      state: 'intact',
      sourceTypes: ['compositeWithTrainedAlgorithmicMedia'],
      ingredients: [{ relationship: 'parentOf', state: 'intact' }],
    });
  });
});

it('keeps the credentials of an uploaded picture, though its pixels alone are stored', async () => {
  const picture = inFolder('picture.png');
  await sharp({ create: { width: 64, height: 64, channels: 3, background: '#468' } }).toFile(picture);
  await signFile(picture, { keys: inFolder('their-keys') });
  const { id: upload } = await uploadFile(test.api, new File([readFileSync(picture)], 'picture.png'));
  const conditions = [{ source: { kind: 'image', file: `upload:${upload}` }, at: 0 }];
  const id = await make('it moves', { conditions });
  expect(await readCredentials(await download(id, 'moves.mp4'), keys())).toMatchObject({
    state: 'intact',
    ingredients: [{ title: 'image 1', relationship: 'componentOf', state: 'intact' }],
  });
  const stored = await fetch(`${test.server.url}/api/uploads/${upload}/file`);
  expect(Buffer.from(await stored.arrayBuffer()).includes('jumdc2pa')).toBe(false);
});

it('is not signed where the owner turned it off', async () => {
  const plain = await startTestServer();
  try {
    const job = await waitFor(plain.api, (await submit(plain.api, 'a fox')).id);
    const answer = await fetch(`${plain.server.url}/api/clips/${job.clipId}/video`);
    expect(Buffer.from(await answer.arrayBuffer()).includes('jumdc2pa')).toBe(false);
    const { facts } = await plain.api.call('clip', { params: { id: job.clipId ?? '' } });
    expect(facts?.marks?.credentials).toBeUndefined();
  } finally {
    await plain.remove();
  }
});
