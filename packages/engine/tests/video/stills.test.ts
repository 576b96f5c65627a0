import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeAll } from '../../src/video/encode.ts';
import { readSidecar, sidecarName, writeSidecar } from '../../src/video/facts-file.ts';
import { previewJpeg, spriteSheet, still, thumbnail } from '../../src/video/stills.ts';
import { chart, charts, psnr, scratch, someFacts } from './media.ts';

const path = scratch();

describe('stills', () => {
  it('writes previews, posters and pictures at their sizes', async () => {
    const frame = chart(1280, 720);
    const sizes = async (bytes: Uint8Array) => {
      const { format, width, height } = await sharp(bytes).metadata();
      return [format, width, height];
    };
    expect(await sizes(await previewJpeg(frame))).toEqual(['jpeg', 320, 180]);
    expect(await sizes(await thumbnail(frame))).toEqual(['webp', 640, 360]);
    expect(await sizes(await still(chart(64, 40), { width: 4000 }))).toEqual(['jpeg', 64, 40]);
    const exact = await sharp(await still(chart(64, 40), { format: 'png' }))
      .ensureAlpha()
      .raw()
      .toBuffer();
    expect(psnr(exact, chart(64, 40).data)).toBe(Number.POSITIVE_INFINITY);
  });

  it('lays tiles evenly over the time of a clip', async () => {
    const stream = async function* () {
      yield* charts(240, 160, 90);
    };
    const sheet = (await spriteSheet(stream(), 10, { count: 20, width: 80, columns: 5 }))!;
    expect(sheet).toMatchObject({ columns: 5, rows: 4, tile: { width: 80, height: 45 } });
    expect(sheet.tiles.map((tile) => tile.at)).toEqual(Array.from({ length: 20 }, (_, i) => i / 2));
    const { width, height } = await sharp(sheet.image).metadata();
    expect([width, height]).toEqual([400, 180]);
  });
});

describe('the JSON beside a clip', () => {
  it('keeps facts and measures apart', async () => {
    const file = path('clip.mp4');
    const facts = someFacts(3, 'h264');
    await encodeAll(charts(3), { file, width: 320, height: 176, fps: 24, codec: 'h264', facts });
    const measures = { totalSeconds: 1.5, stages: [{ name: 'denoise' as const, seconds: 1 }], peakResidentBytes: 1e8 };
    expect(await writeSidecar(file, { facts, measures })).toBe(sidecarName(file));
    expect(await readSidecar(file)).toEqual({ facts, measures });
    expect(await readSidecar(path('other.mp4'))).toBeNull();
  });
});
