import type { Condition, GenerationRequest } from '@akezora/contract';
import type { Frame } from '../../../video/frame.ts';
import { decodeImage } from '../../../video/image.ts';
import { probe } from '../../../video/probe.ts';
import { resample } from '../../../video/resample.ts';
import { strengthAt } from '../../../video/strength.ts';
import { smoothstep } from '../smoothstep.ts';
import { conditionField, conditionFile, conditionFrames } from './conditions.ts';
import { type CameraMove, driftOf } from './drift.ts';
import { HeldPicture } from './held-picture.ts';
import { holdOf, opacityOf } from './hold.ts';
import { type ClipShape, fadeSeconds, type Track } from './track.ts';
import { type Wipe, wiped } from './wipe.ts';

/** The conditions' picture for one frame of the clip, at output size. */
export interface ConditioningPicture {
  readonly frame: Frame;
  /** Opacity over the generated frame, from 0 to 1. */
  readonly opacity: number;
}

/**
 * Conditions at output size, to be laid over the generated frames: videos of strength 1, overlapping videos mixed by their
 * strengths (a blend), images of the world, which fade in and out around their time, and other images, which are held (`hold.ts`).
 * Frames are read in order.
 */
export interface ConditioningVideo {
  /** The picture for a frame of the clip; `undefined` where no condition shows. */
  at(number: number): Promise<ConditioningPicture | undefined>;
  close(): Promise<void>;
}

/** Pictures that are not of the model's world, by the numbers of their conditions, with the camera of their shots. */
export type ForeignPictures = ReadonlyMap<number, CameraMove>;

/** How the conditions of a request are shown. */
export interface Showing {
  /** Pictures that stay as long as their strength says. Default: none */
  readonly foreign?: ForeignPictures;
  /** Numbers of the conditions whose own scene goes on after them. Default: none */
  readonly joined?: readonly number[];
  /** The wipe from one video to the next. Default: none, overlapping videos are mixed */
  readonly wipe?: Wipe | undefined;
}

/** Opens the conditions of a request for a clip of a size and rate. */
export async function openConditioningVideo(
  request: GenerationRequest,
  clip: ClipShape,
  signal: AbortSignal,
  { foreign = new Map(), joined = [], wipe }: Showing = {},
): Promise<ConditioningVideo> {
  const tracks = [
    ...(await videoTracks(request, clip, signal, joined)),
    ...imageTracks(request, clip, signal, foreign),
    ...heldTracks(request, clip, signal, foreign),
  ];
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
      const at = number / clip.fps;
      const frame = wipe === undefined ? mixed(parts, total) : wipedParts(parts, wipe, at);
      // A copy of a frame loses its I420.
      return { frame: frame.at === at ? frame : { ...frame, at }, opacity: Math.min(total, 1) };
    },
    async close() {
      await Promise.all(tracks.map((track) => track.close()));
    },
  };
}

/** Seconds in which a clip gives way to the frames that go on from it, before its end. */
const handover = 0.4;

async function videoTracks(
  request: GenerationRequest,
  clip: ClipShape,
  signal: AbortSignal,
  joined: readonly number[],
): Promise<Track[]> {
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
  const ordered = visible.sort((a, b) => a.start - b.start);
  return ordered.map(({ condition, index, start, end }) => {
    const frames = sequential(conditionFrames(condition, index, clip.fps, clip.seconds, signal), start);
    // What is generated shows the same at the same place: grain and light change from one to the other without a step.
    const left = (at: number) => (joined.includes(index) ? Math.min(1, (end / clip.fps - at) / handover) : 1);
    return { start, end, weight: (at) => strengthAt(condition.strength, at) * left(at), ...frames };
  });
}

function imageTracks(
  request: GenerationRequest,
  clip: ClipShape,
  signal: AbortSignal,
  foreign: ForeignPictures,
): Track[] {
  const cuts = (request.storyboard ?? []).map(({ at }) => at);
  return (request.conditions ?? []).flatMap((condition, index): Track[] => {
    if (condition.source.kind !== 'image' || foreign.has(index)) return [];
    const { at, strength } = condition;
    const frames = conditionFrames(condition, index, clip.fps, clip.seconds, signal);
    const read = async () => {
      const { value } = await frames.next();
      return value === undefined ? undefined : resample(value.frame, clip.width, clip.height);
    };
    let picture: Promise<Frame | undefined> | undefined;
    // A shot that begins with an image does not fade into it.
    const before = cuts.includes(at) ? 0 : fadeSeconds;
    return [
      {
        start: Math.round((at - before) * clip.fps),
        end: Math.round((at + fadeSeconds) * clip.fps),
        weight: (now) => strengthAt(strength, at) * smoothstep(1 - Math.abs(now - at) / fadeSeconds),
        frame: () => {
          picture ??= read();
          return picture;
        },
        close: async () => void (await frames.return(undefined)),
      },
    ];
  });
}

function heldTracks(
  request: GenerationRequest,
  clip: ClipShape,
  signal: AbortSignal,
  foreign: ForeignPictures,
): Track[] {
  return [...foreign].map(([index, move]) => {
    const condition = request.conditions![index]!;
    const hold = holdOf(request, condition, clip.seconds);
    let held: Promise<HeldPicture> | undefined;
    const read = async () => {
      const file = conditionFile(condition, index);
      return HeldPicture.of(await decodeImage(file, { field: conditionField(index), signal }), clip);
    };
    const seconds = hold.gone - hold.from;
    // The end of a loop leads into its start again.
    const returns = request.loop !== undefined && hold.from === 0 && hold.gone === clip.seconds;
    return {
      start: Math.max(0, Math.round(hold.fadeIn * clip.fps)),
      end: Math.ceil(hold.gone * clip.fps - 1e-6),
      weight: (at) => opacityOf(hold, condition.strength, at),
      async frame(number) {
        held ??= read();
        const picture = await held;
        const at = number / clip.fps;
        const share = Math.max(0, (at - hold.from) / seconds);
        const progress = smoothstep(returns ? 1 - Math.abs(2 * share - 1) : share);
        return picture.frame(driftOf(move, picture.room, progress, seconds), at);
      },
      close: async () => {},
    };
  });
}

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

/** Both pictures of a wipe; outside it there is one. Tracks are in order of time. */
function wipedParts(
  parts: readonly { frame: Frame; weight: number }[],
  { from, to, towards }: Wipe,
  at: number,
): Frame {
  const [before, after] = parts;
  return after === undefined ? before!.frame : wiped(before!.frame, after.frame, (at - from) / (to - from), towards);
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
