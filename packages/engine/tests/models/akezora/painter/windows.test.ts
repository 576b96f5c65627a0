import { describe, expect, test } from 'vitest';
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

  test('a video before the clip is the history of the first window', () => {
    expect(planWindows(4, { already: 1 })[0]?.history).toEqual([-1]);
  });
});
