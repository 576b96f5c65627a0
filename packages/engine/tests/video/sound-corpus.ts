/**
 * Short videos with sound of every codec, container, layout and rate that ffmpeg writes, and what ffmpeg itself makes of them:
 * the outside truth of how sound is read.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

/** One video of the corpus. */
export interface SoundCase {
  /** File name; the extension chooses the container. */
  readonly name: string;
  /** Options of ffmpeg for the sound. */
  readonly sound: readonly string[];
  /** ffmpeg's name of the layout that is coded. */
  readonly layout: string;
  readonly rate: number;
  /** Least correlation with ffmpeg's own decoding: what is lost in coding must be lost alike. */
  readonly alike: number;
}

/** Speakers of ffmpeg's layouts, in its order (`ffmpeg -layouts`). */
const layouts: Readonly<Record<string, readonly string[]>> = {
  mono: ['FC'],
  stereo: ['FL', 'FR'],
  '2.1': ['FL', 'FR', 'LFE'],
  '3.0': ['FL', 'FR', 'FC'],
  '3.0(back)': ['FL', 'FR', 'BC'],
  '4.0': ['FL', 'FR', 'FC', 'BC'],
  quad: ['FL', 'FR', 'BL', 'BR'],
  'quad(side)': ['FL', 'FR', 'SL', 'SR'],
  '3.1': ['FL', 'FR', 'FC', 'LFE'],
  '4.1': ['FL', 'FR', 'FC', 'LFE', 'BC'],
  '5.0': ['FL', 'FR', 'FC', 'BL', 'BR'],
  '5.0(side)': ['FL', 'FR', 'FC', 'SL', 'SR'],
  '5.1': ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR'],
  '5.1(side)': ['FL', 'FR', 'FC', 'LFE', 'SL', 'SR'],
  '6.1': ['FL', 'FR', 'FC', 'LFE', 'BC', 'SL', 'SR'],
  '6.1(back)': ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR', 'BC'],
  '7.1': ['FL', 'FR', 'FC', 'LFE', 'BL', 'BR', 'SL', 'SR'],
};

/** Factors of ITU-R BS.775 for the left and the right side. */
const shares: Readonly<Record<string, readonly [number, number]>> = {
  FL: [1, 0],
  FR: [0, 1],
  FC: [Math.SQRT1_2, Math.SQRT1_2],
  BL: [Math.SQRT1_2, 0],
  BR: [0, Math.SQRT1_2],
  SL: [Math.SQRT1_2, 0],
  SR: [0, Math.SQRT1_2],
  BC: [0.5, 0.5],
  LFE: [0, 0],
};

/** ffmpeg's filter for the mix to stereo, with every factor written out. */
export function panOf(layout: string): string {
  const speakers = layouts[layout]!;
  if (speakers.length === 1) return 'pan=stereo|FL=FC|FR=FC';
  const side = (index: 0 | 1) => {
    const sum = Math.max(
      ...([0, 1] as const).map((one) => speakers.reduce((all, name) => all + shares[name]![one], 0)),
    );
    const parts = speakers.filter((name) => shares[name]![index] > 0);
    return parts.map((name) => `${(shares[name]![index] / Math.max(1, sum)).toFixed(6)}*${name}`).join('+');
  };
  return `pan=stereo|FL=${side(0)}|FR=${side(1)}`;
}

const lossless = 0.99999;
/** Also where a container's milliseconds move the sound by less than a sample. */
const lossy = 0.999;

const uncompressed = [
  'u8',
  's8',
  's16le',
  's16be',
  's24le',
  's24be',
  's32le',
  's32be',
  'f32le',
  'f32be',
  'f64le',
  'f64be',
];

const opusFamily = (layout: string): string => (layouts[layout]!.length > 2 ? '1' : '0');
const opusRate = (layout: string): string => `${Math.min(450, 128 * layouts[layout]!.length)}k`;

const plain = (layout: string): string => layout.replace('(', '-').replace(')', '');

