import { actions, type SceneSubject } from '@akezora/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carriageAt } from '../../../engine/src/models/akezora/scene/carriage.ts';
import { loopAt } from '../../../engine/src/models/akezora/scene/loops.ts';
import { plainClock } from '../../../engine/src/models/akezora/scene/recurrence.ts';
import { facesRight, phaseAt } from '../../src/stage/gait.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Subjects who stand, or go straight and evenly, with art that steps, art that idles, and art that shows one drawing. */
const subjects = fc
  .record({
    actor: fc.constantFrom(
      ...['fox', 'person running', 'person walking', 'person biking', 'kangaroo', 'dolphin', 'dog', 'owl'],
    ),
    action: fc.option(fc.constantFrom(...actions), { nil: undefined }),
    motion: fc.constantFrom('still', 'left', 'right', 'jump'),
    flip: fc.boolean(),
    phase: between(0, 0.99),
    size: between(0.1, 0.5),
    from: between(-1, 1),
    way: fc.constantFrom(-4, -1, -0.2, 0, 0.2, 1, 4),
    until: fc.constantFrom(2, 10),
  })
  .map(
    ({ size, from, way, until, action, ...rest }): SceneSubject => ({
      name: 'fox',
      ...rest,
      ...(action === undefined ? {} : { action }),
      path: [
        { at: 0, x: from, y: 0.8, size, lift: 0 },
        ...(way === 0 ? [] : [{ at: until, x: from + way, y: 0.8, size, lift: 0 }]),
      ],
    }),
  );

describe('a subject on the stage', () => {
  it('shows the drawing that the painter shows, whatever it does', () => {
    fc.assert(
      fc.property(subjects, between(0, 10), (subject, t) => {
        const apart = Math.abs(phaseAt(subject, t) - loopAt(subject, t, plainClock)) % 1;
        // A loop that is nearly over is nearly where it begins.
        expect(Math.min(apart, 1 - apart)).toBeLessThan(1e-6);
      }),
      { numRuns: 2000 },
    );
  });

  it('looks where it looks in the clip, but for spins, which the stage does not turn', () => {
    fc.assert(
      fc.property(subjects, between(1, 9), fc.constantFrom('left', 'right'), (subject, t, faces) => {
        fc.pre(subject.action !== 'spin');
        const { flip } = carriageAt(subject, t, { info: { faces, gait: 'walk', name: 'fox' }, afloat: false });
        expect(facesRight(subject, t, faces) !== (faces === 'right')).toBe(flip);
      }),
      { numRuns: 1000 },
    );
  });
});
