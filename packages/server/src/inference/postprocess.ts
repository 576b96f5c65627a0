/** Crops and joins finished clips, and encodes them again with another codec or size. */
import { rm } from 'node:fs/promises';
import { type ClipFacts, type ClipMeasures, type Codec, codecs, mimeOfCodec } from '@akezora/contract';
import { loadMedia } from './media.ts';
import type { MadeClip, PostprocessSteps } from './protocol.ts';

/** A clip file as the engine wrote it. */
export interface RawClip {
  readonly file: string;
  readonly facts: ClipFacts;
  readonly measures: ClipMeasures | null;
  readonly postprocess: PostprocessSteps;
  readonly signal: AbortSignal;
}

/** Crops a clip to the requested size and joins it to the clip that it extends. Most clips need neither. */
export async function postprocessClip(clip: RawClip): Promise<MadeClip> {
  const { join } = clip.postprocess;
  const { width, height } = clip.facts;
  const wanted = clip.postprocess.crop;
  const crop = wanted?.width === width && wanted.height === height ? undefined : wanted;
  const codec = clip.facts.codec as Codec;
  if (crop === undefined && join === undefined) return describe(clip.file, clip.facts, clip.measures);
  const { cutsOfJoin, joinVideos, probe } = await loadMedia();
  const size = crop ?? { width, height };
  const file = `${clip.file}.finished.${clip.file.split('.').at(-1)}`;
  const generated = { file: clip.file, seconds: clip.facts.seconds };
  const parts = join === undefined ? [{ file: clip.file }] : cutsOfJoin(join.file, generated, join);
  const facts = join === undefined ? { facts: { ...clip.facts, ...size } } : {};
  const options = {
    file,
    codec,
    ...size,
    fps: clip.facts.fps,
    fitting: { fit: 'cover' as const },
    signal: clip.signal,
    ...facts,
  };
  for await (const _ of joinVideos(parts, options)) clip.signal.throwIfAborted();
  await rm(clip.file, { force: true });
  const { seconds, frames } = await probe(file);
  return describe(file, { ...clip.facts, ...size, seconds: Math.round(seconds * 1000) / 1000, frames }, clip.measures);
}

function describe(video: string, facts: ClipFacts, measures: ClipMeasures | null): MadeClip {
  const { width, height, fps, seconds, frames } = facts;
  const codec = codecs.find((one) => one === facts.codec) ?? 'h264';
  const mime = mimeOfCodec(codec);
  return { video, mime, width, height, fps, seconds, frames, facts, measures };
}

/** Encodes a video again with another codec or at another height; the width follows the aspect. */
export async function convertClip(
  call: { file: string; codec: Codec; height: number; target: string },
  signal: AbortSignal,
): Promise<void> {
  const { joinVideos, probe } = await loadMedia();
  const source = await probe(call.file);
  const even = (side: number) => Math.max(16, Math.round(side / 2) * 2);
  const height = even(call.height);
  const width = even((source.width * call.height) / source.height);
  const options = { file: call.target, codec: call.codec, width, height, signal };
  for await (const _ of joinVideos([{ file: call.file }], options)) signal.throwIfAborted();
}
