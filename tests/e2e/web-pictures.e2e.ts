import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readActor } from '../../packages/engine/src/models/akezora/actors/read-actor.ts';
import { readFacts } from '../../packages/engine/src/video/facts-file.ts';
import { axe, browserHere } from '../../packages/studio/tests/browser/browser.ts';
import { makeClipIn, openWebSite, shortClip, type WebSite } from './web-site.ts';

/** A yellow thing with eyes on its right side. */
const drawing = (side: number, ground = ''): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 100 100">${ground}
   <ellipse cx="50" cy="55" rx="34" ry="38" fill="#f2c230"/><circle cx="66" cy="40" r="6" fill="#221"/></svg>`;
const white = '<rect width="100" height="100" fill="#f6f4f0"/>';

const pngOf = (svg: string) => sharp(Buffer.from(svg)).png().toBuffer();

/** A loop of three frames, the thing larger from frame to frame. */
async function loop(): Promise<Buffer> {
  const frames = await Promise.all(
    [60, 80, 100].map((size) =>
      sharp(Buffer.from(drawing(size)))
        .extend({ top: 100 - size, left: 0, right: 100 - size, bottom: 0, background: '#0000' })
        .raw()
        .toBuffer(),
    ),
  );
  return sharp(Buffer.concat(frames), { raw: { width: 100, height: 300, channels: 4, pageHeight: 100 } })
    .gif({ delay: [100, 100, 100] })
    .toBuffer();
}

describe.skipIf(!browserHere())('the visitor’s own pictures', () => {
  let site: WebSite;
  let page: Page;
  beforeAll(async () => {
    site = await openWebSite();
    page = await site.browser.page();
    await page.goto(`${site.host.url}${shortClip('', 7)}`);
  });
  afterAll(() => site?.close());
  const choose = async (...files: readonly (readonly [name: string, mimeType: string, buffer: Buffer])[]) => {
    await page
      .locator('input[type=file]')
      .setInputFiles(files.map(([name, mimeType, buffer]) => ({ name, mimeType, buffer })));
    await page.getByText('Cutting out').waitFor({ state: 'detached', timeout: 120_000 });
  };

  it('are cut out: a sticker, a photo before one colour, an SVG, a loop', async () => {
    await choose(
      ['pip.png', 'image/png', await pngOf(drawing(300))],
      [
        'photo.jpg',
        'image/jpeg',
        await sharp(await pngOf(drawing(400, white)))
          .jpeg()
          .toBuffer(),
      ],
      ['tin.svg', 'image/svg+xml', readFileSync(fileURLToPath(new URL('../../docs/film/tin.svg', import.meta.url)))],
      ['loop.gif', 'image/gif', await loop()],
    );
    expect(await page.locator('.actor .call').allInnerTexts()).toEqual(['@pip', '@photo', '@tin', '@loop']);
    expect(await axe(page)).toEqual([]);
    await site.shot(page, 'pictures');
  });

  it('can be removed, and called in the prompt', async () => {
    for (const name of ['photo', 'tin', 'loop']) await page.getByRole('button', { name: `Remove ${name}` }).click();
    await page.getByRole('button', { name: '@pip' }).click();
    expect(await page.getByLabel('What shall be seen?').inputValue()).toBe('@pip ');
    await page.getByLabel('What shall be seen?').fill('@pip walks in the snow');
  });

  it('play in the clip, whose facts name them, and go nowhere', async () => {
    const png = await pngOf(drawing(300));
    await makeClipIn(page);
    await page.getByText('A link does not carry your pictures.').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    const file = join(site.folder, '..', 'pip.mp4');
    await (await download).saveAs(file);
    const { name, sha256, faces, feet, scale } = (await readActor(png, { name: 'pip' })).facts;
    const facts = await readFacts(file);
    expect(facts?.actors).toEqual([{ name, sha256, faces, feet, scale }]);
    expect(facts?.request.actors).toEqual([{ name: 'pip', image: 'pip.png' }]);
    expect(facts?.scene?.subjects[0]).toMatchObject({ actor: 'pip' });
    expect(site.host.sent.every(({ path }) => !path.includes('pip'))).toBe(true);
    expect(new URL(page.url()).hash).not.toContain('png');
    await site.shot(page, 'pictures-made');
  });

  it('are refused with the field, the reason and what to do, in both languages', async () => {
    const png = await pngOf(drawing(300));
    const noise = Buffer.from(Array.from({ length: 300 * 300 * 3 }, (_, i) => (i * 2654435761) >>> 24));
    const busy = await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
      .png()
      .toBuffer();
    const long = await sharp({ create: { width: 17_000, height: 8, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    await choose(
      ['words.png', 'image/png', Buffer.from('these are words, not a picture')],
      ['empty.png', 'image/png', Buffer.alloc(0)],
      ['cut.png', 'image/png', png.subarray(0, png.length >> 1)],
      ['clip.mp4', 'video/mp4', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1')],
      ['long.png', 'image/png', long],
      ['busy.png', 'image/png', busy],
      [
        'script.svg',
        'image/svg+xml',
        Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script/></svg>'),
      ],
    );
    const said = await page.locator('.pictures [role=alert] p').allInnerTexts();
    expect(said).toHaveLength(7);
    for (const [i, part] of [
      'words.png cannot be read: it is not a picture',
      'empty.png cannot be read: it is empty',
      'cut.png cannot be read: it is damaged',
      'clip.mp4 cannot be read: it is a video',
      'long.png is 17000×8; the limit is',
      'busy.png cannot be read: its subject does not stand out',
      'script.svg cannot be read: the SVG has <script>',
    ].entries()) {
      expect(said[i]).toContain(`Your pictures: ${part}`);
    }
    expect(said[0]).toContain('Save it as PNG, JPEG or WebP');
    await site.shot(page, 'refused');
    await page.getByRole('button', { name: '日本語' }).click();
    const inJapanese = await page.locator('.pictures [role=alert] p').allInnerTexts();
    expect(inJapanese[0]).toContain('自分の画像: words.png を読めません: 画像ではありません');
    expect(inJapanese[0]).toContain('PNG・JPEG・WebP で保存');
    expect(await axe(page)).toEqual([]);
    await site.shot(page, 'refused-ja');
    expect(site.browser.faults).toEqual([]);
  });
});
