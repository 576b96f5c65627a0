/** Kinds of files that people have and that the other tests of actors do not make: what each becomes, in sizes, bearing and colours. */
import { writeFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';
import { AkezoraError } from '@akezora/contract';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readActor } from '../../../../src/models/akezora/actors/read-actor.ts';
import type { Sprite } from '../../../../src/models/akezora/actors/sprite.ts';
import { scratch } from '../../../video/media.ts';
import { differenceFrom, fish, photo, raw } from './pictures.ts';

const path = scratch();
const [width, height] = [96, 64];
const picture = () => raw(fish(width, height), width, height);

async function actorOf(name: string, bytes: Uint8Array) {
  const file = path(name);
  await writeFile(file, bytes);
  return readActor(file, { name: 'fish', field: 'actors.0' });
}

/** A chunk of a PNG. */
function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(data.length);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}

/** A PNG of its chunks, written here so that every field of it is ours. */
const png = (header: { bits: number; type: number; w?: number; h?: number }, chunks: Buffer[]): Buffer => {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(header.w ?? width, 0);
  head.writeUInt32BE(header.h ?? height, 4);
  head.set([header.bits, header.type], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk('IHDR', head), ...chunks, chunk('IEND', Buffer.alloc(0))]);
};

/** Rows of a PNG, each without a filter. */
function rows(pixel: (i: number) => number[]): Buffer {
  const lines = Array.from({ length: height }, (_, y) => [
    0,
    ...Array.from({ length: width }, (_, x) => pixel(y * width + x)).flat(),
  ]);
  return deflateSync(Buffer.from(lines.flat()));
}

/** The four colours of the fish as a palette, and the entry of a pixel. */
const palette = [
  [0, 0, 0],
  [20, 20, 30],
  [240, 140, 40],
  [200, 40, 40],
];
const data = fish(width, height);
const entry = (i: number) => (data[i * 4 + 3] === 0 ? 0 : palette.findIndex(([red]) => red === data[i * 4]));

/** The frames of an animated PNG: each a whole picture, the second with the fish moved by eight pixels. */
function animatedPng(): Buffer {
  const control = (sequence: number) => {
    const out = Buffer.alloc(26);
    for (const [i, value] of [sequence, width, height, 0, 0].entries()) out.writeUInt32BE(value, i * 4);
    out.writeUInt16BE(1, 20);
    out.writeUInt16BE(10, 22);
    return chunk('fcTL', out);
  };
  const count = Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]);
  const later = fish(width, height, 8);
  const second = rows((i) => [...later.subarray(i * 4, i * 4 + 4)]);
  return png({ bits: 8, type: 6 }, [
    chunk('acTL', count),
    control(0),
    chunk(
      'IDAT',
      rows((i) => [...data.subarray(i * 4, i * 4 + 4)]),
    ),
    control(1),
    chunk('fdAT', Buffer.concat([Buffer.from([0, 0, 0, 2]), second])),
  ]);
}

const middleOf = ({ width: side, height: tall, drawings }: Sprite, up = 0.5): number[] => {
  const at = (side * Math.floor(tall * up) + (side >> 1)) * 4;
  return [...drawings[0]!.subarray(at, at + 4)];
};

describe('a picture with a clear ground', () => {
  const files: [string, () => Promise<Buffer>, colour: number][] = [
    ['interlaced.png', () => picture().png({ progressive: true }).toBuffer(), 0],
    [
      'palette with a clear entry.png',
      async () =>
        png({ bits: 8, type: 3 }, [
          chunk('PLTE', Buffer.from(palette.flat())),
          chunk('tRNS', Buffer.from([0])),
          chunk(
            'IDAT',
            rows((i) => [entry(i)]),
          ),
        ]),
      0,
    ],
    [
      'one colour that counts as clear.png',
      async () =>
        png({ bits: 8, type: 2 }, [
          chunk('tRNS', Buffer.from([0, 0, 0, 0, 0, 0])),
          chunk(
            'IDAT',
            rows((i) => palette[entry(i)]!),
          ),
        ]),
      0,
    ],
    ['animated.png', async () => animatedPng(), 0],
    ['wide gamut.png', () => picture().withIccProfile('p3').png().toBuffer(), 3],
    ['ten bits.avif', () => picture().avif({ lossless: true, bitdepth: 10, effort: 0 }).toBuffer(), 6],
    ['bytes behind its end.png', async () => Buffer.concat([await picture().png().toBuffer(), Buffer.alloc(9999)]), 0],
    ['wrong name.jpg', () => picture().webp({ lossless: true }).toBuffer(), 0],
  ];
  it.each(files)('%s', async (name, make, colour) => {
    const { sprite, facts } = await actorOf(name, await make());
    // Of an animated PNG the first drawing acts.
    expect(facts).toMatchObject({ faces: 'left', size: { width, height }, drawings: 1 });
    expect(facts.source.ground).toBe('transparent');
    const off = differenceFrom(sprite, data, width, facts.box);
    expect(off.colour).toBeLessThanOrEqual(colour);
    expect(off.alpha).toBeLessThanOrEqual(2);
  });

  it('grey with alpha of 16 bits: bytes are the upper half of each value', async () => {
    const grey = (i: number) => (data[i * 4 + 3] === 0 ? [0, 0, 0, 0] : [0x91, 0xff, 0xff, 0xff]);
    const { sprite, facts } = await actorOf('grey 16.png', png({ bits: 16, type: 4 }, [chunk('IDAT', rows(grey))]));
    expect(facts.source.ground).toBe('transparent');
    expect(middleOf(sprite, 0.7)).toEqual([0x91, 0x91, 0x91, 255]);
  });

  it('half clear all over: it stays half clear', async () => {
    const half = Buffer.from(data);
    for (let i = 3; i < half.length; i += 4) half[i] = half[i]! >> 1;
    const { sprite } = await actorOf('half.png', await raw(half, width, height).png().toBuffer());
    expect(middleOf(sprite, 0.7)).toEqual([240, 140, 40, 127]);
  });
});

