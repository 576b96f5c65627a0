import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.ts';

const folder = fileURLToPath(new URL('../../../../models/akezora-2/art/', import.meta.url));
/** A busy machine takes its time to start the engine. */
const patient = { timeout: 600_000 };
let test: TestServer;
beforeAll(async () => {
  test = await startTestServer({ engine: '@akezora/engine', devices: [] });
}, 600_000);
afterAll(() => test.remove());

const picture = (query: string, headers: Record<string, string> = {}) =>
  fetch(`${test.server.url}/api/models/akezora-2/art/picture?${query}`, { headers });

it("lists what the world's scenes are drawn with, in both languages", patient, async () => {
  const art = await test.api.call('modelArt', { params: { id: 'akezora-2' } });
  const shelfOf = (name: string) => art.pieces.find((piece) => piece.name === name)?.shelf;
  expect(['fox', 'bus', 'person walking', 'rock', 'butterfly', 'rocket', 'T-Rex'].map(shelfOf)).toEqual([
    ...['animals', 'vehicles', 'people', 'things', 'animals', 'vehicles', 'animals'],
  ]);
  expect(art.pieces.find(({ name }) => name === 'wolf')).toMatchObject({
    ja: 'オオカミ',
    standIn: 'fox',
    drawings: 24,
  });
  expect(art.places.find(({ name }) => name === 'beach')).toMatchObject({ far: true, ground: expect.any(String) });
  expect(art.strips.map(({ name }) => name)).toContain('road');
});

it('sends the very file of the art, which browsers keep', patient, async () => {
  const sent = await picture('name=fox');
  expect(sent.headers.get('content-type')).toBe('image/avif');
  expect(sent.headers.get('x-content-type-options')).toBe('nosniff');
  const bytes = Buffer.from(await sent.arrayBuffer());
  const sha = (data: Buffer) => createHash('sha256').update(data).digest('hex');
  expect(sha(bytes)).toBe(sha(readFileSync(`${folder}subjects/fox.avif`)));
  expect((await picture('name=fox', { 'if-none-match': sent.headers.get('etag') ?? '' })).status).toBe(304);
});

it('sends one drawing in another colour, which is seen', patient, async () => {
  const colours = await Promise.all(
    ['name=fox&still=96', 'name=fox&still=96&colour=blue'].map(async (query) => {
      const { data, info } = await sharp(Buffer.from(await (await picture(query)).arrayBuffer()))
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: 96, height: 96, channels: 4 });
      const middle = 4 * (96 * 48 + 48);
      return [data[middle]!, data[middle + 2]!];
    }),
  );
  const [[red = 0, blue = 0] = [], [tintedRed = 0, tintedBlue = 0] = []] = colours;
  expect(red).toBeGreaterThan(blue + 60);
  expect(tintedBlue).toBeGreaterThan(tintedRed + 40);
});

it('takes names of the list alone, and no path', patient, async () => {
  for (const name of ['../config.json', 'subjects/fox.avif', '%2e%2e%2fworld.json', 'no such thing'])
    expect((await picture(`name=${name}`)).status).toBe(404);
  expect((await picture('name=fox&file=index.json')).status).toBe(400);
  expect((await picture(`name=${'x'.repeat(65)}`)).status).toBe(400);
  expect((await fetch(`${test.server.url}/api/models/..%2Fakezora-2/art`)).status).toBe(404);
  expect((await fetch(`${test.server.url}/api/models/ltx-video-2b-0.9.5/art`)).status).toBe(404);
});
