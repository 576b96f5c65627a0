import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generationRequestSchema } from '@akezora/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import { openModel } from '../../src/models/index.ts';
import { planRequest } from '../../src/plan.ts';
import { encodeAll } from '../../src/video/encode.ts';
import { stereoMix } from '../../src/video/sound/downmix.ts';
import { soundNotices } from '../../src/video/sound/notices.ts';
import { openSamples } from '../../src/video/sound/reader.ts';
import { createResampler } from '../../src/video/sound/resampler.ts';
import { usualSpeakers } from '../../src/video/sound/speakers.ts';
import { charts, hasFfmpeg, scratch } from './media.ts';
import { corpusSeconds, ffmpeg, heardByFfmpeg, likeness, makeCorpus, panOf, soundCases } from './sound-corpus.ts';

const path = scratch();

/** All sound of a file, as the engine hears it. */
async function heardByUs(file: string, from = 0, to?: number): Promise<Float32Array> {
  const reader = await openSamples({ file, from, to });
  if (reader === undefined) return new Float32Array(0);
  try {
    return await reader.read(60 * 48_000);
  } finally {
    await reader.close();
  }
}

describe.skipIf(!hasFfmpeg)('sound of every codec, container, layout and rate', () => {
  let theirs: Float32Array[] = [];
  beforeAll(() => {
    makeCorpus(path);
    theirs = heardByFfmpeg(
      soundCases.map(({ name, layout }) => ({ file: path(name), pan: panOf(layout) })),
      path,
    );
  }, 240_000);

  it.each(soundCases.map((one, index) => ({ ...one, index })))(
    'hears $name as ffmpeg does',
    async ({ name, alike, index }) => {
      const ours = await heardByUs(path(name));
      const truth = theirs[index]!;
      const like = likeness(ours, truth);
      expect(like.alike).toBeGreaterThan(alike);
      expect(Math.abs(like.offset)).toBeLessThan(48);
      expect(Math.abs(like.decibels)).toBeLessThan(0.2);
      // Codecs pad their last packet. Containers differ in whether they say so, and ffmpeg does not cut at the end of an edit.
      const seconds = ours.length / 2 / 48_000;
      const differences = [seconds - truth.length / 2 / 48_000, seconds - corpusSeconds];
      expect(Math.min(...differences.map(Math.abs))).toBeLessThan(0.025);
    },
  );

  // ffmpeg does not write high efficiency: these were coded by fdk-aac's `aac-enc -r 32000 -t 5` and `-t 29`.
  it.each(['he-aac-v1.mp4', 'he-aac-v2.mp4'])('hears %s as ffmpeg does, at its full rate', async (name) => {
    const file = fileURLToPath(new URL(`../fixtures/sound/${name}`, import.meta.url));
    const [ours, truth] = [await heardByUs(file), heardByFfmpeg([{ file, pan: panOf('stereo') }], path)[0]!];
    const like = likeness(ours, truth);
    expect(like.alike).toBeGreaterThan(0.999);
    expect(Math.abs(like.offset)).toBeLessThan(48);
    expect(ours.length).toBe(truth.length);
  });

  it('ends in a typed error, in silence or in sound, however a file is damaged', async () => {
    const names = soundCases
      .map(({ name }) => name)
      .filter((name) => /stereo|5\.1|s16le|alac|vorbis|mp[23]/.test(name));
    let seed = 17;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let round = 0; round < 40; round++) {
      const bytes = readFileSync(path(names[random(names.length)]!));
      // Half of the damage in the headers, at the beginning or the end.
      for (let i = 0; i < 1 + round; i++) {
        const near = random(Math.min(3000, bytes.length));
        bytes[[near, bytes.length - 1 - near, random(bytes.length), random(bytes.length)][random(4)]!] = random(256);
      }
      const file = path('damaged.bin');
      writeFileSync(file, bytes);
      const failure = await heardByUs(file, 0, 10).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (failure === undefined) continue;
      expect(failure).toMatchObject({ name: 'AkezoraError', code: expect.stringMatching(/^input_/) });
    }
  });

  it('begins in the middle of a file at the same sample', async () => {
    const whole = await heardByUs(path('aac-5.1.mp4'));
    const part = await heardByUs(path('aac-5.1.mp4'), 0.5, 1);
    expect(part.length).toBe(48_000);
    const like = likeness(part, whole.subarray(48_000, 96_000));
    expect(like).toMatchObject({ offset: 0 });
    expect(like.alike).toBeGreaterThan(0.999);
  });
});

