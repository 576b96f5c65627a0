import type { GenerationRequest } from '@akezora/contract';
import { type Frame, resample } from '../../video/index.ts';
import type { Size } from './frame-sizes.ts';
import { conditionFrames } from './known-frames.ts';

/**
 * Frames of input videos that are kept wholly (strength 1): where they lie the clip shows the source itself, at full
 * size, rather than the painter's picture of it. Asked for frame after frame.
 */
export interface KeptVideo {
  /** The source's own frame for a frame of the clip, if there is one. */
  at(number: number): Promise<Frame | undefined>;
  close(): Promise<void>;
}

/** Opens the wholly kept videos of a request for a clip of a size and rate. */
export function openKeptVideo(
  request: GenerationRequest,
  clip: Size & { fps: number; seconds: number },
  signal: AbortSignal,
): KeptVideo {
  const sources = (request.conditions ?? [])
    .map((condition, index) => ({ condition, index }))
    .filter(({ condition }) => condition.source.kind === 'video' && condition.strength === 1)
    .map(({ condition, index }) => {
      const start = Math.round(condition.at * clip.fps);
      return {
        start,
        frames: conditionFrames(condition, index, clip.fps, clip.seconds, signal),
        next: start,
        ended: false,
      };
    });
  return {
    async at(number) {
      for (const source of sources) {
        while (!source.ended && source.next <= number && source.start <= number) {
          const { value, done } = await source.frames.next();
          source.ended = done === true;
          source.next += 1;
          if (value !== undefined && value.number === number) {
            return { ...resample(value.frame, clip.width, clip.height), at: number / clip.fps };
          }
        }
      }
      return undefined;
    },
    async close() {
      await Promise.all(sources.map((source) => source.frames.return(undefined)));
    },
  };
}
