import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readBackdrop } from '../../../../src/models/akezora/backdrop/read-backdrop.ts';
import { encodeAll } from '../../../../src/video/encode.ts';
import { land, raw } from './pictures.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'akezora-backdrop-'));
});
afterAll(() => rm(folder, { recursive: true }));

const [width, height] = [320, 180];
const picture = (horizon = 0.6) => raw(land(width, height, horizon), width, height);
const read = (file: string, horizon?: number) =>
  readBackdrop({ backdrop: { image: join(folder, file), ...(horizon === undefined ? {} : { horizon }) } });

describe('a picture as backdrop', () => {
  const kinds: readonly [string, (file: string) => Promise<unknown>][] = [
    ['a.png', (file) => picture().png().toFile(file)],
    ['a.jpg', (file) => picture().jpeg({ quality: 90 }).toFile(file)],
    ['a.webp', (file) => picture().webp().toFile(file)],
    ['a.avif', (file) => picture().avif().toFile(file)],
    ['palette.png', (file) => picture().png({ palette: true, colours: 32 }).toFile(file)],
    ['sixteen.png', (file) => picture().toColourspace('rgb16').png().toFile(file)],
    ['turned.jpg', (file) => picture().rotate(270).withMetadata({ orientation: 6 }).jpeg().toFile(file)],
    ['a.gif', (file) => picture().gif().toFile(file)],
  ];
  it.each(kinds)('%s is read upright, with its colours and its horizon', async (name, write) => {
    await write(join(folder, name));
    const { sprite, horizon, fact, ratio } = (await read(name))!;
    expect([sprite.width, sprite.height]).toEqual([width, height]);
    expect(ratio).toBeCloseTo(16 / 9);
    const pixel = (x: number, y: number) => [...sprite.drawings[0]!.subarray(4 * (y * width + x)).subarray(0, 4)];
    for (const [y, colour] of [
      [20, [120, 150, 240, 255]],
      [170, [70, 150, 40, 255]],
    ] as const)
      for (const [c, value] of pixel(160, y).entries())
        expect(Math.abs(value - colour[c]!), `row ${y}`).toBeLessThan(12);
    expect(horizon).toBeCloseTo(0.6, 1);
    expect(fact).toEqual({
      sha256: createHash('sha256')
        .update(await readFile(join(folder, name)))
        .digest('hex'),
      horizon,
    });
  });

  it('is an SVG too, drawn without other files', async () => {
    const svg = (more: string) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="216" fill="#5a96f0"/><rect y="216" width="640" height="144" fill="#468c28"/>${more}</svg>`;
    await writeFile(join(folder, 'a.svg'), svg(''));
    expect((await read('a.svg'))!.horizon).toBeCloseTo(0.6, 1);
    await writeFile(join(folder, 'bad.svg'), svg('<image href="file:///etc/hostname" width="9" height="9"/>'));
    await expect(read('bad.svg')).rejects.toMatchObject({ code: 'input_unreadable', field: 'backdrop' });
  });

  it('has the horizon that the request says, and finds others near where they are', async () => {
    await picture(0.6).png().toFile(join(folder, 'said.png'));
    expect(await read('said.png', 0.3)).toMatchObject({ horizon: 0.3, horizonFrom: 'given', fact: { horizon: 0.3 } });
    for (const at of [0.35, 0.5, 0.75]) {
      await picture(at)
        .png()
        .toFile(join(folder, `${at}.png`));
      expect(Math.abs((await read(`${at}.png`))!.horizon - at), `${at}`).toBeLessThan(0.03);
    }
  });

  it('is kept no larger than a frame needs', async () => {
    await sharp({ create: { width: 6000, height: 3000, channels: 3, background: '#888' } })
      .jpeg()
      .toFile(join(folder, 'large.jpg'));
    expect((await read('large.jpg'))!.sprite).toMatchObject({ width: 2304, height: 1152 });
  });
});

describe('what is no picture for a backdrop is refused, naming the field and what to do:', () => {
  const refused: readonly [string, (file: string) => Promise<unknown>, string, RegExp?][] = [
    ['missing.png', async () => {}, 'input_missing'],
    ['empty.png', (file) => writeFile(file, ''), 'input_unreadable'],
    ['text.png', (file) => writeFile(file, 'hello, this is no picture at all'), 'input_unreadable'],
    [
      'cut.png',
      async (file) => writeFile(file, (await picture().png().toBuffer()).subarray(0, 900)),
      'input_unreadable',
    ],
    [
      'huge.png',
      (file) =>
        sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#888' } })
          .png()
          .toFile(file),
      'input_too_large',
    ],
    ['tiny.png', (file) => picture().resize(40, 40).png().toFile(file), 'input_unreadable', /48×48/],
    [
      'strip.png',
      (file) => picture().resize(1800, 100, { fit: 'fill' }).png().toFile(file),
      'input_unreadable',
      /Crop it/,
    ],
    [
      'clear.png',
      (file) =>
        raw(Buffer.alloc(64 * 64 * 4), 64, 64)
          .png()
          .toFile(file),
      'input_unreadable',
      /transparent/,
    ],
    [
      'clip.mp4',
      async (file) => {
        const frames = Array.from({ length: 8 }, (_, i) => ({
          width: 64,
          height: 64,
          data: new Uint8Array(64 * 64 * 4).fill(99),
          at: i / 8,
        }));
        await encodeAll(frames, { file, width: 64, height: 64, fps: 8, codec: 'h264' });
      },
      'input_unreadable',
      /frames as a picture/,
    ],
  ];
  it.each(refused)('%s', async (name, write, code, says = /./) => {
    await write(join(folder, name));
    const thrown = await read(name).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code, field: 'backdrop' });
    expect(String((thrown as { text: { en: string } }).text.en)).toMatch(says);
    expect((thrown as { text: { ja: string } }).text.ja).toMatch(/[ぁ-ん]/);
  });
});
