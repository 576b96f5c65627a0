/**
 * The invisible mark on clips of six kinds: the share of payloads read right after each attack, PSNR of luma overall and in flat areas, growth
 * of the file at x264 CRF 18, milliseconds a picture of marking and reading, and what is found in pictures without a mark.
 * `npm run bench:marks -- [--pairs 200] [--unmarked 2000] [--scenes 2]` writes bench/results/marks-<machine>.json, after each pair anew. Pairs
 * are clips by payloads, an attack each; `scenes` clips of each kind take turns; unmarked seconds are taken from all clips in turn.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { GenerationRequestInput } from '../packages/contract/src/index.ts';
import { generate } from '../packages/engine/src/generate.ts';
import { openDetector } from '../packages/engine/src/provenance/marks/detect-mark.ts';
import { openInvisibleMark } from '../packages/engine/src/provenance/marks/invisible-mark.ts';
import { type Attack, attacks } from './marks/attacks.ts';
import { saveResults } from './measure.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '200' },
    unmarked: { type: 'string', default: '2000' },
    scenes: { type: 'string', default: '2' },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'marks-'));
const fps = 24;
const seconds = 2;

interface Kind {
  readonly name: string;
  /** Size and aspect of clips that are generated, a prompt each; or a source of ffmpeg. */
  readonly shape?: Partial<GenerationRequestInput>;
  readonly prompts?: readonly string[];
  readonly filters?: readonly string[];
}
const life = (ratio: number, mould: number, colours: string) =>
  `life=s=160x90:mold=${mould}:r=24:ratio=${ratio}:seed=${mould}:${colours},scale=1280:720:flags=neighbor`;
const kinds: readonly Kind[] = [
  {
    name: '720p',
    shape: { resolution: '720p' },
    prompts: ['a red car driving through a city', 'a cat walks in a park, camera pans left'],
  },
  { name: 'text', filters: ['testsrc2=s=1280x720', 'testsrc=s=1280x720'] },
  {
    name: '9:16',
    shape: { resolution: '720p', aspect: '9:16' },
    prompts: ['a dog walking on a beach', 'a whale swimming in the sea'],
  },
  {
    name: '1080p',
    shape: { resolution: '1080p' },
    prompts: ['a fox running through falling snow', 'a boat on a lake at sunset'],
  },
  {
    name: 'dark',
    shape: { resolution: '720p' },
    prompts: ['a horse galloping in a forest at night', 'an owl flies over a city at night'],
  },
  {
    name: 'flat',
    filters: [
      life(0.1, 10, 'death_color=#C83232:life_color=#00ff00'),
      life(0.2, 25, 'death_color=#3050C8:life_color=#ffd040'),
    ],
  },
];

const ffmpeg = (args: readonly string[], input?: Uint8Array) =>
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...args], { input, maxBuffer: 2 ** 31 - 1 });

/** Planes of pictures as ffmpeg takes and gives them. */
const raw = (format: string): string[] => ['-f', 'rawvideo', '-pix_fmt', format];

/** Width and height of a video. */
function sizeOf(file: string): readonly [number, number] {
  const entries = ['-select_streams', 'v', '-show_entries', 'stream=width,height', '-of', 'csv=p=0'];
  const [width = 0, height = 0] = execFileSync('ffprobe', ['-v', 'error', ...entries, file], { encoding: 'utf8' })
    .split(',')
    .map(Number);
  return [width, height];
}

const sources = new Map<string, string>();

/** A clip of a kind, made at its first use. */
async function sourceOf(index: number, scene: number): Promise<string> {
  const key = `${index}-${scene}`;
  const known = sources.get(key);
  if (known !== undefined) return known;
  const kind = kinds[index]!;
  const file = join(folder, `source-${key}.mp4`);
  const prompt = kind.prompts?.[scene];
  if (prompt !== undefined) {
    const marks = { invisible: false };
    const request = { ...{ seconds, fps, prompt, marks, seed: index + 1 }, ...kind.shape } as GenerationRequestInput;
    for await (const _ of generate(request, { file }));
  } else {
    const form = ['-t', `${seconds}`, '-r', `${fps}`, '-crf', '8', '-pix_fmt', 'yuv420p'];
    ffmpeg(['-f', 'lavfi', '-i', kind.filters![scene]!, ...form, file]);
  }
  sources.set(key, file);
  return file;
}

/** All planes of luma of a span of a file. */
function lumasOf(file: string, span: number, from = 0): { lumas: Uint8Array[]; width: number; height: number } {
  const [width, height] = sizeOf(file);
  const part = ['-ss', `${from}`, '-i', file, '-t', `${span}`];
  const planes = ffmpeg([...part, '-vf', 'extractplanes=y', ...raw('gray'), '-']);
  const size = width * height;
  return {
    width,
    height,
    lumas: Array.from({ length: planes.length / size }, (_, i) => planes.subarray(i * size, (i + 1) * size)),
  };
}

/** What is found in planes, and how long it took. */
async function find({ lumas, width, height }: ReturnType<typeof lumasOf>) {
  const detector = await openDetector(width, height);
  const start = performance.now();
  for (const luma of lumas) detector.add(luma);
  const found = detector.read();
  return { found, ms: performance.now() - start };
}

