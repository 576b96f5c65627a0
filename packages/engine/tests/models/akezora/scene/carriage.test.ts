import type { SceneSubject } from '@akezora/contract';
import { describe, expect, test } from 'vitest';
import { carriageAt } from '../../../../src/models/akezora/scene/carriage.ts';

const walker = { info: { faces: 'left', gait: 'walk' }, afloat: false } as const;
const subject = (
  path: readonly (readonly [at: number, x: number, lift?: number])[],
  more: Partial<SceneSubject> = {},
): SceneSubject => ({
  name: 'cat',
  motion: 'right',
  flip: true,
  phase: 0,
  path: path.map(([at, x, lift = 0]) => ({ at, x, y: 0.8, size: 0.4, lift })),
  ...more,
});
const toAndFro = [
  [0, -0.4],
  [3, 0.4],
  [6, -0.4],
] as const;
const frames = (seconds: number) => Array.from({ length: seconds * 24 }, (_, i) => i / 24);

describe('a subject that turns round', () => {
  test.each([false, true])('is mirrored only while it is narrow (life: %s)', (life) => {
    const shown = frames(6).map((t) => carriageAt(subject(toAndFro, { life }), t, walker));
    const mirrored = shown.flatMap((now, i) => (i > 0 && now.flip !== shown[i - 1]!.flip ? [i] : []));
    expect(mirrored).toHaveLength(1);
    const [frame] = mirrored as [number];
    expect(Math.min(shown[frame]!.scaleX, shown[frame - 1]!.scaleX)).toBeLessThan(0.35);
    expect(shown[frame - 8]!.scaleX).toBeGreaterThan(0.9);
    expect(shown[frame + 8]!.scaleX).toBeGreaterThan(0.9);
  });

  test('does not turn at the start or the end of its way, nor when it looks at us', () => {
    const straight = subject(
      [
        [0, -0.4],
        [3, 0.4],
      ],
      { flip: false },
    );
    for (const t of frames(4)) expect(carriageAt(straight, t, walker)).toMatchObject({ scaleX: 1, flip: true });
    const front = subject(toAndFro, { faces: 'front', flip: false });
    for (const t of frames(6)) expect(carriageAt(front, t, walker)).toMatchObject({ scaleX: 1, flip: false });
  });
});

describe('an actor with one drawing', () => {
  const life = { life: true, faces: 'right' } as const;

  test('waddles while it goes and breathes while it waits, in small steps from frame to frame', () => {
    const path = [
      [0, -0.4],
      [2, 0.2],
      [3, 0.2],
      [5, 0.2],
    ] as const;
    const shown = frames(5).map((t) => carriageAt(subject(path, life), t, walker));
    const most = (from: number, to: number) =>
      Math.max(...shown.slice(from * 24, to * 24).map(({ turn }) => Math.abs(turn)));
    expect(most(0, 2)).toBeGreaterThan(0.05);
    expect(most(4, 5)).toBeLessThan(1e-6);
    expect(Math.max(...shown.slice(96).map(({ scaleY }) => scaleY))).toBeGreaterThan(1.01);
    for (const [i, now] of shown.entries()) {
      if (i === 0) continue;
      expect(Math.abs(now.turn - shown[i - 1]!.turn)).toBeLessThan(0.06);
      expect(Math.abs(now.lift - shown[i - 1]!.lift)).toBeLessThan(0.03);
    }
  });

  test('gallops higher than it walks', () => {
    const path = [
      [0, -0.4],
      [4, 0.4],
    ] as const;
    const highest = (gait: 'walk' | 'run') =>
      Math.max(
        ...frames(4).map((t) => carriageAt(subject(path, life), t, { ...walker, info: { faces: 'left', gait } }).lift),
      );
    expect(highest('run')).toBeGreaterThan(2 * highest('walk'));
  });

  test('is flat where it lands from a jump and stretched in the air', () => {
    const hop = subject(
      [
        [0, 0],
        [0.4, 0, 0.2],
        [0.8, 0],
      ],
      { ...life, motion: 'jump' },
    );
    expect(carriageAt(hop, 0, walker).scaleY).toBeLessThan(0.9);
    expect(carriageAt(hop, 0.4, walker).scaleY).toBeGreaterThan(1.03);
  });

  test('that has nothing under it neither walks nor hops', () => {
    const path = [
      [0, -0.4],
      [4, 0.4],
    ] as const;
    for (const t of frames(4)) expect(carriageAt(subject(path, life), t, { ...walker, afloat: true }).lift).toBe(0);
  });
});
