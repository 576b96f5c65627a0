import { describe, expect, test } from 'vitest';
import { imageChannels } from '../../../../src/models/akezora/painter/feature-image.ts';
import { Steadier } from '../../../../src/models/akezora/painter/steady.ts';

const size = { width: 16, height: 9 };
const pixels = size.width * size.height;

/** Random numbers about 0 with a deviation of `level`, the same for the same seed. */
function unrest(seed: number, level: number): Float32Array {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Float32Array.from({ length: 3 * pixels }, () => next() * level * Math.sqrt(12));
}

const sceneOf = (value: number) => new Float32Array(pixels * imageChannels).fill(value);

/** Deviation over time of the values that frames have in common, mean over all. */
function deviation(frames: readonly Float32Array[]): number {
  const each = Array.from({ length: 3 * pixels }, (_, i) => {
    const values = frames.map((frame) => frame[i]!);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  });
  return each.reduce((sum, value) => sum + value, 0) / each.length;
}

const run = (images: readonly Float32Array[], painted: readonly Float32Array[]) => {
  const steadier = new Steadier(size);
  const frames = painted.map((frame) => frame.slice());
  for (const [i, frame] of frames.entries()) steadier.next(images[i]!, frame);
  return frames;
};

describe('painted frames', () => {
  const noisy = Array.from({ length: 40 }, (_, i) => unrest(i + 1, 1 / 127.5));

  test('of a still scene lose most of their unrest, and keep their colours', () => {
    const frames = run(
      noisy.map(() => sceneOf(0)),
      noisy.map((frame) => frame.map((value) => value + 0.3)),
    );
    expect(deviation(frames.slice(10))).toBeLessThan(0.4 * deviation(noisy.slice(10)));
    const mean = frames.at(-1)!.reduce((sum, value) => sum + value, 0) / (3 * pixels);
    expect(mean).toBeCloseTo(0.3, 2);
  });

  test('stay as they are while the scene moves', () => {
    const frames = run(
      noisy.map((_, i) => sceneOf(i / 100)),
      noisy,
    );
    expect(frames).toEqual(noisy);
  });

  test('follow a change of the scene at once there and beside it, and only there', () => {
    const changed = sceneOf(0);
    changed[(4 * size.width + 8) * imageChannels] = 0.5;
    const [first, second] = [new Float32Array(3 * pixels), new Float32Array(3 * pixels).fill(2 / 127.5)];
    const [, frame] = run([sceneOf(0), changed], [first, second]);
    const at = (x: number, y: number) => frame![3 * (y * size.width + x)]!;
    expect([at(8, 4), at(6, 4), at(10, 6)]).toEqual([2, 2, 2].map((value) => Math.fround(value / 127.5)));
    expect(at(5, 4)).toBeLessThan(1 / 127.5);
  });

  test('follow light that changes at once, though nothing moves', () => {
    const [, frame] = run(
      [sceneOf(0), sceneOf(0)],
      [new Float32Array(3 * pixels), new Float32Array(3 * pixels).fill(0.2)],
    );
    expect([...frame!]).toEqual(Array.from({ length: 3 * pixels }, () => Math.fround(0.2)));
  });

  test('of another shot know nothing of the one before', () => {
    const steadier = new Steadier(size);
    steadier.next(sceneOf(0), unrest(1, 0.01));
    steadier.cut();
    const frame = unrest(2, 0.01);
    const kept = frame.slice();
    steadier.next(sceneOf(0), frame);
    expect(frame).toEqual(kept);
  });
});
