import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { modelArtSchema } from '@akezora/contract';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { builtInArt, openArt } from '../../../../src/models/akezora/art/art.ts';
import { artOfModel } from '../../../../src/models/akezora/art/model-art.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';

const world = readWorld(JSON.parse(readFileSync(join(builtInArt, '../world.json'), 'utf8')));
const art = artOfModel(await openArt(), world);

it("lists what the world's scenes are drawn with, in both languages", () => {
  const list = modelArtSchema.parse(art.list());
  const shelfOf = (name: string) => list.pieces.find((piece) => piece.name === name)?.shelf;
  expect(['fox', 'bus', 'person walking', 'rock', 'butterfly', 'rocket', 'T-Rex'].map(shelfOf)).toEqual([
    ...['animals', 'vehicles', 'people', 'things', 'animals', 'vehicles', 'animals'],
  ]);
  expect(list.pieces.find(({ name }) => name === 'wolf')).toMatchObject({
    ja: 'オオカミ',
    standIn: 'fox',
    drawings: 24,
  });
  expect(list.pieces.find(({ name }) => name === 'automobile')?.aliases).toContain('car');
  expect(list.places.find(({ name }) => name === 'beach')).toMatchObject({ far: true, ground: expect.any(String) });
  expect(list.strips.map(({ name }) => name)).toContain('road');
});

it('has the very file of a picture, and no other', async () => {
  const { mime, bytes } = await art.picture({ name: 'fox' });
  expect(mime).toBe('image/avif');
  expect(Buffer.from(bytes)).toEqual(readFileSync(join(builtInArt, 'subjects/fox.avif')));
  await expect(art.picture({ name: 'subjects/fox.avif' })).rejects.toMatchObject({ code: 'not_found' });
});

it('draws one in another colour, which is seen', async () => {
  const middleOf = async (colour?: 'blue') => {
    const { bytes } = await art.picture({ name: 'fox', still: '96', ...(colour === undefined ? {} : { colour }) });
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 96, height: 96, channels: 4 });
    const at = 4 * (96 * 55 + 48);
    return { red: data[at]!, blue: data[at + 2]! };
  };
  const [plain, tinted] = [await middleOf(), await middleOf('blue')];
  expect(plain.red).toBeGreaterThan(plain.blue + 60);
  expect(tinted.blue).toBeGreaterThan(tinted.red + 40);
});
