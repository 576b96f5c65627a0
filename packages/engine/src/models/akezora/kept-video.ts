import type { Condition, GenerationRequest } from '@akezora/contract';
import { type Frame, probe, resample, strengthAt } from '../../video/index.ts';
import type { Size } from './frame-sizes.ts';
import { conditionFile, conditionFrames } from './known-frames.ts';

/** What input videos show at a frame of the clip, at full size, and the share of the picture that they are (the rest is painted). */
export interface Kept {
  readonly frame: Frame;
  readonly share: number;
}

/**
 * Input videos as they are, at full size, rather than the painter's picture of them: where one is kept wholly (strength 1),
 * and where several overlap, mixed by their strengths (a blend). Asked for frame after frame.
 */
export interface KeptVideo {
  /** What the inputs show at a frame of the clip, if anything. */
  at(number: number): Promise<Kept | undefined>;
  close(): Promise<void>;
}

/** A video input: the frames of the clip it covers, and its own frames in turn. */
interface Source {
  readonly start: number;
  readonly end: number;
  readonly strength: Condition['strength'];
  /** Whether another video lies over it somewhere. */
  readonly blended: boolean;
  readonly frames: AsyncGenerator<{ number: number; frame: Frame }, void, void>;
  next: number;
}

/** Opens the videos of a request for a clip of a size and rate. */
export async function openKeptVideo(
  request: GenerationRequest,
  clip: Size & { fps: number; seconds: number },
  signal: AbortSignal,
): Promise<KeptVideo> {
  const sources = await sourcesOf(request, clip, signal);
  return {
    async at(number) {
      const shown = sources.filter(({ start, end }) => start <= number && number < end);
      const parts: { frame: Frame; weight: number }[] = [];
      for (const source of shown) {
        const weight = strengthAt(source.strength, number / clip.fps);
        const frame = weight > 0 ? await frameOf(source, number) : undefined;
        if (frame !== undefined) parts.push({ frame: resample(frame, clip.width, clip.height), weight });
      }
      if (parts.length === 0) return undefined;
      const total = parts.reduce((sum, { weight }) => sum + weight, 0);
      return { frame: { ...mixed(parts, total), at: number / clip.fps }, share: Math.min(total, 1) };
    },
    async close() {
      await Promise.all(sources.map(({ frames }) => frames.return(undefined)));
    },
  };
}

async function sourcesOf(
  request: GenerationRequest,
  clip: { readonly fps: number; readonly seconds: number },
  signal: AbortSignal,
): Promise<Source[]> {
  const spans: { condition: Condition; index: number; start: number; end: number }[] = [];
  for (const [index, condition] of (request.conditions ?? []).entries()) {
    if (condition.source.kind !== 'video') continue;
    const { seconds } = await probe(conditionFile(condition, index));
    const from = condition.from ?? 0;
    const until = Math.min(clip.seconds, condition.at + Math.min(condition.to ?? seconds, seconds) - from);
    const [start, end] = [condition.at, until].map((at) => Math.round(at * clip.fps)) as [number, number];
    spans.push({ condition, index, start, end });
  }
  return spans
    .map(({ condition, index, start, end }): Source => {
      const blended = spans.some((other) => other.index !== index && other.start < end && start < other.end);
      const frames = conditionFrames(condition, index, clip.fps, clip.seconds, signal);
      return { start, end, strength: condition.strength, blended, frames, next: start };
    })
    .filter(({ strength, blended }) => blended || strength === 1);
}

/** The source's own frame for a frame of the clip; those before it are read and let go. */
async function frameOf(source: Source, number: number): Promise<Frame | undefined> {
  while (source.next <= number) {
    const { value, done } = await source.frames.next();
    if (done === true) return undefined;
    source.next += 1;
    if (value.number === number) return value.frame;
  }
  return undefined;
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
