import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addPoint,
  curveOf,
  movePoint,
  removePoint,
  shapeNames,
  shapeOf,
  stretchCurve,
} from '../../../src/tools/blend/curve.ts';

describe('a blend curve', () => {
  it('is known as the ready-made one it is, until it is drawn by hand', () => {
    for (const shape of shapeNames) {
      const curve = curveOf(shape, 7);
      expect(shapeOf(curve, 7)).toBe(shape);
      expect(curve[0]?.at).toBe(0);
      expect(curve.at(-1)?.at).toBe(7);
    }
    expect(shapeOf(movePoint(curveOf('cross', 7), 1, 2, 0.3, 7), 7)).toBeUndefined();
  });

  it('stays in order, within its length, and between 0 and 1, whatever is done to it', () => {
    const number = fc.double({ min: -3, max: 12, noNaN: true });
    const step = fc.oneof(
      fc.record({ kind: fc.constant('move' as const), index: fc.nat(5), at: number, value: number }),
      fc.record({ kind: fc.constant('add' as const), at: fc.double({ min: 0, max: 8, noNaN: true }), value: number }),
      fc.record({ kind: fc.constant('remove' as const), index: fc.nat(5) }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...shapeNames), fc.array(step, { maxLength: 12 }), (shape, steps) => {
        let curve = curveOf(shape, 8);
        for (const one of steps) {
          if (one.kind === 'move') curve = movePoint(curve, one.index, one.at, one.value, 8);
          else if (one.kind === 'add') curve = addPoint(curve, one.at, one.value);
          else curve = removePoint(curve, one.index);
        }
        const times = curve.map(({ at }) => at);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect([times[0], times.at(-1)]).toEqual([0, 8]);
        for (const { value } of curve) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('keeps its shape over another length', () => {
    expect(shapeOf(stretchCurve(curveOf('mix', 4), 4, 10), 10)).toBe('mix');
  });
});
