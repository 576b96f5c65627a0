import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { probe } from '../../src/video/probe.ts';
import {
  box,
  cues,
  fragmented,
  gif,
  lacedCluster,
  manyTracks,
  matroskaOf,
  mp4Of,
  nested,
  png,
  repeatedScan,
  seekHead,
  tablesOf,
  textChunks,
  withTable,
} from './hostile.ts';
import { scratch } from './media.ts';

const clip = readFileSync(fileURLToPath(new URL('../../../server/tests/support/clip.mp4', import.meta.url)));
const file = scratch();
const u32 = (...numbers: number[]) =>
  Buffer.concat(numbers.map((n) => Buffer.from(n.toString(16).padStart(8, '0'), 'hex')));
const jpeg = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#888' } })
  .jpeg({ progressive: true })
  .toBuffer();

/** Files by name: how each is made, and what the refusal says. */
const hostile: Readonly<Record<string, readonly [() => Buffer, RegExp]>> = {
  'an MP4 with 10⁹ times of frames': [() => withTable(clip, 'stts', 1, 1e9, 1), /more than it can hold/],
  'an MP4 whose time table is longer than the file': [() => withTable(clip, 'stts', 4e9), /more than it can hold/],
  'an MP4 with 10⁹ offsets of times': [
    () => mp4Of(tablesOf(1, 1, 8, box('ctts', u32(0, 1, 1e9, 0)))),
    /more than it can hold/,
  ],
  'an MP4 with 4·10⁹ frames of one size': [() => mp4Of(tablesOf(4e9, 4e9, 8)), /more than it can hold/],
  'an MP4 with 4·10⁹ frames of no size': [() => mp4Of(tablesOf(4e9, 4e9, 0)), /more than it can hold/],
  'an MP4 with two million frames of one byte': [
    () => mp4Of(tablesOf(2e6, 2e6, 1), { tail: box('mdat', Buffer.alloc(2e6)) }),
    /more than 1,000,000 frames/,
  ],
  'an MP4 whose chunks begin at 4·10⁹': [
    () => {
      const [times, sizes] = tablesOf(1, 1, 8) as [Buffer, Buffer];
      const chunks = box('stsc', u32(0, 2, 1, 1, 1, 0xffff_ffff, 1, 1));
      return mp4Of([times, sizes, chunks, box('stco', u32(0, 1, 40))]);
    },
    /damaged/,
  ],
  'an MP4 with 4·10⁹ chunks and no table of sizes': [
    () => mp4Of([box('stts', u32(0, 1, 3, 2048)), box('stsc', u32(0, 1, 0xfffffff0, 9, 1))]),
    /damaged/,
  ],
  'an MP4 whose chunk holds 4·10⁹ frames of three': [
    () => {
      const [times, sizes] = tablesOf(3, 3, 8) as [Buffer, Buffer];
      return mp4Of([times, sizes, box('stsc', u32(0, 1, 1, 0xffff_fff0, 1)), box('stco', u32(0, 1, 40))]);
    },
    /more than it can hold/,
  ],
  'an MP4 with 4·10⁹ edits': [() => withTable(clip, 'elst', 4e9), /more than it can hold/],
  'a fragment with 4·10⁹ frames of no size': [() => fragmented(4e9, 0), /more than it can hold/],
  'a fragment with 3·10⁸ frames of one byte': [() => fragmented(3e8, 1), /more than it can hold/],
  'an MP4 with 20,000 tracks': [() => manyTracks(20_000), /more than 64 tracks/],
  'an MP4 of boxes in boxes': [() => nested(3000), /nested boxes/],
  'an MP4 of 300,000 empty boxes': [
    () => Buffer.concat([clip.subarray(0, 32), Buffer.concat(Array.from({ length: 300_000 }, () => box('free')))]),
    /more than 200,000 boxes/,
  ],
  'a video of 65,535 pixels in width': [() => mp4Of(tablesOf(1, 1, 8), { width: 65_535, height: 10 }), /65535×10/],
  'a WebM whose blocks hold 256 frames each': [() => matroskaOf([lacedCluster(1000)]), /frames in one cluster/],
  'the same in a cluster of open size': [() => matroskaOf([lacedCluster(1000, false)]), /frames in one cluster/],
  'the same in many clusters': [
    () => matroskaOf(Array.from({ length: 20_000 }, () => lacedCluster(1))),
    /more than 4,000,000 frames/,
  ],
  'a WebM with 100,000 cue points at one time': [
    () => matroskaOf([cues(100_000), lacedCluster(1)]),
    /bytes of one table/,
  ],
  'a WebM with 10,000 seek heads': [() => matroskaOf([seekHead(10_000)]), /bytes of one table/],
  'a WebM with 20,000 tracks': [() => matroskaOf([lacedCluster(1)], 20_000), /more than 64 tracks/],
  'a WebM of 20 MB that is none': [() => matroskaOf([Buffer.alloc(20e6, 0x7f)]), /damaged/],
  'a PNG of one pixel by 50 million': [() => png(1, 50_000_000), /1×50000000; the limit is 16384×16384/],
  'a PNG of 50 million pixels by one': [() => png(50_000_000, 1), /50000000×1; the limit is 16384×16384/],
  'a PNG with 100,000 texts': [() => png(8, 8, textChunks(100_000)), /more than 50,000 parts/],
  'a GIF of 200,000 frames': [() => gif(200_000), /more than 100,000 frames/],
  'a JPEG of 3,000 scans': [() => repeatedScan(jpeg, 3000), /more than 128 scans/],
};

describe('a file that takes more than it shows', () => {
  it.each(Object.keys(hostile))('is refused at once: %s', async (name) => {
    const [make, words] = hostile[name] as (typeof hostile)[string];
    const path = file('hostile');
    writeFileSync(path, make());
    const before = process.cpuUsage();
    const refused: unknown = await probe(path, { field: 'file' }).catch((error: unknown) => error);
    const { user, system } = process.cpuUsage(before);
    expect(refused).toMatchObject({ message: words, field: 'file' });
    expect((refused as { code: string }).code).toMatch(/^input_/);
    expect((user + system) / 1e6).toBeLessThan(1);
  });

  it('does not stop ordinary ones', async () => {
    const path = file('ordinary');
    writeFileSync(path, clip);
    expect(await probe(path)).toMatchObject({ kind: 'video', frames: 24 });
    writeFileSync(path, gif(2000));
    expect(await probe(path)).toMatchObject({ kind: 'animation', frames: 2000 });
    writeFileSync(path, png(7000, 7000));
    expect(await probe(path)).toMatchObject({ kind: 'image', width: 7000 });
  });
});