function deliver(planes: Uint8Array, width: number, height: number, file: string): void {
  const form = [...raw('yuv420p'), '-s', `${width}x${height}`, '-r', `${fps}`];
  ffmpeg([...form, '-i', '-', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', file], planes);
}

/** Marks every picture of a clip; writes it with and without the mark. */
async function marked(source: string, payload: bigint) {
  const [width, height] = sizeOf(source);
  const planes = ffmpeg(['-i', source, ...raw('yuv420p'), '-']);
  const before = Uint8Array.from(planes);
  const [plain, file] = [join(folder, 'plain.mp4'), join(folder, 'marked.mp4')];
  deliver(before, width, height, plain);
  const mark = await openInvisibleMark(payload, width, height);
  let ms = Number.POSITIVE_INFINITY;
  const size = width * height;
  for (let at = 0; at < planes.length; at += size * 1.5) {
    const start = performance.now();
    mark.add(planes.subarray(at, at + size));
    ms = Math.min(ms, performance.now() - start);
  }
  deliver(planes, width, height, file);
  const growth = statSync(file).size / statSync(plain).size - 1;
  return { file, width, height, ms, growth, ...distances(before, planes, width, height) };
}

/** PSNR of luma of all pictures, and of their blocks of 8x8 whose values lie within eight levels. */
function distances(before: Uint8Array, after: Uint8Array, width: number, height: number) {
  const sums = { all: { error: 0, count: 0 }, flat: { error: 0, count: 0 } };
  for (let at = 0; at < after.length; at += width * height * 1.5)
    for (let top = 0; top + 8 <= height; top += 8)
      for (let left = 0; left + 8 <= width; left += 8) {
        let [error, low, high] = [0, 255, 0];
        for (let k = 0; k < 64; k += 1) {
          const i = at + (top + (k >> 3)) * width + left + (k & 7);
          const value = before[i]!;
          error += (after[i]! - value) ** 2;
          [low, high] = [Math.min(low, value), Math.max(high, value)];
        }
        for (const sum of high - low <= 8 ? [sums.all, sums.flat] : [sums.all]) {
          sum.error += error;
          sum.count += 64;
        }
      }
  const decibels = ({ error, count }: { error: number; count: number }) => 10 * Math.log10((255 ** 2 * count) / error);
  return { psnr: decibels(sums.all), flat: decibels(sums.flat) };
}

async function attacked(file: string, attack: Attack, payload: bigint) {
  const target = join(folder, 'attacked.mkv');
  ffmpeg(['-i', file, ...(attack.filters === undefined ? [] : ['-vf', attack.filters]), ...attack.encoder, target]);
  const { found, ms } = await find(lumasOf(target, attack.seconds ?? 1));
  return { isRight: found.found && found.payload === payload, evidence: found.evidence, ms };
}

const pairs = Number(values.pairs);
const unmarked = Number(values.unmarked);
const scenes = Number(values.scenes);
const read = new Map(attacks.map(({ name }) => [name, { right: 0, missed: [] as string[] }]));
interface MarkedClip {
  readonly kind: string;
  readonly scene: number;
  readonly size: string;
  readonly ms: number;
  readonly psnr: number;
  readonly flat: number;
  readonly growth: number;
}
const clips: MarkedClip[] = [];
const times = { found: 0, none: 0 };
let [done, looked, falseAlarms, highest] = [0, 0, 0, 0];
const save = () =>
  saveResults('marks', {
    ...{ pairs: done, unmarkedSeconds: looked, falseAlarms, highestUnmarkedEvidence: +highest.toFixed(2) },
    meanGrowth: +(clips.reduce((sum, { growth }) => sum + growth, 0) / Math.max(1, clips.length)).toFixed(3),
    ...{ slowestReadMs: Math.round(times.found), slowestSearchMs: Math.round(times.none) },
    attacks: [...read].map(([attack, { right, missed }]) => ({ attack, pairs: done, right, missed })),
    clips,
  });
try {
  for (let pair = 0; pair < pairs; pair += 1) {
    const index = pair % kinds.length;
    const scene = Math.floor(pair / kinds.length) % scenes;
    const kind = kinds[index]!;
    const source = await sourceOf(index, scene);
    const payload = BigInt.asUintN(64, BigInt(pair + 1) * 0x9e3779b97f4a7c15n);
    const { file, width, height, ms, psnr, flat, growth } = await marked(source, payload);
    const size = `${width}x${height}`;
    clips.push({
      ...{ kind: kind.name, scene, size, ms: +ms.toFixed(2) },
      ...{ psnr: +psnr.toFixed(2), flat: +flat.toFixed(2), growth: +growth.toFixed(3) },
    });
    console.log(clips.at(-1));
    for (const attack of attacks) {
      const { isRight, evidence, ms: took } = await attacked(file, attack, payload);
      const result = read.get(attack.name)!;
      if (isRight) [result.right, times.found] = [result.right + 1, Math.max(times.found, took)];
      else result.missed.push(`${kind.name} ${scene}`);
      console.log(`${kind.name}: ${attack.name}: ${isRight ? 'read' : 'NOT READ'} (${evidence.toFixed(1)})`);
    }
    done += 1;
    await save();
  }
  for (; looked < unmarked; looked += 1) {
    const index = looked % kinds.length;
    const scene = Math.floor(looked / kinds.length) % scenes;
    const source = await sourceOf(index, scene);
    const { found, ms } = await find(lumasOf(source, 1, Math.floor(looked / kinds.length / scenes) % seconds));
    if (found.found) falseAlarms += 1;
    highest = Math.max(highest, found.evidence);
    times.none = Math.max(times.none, ms);
    if (looked % 20 === 0) console.log(`unmarked: ${looked + 1}, ${falseAlarms} found, at most ${highest.toFixed(2)}`);
  }
  console.log(await save());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
