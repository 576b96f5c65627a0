import type { Frame } from '../../../video/frame.ts';
import type { Size } from '../frame-sizes.ts';
import type { FinishFrame } from './frame-finisher.ts';

/** Replaces the finisher for `finish: { upscale: false }`: output frames are painted frames, at the painter's size. */
export function draftFinisher({ width, height }: Size): FinishFrame {
  return {
    async finish(painted, _index, _scene, _time, at): Promise<Frame> {
      const data = new Uint8Array(width * height * 4).fill(255);
      for (let i = 0; i < width * height * 3; i += 1) {
        data[Math.floor(i / 3) * 4 + (i % 3)] = Math.min(Math.max(Math.round((painted[i]! + 1) * 127.5), 0), 255);
      }
      return { width, height, data, at };
    },
    forget() {},
    async free() {},
  };
}
