import { describe, expect, it } from 'vitest';
import {
  type Action,
  mixedPose,
  type Pose,
  paces,
  pose,
  restPose,
  secondsOf,
} from '../../../../src/models/akezora/actors/life.ts';

const actions: Action[] = ['idle', 'walk', 'run', 'jump', 'turn'];
const speeds = [paces.least, 1, paces.most];
const cases = actions.flatMap((action) => speeds.map((pace) => [action, pace] as const));

const near = (a: Pose, b: Pose, digits = 6) => {
  for (const key of ['scaleX', 'scaleY', 'lift', 'turn'] as const) expect(a[key]).toBeCloseTo(b[key], digits);
};

describe('life of a still', () => {
  it.each(cases)('%s at pace %f starts and ends every cycle at rest', (action, pace) => {
    near(pose(action, 0, pace), restPose);
    near(pose(action, secondsOf(action, pace) * (1 - 1e-9), pace), restPose);
    near(pose(action, secondsOf(action, pace), pace), restPose);
  });

  it.each(cases)('%s at pace %f stays within bounds', (action, pace) => {
    for (let i = 0; i <= 400; i += 1) {
      const { scaleX, scaleY, lift, turn } = pose(action, (i / 400) * 2 * secondsOf(action, pace), pace);
      expect(scaleX).toBeGreaterThan(0.05);
      expect(scaleX).toBeLessThan(1.16);
      expect(scaleY).toBeGreaterThan(0.75);
      expect(scaleY).toBeLessThan(1.13);
      expect(lift).toBeGreaterThanOrEqual(0);
      expect(lift).toBeLessThan(0.7);
      expect(Math.abs(turn)).toBeLessThan(0.15);
    }
  });

  it.each(actions)('%s moves in small steps from frame to frame, and without a jerk', (action) => {
    const step = 1 / 24;
    let before = pose(action, 0);
    for (let i = 1; i < 24 * 6; i += 1) {
      const now = pose(action, i * step);
      expect(Math.abs(now.scaleX - before.scaleX)).toBeLessThan(action === 'turn' ? 0.3 : 0.08);
      expect(Math.abs(now.scaleY - before.scaleY)).toBeLessThan(0.12);
      expect(Math.abs(now.lift - before.lift)).toBeLessThan(action === 'jump' ? 0.14 : 0.08);
      expect(Math.abs(now.turn - before.turn)).toBeLessThan(0.07);
      // It is mirrored only where it is seen from its edge.
      if (now.flip !== before.flip) expect(Math.min(now.scaleX, before.scaleX)).toBeLessThan(0.35);
      before = now;
    }
  });

  it('turns once and stays turned', () => {
    expect(pose('turn', 0).flip).toBe(false);
    expect(pose('turn', secondsOf('turn') / 2)).toMatchObject({ flip: true, scaleX: expect.closeTo(0.07, 3) });
    near(pose('turn', 30), restPose);
    expect(pose('turn', 30).flip).toBe(true);
  });

  it('mixes two poses for an action that begins slowly', () => {
    const running = pose('run', 0.2);
    near(mixedPose(restPose, running, 0), restPose);
    near(mixedPose(restPose, running, 1), running);
    expect(mixedPose(restPose, running, 0.5).lift).toBeCloseTo(running.lift / 2, 9);
  });
});