/** Every video of the corpus. */
export const soundCases: readonly SoundCase[] = [
  ...uncompressed.map((name) => made(`pcm-${name}.mov`, ['-c:a', `pcm_${name}`], 'stereo', 44_100, lossless)),
  ...['u8', 's16le', 's16be', 's24le', 's24be', 's32le', 'f32le', 'f64le'].map((name) =>
    made(`pcm-${name}.mkv`, ['-c:a', `pcm_${name}`], 'stereo', 44_100, lossless),
  ),
  ...['mov', 'mkv'].flatMap((kind) =>
    ['alaw', 'mulaw'].map((name) => made(`pcm-${name}.${kind}`, ['-c:a', `pcm_${name}`], 'mono', 8000, lossless)),
  ),
  ...[
    8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 37_800, 44_056, 48_000, 88_200, 96_000, 176_400, 192_000,
  ].map((rate) => made(`rate-${rate}.mov`, ['-c:a', 'pcm_s16le'], 'stereo', rate, lossless)),
  ...['mono', '2.1', '3.0', '4.0', 'quad', '5.0', '5.1', '5.1(side)', '7.1'].map((layout) =>
    made(`pcm-${plain(layout)}.mov`, ['-c:a', 'pcm_s16le'], layout, 48_000, lossless),
  ),
  ...['mono', 'stereo', '3.0', '4.0', 'quad', '5.0', '5.1', '7.1'].map((layout) =>
    made(`aac-${plain(layout)}.mp4`, ['-c:a', 'aac', '-b:a', '512k'], layout, 48_000, lossy),
  ),
  made('aac-2.1.mp4', ['-c:a', 'aac', '-b:a', '256k'], '2.1', 44_100, lossy),
  made('aac-stereo.mkv', ['-c:a', 'aac', '-b:a', '256k'], 'stereo', 44_100, lossy),
  made('aac-8000.mp4', ['-c:a', 'aac', '-b:a', '48k'], 'mono', 8000, lossy),
  made('mp3.mp4', ['-c:a', 'libmp3lame', '-b:a', '192k'], 'stereo', 44_100, lossy),
  made('mp3.mov', ['-c:a', 'libmp3lame', '-b:a', '192k'], 'stereo', 44_100, lossy),
  made('mp3-mono.mkv', ['-c:a', 'libmp3lame', '-b:a', '64k'], 'mono', 22_050, lossy),
  ...['mp4', 'mov', 'mkv'].map((kind) => made(`mp2.${kind}`, ['-c:a', 'mp2', '-b:a', '256k'], 'stereo', 48_000, lossy)),
  ...['mp4', 'mkv'].flatMap((kind) =>
    ['ac3', 'eac3'].map((name) =>
      made(`${name}-5.1.${kind}`, ['-c:a', name, '-b:a', '640k'], '5.1(side)', 48_000, lossy),
    ),
  ),
  ...['mono', 'stereo', '3.0', '3.0(back)', '2.1', '3.1', '4.0', '4.1', 'quad(side)', '5.0(side)'].map((layout) =>
    made(`ac3-${plain(layout)}.mp4`, ['-c:a', 'ac3', '-b:a', '448k'], layout, 44_100, lossy),
  ),
  ...['mono', 'stereo', '3.0', 'quad', '5.0', '5.1', '6.1', '7.1'].map((layout) =>
    made(
      `opus-${plain(layout)}.webm`,
      ['-c:a', 'libopus', '-b:a', opusRate(layout), '-mapping_family', opusFamily(layout)],
      layout,
      48_000,
      lossy,
    ),
  ),
  made('opus-5.1.mp4', ['-c:a', 'libopus', '-b:a', '450k', '-mapping_family', '1'], '5.1', 48_000, lossy),
  made('opus-stereo.mp4', ['-c:a', 'libopus', '-b:a', '192k'], 'stereo', 48_000, lossy),
  ...['mono', 'stereo', '3.0', 'quad', '5.0', '5.1', '6.1', '7.1'].map((layout) =>
    made(`flac-${plain(layout)}.mkv`, ['-c:a', 'flac'], layout, 44_100, lossless),
  ),
  ...['mono', 'stereo', '3.0', 'quad', '5.0', '5.1', '6.1', '7.1'].map((layout) =>
    made(`vorbis-${plain(layout)}.webm`, ['-c:a', 'libvorbis', '-q:a', '6'], layout, 44_100, lossy),
  ),
  made('vorbis-8000.mkv', ['-c:a', 'libvorbis', '-q:a', '3'], 'mono', 8000, lossless),
  made('vorbis.mp4', ['-c:a', 'libvorbis', '-q:a', '3', '-strict', '-2'], 'stereo', 48_000, lossless),
  ...['mono', 'stereo', '3.0', '4.0', '5.0', '5.1'].map((layout) =>
    made(`alac-${plain(layout)}.mov`, ['-c:a', 'alac'], layout, 44_100, lossless),
  ),
  made('alac-24.mp4', ['-c:a', 'alac', '-sample_fmt', 's32p'], 'stereo', 96_000, lossless),
  made('alac.mkv', ['-c:a', 'alac', '-sample_fmt', 's16p'], 'stereo', 44_100, lossless),
  made('flac-stereo.mp4', ['-c:a', 'flac', '-strict', '-2'], 'stereo', 96_000, lossless),
  made('flac-24.mp4', ['-c:a', 'flac', '-sample_fmt', 's32', '-strict', '-2'], 'stereo', 48_000, lossless),
  made('flac-2.1.mkv', ['-c:a', 'flac'], '2.1', 48_000, lossless),
];

function made(name: string, sound: readonly string[], layout: string, rate: number, alike: number): SoundCase {
  return { name, sound, layout, rate, alike };
}

/** Seconds of every video. */
export const corpusSeconds = 1.5;

