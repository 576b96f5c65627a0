/**
 * The invisible mark on clips of six kinds: the share of payloads read right after each attack, PSNR of luma, growth of the file at
 * x264 CRF 18, milliseconds a picture, and what is found in pictures without a mark.
 * `npm run bench:marks -- [--pairs 200] [--unmarked 2000]` writes bench/results/marks-<machine>.json. Pairs are clips by payloads, an attack
 * each; unmarked seconds are taken from the kinds in turn.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { GenerationRequestInput } from '../packages/contract/src/index.ts';
import { generate } from '../packages/engine/src/generate.ts';
import { detectMark } from '../packages/engine/src/provenance/marks/detect-mark.ts';
import { openInvisibleMark } from '../packages/engine/src/provenance/marks/invisible-mark.ts';
import { type Attack, attacks } from './marks/attacks.ts';
import { saveResults } from './measure.ts';

const { values } = parseArgs({
  options: { pairs: { type: 'string', default: '200' }, unmarked: { type: 'string', default: '2000' } },
});
const folder = mkdtempSync(join(tmpdir(), 'marks-'));
const fps = 24;
const seconds = 2;

type Kind = { readonly name: string } & ({ readonly request: GenerationRequestInput } | { readonly filter: string });
const kinds: readonly Kind[] = [
  { name: '720p', request: { prompt: 'a red car driving through a city', resolution: '720p' } },
  { name: 'text', filter: 'testsrc2=s=1280x720' },
  { name: '9:16', request: { prompt: 'a dog walking on a beach', resolution: '720p', aspect: '9:16' } },
  { name: '1080p', request: { prompt: 'a fox running through falling snow', resolution: '1080p' } },
  { name: 'dark', request: { prompt: 'a horse galloping in a forest at night', resolution: '720p' } },
  {
    name: 'flat',
    filter: 'life=s=160x90:mold=10:r=24:ratio=0.1:death_color=#C83232:life_color=#00ff00,scale=1280:720:flags=neighbor',
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

const sources = new Map<number, string>();

/** A clip of a kind, made at its first use. */
async function sourceOf(index: number): Promise<string> {
  const known = sources.get(index);
  if (known !== undefined) return known;
  const kind = kinds[index]!;
  const file = join(folder, `source-${index}.mp4`);
  if ('request' in kind) {
    const request = { seconds, fps, seed: index + 1, ...kind.request } as GenerationRequestInput;
    for await (const _ of generate(request, { file }));
  } else {
    const form = ['-t', `${seconds}`, '-r', `${fps}`, '-crf', '8', '-pix_fmt', 'yuv420p'];
    ffmpeg(['-f', 'lavfi', '-i', kind.filter, ...form, file]);
  }
  sources.set(index, file);
  return file;
}

/** Six planes of luma a second from the first seconds of a file. */
function lumasOf(file: string, span: number, from = 0): { lumas: Uint8Array[]; width: number; height: number } {
  const [width, height] = sizeOf(file);
  const part = ['-ss', `${from}`, '-i', file, '-t', `${span}`];
  const planes = ffmpeg([...part, '-vf', 'fps=6,extractplanes=y', ...raw('gray'), '-']);
  const size = width * height;
  return {
    width,
    height,
    lumas: Array.from({ length: planes.length / size }, (_, i) => planes.subarray(i * size, (i + 1) * size)),
  };
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
  let [ms, error] = [Number.POSITIVE_INFINITY, 0];
  const size = width * height;
  for (let at = 0; at < planes.length; at += size * 1.5) {
    const luma = planes.subarray(at, at + size);
    const start = performance.now();
    mark.add(luma);
    ms = Math.min(ms, performance.now() - start);
    for (let i = 0; i < size; i += 1) error += (luma[i]! - before[at + i]!) ** 2;
  }
  deliver(planes, width, height, file);
  const psnr = 10 * Math.log10(255 ** 2 / (error / (planes.length / 1.5)));
  return { file, width, height, ms, psnr, growth: statSync(file).size / statSync(plain).size - 1 };
}

function survives(file: string, attack: Attack, payload: bigint): boolean {
  const attacked = join(folder, 'attacked.mkv');
  ffmpeg(['-i', file, ...(attack.filters === undefined ? [] : ['-vf', attack.filters]), ...attack.encoder, attacked]);
  const { lumas, width, height } = lumasOf(attacked, attack.seconds ?? 1);
  const found = detectMark(lumas, width, height);
  return found.found && found.payload === payload;
}

const pairs = Number(values.pairs);
const unmarked = Number(values.unmarked);
const read = new Map(attacks.map(({ name }) => [name, 0]));
const clips = [];
try {
  for (let pair = 0; pair < pairs; pair += 1) {
    const index = pair % kinds.length;
    const kind = kinds[index]!;
    const source = await sourceOf(index);
    const payload = BigInt.asUintN(64, BigInt(pair + 1) * 0x9e3779b97f4a7c15n);
    const { file, width, height, ms, psnr, growth } = await marked(source, payload);
    const size = `${width}x${height}`;
    clips.push({ kind: kind.name, size, ms: +ms.toFixed(2), psnr: +psnr.toFixed(2), growth: +growth.toFixed(3) });
    console.log(clips.at(-1));
    for (const attack of attacks) {
      const right = survives(file, attack, payload);
      read.set(attack.name, read.get(attack.name)! + Number(right));
      console.log(`${kind.name}: ${attack.name}: ${right ? 'read' : 'not read'}`);
    }
  }
  let falseAlarms = 0;
  for (let second = 0; second < unmarked; second += 1) {
    const index = second % kinds.length;
    const source = await sourceOf(index);
    const { lumas, width, height } = lumasOf(source, 1, Math.floor(second / kinds.length) % seconds);
    if (detectMark(lumas, width, height).found) falseAlarms += 1;
  }
  const results = {
    ...{ pairs, unmarkedSeconds: unmarked, falseAlarms, clips },
    attacks: [...read].map(([attack, right]) => ({ attack, pairs, right })),
  };
  console.log(await saveResults('marks', results));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
