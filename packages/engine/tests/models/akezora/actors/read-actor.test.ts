import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { AkezoraError } from '@akezora/contract';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readActor } from '../../../../src/models/akezora/actors/read-actor.ts';
import { scratch } from '../../../video/media.ts';
import { differenceFrom, fish, photo, raw, swimming } from './pictures.ts';

const path = scratch();
const [width, height] = [96, 64];

async function actorOf(name: string, bytes: Uint8Array) {
  const file = path(name);
  await writeFile(file, bytes);
  return readActor(file, { name: 'fish', field: 'actors.0' });
}

/** Code, field and English reason of what a call throws. */
async function faultOf(call: Promise<unknown>) {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error as AkezoraError,
  );
  expect(thrown).toBeInstanceOf(AkezoraError);
  const { code, details } = thrown!;
  const reason = details.reason as { en: string; ja: string } | string | undefined;
  return { code, field: details.field, reason: typeof reason === 'object' ? reason.en : reason };
}

describe('a picture with a clear ground', () => {
  const picture = () => raw(fish(width, height), width, height);
  const files: [string, () => Promise<Buffer>, colour: number][] = [
    ['png', () => picture().png().toBuffer(), 0],
    ['palette.png', () => picture().png({ palette: true, effort: 1 }).toBuffer(), 6],
    ['16-bit.png', () => picture().toColourspace('rgb16').png().toBuffer(), 1],
    ['lossless.webp', () => picture().webp({ lossless: true }).toBuffer(), 0],
    ['lossy.webp', () => picture().webp({ quality: 95 }).toBuffer(), 60],
    ['still.gif', () => picture().gif().toBuffer(), 16],
    ['avif', () => picture().avif({ lossless: true, effort: 0 }).toBuffer(), 4],
  ];
  it.each(files)('%s', async (name, make, colour) => {
    const bytes = await make();
    const { sprite, facts } = await actorOf(name, bytes);
    expect(facts).toMatchObject({
      name: 'fish',
      faces: 'left',
      size: { width, height },
      drawings: 1,
      feet: 1,
      scale: 1,
    });
    expect(facts.source.ground).toBe('transparent');
    expect(facts.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect([sprite.width, sprite.height]).toEqual([facts.box.width, facts.box.width]);
    const off = differenceFrom(sprite, fish(width, height), width, facts.box);
    expect(off.colour).toBeLessThanOrEqual(colour);
    expect(off.alpha).toBeLessThanOrEqual(2);
  });

  it('grey with alpha', async () => {
    const grey = await picture().toColourspace('b-w').png().toBuffer();
    const { facts, sprite } = await actorOf('grey.png', grey);
    expect(facts.source.ground).toBe('transparent');
    const middle = (sprite.width * Math.floor(sprite.height * 0.6) + (sprite.width >> 1)) * 4;
    const [red, green, blue] = sprite.drawings[0]!.subarray(middle);
    expect(red).toBe(green);
    expect(green).toBe(blue);
  });

  it('given as bytes, mirrored, with its facts said by hand', async () => {
    const bytes = await picture().flop().png().toBuffer();
    expect((await readActor(bytes, { name: 'fish' })).facts).toMatchObject({ faces: 'right', facesFrom: 'picture' });
    const said = { name: 'fish', faces: 'front', feet: 0.5, scale: 2 } as const;
    expect((await readActor(bytes, said)).facts).toMatchObject({ ...said, facesFrom: 'given' });
  });

  it('is scaled down when it is large', async () => {
    const { sprite, facts } = await actorOf(
      'large.png',
      await picture().resize(2400, 1600).png({ compressionLevel: 1 }).toBuffer(),
    );
    expect(facts.size).toEqual({ width: 2400, height: 1600 });
    expect(sprite.width).toBeLessThanOrEqual(1024);
  });
});

describe('a moving picture is a loop', () => {
  it.each([
    ['webp', 6, 6],
    ['gif', 6, 6],
    ['webp', 60, 24],
  ] as const)('%s of %i frames: %i drawings', async (format, count, drawings) => {
    const { sprite, facts } = await actorOf(`${count}.${format}`, await swimming(format, count));
    expect(facts).toMatchObject({ drawings, source: { format, ground: 'transparent' }, faces: 'left' });
    expect(
      new Set(sprite.drawings.map((drawing) => createHash('sha256').update(drawing).digest('hex'))).size,
    ).toBeGreaterThan(4);
  });
});

describe('a picture before a plain ground is cut out', () => {
  const [wide, high] = [384, 256];
  const grounds: [string, (x: number, y: number) => [number, number, number]][] = [
    ['white', () => [255, 255, 255]],
    ['green', () => [40, 170, 80]],
    ['a shaded wall', (x, y) => [200 - x / 8, 190 - y / 8, 180 - x / 16]],
    [
      'grainy paper',
      (x, y) =>
        [1, 2, 3].map((c) => 225 + (((x * 7919 + y * 104_729 + c * 31) >> 3) % 17) - 8) as [number, number, number],
    ],
  ];
  it.each(grounds)('%s', async (name, ground) => {
    const opaque = raw(photo(wide, high, ground), wide, high).removeAlpha();
    const bytes = name === 'green' ? await opaque.png().toBuffer() : await opaque.jpeg({ quality: 92 }).toBuffer();
    const { sprite, facts } = await actorOf(`${name}.picture`, bytes);
    expect(facts.source.ground).toBe('cut');
    expect(facts.faces).toBe('left');
    expect(differenceFrom(sprite, fish(wide, high), wide, facts.box).differing).toBeLessThan(0.03);
  });

  it('leaves a soft shadow behind, and keeps a grey thing on white', async () => {
    const drawn = Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="#fff"/>
       <filter id="b" x="-1" y="-3" width="3" height="7"><feGaussianBlur stdDeviation="10"/></filter><ellipse cx="200" cy="238" rx="110" ry="14" opacity="0.3" filter="url(#b)"/>
       <rect x="120" y="60" width="160" height="170" rx="20" fill="#bbb"/></svg>`,
    );
    const { facts } = await actorOf('shadow.jpg', await sharp(drawn).jpeg({ quality: 92 }).toBuffer());
    expect(Math.abs(facts.box.width - 160)).toBeLessThanOrEqual(6);
    expect(Math.abs(facts.box.height - 170)).toBeLessThanOrEqual(8);
  });

  it('opens a hole that shows the ground', async () => {
    const ring = Buffer.from(
      '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><rect width="300" height="300" fill="#fff"/><circle cx="150" cy="150" r="90" fill="none" stroke="#06c" stroke-width="40"/></svg>',
    );
    const { sprite } = await actorOf('ring.jpg', await sharp(ring).jpeg().toBuffer());
    expect(sprite.drawings[0]![(sprite.width * (sprite.height >> 1) + (sprite.width >> 1)) * 4 + 3]).toBe(0);
  });

  it('refuses a busy ground, and says what to do', async () => {
    const busy = photo(wide, high, (x, y) => [(x * 37) % 256, (y * 53) % 256, ((x ^ y) * 11) % 256]);
    const fault = await faultOf(actorOf('busy.jpg', await raw(busy, wide, high).removeAlpha().jpeg().toBuffer()));
    expect(fault).toMatchObject({ code: 'input_unreadable', field: 'actors.0' });
    expect(fault.reason).toContain('transparent ground');
  });
});

describe('what cannot act', () => {
  const clear = { r: 9, g: 9, b: 9, alpha: 0 };
  const blank = (w: number, h: number, background = clear) =>
    sharp({ create: { width: w, height: h, channels: 4, background } })
      .png()
      .toBuffer();

  it.each([
    ['an empty file', async () => Buffer.alloc(0), 'input_unreadable', 'it is empty'],
    ['a text', async () => Buffer.from('hello, this is no picture'), 'input_unreadable', 'not in a supported'],
    ['1 × 1', () => blank(1, 1, { ...clear, alpha: 1 }), 'input_unreadable', '1×1'],
    ['nothing but clear pixels', () => blank(64, 64), 'input_unreadable', 'every pixel is transparent'],
    ['one colour', () => blank(64, 64, { ...clear, alpha: 1 }), 'input_unreadable', 'one plain colour'],
    ['half a PNG', async () => (await raw(fish(), 96, 64).png().toBuffer()).subarray(0, 300), 'input_unreadable', ''],
  ] as const)('%s', async (name, make, code, reason) => {
    const fault = await faultOf(actorOf(`${name}.png`, await make()));
    expect(fault).toMatchObject({ code, field: 'actors.0' });
    expect(fault.reason).toContain(reason);
  });

  it('100 megapixels', async () => {
    // A header that says so is enough: the size is checked before a pixel is decoded.
    const huge = await blank(9, 9);
    huge.writeUInt32BE(10_000, 16);
    huge.writeUInt32BE(10_000, 20);
    huge.writeUInt32BE(crc32(huge.subarray(12, 29)), 29);
    expect(await faultOf(actorOf('huge.png', huge))).toMatchObject({ code: 'input_too_large', field: 'actors.0' });
  });

  it('an animation of more than 300 megapixels', async () => {
    const frame = await sharp({ create: { width: 2048, height: 2048, channels: 3, background: '#fff' } })
      .gif()
      .toBuffer();
    // The same picture again and again, between the header and the trailer of a GIF.
    const from = frame.indexOf(Buffer.from([0x21, 0xf9, 0x04]));
    const picture = frame.subarray(from, -1);
    const many = Buffer.concat([frame.subarray(0, from), ...new Array<Buffer>(90).fill(picture), Buffer.from([0x3b])]);
    expect(await faultOf(actorOf('many.gif', many))).toMatchObject({ code: 'input_too_large', field: 'actors.0' });
  });

  it('a file that is not there, and a video', async () => {
    expect(await faultOf(readActor(path('no.png'), { name: 'a', field: 'actors.0' }))).toMatchObject({
      code: 'input_missing',
    });
    const mp4 = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom0000isomavc1')]);
    expect((await faultOf(actorOf('a.mp4', mp4))).reason).toContain('it is a video');
  });
});
