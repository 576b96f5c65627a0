import { spawn } from 'node:child_process';
import { decodeVideo } from '../../../src/video/decode.ts';
import type { Frame } from '../../../src/video/frame.ts';
import { probe } from '../../../src/video/probe.ts';
import type { Entry, Expectation } from './entry.ts';

/** Frames as ffmpeg shows them. */
interface Truth {
  readonly width: number;
  readonly height: number;
  readonly times: readonly number[];
  /** Frames a second, as the demultiplexer names them. */
  readonly rate: number;
  readonly pictures: Buffer;
}

/** What a comparison found. */
export interface Outcome {
  readonly name: string;
  /** What does not hold; empty when all does. */
  readonly faults: readonly string[];
  /** Largest root-mean-square difference of a frame, of 255. */
  readonly difference?: number;
}

/** The words by which ffmpeg renders the truth of a file: shown with its pixels square, as RGBA, each frame once. */
export function truthWords(file: string, expect: Extract<Expectation, { is: 'read' }>): string[] {
  const square = "scale='iw*if(sar,sar,1)':ih,setsar=1";
  const filters = [expect.filter, square, 'format=rgba', 'showinfo=checksum=0'];
  return [
    ...['-v', 'info', '-nostdin', '-nostats', ...(expect.before ?? []), '-i', file, '-map', expect.map ?? '0:V:0'],
    ...[
      '-vf',
      filters.filter((filter) => filter !== undefined).join(','),
      '-fps_mode',
      'passthrough',
      '-f',
      'rawvideo',
      '-',
    ],
  ];
}

async function render(file: string, expect: Extract<Expectation, { is: 'read' }>): Promise<Truth> {
  const child = spawn('ffmpeg', truthWords(file, expect), { stdio: ['ignore', 'pipe', 'pipe'] });
  const [pictures, notes]: Buffer[][] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => pictures!.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => notes!.push(chunk));
  await new Promise((resolve) => child.on('close', resolve));
  const log = Buffer.concat(notes!).toString();
  const lines = [...log.matchAll(/\bn: *\d+ .*?pts_time:(\S+).* s:(\d+)x(\d+)/g)];
  if (lines.length === 0) throw new Error(`ffmpeg shows nothing of ${file}: ${log.slice(-400)}`);
  return {
    width: Number(lines[0]![2]),
    height: Number(lines[0]![3]),
    times: lines.map((line) => Number(line[1])),
    rate: rateIn(log),
    pictures: Buffer.concat(pictures!),
  };
}

function rateIn(log: string): number {
  const [, above, below] = /frame_rate: (\d+)\/(\d+)/.exec(log) ?? [];
  return Number(above) / Number(below);
}

/** Compares what the decoder makes of a file with what is expected of it. */
export async function compare({ name, expect = { is: 'read' } }: Entry, file: string): Promise<Outcome> {
  if (expect.is === 'refused') return { name, faults: await refusal(file, expect) };
  const [truth, ours] = [await render(file, expect), await decoded(file)];
  if (typeof ours === 'string') return { name, faults: [ours] };
  const faults: string[] = [];
  if (ours.length !== truth.times.length) faults.push(`${ours.length} frames, not ${truth.times.length}`);
  const [first] = ours;
  if (first !== undefined && (first.width !== truth.width || first.height !== truth.height))
    faults.push(`${first.width}x${first.height}, not ${truth.width}x${truth.height}`);
  faults.push(...timeFaults(ours, truth.times));
  const most = expect.most ?? 3;
  const difference = faults.length > 0 ? undefined : largestDifference(ours, truth);
  if (most !== 'times only' && difference !== undefined && difference > most)
    faults.push(`differs by ${difference.toFixed(1)}, more than ${most}`);
  faults.push(...(await probeFaults(file, ours, truth)));
  return { name, faults, ...(difference === undefined ? {} : { difference }) };
}

async function decoded(file: string): Promise<Frame[] | string> {
  const frames: Frame[] = [];
  try {
    for await (const frame of decodeVideo(file)) frames.push(frame);
  } catch (thrown) {
    return `refused: ${thrown instanceof Error ? thrown.message : thrown}`;
  }
  return frames;
}

/** The first picture comes within a frame of where ffmpeg has it, and all others as long after it as there. */
function timeFaults(ours: readonly Frame[], truth: readonly number[]): string[] {
  const [lead, first] = [ours[0]?.at ?? 0, truth[0]!];
  const allowed = 0.1 + 1e-3;
  if (Math.abs(lead - first) > allowed) return [`begins at ${lead.toFixed(3)} s, not ${first.toFixed(3)}`];
  const worst = Math.max(
    0,
    ...ours.slice(0, truth.length).map((frame, index) => Math.abs(frame.at - lead - (truth[index]! - first))),
  );
  return worst > 2.1e-3 ? [`times are off by ${worst.toFixed(3)} s`] : [];
}

/** What is read without decoding agrees with the decoded frames. */
async function probeFaults(file: string, ours: readonly Frame[], truth: Truth): Promise<string[]> {
  const found = await probe(file);
  const faults: string[] = [];
  const [first, last] = [ours[0]!, ours.at(-1)!];
  if (found.width !== first.width || found.height !== first.height)
    faults.push(`probed as ${found.width}x${found.height}`);
  if (found.frames !== ours.length) faults.push(`probed as ${found.frames} frames, decoded ${ours.length}`);
  if (!(found.seconds >= last.at)) faults.push(`probed as ${found.seconds} s, the last frame begins at ${last.at}`);
  // Where frames come evenly there is one right rate.
  const isEven = truth.times.every((time, index) => Math.abs(time - truth.times[0]! - index / truth.rate) < 1.1e-3);
  if (isEven && truth.times.length > 2 && Math.abs(found.fps / truth.rate - 1) > 5e-4)
    faults.push(`probed as ${found.fps} fps, not ${truth.rate}`);
  return faults;
}

function largestDifference(ours: readonly Frame[], { width, height, pictures }: Truth): number {
  const size = width * height * 4;
  let largest = 0;
  for (const [index, { data }] of ours.entries()) {
    const truth = pictures.subarray(index * size, (index + 1) * size);
    let sum = 0;
    for (let i = 0; i < size; i += 4)
      for (let channel = 0; channel < 3; channel++) sum += (data[i + channel]! - truth[i + channel]!) ** 2;
    largest = Math.max(largest, Math.sqrt(sum / (width * height * 3)));
  }
  return largest;
}

async function refusal(file: string, expect: Extract<Expectation, { is: 'refused' }>): Promise<string[]> {
  const thrown = await probe(file)
    .then(async () => {
      for await (const _ of decodeVideo(file));
      return undefined;
    })
    .catch((error: unknown) => error);
  if (thrown === undefined) return ['read, though it should be refused'];
  const { code, text } = thrown as { code?: string; text?: { en: string; ja: string } };
  if (code !== expect.code) return [`fails with ${code ?? thrown}`];
  const faults = [];
  if (text === undefined || !text.en.includes(file)) faults.push('the refusal does not name the file');
  if (expect.says !== undefined && !expect.says.test(text?.en ?? '')) faults.push(`says "${text?.en}"`);
  return faults;
}