/** A tone that rises, another one in each channel: it tells its own time, and no two channels are alike. */
function toneFile(file: string, channels: number, rate: number): void {
  const frames = Math.round(corpusSeconds * rate);
  const samples = new Float32Array(frames * channels);
  for (let i = 0; i < frames; i++) {
    const t = i / rate;
    for (let c = 0; c < channels; c++) {
      samples[i * channels + c] = 0.4 * Math.sin(2 * Math.PI * ((130 + 170 * c) * t + (60 + 35 * c) * t * t));
    }
  }
  writeFileSync(file, new Uint8Array(samples.buffer));
}

/** Writes the corpus into a folder, many files a call. */
export function makeCorpus(path: (name: string) => string, cases: readonly SoundCase[] = soundCases): void {
  const picture = ['-f', 'lavfi', '-i', `testsrc2=s=64x64:r=24:d=${corpusSeconds}`];
  ffmpeg([...picture, '-c:v', 'libx264', '-preset', 'ultrafast', path('picture.mp4')]);
  ffmpeg([...picture, '-c:v', 'libvpx', '-b:v', '100k', '-cpu-used', '8', path('picture.webm')]);
  const groups = new Map<string, SoundCase[]>();
  for (const one of cases) {
    const key = `${one.layout} ${one.rate}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  for (const [key, group] of groups) {
    const { layout, rate } = group[0]!;
    const channels = layouts[layout]!.length;
    const tone = path(`${key.replaceAll(/\W/g, '-')}.f32`);
    toneFile(tone, channels, rate);
    const inputs = ['-i', path('picture.mp4'), '-i', path('picture.webm')];
    const source = ['-f', 'f32le', '-ar', String(rate), '-ac', String(channels), '-channel_layout', layout, '-i', tone];
    const outputs = group.flatMap(({ name, sound }) => [
      ...['-map', name.endsWith('.webm') ? '1:v' : '0:v', '-map', '2:a', '-c:v', 'copy', ...sound],
      path(name),
    ]);
    ffmpeg([...inputs, ...source, ...outputs]);
  }
}

/** Runs ffmpeg, quietly. */
export const ffmpeg = (words: readonly string[]): void => {
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-threads', '1', ...words], { maxBuffer: 1 << 28 });
};

/**
 * Sound of files as ffmpeg decodes, mixes and places it: 48 kHz stereo from the first picture on, gaps filled with silence.
 * The command for one file is `ffmpeg -copyts -i FILE -af PAN,aresample=48000:first_pts=0,atrim=start=START -f f32le -`.
 */
export function heardByFfmpeg(
  files: readonly { file: string; pan: string }[],
  path: (name: string) => string,
): Float32Array[] {
  const outputs = files.flatMap(({ file, pan }, index) => {
    // Only MP4 and MOV have edit lists, by which pictures begin at 0.
    const start = /\.(?:mkv|webm)$/.test(file) ? startOfPicture(file) : 0;
    const filter = `${pan},aresample=48000:first_pts=0,atrim=start=${start}`;
    return ['-map', `${index}:a:0`, '-af', filter, '-f', 'f32le', path(`heard-${index}.f32`)];
  });
  ffmpeg(['-copyts', ...files.flatMap(({ file }) => ['-i', file]), ...outputs]);
  return files.map((_, index) => {
    const bytes = readFileSync(path(`heard-${index}.f32`));
    return new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  });
}

/** Time stamp of the first picture, by ffprobe. */
export function startOfPicture(file: string): number {
  const words = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'stream=start_time', '-of', 'csv=p=0', file];
  return Number(execFileSync('ffprobe', words).toString());
}

/** How one sound is like another: correlation at the best offset, that offset in samples, and their levels. */
export interface Likeness {
  readonly alike: number;
  /** Samples by which the first is later than the second. */
  readonly offset: number;
  /** Level of the first over that of the second, in decibels. */
  readonly decibels: number;
}

/** Compares two interleaved stereo sounds, both sides at once, at offsets of up to 960 samples (20 ms). */
export function likeness(ours: Float32Array, theirs: Float32Array, most = 960): Likeness {
  const frames = Math.min(ours.length, theirs.length) / 2 - 2 * most;
  // A coarse search on the tone, then every sample around its best.
  const at = (offset: number, step: number) => {
    let [both, first, second] = [0, 0, 0];
    for (let i = most; i < most + frames; i += step) {
      for (let side = 0; side < 2; side++) {
        const a = ours[(i + offset) * 2 + side]!;
        const b = theirs[i * 2 + side]!;
        both += a * b;
        first += a * a;
        second += b * b;
      }
    }
    return {
      alike: both / Math.sqrt(first * second || 1),
      decibels: 10 * Math.log10((first || 1e-12) / (second || 1e-12)),
    };
  };
  let best = 0;
  let bestAlike = -1;
  const search = (from: number, to: number, stride: number, step: number) => {
    for (let offset = from; offset <= to; offset += stride) {
      const { alike } = at(offset, step);
      if (alike > bestAlike) [best, bestAlike] = [offset, alike];
    }
  };
  search(-most, most, 8, 29);
  bestAlike = -1;
  search(Math.max(-most, best - 10), Math.min(most, best + 10), 1, 7);
  return { ...at(best, 1), offset: best };
}
