import type { Frame } from '../../../video/frame.ts';
import type { Size } from '../frame-sizes.ts';
import type { FinishFrame } from './frame-finisher.ts';

/**
 * Replaces the finisher for `finish: { upscale: false }`: output frames are painted frames, or two of them mixed, at the
 * painter's size.
 */
export function draftFinisher({ width, height }: Size): FinishFrame {
  return {
    async finish(pair, between, _scene, _time, at): Promise<Frame> {
      const length = width * height * 3;
      const data = new Uint8Array(width * height * 4).fill(255);
      for (let i = 0; i < length; i += 1) {
        const value = pair[i]! * (1 - between) + pair[length + i]! * between;
        data[Math.floor(i / 3) * 4 + (i % 3)] = Math.min(Math.max(Math.round((value + 1) * 127.5), 0), 255);
      }
      return { width, height, data, at };
    },
    async free() {},
  };
}
