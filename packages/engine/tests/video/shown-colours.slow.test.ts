import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeVideo } from '../../src/video/decode.ts';
import type { Frame } from '../../src/video/frame.ts';
import { hlgToLight, lightToPq, peakOf, pqToLight, rolledOff } from '../../src/video/tone-map.ts';
import { collect, ffmpeg, hasFfmpeg, rootMeanSquare, scratch, shownByFfmpeg } from './media.ts';

const path = scratch();
const source = ['-f', 'lavfi', '-i', 'testsrc2=s=192x144:r=24:d=0.1'];
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];
const x265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error'];
const vp9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'];
const av1 = ['-c:v', 'libaom-av1', '-usage', 'realtime', '-cpu-used', '8'];

function made(name: string, ...how: string[]): string {
  ffmpeg(...source, ...how, path(name));
  return path(name);
}

describe.skipIf(!hasFfmpeg)('colours of a video', () => {
  it.each([
    ['H.264 in RGB', 'a.mp4', ['-c:v', 'libx264rgb', '-preset', 'ultrafast']],
    [
      'H.264 in RGB with parameter sets in the stream',
      'b.mkv',
      ['-c:v', 'libx264rgb', '-x264-params', 'repeat-headers=1'],
    ],
    ['HEVC in RGB', 'c.mp4', [...x265, '-pix_fmt', 'gbrp', '-tag:v', 'hvc1']],
    ['4:2:2', 'd.mp4', [...x264, '-pix_fmt', 'yuv422p']],
    ['4:4:4', 'e.mp4', [...x264, '-pix_fmt', 'yuv444p']],
    ['grey', 'f.mp4', [...x264, '-pix_fmt', 'gray']],
    ['4:2:0 of full range', 'g.mp4', [...x264, '-pix_fmt', 'yuvj420p']],
    ['4:2:2 of full range', 'h.mp4', [...x264, '-pix_fmt', 'yuvj422p']],
    ['4:4:4 of full range', 'i.mp4', [...x264, '-pix_fmt', 'yuvj444p']],
    ['HEVC 4:4:4 of full range', 'j.mp4', [...x265, '-pix_fmt', 'yuv444p', '-color_range', 'pc']],
    ['10 bits', 'k.mp4', [...x264, '-pix_fmt', 'yuv420p10le']],
    ['10 bits of full range', 'l.mp4', [...x264, '-pix_fmt', 'yuv420p10le', '-color_range', 'pc']],
    ['12 bits', 'm.mp4', [...x265, '-pix_fmt', 'yuv420p12le']],
    ['VP9, 10 bits, 4:2:2', 'n.webm', [...vp9, '-pix_fmt', 'yuv422p10le']],
    ['AV1, 4:4:4', 'o.mp4', ['-c:v', 'libaom-av1', '-cpu-used', '8', '-pix_fmt', 'yuv444p']],
    ['VP9 of full range', 'p.webm', [...vp9, '-color_range', 'pc', '-pix_fmt', 'yuv420p']],
  ])('%s: as ffmpeg shows them', async (_, name, how) => {
    const file = made(name, ...how);
    const [frame] = await collect(decodeVideo(file));
    expect(rootMeanSquare(frame!.data, shownByFfmpeg(file).frames[0]!)).toBeLessThan(3);
  });

  it.each([
    ['bt709', 'bt709'],
    ['smpte170m', 'bt601'],
    ['bt470bg', 'bt601'],
    ['smpte240m', 'smpte240m'],
    ['bt2020nc', 'bt2020'],
    ['fcc', 'fcc'],
  ])('reads the matrix %s', async (name, matrix) => {
    const file = made(`${name}.mp4`, ...x264, '-pix_fmt', 'yuv420p', '-colorspace', name);
    const [frame] = await collect(decodeVideo(file));
    const truth = shownByFfmpeg(file, `scale=in_color_matrix=${matrix}`);
    expect(rootMeanSquare(frame!.data, truth.frames[0]!)).toBeLessThan(3);
  });

  it('believes the stream where the container names another matrix and range', async () => {
    const file = made('both.mp4', ...x264, '-pix_fmt', 'yuv420p', '-colorspace', 'bt709', '-color_range', 'tv');
    const bytes = readFileSync(file);
    const colr = bytes.indexOf('colrnclx') + 8;
    bytes.writeUInt16BE(5, colr + 4);
    bytes[colr + 6] = 128;
    writeFileSync(file, bytes);
    const [frame] = await collect(decodeVideo(file));
    expect(rootMeanSquare(frame!.data, shownByFfmpeg(file).frames[0]!)).toBeLessThan(3);
  });
});

/** Seven bars of 75 %, white to blue, at high dynamic range or in a wide gamut. */
function bars(name: string, transfer: string, how: readonly string[]): string {
  const zscale = `zscale=pin=bt709:tin=bt709:min=bt709:rin=tv:p=bt2020:t=${transfer}:m=bt2020nc:r=tv:npl=203`;
  const input = ['-f', 'lavfi', '-i', 'smptebars=s=192x144:r=24:d=0.1'];
  ffmpeg(...input, '-vf', `${zscale},format=yuv420p10le`, ...how, path(name));
  return path(name);
}

