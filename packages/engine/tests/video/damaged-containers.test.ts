import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { probe } from '../../src/video/probe.ts';
import { hasFfmpeg, scratch } from './media.ts';

const path = scratch();

describe.runIf(hasFfmpeg)('a damaged file in which the search for the next part never moves on', () => {
  it('is refused instead of keeping the process busy for ever', async () => {
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=32x32:rate=5:duration=1'];
    execFileSync('ffmpeg', [
      '-v',
      'error',
      ...source,
      '-c:v',
      'libvpx-vp9',
      '-deadline',
      'realtime',
      path('whole.webm'),
    ]);
    const bytes = readFileSync(path('whole.webm'));
    // The index after the last cluster loses its name: what follows is no element at all.
    const cues = bytes.lastIndexOf(Buffer.from([0x1c, 0x53, 0xbb, 0x6b]));
    expect(cues).toBeGreaterThan(0);
    writeFileSync(path('damaged.webm'), bytes.fill(0, cues));
    const before = process.cpuUsage();
    await probe(path('damaged.webm')).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'input_unreadable' });
    });
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
  });
});

describe.runIf(hasFfmpeg)('a video of small pictures that its pixels stretch beyond every limit', () => {
  it('is refused by the size that it would be shown at', async () => {
    const source = ['-f', 'lavfi', '-i', 'testsrc2=size=32x32:rate=5:duration=0.4'];
    execFileSync('ffmpeg', ['-v', 'error', ...source, '-c:v', 'libx264', '-vf', 'setsar=3/2', path('shape.mp4')]);
    const bytes = readFileSync(path('shape.mp4'));
    const shape = bytes.indexOf('pasp');
    expect(shape).toBeGreaterThan(0);
    bytes.writeUInt32BE(1_000_000, shape + 4);
    writeFileSync(path('shape.mp4'), bytes);
    await expect(probe(path('shape.mp4'))).rejects.toMatchObject({ code: 'input_too_large' });
  });
});
