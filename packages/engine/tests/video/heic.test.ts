import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/video/frame.ts';
import { cleanPicture, decodeImage } from '../../src/video/image.ts';
import { probe } from '../../src/video/probe.ts';
import { crop, mirrorFrame, rotateFrame } from '../../src/video/resample.ts';
import { heicFile, hevcPicture, property } from './heif.ts';
import { hasFfmpeg, rootMeanSquare, scratch, shownByFfmpeg } from './media.ts';

const path = scratch();
const size = { width: 192, height: 128 };
const limited = property.colours(1, 13, 6, false);

const written = (name: string, bytes: Uint8Array): string => {
  writeFileSync(path(name), bytes);
  return path(name);
};
const shown = (mp4: string, filter?: string): Frame => {
  const { frames, ...sides } = shownByFfmpeg(mp4, filter);
  return { ...sides, data: Uint8Array.from(frames[0]!), at: 0 };
};

describe.skipIf(!hasFfmpeg)('HEIC', () => {
  const picture = hasFfmpeg ? hevcPicture(path('one.mp4'), 'testsrc2=s=192x128', '-pix_fmt', 'yuv420p') : undefined!;

  async function likeTruth(file: string, truth: Frame): Promise<void> {
    const { width, height } = truth;
    expect(await probe(file)).toMatchObject({ kind: 'image', format: 'heic', width, height });
    const frame = await decodeImage(file);
    expect(frame).toMatchObject({ width, height });
    expect(rootMeanSquare(frame.data, truth.data)).toBeLessThan(3);
  }

  it('is read as ffmpeg reads its picture', async () => {
    await likeTruth(written('a.heic', heicFile([picture], size, [limited])), shown(picture.mp4));
  });

  it('believes the file before the stream on its colours, as HEIF has it', async () => {
    const truth = shown(picture.mp4, 'scale=in_range=pc:in_color_matrix=bt601');
    await likeTruth(written('full.heic', heicFile([picture], size, [property.colours(1, 13, 6, true)])), truth);
  });

  it('is turned, mirrored and cropped in the order that it names', async () => {
    const upright = shown(picture.mp4);
    const turned = rotateFrame(upright, 270);
    await likeTruth(written('turned.heic', heicFile([picture], size, [limited, property.turn(1)])), turned);
    const both = [limited, property.turn(1), property.mirror(1)];
    await likeTruth(written('mirrored.heic', heicFile([picture], size, both)), mirrorFrame(turned));
    const down = [limited, property.mirror(0)];
    await likeTruth(written('down.heic', heicFile([picture], size, down)), rotateFrame(mirrorFrame(upright), 180));
    const cut = [limited, property.crop(100, 64), property.turn(3)];
    const middle = crop(upright, { x: 46, y: 32, width: 100, height: 64 });
    await likeTruth(written('cut.heic', heicFile([picture], size, cut)), rotateFrame(middle, 90));
  });

  it('is put together from its tiles, which hang over its edge', async () => {
    const whole = 'testsrc2=s=192x128,format=yuv444p';
    const tiles = [0, 1, 2, 3].map((index) => {
      const [x, y] = [(index % 2) * 96, Math.floor(index / 2) * 64];
      return hevcPicture(path(`tile${index}.mp4`), `${whole},crop=96:64:${x}:${y}`, '-pix_fmt', 'yuv444p');
    });
    const grid = { width: 180, height: 120, columns: 2, tile: { width: 96, height: 64 } };
    const truth = hevcPicture(path('whole.mp4'), whole, '-pix_fmt', 'yuv444p');
    const file = written('grid.heic', heicFile(tiles, grid, [limited]));
    await likeTruth(file, crop(shown(truth.mp4), { x: 0, y: 0, width: 180, height: 120 }));
  });

  it('comes from the wide gamut that its profile names', async () => {
    const gamut = { create: { width: 16, height: 16, channels: 3 as const, background: '#000' } };
    const p3 = (await sharp(await sharp(gamut).withIccProfile('p3').png().toBuffer()).metadata()).icc!;
    const red = hevcPicture(path('red.mp4'), 'color=c=0xc04040:s=64x64', '-pix_fmt', 'yuv444p');
    const small = { width: 64, height: 64 };
    const file = written('p3.heic', heicFile([red], small, [property.colours(12, 13, 6, false), property.profile(p3)]));
    const frame = await decodeImage(file);
    // Display P3 (192, 64, 64) is sRGB (208, 49, 57), by the matrices of both (D65).
    const truth = [208, 49, 57];
    for (const [channel, value] of truth.entries()) expect(Math.abs(frame.data[channel]! - value)).toBeLessThan(8);
  });

  it('becomes a clean PNG as an upload', async () => {
    const file = written('upload.heic', heicFile([picture], size, [limited, property.turn(1)]));
    const { png, width, height } = await cleanPicture(file);
    expect({ width, height }).toEqual({ width: 128, height: 192 });
    expect(await sharp(png).metadata()).toMatchObject({ format: 'png', width: 128, height: 192 });
  });

  it('is refused with its name where it is damaged or holds another codec', async () => {
    const bytes = heicFile([picture], size, [limited]);
    const cut = written('cut-off.heic', bytes.subarray(0, bytes.length - 200));
    await expect(decodeImage(cut)).rejects.toMatchObject({ code: 'input_unreadable' });
    const other = written('other.heic', Buffer.from(bytes.toString('latin1').replaceAll('hvc1', 'vvc1'), 'latin1'));
    await expect(probe(other)).rejects.toMatchObject({ code: 'input_unreadable', message: /vvc1/ });
    await expect(probe(written('bare.heic', bytes.subarray(0, 24)))).rejects.toMatchObject({
      code: 'input_unreadable',
    });
  });
});

it('reads TIFF, and names what a camera writes as such', async () => {
  const background = { r: 200, g: 100, b: 50 };
  await sharp({ create: { width: 20, height: 10, channels: 3, background } })
    .tiff()
    .toFile(path('a.tiff'));
  expect(await probe(path('a.tiff'))).toMatchObject({ kind: 'image', format: 'tiff', width: 20, height: 10 });
  expect([...(await decodeImage(path('a.tiff'))).data.subarray(0, 4)]).toEqual([200, 100, 50, 255]);
  // A directory of one entry: NewSubfileType (254), long, one value, a reduced picture.
  const preview = Buffer.from('49492a0008000000' + '0100' + 'fe00040001000000' + '01000000' + '00000000', 'hex');
  const failure = probe(written('a.nef', preview)).catch((thrown) => thrown);
  expect((await failure).text.en).toContain('camera raw');
  expect((await failure).remedy.ja).toContain('写真ソフト');
});
