import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { homedir, hostname, tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { runServerCommand } from '../../src/command/run.ts';
import { examineServer } from '../../src/doctor/examine.ts';
import { tableEntries } from '../../src/exporting/entries.ts';
import { hubToken, startHub } from '../support/hub.ts';
import { startTestServer, submit, type TestServer, waitFor } from '../support/server.ts';

/** A red square of 16 pixels. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAF0lEQVR4nGP4z8BAEiJN9aiGUQ1DSgMAkPn/Afnh+ngAAAAASUVORK5CYII=',
  'base64',
);

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer();
});
afterAll(() => test.remove());

/** What must not leave the machine: its folders and its name. */
const places = () =>
  [test.folder, `${tmpdir()}/`, homedir(), process.cwd(), hostname()].filter((place) => place.length > 4);

/** Parts of what was given away that hold one of the places. */
const leaksIn = (given: readonly (readonly [string, Buffer])[]): string[] =>
  given.flatMap(([name, bytes]) => places().flatMap((place) => (bytes.includes(place) ? [`${name}: ${place}`] : [])));

it('nothing that the server gives away names a folder of this machine', async () => {
  const { api, server } = test;
  const received: string[] = [];
  const receiver = createServer((request, response) => {
    request.on('data', (chunk) => received.push(String(chunk))).on('end', () => response.end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  await api.call('createWebhook', { body: { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/` } });

  const form = new FormData();
  form.set('purpose', 'user_data');
  form.set('file', new File([Uint8Array.from(png)], 'fox.png', { type: 'image/png' }));
  const uploaded = await fetch(`${server.url}/v1/files`, { method: 'POST', body: form });
  const { id } = (await uploaded.json()) as { id: string };
  const conditions = [{ source: { kind: 'image', file: `upload:${id}` } }];
  const actors = [{ name: 'fox', image: `upload:${id}` }];
  const done = await waitFor(
    api,
    (await submit(api, 'a fox', { conditions, actors, backdrop: { image: `upload:${id}` } })).id,
  );
  expect(done.state).toBe('completed');
  const clip = done.clipId ?? '';
  const failed = await waitFor(api, (await submit(api, 'too long')).id);

  const paths = [
    ...[
      `/api/jobs/${done.id}`,
      `/api/jobs/${failed.id}`,
      '/api/jobs',
      `/api/clips/${clip}`,
      '/api/clips',
      '/api/models',
    ],
    ...[
      `/api/clips/${clip}/video?format=vp9&height=240`,
      `/api/clips/${clip}/video`,
      `/api/clips/${clip}/thumbnail`,
      `/api/clips/${clip}/sprites`,
      '/api/storage',
    ],
    ...['/api/openapi.json', '/api/session', '/api/settings', '/api/audit', '/metrics', '/readyz', '/config'],
    ...[
      `/v1/videos/${done.id}`,
      '/v1/videos',
      `/v1/videos/${done.id}/content`,
      '/v1/models',
      '/api/nothing',
      '/nothing',
    ],
  ];
  const given: [string, Buffer][] = [];
  for (const path of paths) {
    const answer = await fetch(server.url + path);
    given.push([path, Buffer.from(await answer.arrayBuffer())]);
  }
  const archive = await fetch(`${server.url}/api/export`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ids: [clip] }),
  });
  expect(archive.status).toBe(200);
  given.push(['export', Buffer.from(await archive.arrayBuffer())]);
  const rows = await server.store.db.selectFrom('clips').selectAll().execute();
  for (const { name, content } of await tableEntries(rows)) given.push([name, Buffer.from(content)]);
  await expect.poll(() => received.length, { timeout: 30_000 }).toBeGreaterThan(0);
  given.push(['webhook', Buffer.from(received.join('\n'))]);
  receiver.close();
  expect(leaksIn(given)).toEqual([]);
  const converted = given.find(([name]) => name.includes('format=vp9'))?.[1];
  // Begins as WebM does.
  expect(converted?.toString('hex', 0, 4)).toBe('1a45dfa3');
  expect(given.find(([name]) => name.startsWith('facts/'))?.[1].toString()).toContain('a fox');
}, 120_000);

it('nor does what is sent to a hub', async () => {
  const hub = await startHub();
  vi.stubEnv('HF_ENDPOINT', hub.url);
  vi.stubEnv('HF_TOKEN', hubToken);
  await test.server.stop();
  try {
    const said: string[] = [];
    const out = (text: string) => void said.push(text);
    const terminal = { out, err: out, live: false, language: 'en' as const, signal: new AbortController().signal };
    expect(await runServerCommand('export', ['--push', 'ame/set', '--data', test.folder], terminal)).toBe(0);
    expect([...hub.files.keys()]).toContain('metadata.csv');
    const commits = Buffer.from(JSON.stringify(hub.commits));
    expect(leaksIn([...hub.files, ...hub.blobs, ['commits', commits]])).toEqual([]);
  } finally {
    vi.unstubAllEnvs();
    await hub.close();
  }
}, 60_000);

it('the doctor shows addresses without names and passwords, and no variable of the environment', async () => {
  const upstreams = [{ model: 'far', urls: ['http://usr:SECRETPW@127.0.0.1:9/v1'], key: 'SECRETKEY' }];
  const findings = JSON.stringify(await examineServer({ ...test.options, port: 0, upstreams }));
  expect(findings).toContain('127.0.0.1:9');
  expect(findings).not.toMatch(/SECRETPW|SECRETKEY|usr:/);
}, 120_000);