describe('a photo before a plain ground', () => {
  const [wide, high] = [384, 256];
  const white = () =>
    raw(
      photo(wide, high, () => [250, 250, 248]),
      wide,
      high,
    ).removeAlpha();
  const cut = expect.objectContaining({ ground: 'cut' });

  it('in ink (CMYK) is read in its colours', async () => {
    const { sprite, facts } = await actorOf(
      'ink.jpg',
      await white().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer(),
    );
    expect(facts).toMatchObject({ faces: 'left', source: cut });
    const [red, green, blue] = middleOf(sprite, 0.7);
    // Orange, in what ink can show of it.
    expect(red).toBeGreaterThan(190);
    expect(green).toBeGreaterThan(90);
    expect(green).toBeLessThan(180);
    expect(blue).toBeLessThan(110);
  });

  it.each([
    [6, 'a camera held upright', -90],
    [3, 'a camera held upside down', 180],
    [8, 'a camera held the other way', 90],
  ])('of orientation %i (%s) stands upright', async (orientation, name, turn) => {
    // The pixels lie turned, and the file says how.
    const turned = await sharp(await white().png().toBuffer())
      .rotate(turn)
      .png()
      .toBuffer();
    const bytes = await sharp(turned).jpeg({ quality: 95 }).withMetadata({ orientation }).toBuffer();
    const { sprite, facts } = await actorOf(`${name}.jpg`, bytes);
    expect(facts).toMatchObject({ faces: 'left', size: { width: wide, height: high }, source: cut });
    expect(differenceFrom(sprite, fish(wide, high), wide, facts.box).differing).toBeLessThan(0.03);
  });

  it('progressive, and in grey, is cut as well', async () => {
    const progressive = await white().jpeg({ progressive: true }).toBuffer();
    expect((await actorOf('progressive.jpg', progressive)).facts).toMatchObject({ faces: 'left', source: cut });
    const grey = await white().greyscale().jpeg({ quality: 92 }).toBuffer();
    expect((await actorOf('grey.jpg', grey)).facts).toMatchObject({ source: cut });
  });
});

describe('what is not read says which field is at fault, in both languages', () => {
  const refused: [string, () => Promise<Buffer>, code: string][] = [
    [
      'half of an animated GIF.gif',
      async () => (await picture().gif().toBuffer()).subarray(0, 200),
      'input_unreadable',
    ],
    ['half of a JPEG.jpg', async () => (await picture().jpeg().toBuffer()).subarray(0, 500), 'input_unreadable'],
    ['half of a WebP.webp', async () => (await picture().webp().toBuffer()).subarray(0, 120), 'input_unreadable'],
    ['a PDF.png', async () => Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'), 'input_unreadable'],
    ['a script.svg.png', async () => Buffer.from('#!/bin/sh\necho hello\n'), 'input_unreadable'],
    ['a bitmap.bmp', async () => Buffer.concat([Buffer.from('BM'), Buffer.alloc(200)]), 'input_unreadable'],
    // 30,000 × 30,000 clear pixels in a file of some kilobytes: the header is enough to refuse it.
    [
      'a bomb.png',
      async () =>
        png({ bits: 1, type: 0, w: 30_000, h: 30_000 }, [chunk('IDAT', deflateSync(Buffer.alloc(3751 * 1000)))]),
      'input_too_large',
    ],
    [
      'very long.png',
      async () => png({ bits: 8, type: 0, w: 20_000, h: 8 }, [chunk('IDAT', deflateSync(Buffer.alloc(20_001 * 8)))]),
      'input_too_large',
    ],
  ];
  it.each(refused)('%s', async (name, make, code) => {
    const error = await actorOf(name, await make()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AkezoraError);
    const { details, code: found } = error as AkezoraError;
    expect([found, details.field]).toEqual([code, 'actors.0']);
    const { text } = error as AkezoraError;
    expect(text.ja).not.toBe(text.en);
  });
});
