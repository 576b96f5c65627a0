import type { Condition, GenerationRequest } from '@akezora/contract';
import type { Frame } from '../../../video/frame.ts';
import { probe } from '../../../video/probe.ts';
import { resample } from '../../../video/resample.ts';
import { strengthAt } from '../../../video/strength.ts';
import type { Size } from '../frame-sizes.ts';
import { conditionFile, conditionFrames } from './conditions.ts';

/** The conditions' picture for one frame of the clip, at output size. */
export interface ConditioningPicture {
  readonly frame: Frame;
  /** Opacity over the generated frame, from 0 to 1. */
  readonly opacity: number;
}

/**
 * Conditions at output size, to be laid over the generated frames: videos of strength 1, overlapping videos mixed by their
 * strengths (a blend), and images that fade in and out around their time. Frames are read in order.
 */
export interface ConditioningVideo {
  /** The picture for a frame of the clip; `undefined` where no condition shows. */
  at(number: number): Promise<ConditioningPicture | undefined>;
  close(): Promise<void>;
}

/** One condition: the frames [start, end) of the clip it covers, its weight over time, and its frames. */
interface Track {
  readonly start: number;
  readonly end: number;
  /** @param at seconds of the clip */
  readonly weight: (at: number) => number;
  frame(number: number): Promise<Frame | undefined>;
  close(): Promise<void>;
}

/** Seconds in which an image fades into the generated frames around it. */
const imageFadeSeconds = 0.75;

/** Opens the conditions of a request for a clip of a size and rate. */
export async function openConditioningVideo(
  request: GenerationRequest,
  clip: Size & { fps: number; seconds: number },
  signal: AbortSignal,
): Promise<ConditioningVideo> {
  const tracks = [...(await videoTracks(request, clip, signal)), ...imageTracks(request, clip, signal)];
  return {
    async at(number) {
      const parts: { frame: Frame; weight: number }[] = [];
      for (const track of tracks.filter(({ start, end }) => start <= number && number < end)) {
        const weight = track.weight(number / clip.fps);
        const frame = weight > 0 ? await track.frame(number) : undefined;
        if (frame !== undefined) parts.push({ frame: resample(frame, clip.width, clip.height), weight });
      }
      if (parts.length === 0) return undefined;
      const total = parts.reduce((sum, { weight }) => sum + weight, 0);
      return { frame: { ...mixed(parts, total), at: number / clip.fps }, opacity: Math.min(total, 1) };
    },
    async close() {
      await Promise.all(tracks.map((track) => track.close()));
    },
  };
}

interface Timing {
  readonly fps: number;
  readonly seconds: number;
}

async function videoTracks(request: GenerationRequest, clip: Timing, signal: AbortSignal): Promise<Track[]> {
  const spans: { condition: Condition; index: number; start: number; end: number }[] = [];
  for (const [index, condition] of (request.conditions ?? []).entries()) {
    if (condition.source.kind !== 'video') continue;
    const { seconds } = await probe(conditionFile(condition, index));
    const from = condition.from ?? 0;
    const until = Math.min(clip.seconds, condition.at + Math.min(condition.to ?? seconds, seconds) - from);
    const [start, end] = [condition.at, until].map((at) => Math.round(at * clip.fps)) as [number, number];
    spans.push({ condition, index, start, end });
  }
  // A single video below full strength only guides the painter: a remix must not show it.
  const visible = spans.filter(
    ({ condition, index, start, end }) =>
      condition.strength === 1 ||
      spans.some((other) => other.index !== index && other.start < end && start < other.end),
  );
  return visible.map(({ condition, index, start, end }) => {
    const frames = sequential(conditionFrames(condition, index, clip.fps, clip.seconds, signal), start);
    return { start, end, weight: (at) => strengthAt(condition.strength, at), ...frames };
  });
}

function imageTracks(request: GenerationRequest, clip: Size & Timing, signal: AbortSignal): Track[] {
  const cuts = (request.storyboard ?? []).map(({ at }) => at);
  return (request.conditions ?? []).flatMap((condition, index): Track[] => {
    if (condition.source.kind !== 'image') return [];
    const { at, strength } = condition;
    const frames = conditionFrames(condition, index, clip.fps, clip.seconds, signal);
    const read = async () => {
      const { value } = await frames.next();
      return value === undefined ? undefined : resample(value.frame, clip.width, clip.height);
    };
    let picture: Promise<Frame | undefined> | undefined;
    // A shot that begins with an image does not fade into it.
    const before = cuts.includes(at) ? 0 : imageFadeSeconds;
    return [
      {
        start: Math.round((at - before) * clip.fps),
        end: Math.round((at + imageFadeSeconds) * clip.fps),
        weight: (now) => strengthAt(strength, at) * smoothstep(1 - Math.abs(now - at) / imageFadeSeconds),
        frame: () => {
          picture ??= read();
          return picture;
        },
        close: async () => void (await frames.return(undefined)),
      },
    ];
  });
}

const smoothstep = (x: number) => x * x * (3 - 2 * x);

/** Frames of a video by frame number of the clip; numbers only go up, earlier frames are dropped. */
function sequential(
  frames: AsyncGenerator<{ number: number; frame: Frame }, void, void>,
  start: number,
): Pick<Track, 'frame' | 'close'> {
  let next = start;
  return {
    async frame(number) {
      while (next <= number) {
        const { value, done } = await frames.next();
        if (done === true) return undefined;
        next += 1;
        if (value.number === number) return value.frame;
      }
      return undefined;
    },
    close: async () => void (await frames.return(undefined)),
  };
}

function mixed(parts: readonly { frame: Frame; weight: number }[], total: number): Frame {
  const [first] = parts;
  if (parts.length === 1) return first!.frame;
  const { width, height } = first!.frame;
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < data.length; i += 1) {
    let sum = 0;
    for (const { frame, weight } of parts) sum += frame.data[i]! * weight;
    data[i] = Math.round(sum / total);
  }
  return { width, height, data, at: 0 };
}

/** Lays a conditioning picture over a generated frame. */
export function overlay(generated: Frame, { frame, opacity }: ConditioningPicture): Frame {
  const { data, width, height, at } = { ...resample(generated, frame.width, frame.height), at: generated.at };
  const mix = data.map((value, i) => Math.round(value + (frame.data[i]! - value) * opacity));
  return { data: mix, width, height, at };
}