const colourAt = (frame: Pick<Frame, 'data'>, bar: number): number[] => {
  const at = (40 * 192 + Math.floor(((bar + 0.5) * 192) / 7)) * 4;
  return [...frame.data.subarray(at, at + 3)];
};

describe.skipIf(!hasFfmpeg)('high dynamic range', () => {
  const tags = (transfer: string) => `log-level=error:colorprim=bt2020:transfer=${transfer}:colormatrix=bt2020nc`;
  const hevc = (transfer: string, more = '') => ['-c:v', 'libx265', '-x265-params', tags(transfer) + more];
  const screen =
    ':master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(40000000,50):max-cll=4000,400';
  const webm = ['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc'];
  it.each([
    ['PQ', 'pq.mp4', 'smpte2084', hevc('smpte2084')],
    ['PQ of a screen of 4000 cd/m²', 'pq4000.mp4', 'smpte2084', hevc('smpte2084', screen)],
    ['PQ in WebM', 'pq.webm', 'smpte2084', [...vp9, '-profile:v', '2', ...webm]],
    ['PQ in AV1', 'pqa.mp4', 'smpte2084', [...av1, ...webm]],
    ['HLG', 'hlg.mp4', 'arib-std-b67', hevc('arib-std-b67')],
    ['BT.2020', 'sdr.mp4', '2020_10', hevc('bt2020-10')],
  ])('%s: bars look as their light on an ordinary screen', async (_, name, transfer, how) => {
    const file = bars(name, transfer, how);
    const [frame] = await collect(decodeVideo(file));
    // The light up to diffuse white without rolling anything off.
    const truth = shownByFfmpeg(file, 'zscale=t=bt709:p=bt709:m=gbr:r=pc:npl=203,format=gbrp').frames[0]!;
    for (let bar = 0; bar < 7; bar++) {
      const [shown, right] = [colourAt(frame!, bar), colourAt({ data: truth }, bar)];
      for (let channel = 0; channel < 3; channel++)
        expect(Math.abs(shown[channel]! - right[channel]!)).toBeLessThan(25);
    }
    const [red, green, blue] = colourAt(frame!, 5) as [number, number, number];
    expect(red - Math.max(green, blue)).toBeGreaterThan(150);
  });
});

describe('the curve of BT.2390', () => {
  it('knows the luminance of PQ and HLG signals', () => {
    // ITU-R BT.2408, table 1: diffuse white of 203 cd/m² is 58 % of PQ and 75 % of HLG.
    expect(lightToPq(203)).toBeCloseTo(0.58, 2);
    expect(hlgToLight(0.75)).toBeCloseTo(203, 0);
    expect(pqToLight(1)).toBeCloseTo(10_000, 3);
    expect(pqToLight(lightToPq(37))).toBeCloseTo(37, 6);
  });

  it('leaves dark parts alone, rises all the way, and ends at white', () => {
    for (const peak of [203, 600, 1000, 4000]) {
      expect(rolledOff(20, peak)).toBe(20);
      expect(rolledOff(peak, peak)).toBeCloseTo(203, 1);
      let before = 0;
      for (let light = 1; light <= peak; light *= 1.05) {
        expect(rolledOff(light, peak)).toBeGreaterThan(before);
        before = rolledOff(light, peak);
      }
    }
  });

  it('takes the peak from the brightest pixel, else the screen, else a usual one', () => {
    expect(peakOf({})).toBe(1000);
    expect(peakOf({ mastering: 4000 })).toBe(4000);
    expect(peakOf({ mastering: 4000, brightest: 700 })).toBe(700);
    expect(peakOf({ mastering: 0, brightest: 0 })).toBe(1000);
    expect(peakOf({ brightest: 100 })).toBe(203);
  });
});

describe.skipIf(!hasFfmpeg)('transparent video', () => {
  it.each([
    ['vp8', 'libvpx'],
    ['vp9', 'libvpx-vp9'],
  ])('%s lies on white', async (name, coder) => {
    const half = "format=yuva420p,geq=lum='lum(X,Y)':cb='cb(X,Y)':cr='cr(X,Y)':a='if(gt(X,95),0,if(gt(X,47),128,255))'";
    const file = made(`${name}-alpha.webm`, '-vf', half, '-c:v', coder, '-auto-alt-ref', '0', '-b:v', '2M');
    const frames = await collect(decodeVideo(file));
    const white = '[0]split[a][b];[b]format=yuv420p,drawbox=c=white:t=fill[w];[w][a]overlay=format=yuv420';
    const raw = [
      '-filter_complex',
      white,
      '-frames:v',
      '3',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgba',
      path('on-white.raw'),
    ];
    ffmpeg('-c:v', coder, '-i', file, ...raw);
    const truth = readFileSync(path('on-white.raw'));
    const bytes = 192 * 144 * 4;
    expect(frames).toHaveLength(3);
    expect(truth.length).toBe(3 * bytes);
    for (const [index, frame] of frames.entries()) {
      expect(rootMeanSquare(frame.data, truth.subarray(index * bytes, (index + 1) * bytes))).toBeLessThan(3);
    }
  });
});
