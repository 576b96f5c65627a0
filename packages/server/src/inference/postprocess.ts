import { open, rm, writeFile } from 'node:fs/promises';
import { AkezoraError, type ClipFacts, type ClipMeasures, type Codec } from '@akezora/contract';
import type { SpriteIndex } from '../platform/store/tables.ts';
import { loadMedia } from './media.ts';
import type { FinishSteps, MadeClip } from './protocol.ts';

/** A clip file as the engine left it. */
export interface RawClip {
  readonly file: string;
  readonly facts: ClipFacts;
  readonly measures: ClipMeasures | null;
  readonly finish: FinishSteps;
  readonly signal: AbortSignal;
}

/** What containers and animations are called on the line. */
export const mimeOf: Readonly<Record<Codec, string>> = {
  h264: 'video/mp4',
  hevc: 'video/mp4',
  av1: 'video/mp4',
  vp9: 'video/webm',
  webp: 'image/webp',
  gif: 'image/gif',
};

/** Crops a clip to the size that was asked for, or puts the clip it continues before it; mostly there is nothing to do. */
export async function finishClip(clip: RawClip): Promise<MadeClip> {
  const { stitch } = clip.finish;
  const { width, height } = clip.facts;
  const asked = clip.finish.crop;
  const crop = asked?.width === width && asked.height === height ? undefined : asked;
  const codec = clip.facts.codec as Codec;
  if (crop === undefined && stitch === undefined) return describe(clip.file, clip.facts, clip.measures);
  const { joinVideos, probe } = await loadMedia();
  const size = crop ?? { width, height };
  const file = `${clip.file}.finished.${clip.file.split('.').at(-1)}`;
  const cuts = [
    ...(stitch === undefined ? [] : [{ file: stitch.file }]),
    { file: clip.file, from: stitch?.overlap ?? 0 },
  ];
  const same = stitch === undefined ? { facts: { ...clip.facts, ...size } } : {};
  const options = {
    file,
    codec,
    ...size,
    fps: clip.facts.fps,
    fitting: { fit: 'cover' as const },
    signal: clip.signal,
    ...same,
  };
  for await (const _ of joinVideos(cuts, options)) clip.signal.throwIfAborted();
  await rm(clip.file, { force: true });
  const { seconds, frames } = await probe(file);
  return describe(file, { ...clip.facts, ...size, seconds: Math.round(seconds * 1000) / 1000, frames }, clip.measures);
}

function describe(video: string, facts: ClipFacts, measures: ClipMeasures | null): MadeClip {
  const { width, height, fps, seconds, frames } = facts;
  const mime = mimeOf[facts.codec as Codec] ?? 'video/mp4';
  return { video, mime, width, height, fps, seconds, frames, facts, measures };
}

/** Most pictures of a sprite sheet, their width, and how many stand side by side. */
const sheet = { count: 48, width: 160, columns: 8 };

/** How the sprite sheet of a clip will lie; known before it is made. */
export function spriteIndexOf(clip: { width: number; height: number; seconds: number; frames: number }): SpriteIndex {
  const count = Math.max(1, Math.min(sheet.count, clip.frames));
  const columns = Math.min(sheet.columns, count);
  const width = Math.min(sheet.width, clip.width);
  const height = width === clip.width ? clip.height : Math.max(1, Math.round((clip.height * width) / clip.width));
  return { columns, rows: Math.ceil(count / columns), width, height, everySeconds: clip.seconds / count, count };
}

/** Writes a picture of a video: its first frame, or a sheet of frames over its time. Images become their own thumbnail. */
export async function makePicture(ask: {
  file: string;
  kind: 'thumbnail' | 'sprites';
  target: string;
  seconds: number;
}): Promise<void> {
  const { decodeImage, decodeVideo, probe, spriteSheet, thumbnail } = await loadMedia();
  if (ask.kind === 'sprites') {
    const made = await spriteSheet(decodeVideo(ask.file), ask.seconds, sheet);
    if (made === undefined) throw unreadable(ask.file);
    await writeFile(ask.target, made.image);
    return;
  }
  if ((await probe(ask.file)).kind === 'image') {
    await writeFile(ask.target, await thumbnail(await decodeImage(ask.file)));
    return;
  }
  for await (const frame of decodeVideo(ask.file)) {
    await writeFile(ask.target, await thumbnail(frame));
    return;
  }
  throw unreadable(ask.file);
}

/** Writes a video anew in another format or at another height. */
export async function convertClip(
  ask: { file: string; codec: Codec; height: number; target: string },
  signal: AbortSignal,
): Promise<void> {
  const { joinVideos, probe } = await loadMedia();
  const source = await probe(ask.file);
  const even = (side: number) => Math.max(16, Math.round(side / 2) * 2);
  const height = even(ask.height);
  const width = even((source.width * ask.height) / source.height);
  for await (const _ of joinVideos([{ file: ask.file }], { file: ask.target, codec: ask.codec, width, height, signal }))
    signal.throwIfAborted();
}

/** Measures a clip from elsewhere. */
export async function measureClip(file: string): Promise<MadeClip> {
  const { probe, readFacts } = await loadMedia();
  const found = await probe(file, { field: 'file' });
  if (found.kind === 'image') throw unreadable(file);
  const mime = { matroska: 'video/x-matroska', webp: 'image/webp', gif: 'image/gif', mov: 'video/quicktime' }[
    found.format
  ];
  const web = found.format === 'matroska' && (await isWebm(file));
  const facts = await readFacts(file).catch(() => undefined);
  const { width, height, fps, seconds, frames } = found;
  return {
    video: file,
    mime: web ? 'video/webm' : (mime ?? 'video/mp4'),
    width,
    height,
    fps,
    seconds,
    frames,
    facts: facts ?? null,
    measures: null,
  };
}

/** WebM is Matroska with another name in its head; browsers play only what calls itself WebM. */
async function isWebm(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.subarray(0, bytesRead).includes('webm');
  } finally {
    await handle.close();
  }
}

const unreadable = (path: string) =>
  new AkezoraError('input_unreadable', {
    field: 'file',
    path: path.split('/').at(-1),
    reason: { en: 'it is not a video', ja: '動画ではありません' },
  });
