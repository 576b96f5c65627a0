import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { foxPicture } from '../support/art-engine.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let test: TestServer;
beforeAll(async () => {
  test = await startTestServer({ engine: fileURLToPath(new URL('../support/art-engine.ts', import.meta.url)) });
}, 400_000);
afterAll(() => test.remove());

const patient = { timeout: 300_000 };
const picture = (query: string, headers: Record<string, string> = {}) =>
  fetch(`${test.server.url}/api/models/akezora-2/art/picture?${query}`, { headers });

it('lists what the scenes of a model are drawn with', patient, async () => {
  const art = await test.api.call('modelArt', { params: { id: 'akezora-2' } });
  expect(art.pieces.map(({ name, ja }) => [name, ja])).toEqual([['fox', 'キツネ']]);
});

it('sends a picture, which browsers keep, and never as a page', patient, async () => {
  const sent = await picture('name=fox');
  expect(sent.headers.get('content-type')).toBe('image/webp');
  expect(sent.headers.get('x-content-type-options')).toBe('nosniff');
  expect(sent.headers.get('content-security-policy')).toContain('sandbox');
  expect(sent.headers.get('cache-control')).toBe('private, max-age=86400');
  expect(Buffer.from(await sent.arrayBuffer())).toEqual(foxPicture);
  expect((await picture('name=fox', { 'if-none-match': sent.headers.get('etag') ?? '' })).status).toBe(304);
});

it('passes on what is to be done to it', patient, async () => {
  expect(await (await picture('name=fox&colour=blue&action=sleep&still=96&v=1')).json()).toEqual({
    ...{ colour: 'blue', action: 'sleep', still: '96' },
  });
  for (const query of ['name=fox&colour=loud', 'name=fox&file=index.json', `name=${'x'.repeat(65)}`, 'colour=blue'])
    expect((await picture(query)).status).toBe(400);
});

it('knows names of the list alone, and no path', patient, async () => {
  for (const name of ['../config.json', 'subjects/fox.avif', '%2e%2e%2fworld.json', 'no such thing'])
    expect((await picture(`name=${name}`)).status).toBe(404);
  for (const id of ['..%2Fakezora-2', 'no-such-model'])
    expect((await fetch(`${test.server.url}/api/models/${id}/art`)).status).toBe(404);
});
