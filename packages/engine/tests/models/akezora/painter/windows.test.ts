import { describe, expect, test } from 'vitest';
import { sampleWindow } from '../../../../src/models/akezora/painter/sampler.ts';
import { planWindows, windowSize } from '../../../../src/models/akezora/painter/windows.ts';

const painted = (windows: ReturnType<typeof planWindows>) => windows.flatMap((window) => window.paint);

describe('windows of a clip', () => {
  test('every patch-frame is painted once, in order, whatever the length, the cuts and the loop', () => {
    for (let count = 1; count <= 40; count += 1) {
      for (const loop of [false, true]) {
        for (const cuts of [[], [1], [5, 9], [count - 1]]) {
          const windows = planWindows(count, { loop, cuts });
          expect(painted(windows)).toEqual(Array.from({ length: count }, (_, index) => index));
          for (const { history, paint, future } of windows) {
            expect(history.length + paint.length + future.length).toBeLessThanOrEqual(windowSize);
            expect(paint.length).toBeGreaterThan(0);
          }
        }
      }
    }
  });

  test('a cut starts afresh and everything else continues the patch-frame before', () => {
    const windows = planWindows(12, { cuts: [6] });
    for (const { history, paint } of windows) {
      expect(history).toEqual(paint[0] === 0 || paint[0] === 6 ? [] : [paint[0]! - 1]);
    }
  });

  test('the last window of a loop sees the first patch-frame', () => {
    for (let count = 5; count < 30; count += 1) {
      const windows = planWindows(count, { loop: true });
      expect(windows.at(-1)?.future).toEqual([0]);
      expect(windows.slice(0, -1).every((window) => window.future.length === 0)).toBe(true);
    }
  });

  test('a known video before the clip is the history of the first window', () => {
    expect(planWindows(4, { already: 1 })[0]?.history).toEqual([-1]);
  });
});

describe('sampling a window', () => {
  const run = async (known: Parameters<typeof sampleWindow>[2], steps = 4) => {
    const noise = Float32Array.from({ length: 12 }, (_, index) => Math.sin(index * 7));
    const generator = sampleWindow(noise, steps, known, async (z) => z.map(() => 0.25), new AbortController().signal);
    for (;;) {
      const next = await generator.next();
      if (next.done === true) return next.value;
    }
  };

  test('ends at the prediction when the prediction does not change', async () => {
    for (const value of await run([])) expect(value).toBeCloseTo(0.25, 6);
  });

  test('a known frame of strength 1 comes back exactly and one of strength 0 does not hold', async () => {
    const pixels = Float32Array.from([0.5, -0.5, 1]);
    const fixed = await run([{ frame: 1, pixels, strength: 1 }]);
    expect([...fixed.slice(3, 6)]).toEqual([...pixels]);
    const free = await run([{ frame: 1, pixels, strength: 0 }]);
    expect(free[3]).toBeCloseTo(0.25, 6);
  });

  test('stops at once when aborted', async () => {
    const abort = new AbortController();
    const generator = sampleWindow(new Float32Array(3), 8, [], async (z) => z, abort.signal);
    await generator.next();
    abort.abort();
    await expect(generator.next()).rejects.toThrow();
  });
});
