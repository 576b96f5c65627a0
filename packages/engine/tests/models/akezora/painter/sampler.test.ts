import { describe, expect, test } from 'vitest';
import { sampleWindow } from '../../../../src/models/akezora/painter/sampler.ts';

describe('sampling a window', () => {
  const run = async (conditioning: Parameters<typeof sampleWindow>[2], steps = 4) => {
    const noise = Float32Array.from({ length: 12 }, (_, index) => Math.sin(index * 7));
    const generator = sampleWindow(
      noise,
      steps,
      conditioning,
      async (z) => z.map(() => 0.25),
      new AbortController().signal,
    );
    for (;;) {
      const next = await generator.next();
      if (next.done === true) return next.value;
    }
  };

  test('ends at the prediction when the prediction does not change', async () => {
    for (const value of await run([])) expect(value).toBeCloseTo(0.25, 6);
  });

  test('a conditioning frame of strength 1 comes back exactly and one of strength 0 has no effect', async () => {
    const pixels = Float32Array.from([0.5, -0.5, 1]);
    const fixed = await run([{ frame: 1, pixels, strength: 1 }]);
    expect([...fixed.slice(3, 6)]).toEqual([...pixels]);
    const free = await run([{ frame: 1, pixels, strength: 0 }]);
    expect(free[3]).toBeCloseTo(0.25, 6);
  });

  test('goes down in sigma from pure noise and leaves the last stretch to one step', async () => {
    const sigmas: number[] = [];
    const predict = async (z: Float32Array, sigma: number) => {
      sigmas.push(sigma);
      return z;
    };
    for await (const _ of sampleWindow(new Float32Array(3), 4, [], predict, new AbortController().signal));
    expect(sigmas).toEqual([1, 0.85, 0.7, 0.55].map((sigma) => expect.closeTo(sigma, 12)));
  });

  test('stops at once when aborted', async () => {
    const abort = new AbortController();
    const generator = sampleWindow(new Float32Array(3), 8, [], async (z) => z, abort.signal);
    await generator.next();
    abort.abort();
    await expect(generator.next()).rejects.toThrow();
  });
});