describe.skipIf(!hasFfmpeg)('sound that is late, cut, broken or unknown', () => {
  const tone = ['-f', 'lavfi', '-i', 'aevalsrc=0.4*sin(2*PI*(200*t+150*t*t))|0.4*sin(2*PI*(300*t+90*t*t)):s=48000:d=2'];
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=s=64x64:r=24:d=2'];
  const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '12'];
  const codecs = {
    'mp4 aac': ['-c:a', 'aac', '-b:a', '256k'],
    'mov pcm_s16le': ['-c:a', 'pcm_s16le'],
    'mkv libopus': ['-c:a', 'libopus', '-b:a', '256k'],
  };
  const kinds = Object.entries(codecs).map(([kind, sound]) => ({ kind, container: kind.split(' ')[0]!, sound }));
  const stereo = panOf('stereo');
  const compare = (ours: Float32Array, truth: Float32Array) => {
    const like = likeness(ours, truth);
    expect(like.alike).toBeGreaterThan(0.995);
    // 10 ms.
    expect(Math.abs(like.offset)).toBeLessThan(480);
  };

  it.each(kinds)('begins later than the picture and ends earlier ($kind)', async ({ container, sound }) => {
    const file = path(`late.${container}`);
    ffmpeg([
      ...picture,
      '-itsoffset',
      '0.5',
      ...tone,
      '-map',
      '0:v',
      '-map',
      '1:a',
      ...h264,
      ...sound,
      '-t',
      '1.8',
      file,
    ]);
    const ours = await heardByUs(file);
    expect(ours.subarray(0, 2 * 22_000).every((value) => Math.abs(value) < 0.02)).toBe(true);
    compare(ours, heardByFfmpeg([{ file, pan: stereo }], path)[0]!);
  });

  it.each(kinds)('stays with the picture in a clip cut without coding anew ($kind)', async ({ container, sound }) => {
    const [whole, file] = [path(`whole.${container}`), path(`cut.${container}`)];
    ffmpeg([...picture, ...tone, '-map', '0:v', '-map', '1:a', ...h264, ...sound, whole]);
    ffmpeg(['-ss', '0.73', '-i', whole, '-c', 'copy', file]);
    const ours = await heardByUs(file);
    // The whole clip at the time of the first picture of the cut one is the truth.
    const truth = heardByFfmpeg([{ file: whole, pan: stereo }], path)[0]!;
    const begins = container === 'mkv' ? 0.5 : 0.73;
    compare(ours, truth.subarray(2 * Math.round(begins * 48_000)));
  });

  it.each([
    ['mp4', 'h264'],
    ['mov', 'h264'],
    ['mkv', 'h264'],
    ['webm', 'vp9'],
  ] as const)('is written in time with the pictures, to the end of the clip (%s)', async (container, codec) => {
    const [source, file] = [path('source.mov'), path(`written.${container}`)];
    ffmpeg([...picture, ...tone, '-map', '0:v', '-map', '1:a', ...h264, '-c:a', 'pcm_s16le', source]);
    const sound = [{ file: source, from: 0, at: 0 }];
    await encodeAll(charts(48, 64, 64), { file, width: 64, height: 64, fps: 24, codec, sound });
    const [written, truth] = [file, source].map((one) => heardByFfmpeg([{ file: one, pan: stereo }], path)[0]!);
    compare(written!, truth!);
    expect(written!.length).toBeGreaterThanOrEqual(truth!.length);
    // What we read of our own clips is cut at its end, and not before.
    expect((await heardByUs(file)).length / 2 / 48_000).toBeGreaterThanOrEqual(2);
  });

  it('fills a gap with silence, and what follows keeps its time', async () => {
    const file = path('gap.mkv');
    const gap = "aselect='not(between(t,0.5,0.8))'";
    ffmpeg([...picture, ...tone, '-map', '0:v', '-map', '1:a', '-af', gap, ...h264, '-c:a', 'pcm_s16le', file]);
    const ours = await heardByUs(file);
    expect(ours.subarray(2 * 27_000, 2 * 36_000).every((value) => value === 0)).toBe(true);
    compare(ours, heardByFfmpeg([{ file, pan: stereo }], path)[0]!);
  });

  /** A request that keeps a file whole, and what its plan says of the sound. */
  const noticesOf = (file: string) =>
    soundNotices(
      generationRequestSchema.parse({ prompt: 'x', conditions: [{ source: { kind: 'video', file }, strength: 1 }] }),
      { seconds: 2 },
    );

  /** Places and lengths of the packets of a file's sound. */
  const packetsIn = (file: string): { at: number; length: number }[] => {
    const words = ['-v', 'error', '-select_streams', 'a:0', '-show_entries', 'packet=pos,size', '-of', 'csv=p=0', file];
    const lines = execFileSync('ffprobe', words).toString().trim().split('\n');
    return lines.map((line) => line.split(',').map(Number)).map(([length = 0, at = 0]) => ({ at, length }));
  };

  it.each(['aac', 'ac3', 'eac3', 'flac', 'libmp3lame', 'alac'])(
    'a broken packet of %s costs itself only, and is said',
    async (codec) => {
      const [file, broken] = [path(`sound-${codec}.mp4`), path(`broken-${codec}.mp4`)];
      ffmpeg([...picture, ...tone, '-map', '0:v', '-map', '1:a', ...h264, '-c:a', codec, '-strict', '-2', file]);
      expect(await noticesOf(file)).toEqual([]);
      const bytes = readFileSync(file);
      const packets = packetsIn(file);
      const { at, length } = packets[Math.floor(packets.length / 2)]!;
      for (let i = 0; i < length; i++) bytes[at + i] = (i * 7919 + 13) & 255;
      writeFileSync(broken, bytes);
      expect(await noticesOf(broken)).toMatchObject([{ code: 'sound_damaged', field: 'conditions.0' }]);
      const [ours, truth] = [await heardByUs(broken), await heardByUs(file)];
      for (const [from, to] of [
        [0, 0.8],
        [1.3, 1.9],
      ] as const) {
        const part = (samples: Float32Array) => samples.subarray(2 * from * 48_000, 2 * to * 48_000);
        expect(likeness(part(ours), part(truth))).toMatchObject({ offset: 0 });
        expect(likeness(part(ours), part(truth)).alike).toBeGreaterThan(0.999);
      }
    },
  );

  it.each([
    ['dca', 'DTS'],
    ['wavpack', 'WavPack'],
    ['adpcm_ms', 'WAVE format 0x0002'],
    ['truehd', 'Dolby TrueHD'],
  ])('names %s as left out, in the plan and on every surface of it', async (codec, name) => {
    const file = path(`${codec}.mkv`);
    ffmpeg([...picture, ...tone, '-map', '0:v', '-map', '1:a', ...h264, '-c:a', codec, '-strict', '-2', file]);
    expect(await openSamples({ file, from: 0 })).toBeUndefined();
    const request = {
      prompt: 'a fox',
      seconds: 2,
      resolution: '360p' as const,
      conditions: [{ source: { kind: 'video' as const, file } }],
    };
    const { plan } = await planRequest(request, await openModel('akezora-2'));
    const [notice] = plan.notices.filter(({ code }) => code === 'sound_left_out');
    expect(notice?.message.en).toContain(name);
    expect(notice?.message.ja).toContain(name);
    expect(notice?.message.en).toContain(`${codec}.mkv`);
  });

  it.each([
    ['libvorbis', 'vorbis'],
    ['libopus', 'OpusHead'],
  ])('a damaged description of %s names the file and the field', async (codec, mark) => {
    const [file, broken] = [path(`${codec}.mkv`), path(`${codec}-head.mkv`)];
    ffmpeg([...picture, ...tone, '-map', '0:v', '-map', '1:a', ...h264, '-c:a', codec, file]);
    const bytes = readFileSync(file);
    const at =
      codec === 'libvorbis' ? bytes.lastIndexOf(`\u0005${mark}`, bytes.length, 'latin1') + 12 : bytes.indexOf(mark) + 9;
    bytes.fill(0, at, at + 8);
    writeFileSync(broken, bytes);
    await expect(noticesOf(broken)).rejects.toMatchObject({ code: 'input_unreadable', field: 'conditions.0' });
  });
});

