import type { Condition, GenerationRequest } from '@akezora/contract';
import type { Frame } from '../../../video/frame.ts';
import { probe } from '../../../video/probe.ts';
import { resample } from '../../../video/resample.ts';
import { strengthAt } from '../../../video/strength.ts';
import type { Size } from '../frame-sizes.ts';
import { conditionFile, conditionFrames } from './conditioning-frames.ts';

/** What inputs show at a frame of the clip, at full size, and the share of the picture that they are (the rest is painted). */
export interface Kept {
  readonly frame: Frame;
  readonly share: number;
}

/**
 * Inputs as they are, at full size, rather than the painter's picture of them: a video where it is kept wholly (strength 1),
 * several where they overlap, mixed by their strengths (a blend), and a picture at its moment, out of and into which the
 * painted world fades. Asked for frame after frame.
 */
export interface KeptVideo {
  /** What the inputs show at a frame of the clip, if anything. */
  at(number: number): Promise<Kept | undefined>;
  close(): Promise<void>;
}

/** An input: the frames of the clip it covers, how strongly, and its own frames in turn. */
interface Source {
  readonly start: number;
  readonly end: number;
  /** Its weight at a time in seconds. */
  readonly weight: (at: number) => number;
  frame(number: number): Promise<Frame | undefined>;
  close(): Promise<void>;
}

/** Seconds in which a picture gives way to the painted world around it. */
const pictureFade = 0.75;

/** Opens the inputs of a request for a clip of a size and rate. */
export async function openKeptVideo(
  request: GenerationRequest,
  clip: Size & { fps: number; seconds: number },
  signal: AbortSignal,
): Promise<KeptVideo> {
  const sources = [...(await videosOf(request, clip, signal)), ...picturesOf(request, clip, signal)];
  return {
    async at(number) {
      const shown = sources.filter(({ start, end }) => start <= number && number < end);
      const parts: { frame: Frame; weight: number }[] = [];
      for (const source of shown) {
        const weight = source.weight(number / clip.fps);
        const frame = weight > 0 ? await source.frame(number) : undefined;
        if (frame !== undefined) parts.push({ frame: resample(frame, clip.width, clip.height), weight });
      }
      if (parts.length === 0) return undefined;
      const total = parts.reduce((sum, { weight }) => sum + weight, 0);
      return { frame: { ...mixed(parts, total), at: number / clip.fps }, share: Math.min(total, 1) };
    },
    async close() {
      await Promise.all(sources.map((source) => source.close()));
    },
  };
}

interface Clock {
  readonly fps: number;
  readonly seconds: number;
}

async function videosOf(request: GenerationRequest, clip: Clock, signal: AbortSignal): Promise<Source[]> {
  const spans: { condition: Condition; index: number; start: number; end: number }[] = [];
  for (const [index, condition] of (request.conditions ?? []).entries()) {
    if (condition.source.kind !== 'video') continue;
    const { seconds } = await probe(conditionFile(condition, index));
    const from = condition.from ?? 0;
    const until = Math.min(clip.seconds, condition.at + Math.min(condition.to ?? seconds, seconds) - from);
    const [start, end] = [condition.at, until].map((at) => Math.round(at * clip.fps)) as [number, number];
    spans.push({ condition, index, start, end });
  }
  const shown = spans.filter(
    ({ condition, index, start, end }) =>
      condition.strength === 1 ||
      spans.some((other) => other.index !== index && other.start < end && start < other.end),
  );
  return shown.map(({ condition, index, start, end }) => {
    const frames = inTurn(conditionFrames(condition, index, clip.fps, clip.seconds, signal), start);
    return { start, end, weight: (at) => strengthAt(condition.strength, at), ...frames };
  });
}

function picturesOf(request: GenerationRequest, clip: Size & Clock, signal: AbortSignal): Source[] {
  const cuts = (request.storyboard ?? []).map(({ at }) => at);
  return (request.conditions ?? []).flatMap((condition, index): Source[] => {
    if (condition.source.kind !== 'image') return [];
    const { at, strength } = condition;
    const frames = conditionFrames(condition, index, clip.fps, clip.seconds, signal);
    const read = async () => {
      const { value } = await frames.next();
      return value === undefined ? undefined : resample(value.frame, clip.width, clip.height);
    };
    let picture: Promise<Frame | undefined> | undefined;
    // A shot that begins with a picture begins at once.
    const before = cuts.includes(at) ? 0 : pictureFade;
    return [
      {
        start: Math.round((at - before) * clip.fps),
        end: Math.round((at + pictureFade) * clip.fps),
        weight: (now) => strengthAt(strength, at) * eased(1 - Math.abs(now - at) / pictureFade),
        frame: () => {
          picture ??= read();
          return picture;
        },
        close: async () => void (await frames.return(undefined)),
      },
    ];
  });
}

/** From 0 to 1 with no sudden start or end. */
const eased = (share: number) => share * share * (3 - 2 * share);

/** A video's own frames by the clip's frame numbers; those before the one asked for are read and let go. */
function inTurn(
  frames: AsyncGenerator<{ number: number; frame: Frame }, void, void>,
  start: number,
): Pick<Source, 'frame' | 'close'> {
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

/** A painted picture under the share of a kept one. */
export function laidOver(painted: Frame, { frame, share }: Kept): Frame {
  const { data, width, height, at } = { ...resample(painted, frame.width, frame.height), at: painted.at };
  const mix = data.map((value, i) => Math.round(value + (frame.data[i]! - value) * share));
  return { data: mix, width, height, at };
}
