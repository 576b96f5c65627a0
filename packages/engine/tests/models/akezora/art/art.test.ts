import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { openArt } from '../../../../src/models/akezora/art/art.ts';
import type { Art } from '../../../../src/models/akezora/art/shelf.ts';
import { scratch } from '../../../video/media.ts';

const path = scratch();

/** A picture of `count` drawings of 16 × 16 in rows of two, each of another grey, and its entry. */
async function picture(name: string, count: number, more: object = {}) {
  const rows = Math.ceil(count / 2);
  const width = count === 1 ? 16 : 32;
  const data = Buffer.alloc(width * rows * 16 * 4, 255);
  for (let i = 0; i < width * rows * 16; i += 1) {
    const index = Math.floor(i / width / 16) * 2 + Math.floor((i % width) / 16);
    data.fill(index * 40, i * 4, i * 4 + 3);
  }
  const bytes = await sharp(data, { raw: { width, height: rows * 16, channels: 4 } })
    .webp({ lossless: true })
    .toBuffer();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const place = { file: `subjects/${name}.webp`, at: 0, bytes: bytes.length, sha256 };
  return {
    bytes,
    entry: {
      name,
      kind: 'subject',
      faces: 'left',
      drawings: count,
      columns: count === 1 ? 1 : 2,
      width: 16,
      height: 16,
      ...place,
      ...more,
    },
  };
}

async function folderOf(
  name: string,
  pictures: readonly { bytes: Buffer; entry: { file: string } }[],
): Promise<string> {
  const folder = path(name);
  await mkdir(join(folder, 'subjects'), { recursive: true });
  const packed = pictures.filter(({ entry }) => entry.file.endsWith('.pack'));
  let at = 0;
  for (const { bytes, entry } of packed) {
    Object.assign(entry, { at });
    at += bytes.length;
  }
  await writeFile(join(folder, 'stills.pack'), Buffer.concat(packed.map(({ bytes }) => bytes)));
  for (const { bytes, entry } of pictures)
    if (!packed.some((one) => one.entry === entry)) await writeFile(join(folder, entry.file), bytes);
  await writeFile(
    join(folder, 'index.json'),
    JSON.stringify({ version: 1, entries: pictures.map(({ entry }) => entry) }),
  );
  return folder;
}

describe('a folder of art', () => {
  const make = async () => [
    await picture('fox', 5, { ja: 'キツネ', emoji: '🦊', tags: { en: ['animal'], ja: ['動物'] } }),
    await picture('fox face', 1, {
      ja: 'キツネの顔',
      emoji: '🦊',
      kind: 'still',
      file: 'stills.pack',
      tags: { en: ['animal', 'face'], ja: [] },
    }),
    await picture('cake', 1, { ja: 'ケーキ', kind: 'still', file: 'stills.pack' }),
    await picture('meadow.far', 1, { name: 'meadow/far', kind: 'drawn' }),
  ];

  it('finds by English and Japanese name and by emoji, and searches tags', async () => {
    const art = await openArt(await folderOf('names', await make()));
    for (const name of ['Fox', ' キツネ', '🦊']) expect(art.find(name)?.name).toBe('fox');
    expect(art.find('🦊', 'still')?.name).toBe('fox face');
    expect(art.find('unicorn')).toBeUndefined();
    expect(art.search('animal').map(({ name }) => name)).toEqual(['fox', 'fox face']);
    expect(art.search('fox face').map(({ name }) => name)).toEqual(['fox face']);
    expect(art.search('動物')).toHaveLength(1);
    expect(art.search('').map(({ name }) => name)).not.toContain('meadow/far');
  });

  it('decodes the drawings of a file and of a pack, once', async () => {
    const art = await openArt(await folderOf('drawings', await make()));
    const fox = await art.sprite('fox');
    expect(fox).toMatchObject({ width: 16, height: 16 });
    expect(fox.drawings.map((drawing) => drawing[4 * 100])).toEqual([0, 40, 80, 120, 160]);
    expect((await art.sprite('cake')).drawings).toHaveLength(1);
    expect(await art.sprite('キツネ')).toBe(fox);
  });

  it('keeps no more decoded art than it may', async () => {
    const art = await openArt(await folderOf('cache', await make()), { cacheBytes: 6 * 1024 });
    const fox = await art.sprite('fox');
    expect(await art.sprite('fox')).toBe(fox);
    await art.sprite('cake');
    expect(await art.sprite('fox')).toBe(fox);
    await art.sprite('fox face');
    await art.sprite('cake');
    expect(await art.sprite('fox')).not.toBe(fox);
  });

  it('says what is missing or damaged', async () => {
    await expect(openArt(path('nowhere'))).rejects.toMatchObject({ code: 'weights_missing' });
    const pictures = await make();
    const folder = await folderOf('damaged', pictures);
    await writeFile(join(folder, 'subjects/fox.webp'), Buffer.alloc(pictures[0]!.bytes.length));
    const art = await openArt(folder);
    await expect(art.sprite('fox')).rejects.toMatchObject({ code: 'weights_corrupt' });
    await expect(art.sprite('unicorn')).rejects.toMatchObject({ code: 'weights_missing' });
    await writeFile(join(folder, 'subjects/fox.webp'), pictures[0]!.bytes);
    expect((await art.sprite('fox')).drawings).toHaveLength(5);
    for (const file of ['../../etc/passwd', '/etc/passwd', 'a/../b', 'a/b/c']) {
      await writeFile(
        join(folder, 'index.json'),
        JSON.stringify({ version: 1, entries: [{ ...pictures[0]!.entry, file }] }),
      );
      await expect(openArt(folder)).rejects.toMatchObject({ code: 'weights_corrupt' });
    }
  });
});

describe('the art in the box', () => {
  let art: Promise<Art> | undefined;
  const open = () => {
    art ??= openArt();
    return art;
  };

  it('has 164 subjects of 24 drawings (the fox of 36), 33 props, 1,000 stills and the drawn world, under names of their own', async () => {
    const { entries } = await open();
    const of = (kind: string) => entries.filter((entry) => entry.kind === kind);
    expect(of('subject')).toHaveLength(164);
    for (const { name, drawings } of of('subject')) expect(drawings, name).toBe(name === 'fox' ? 36 : 24);
    expect(of('prop')).toHaveLength(33);
    expect(of('still').length).toBeGreaterThanOrEqual(1000);
    expect(of('drawn').length).toBe(68);
    expect(new Set(entries.map(({ name }) => name.toLowerCase())).size).toBe(entries.length);
    const nameless = entries.filter(
      ({ kind, ja }) => kind !== 'drawn' && !/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(ja ?? ''),
    );
    expect(nameless.map(({ name, ja }) => `${name}: ${ja}`).filter((one) => !/: [A-Z0-9\-. ]+$/.test(one))).toEqual([]);
  });

  it('decodes: a subject, a prop, a still, a panorama, rain', async () => {
    const { sprite, find } = await open();
    expect(await sprite('ネコ')).toMatchObject({ width: 192, height: 192 });
    expect((await sprite('cactus')).width).toBe(192);
    expect((await sprite('火山')).width).toBe(160);
    expect(await sprite('meadow/far')).toMatchObject({ width: 2160, height: 432 });
    expect((await sprite('rain near')).width).toBe(512);
    expect(find('🎂')?.name).toBe('birthday cake');
  });
});