describe('a mix to stereo', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('of %i channels at full scale does not clip', (channels) => {
    const { left, right } = stereoMix(usualSpeakers(channels));
    const most = Math.max(...[left, right].map((side) => side.reduce((sum, share) => sum + share, 0)));
    expect(most).toBeGreaterThan(0.999);
    expect(most).toBeLessThanOrEqual(1 + 1e-9);
  });

  it('keeps what is behind, on its side, 3 dB below the front', () => {
    const { left, right } = stereoMix(['FL', 'FR', 'FC', 'LFE', 'BL', 'BR']);
    expect(20 * Math.log10(left[4]! / left[0]!)).toBeCloseTo(-3.01, 1);
    expect(right[4]).toBe(0);
    expect(left[3]).toBe(0);
  });
});

describe('resampling', () => {
  /** A tone, resampled in pieces of uneven length. */
  function tone(frequency: number, from: number, seconds: number): Float32Array {
    const samples = new Float32Array(Math.round(from * seconds) * 2);
    for (let i = 0; i < samples.length / 2; i++)
      samples.fill(Math.sin((2 * Math.PI * frequency * i) / from), 2 * i, 2 * i + 2);
    const resampler = createResampler(from, 48_000);
    const parts: Float32Array[] = [];
    for (let at = 0, length = 2; at < samples.length; at += length, length = (length * 3 + 14) % 4000)
      parts.push(resampler.push(samples.slice(at, at + length)));
    parts.push(resampler.finish());
    const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  /** Error against the same tone made at 48 kHz, in decibels, in a stretch. */
  function error(samples: Float32Array, frequency: number, from: number, to: number): number {
    let [sum, count] = [0, 0];
    for (let i = Math.round(from * 48_000); i < Math.round(to * 48_000); i++) {
      sum += (samples[i * 2]! - Math.sin((2 * Math.PI * frequency * i) / 48_000)) ** 2;
      count += 1;
    }
    return 10 * Math.log10(sum / count / 0.5);
  }

  it.each([8000, 11_025, 22_050, 44_056, 44_100, 96_000, 192_000])(
    'keeps a tone of %i Hz sound in place to the end',
    (rate) => {
      const samples = tone(997, rate, 4);
      expect(samples.length / 2).toBe(4 * 48_000);
      expect(error(samples, 997, 0.1, 0.2)).toBeLessThan(-60);
      expect(error(samples, 997, 3.8, 3.9)).toBeLessThan(-60);
    },
  );

  it('does not drift in ten minutes', () => {
    // 10 minutes of a tone whose phase would tell a drift of 0.1 ms as an error of -4 dB.
    const samples = tone(997, 11_025, 600);
    expect(error(samples, 997, 0.5, 1)).toBeLessThan(-60);
    expect(error(samples, 997, 599, 599.5)).toBeLessThan(-60);
  });

  it.each([
    [96_000, 30_000],
    [192_000, 70_000],
    [88_200, 26_000],
  ])('at %i Hz leaves out %i Hz, which nobody hears, instead of folding it back', (rate, frequency) => {
    const samples = tone(frequency, rate, 0.5);
    const loudest = samples.subarray(4000, -4000).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(20 * Math.log10(loudest)).toBeLessThan(-75);
  });
});
