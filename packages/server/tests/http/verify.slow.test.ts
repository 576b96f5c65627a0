/** What the service says of a file that somebody sends, and what it keeps of it: nothing. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Verification } from '@akezora/contract/api';
import { signFile } from '@akezora/engine/credentials';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { newFolder } from '../support/folders.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

let test: TestServer;
let signed: Buffer;
let plain: Buffer;

beforeAll(async () => {
  test = await startTestServer({ budgets: { verifications: 40 } });
  const file = join(newFolder(), 'signed.png');
  await sharp({ create: { width: 64, height: 64, channels: 3, background: '#468' } }).toFile(file);
  plain = readFileSync(file);
  await signFile(file, { keys: join(test.folder, 'signing') });
  signed = readFileSync(file);
}, 180_000);
afterAll(() => test.remove());

const send = (body: BodyInit, type = 'application/octet-stream') =>
  fetch(`${test.server.url}/api/verify`, { method: 'POST', body, headers: { 'content-type': type } });
const told = async (bytes: Buffer) => (await (await send(Uint8Array.from(bytes))).json()) as Verification;

it('tells what the credentials of a file say', async () => {
  expect(await told(signed)).toMatchObject({
    credentials: {
      state: 'intact',
      signer: { known: true },
      system: expect.stringMatching(/^Akezora /),
      time: { proven: false },
      id: expect.stringMatching(/^urn:c2pa:/),
      sourceTypes: ['trainedAlgorithmicMedia'],
    },
    library: { match: 'none' },
  });
  expect(await told(plain)).toMatchObject({ credentials: { state: 'none' }, invisibleMark: { found: false } });
  const changed = Buffer.from(signed);
  changed[changed.lastIndexOf('IDAT') + 6]! ^= 1;
  expect(await told(changed)).toMatchObject({ credentials: { state: 'changed', signer: { known: false } } });
});

it('tells that its library holds this very file, and its owner which clip it is', async () => {
  const job = await waitFor(test.api, (await submit(test.api, 'a fox')).id);
  const answer = await fetch(`${test.server.url}/api/clips/${job.clipId}/video`);
  const { library } = await told(Buffer.from(await answer.arrayBuffer()));
  expect(library).toEqual({ match: 'same', madeAt: expect.stringMatching(/^20\d\d-/), clipId: job.clipId });
});

it('finds the clip whose mark a file carries that another program has scaled and encoded again', async () => {
  const folder = newFolder();
  const real = await startTestServer({ engine: '@akezora/engine' });
  const ask = async (file: string) => {
    const answer = await fetch(`${real.server.url}/api/verify`, { method: 'POST', body: readFileSync(file) });
    return (await answer.json()) as Verification;
  };
  try {
    const asked = { model: 'akezora-2', seconds: 2, resolution: '360p' };
    const { clipId } = await waitFor(real.api, (await submit(real.api, 'a fox in the snow', asked)).id);
    const answer = await fetch(`${real.server.url}/api/clips/${clipId}/video`);
    const [made, changed] = [join(folder, 'made.mp4'), join(folder, 'changed.webm')];
    writeFileSync(made, Buffer.from(await answer.arrayBuffer()));
    const settings = ['-vf', 'scale=-2:300', '-c:v', 'libvpx-vp9', '-b:v', '1M', '-cpu-used', '8'];
    execFileSync('ffmpeg', ['-v', 'error', '-i', made, ...settings, changed]);
    const found = await ask(changed);
    expect(found.invisibleMark).toEqual({ found: true, id: clipId?.slice(-16) });
    expect(found.library).toEqual({ match: 'mark', madeAt: expect.stringMatching(/^20\d\d-/), clipId });
    const settingsOfOther = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:duration=1', '-c:v', 'libx264', '-y'];
    execFileSync('ffmpeg', ['-v', 'error', ...settingsOfOther, made]);
    expect(await ask(made)).toMatchObject({ invisibleMark: { found: false }, library: { match: 'none' } });
  } finally {
    await real.remove();
  }
}, 180_000);

it('keeps nothing of what it was sent, also of what it cannot read', async () => {
  await told(signed);
  const noise = Buffer.from('this is no picture');
  const answer = await send(noise);
  expect(answer.status).toBe(400);
  const { error } = (await answer.json()) as { error: { code: string; message: { en: string } } };
  expect(error.code).toBe('input_unreadable');
  expect(error.message.en).not.toContain(test.folder);
  const left = readdirSync(test.folder, { recursive: true }).map(String);
  expect(left.filter((name) => name.includes('verify'))).toEqual([]);
});

it('refuses an empty body, an address in a private network, and what is no address', async () => {
  expect((await send('')).status).toBe(400);
  const refused = await send(JSON.stringify({ url: `${test.server.url}/api/verify` }), 'application/json');
  expect((await refused.json()) as object).toMatchObject({ error: { code: 'url_refused' } });
  expect((await send('{"url": 7}', 'application/json')).status).toBe(400);
  expect((await send('[]', 'application/json')).status).toBe(400);
});

it('answers to 20 files that were broken at random', async () => {
  let state = 20;
  const next = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let round = 0; round < 20; round++) {
    const bytes = Buffer.from(signed.subarray(0, signed.length - next(300)));
    for (let count = 0; count < 8; count++) bytes[8 + next(bytes.length - 8)] = next(256);
    const answer = await send(bytes);
    expect([200, 400]).toContain(answer.status);
    if (answer.status === 200) {
      const { credentials } = (await answer.json()) as Verification;
      expect(['none', 'unreadable', 'changed', 'invalid']).toContain(credentials.state);
    }
  }
}, 180_000);

it('is limited in how often somebody asks', async () => {
  const statuses: number[] = [];
  for (let round = 0; round < 100; round++) statuses.push((await send('')).status);
  expect(statuses).toContain(429);
});
