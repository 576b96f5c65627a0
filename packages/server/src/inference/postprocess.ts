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

/** Crops a clip to the requested size and puts the clip that it continues before it. Most clips need neither. */
export async function postprocessClip(clip: RawClip): Promise<MadeClip> {
  const { stitch } = clip.postprocess;
  const { width, height } = clip.facts;
  const wanted = clip.postprocess.crop;
  const crop = wanted?.width === width && wanted.height === height ? undefined : wanted;
  const codec = clip.facts.codec as Codec;
  if (crop === undefined && stitch === undefined) return describe(clip.file, clip.facts, clip.measures);
  const { joinVideos, probe } = await loadMedia();
  const size = crop ?? { width, height };
  const file = `${clip.file}.finished.${clip.file.split('.').at(-1)}`;
  const cuts = cutsOf(clip, stitch);
  const facts = stitch === undefined ? { facts: { ...clip.facts, ...size } } : {};
  const options = {
    file,
    codec,
    ...size,
    fps: clip.facts.fps,
    fitting: { fit: 'cover' as const },
    signal: clip.signal,
    ...facts,
  };
  for await (const _ of joinVideos(cuts, options)) clip.signal.throwIfAborted();
  await rm(clip.file, { force: true });
  const { seconds, frames } = await probe(file);
  return describe(file, { ...clip.facts, ...size, seconds: Math.round(seconds * 1000) / 1000, frames }, clip.measures);
}

/** The stretches of files that the finished clip is made of, in order. */
function cutsOf(
  { file, facts }: RawClip,
  stitch: PostprocessSteps['stitch'],
): { file: string; from?: number; to?: number }[] {
  if (stitch === undefined) return [{ file }];
  return stitch.place === 'before'
    ? [{ file, to: facts.seconds - stitch.overlap }, { file: stitch.file }]
    : [{ file: stitch.file }, { file, from: stitch.overlap }];
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
