import { readFileSync } from 'node:fs';
import type { Brief, Scene } from '@akezora/contract';
import { describe, expect, test } from 'vitest';
import { briefSubject, emptyBrief } from '../../../../src/models/akezora/prompt/brief.ts';
import { closedScene } from '../../../../src/models/akezora/scene/closed.ts';
import { continuedScene } from '../../../../src/models/akezora/scene/continued.ts';
import { onSameSides, withContinuity } from '../../../../src/models/akezora/scene/continuity.ts';
import { joinedShots } from '../../../../src/models/akezora/scene/joined.ts';
import { cameraAt, headingRight, subjectAt } from '../../../../src/models/akezora/scene/motion.ts';
import { stage } from '../../../../src/models/akezora/scene/stage.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const world = readWorld(json('../../../../../../models/akezora-2/world.json'));
const frame = 1 / 24;

const horse = { ...briefSubject('horse'), count: 1 };
const base: Brief = {
  ...emptyBrief,
  place: 'beach',
  time: 'day',
  weather: 'clear',
  subjects: [{ ...horse, motion: 'left' }],
};
const staged = (brief: Brief, seconds: number): Scene => stage(world, brief, 3, seconds, '16:9');
const at = 4;
const earlier = continuedScene(staged(base, at), 0, 8);

/** An extension under a prompt whose own brief is `prompted`. */
const extended = (prompted: Partial<Brief>) => {
  const own = { ...emptyBrief, ...prompted };
  const complete = { ...base, ...Object.fromEntries(Object.entries(prompted).filter(([, value]) => value !== null)) };
  return joinedShots({ earlier, staged: staged(complete, 4), prompted: own, at });
};

describe('an extension under another prompt', () => {
  test.each(['right', 'jump', 'towards', 'away', 'circle'] as const)(
    'turns to another motion without a jump (%s)',
    (motion) => {
      const [shot, ...more] = extended({ subjects: [{ ...horse, motion }] });
      expect(more).toEqual([]);
      const [subject] = shot!.scene.subjects;
      for (const t of [0, 1.7, 3.2])
        expect(subjectAt(subject!, t).x).toBeCloseTo(subjectAt(earlier.subjects[0]!, t).x, 3);
      for (let t = at - 0.5; t < 8 - frame; t += frame) {
        const [a, b] = [subjectAt(subject!, t), subjectAt(subject!, t + frame)];
        // A frame's way stays under that of somebody who runs a frame height a second.
        expect([t, Math.abs(b.x - a.x) < 0.045]).toEqual([t, true]);
        expect([t, Math.abs(b.size - a.size) < 0.03]).toEqual([t, true]);
      }
      if (motion === 'jump') {
        const highest = Math.max(...Array.from({ length: 80 }, (_, i) => subjectAt(subject!, at + i / 24).lift));
        expect(highest).toBeGreaterThan(0.08);
        for (let t = at; t < 8; t += 0.25) expect(headingRight(subject!, t)).toBe(false);
      }
      if (motion === 'right') expect(headingRight(subject!, 7)).toBe(true);
    },
  );

  test('keeps whoever it does not name, and lets newcomers in from beyond the edge', () => {
    const [shot] = extended({ subjects: [{ ...briefSubject('dog'), count: 1, motion: 'left' }] });
    expect(shot!.scene.subjects.map(({ name }) => name)).toEqual(['horse', 'dog']);
    const [first, dog] = shot!.scene.subjects;
    expect(first!.path).toEqual(earlier.subjects[0]!.path);
    const now = subjectAt(dog!, at);
    expect(Math.abs(now.x - cameraAt(shot!.scene, at).x) - now.size / 2).toBeGreaterThan(16 / 18);
    const later = subjectAt(dog!, 7);
    expect(Math.abs(later.x - cameraAt(shot!.scene, 7).x)).toBeLessThan(16 / 18);
  });

  test('in another light is a second shot of the same set, with everybody where they are', () => {
    const [first, second, ...more] = extended({ time: 'night' });
    expect(more).toEqual([]);
    expect(first!.scene).toEqual(earlier);
    expect(second).toMatchObject({ from: at, scene: { place: 'beach', time: 'night', seconds: 4 } });
    expect(second!.scene.props).toEqual(earlier.props);
    for (const t of [0, 1, 3])
      expect(subjectAt(second!.scene.subjects[0]!, t).x).toBeCloseTo(subjectAt(earlier.subjects[0]!, at + t).x, 3);
  });

  test('in another place is a cut to it', () => {
    const shots = extended({ place: 'city' });
    expect(shots.map(({ from, scene }) => [from, scene.place])).toEqual([
      [0, 'beach'],
      [at, 'city'],
    ]);
  });
});

describe('the seam of a loop of a clip', () => {
  test.each(['left', 'right', 'towards', 'jump', 'circle', 'still'] as const)(
    'leaves the clip as it is and leads back to its start (%s)',
    (motion) => {
      const clip = staged({ ...base, subjects: [{ ...horse, motion }] }, 10);
      const closed = closedScene(continuedScene(clip, 0, 14), 10, 14);
      const [was, now] = [clip.subjects[0]!, closed.subjects[0]!];
      for (const t of [0, 3.3, 9.4]) expect(subjectAt(now, t).x).toBeCloseTo(subjectAt(was, t).x, 2);
      // The first hop of a clip is held for its first frame or two.
      const most = motion === 'jump' ? 0.1 : 0.02;
      const [end, start] = [subjectAt(now, 14), subjectAt(was, 0)];
      for (const key of ['x', 'y', 'size', 'lift'] as const) expect(Math.abs(end[key] - start[key])).toBeLessThan(most);
      for (let t = 9; t < 14; t += frame) {
        const [a, b] = [subjectAt(now, t), subjectAt(now, t + frame)];
        const out = Math.abs(a.x) - a.size / 2 > 16 / 18;
        if (!out) expect([t, Math.abs(b.x - a.x) < 0.06]).toEqual([t, true]);
        if (motion === 'left' || motion === 'right') {
          expect(headingRight(now, t)).toBe(motion === 'right');
          if (!out) expect([t, (b.x - a.x) * (motion === 'right' ? 1 : -1) > -1e-4]).toEqual([t, true]);
        }
      }
    },
  );
});

describe('continuity over a cut', () => {
  const before = {
    brief: { ...base, subjects: [{ ...horse, motion: 'left' as const, size: 'large' as const }] },
    scene: { ...earlier, seconds: 4 },
  };

  test('keeps size, colour and the way across the frame of whoever was seen before', () => {
    const red = {
      ...before,
      scene: { ...before.scene, subjects: before.scene.subjects.map((one) => ({ ...one, colour: 'red' as const })) },
    };
    const next = withContinuity({ ...emptyBrief, place: 'city', subjects: [horse, briefSubject('cat')] }, red);
    expect(next.subjects[0]).toMatchObject({ name: 'horse', motion: 'left', size: 'large', colour: 'red' });
    expect(next.subjects[1]).toEqual(briefSubject('cat'));
  });

  test('does as the prompt says', () => {
    const asked = { ...horse, motion: 'right' as const, size: 'small' as const, colour: 'blue' as const };
    expect(withContinuity({ ...emptyBrief, subjects: [asked] }, before).subjects[0]).toEqual(asked);
    const asleep = { ...horse, action: 'sleep' as const };
    expect(withContinuity({ ...emptyBrief, subjects: [asleep] }, before).subjects[0]!.motion).toBeNull();
  });

  test('two who were seen together stay on their sides of each other', () => {
    const two = (names: string[]): Brief => ({
      ...base,
      subjects: names.map((name) => ({ ...briefSubject(name), motion: 'still' as const })),
    });
    const first = staged(two(['fox', 'rabbit']), 4);
    const next = staged(two(['rabbit', 'fox']), 4);
    const sided = onSameSides(next, two(['rabbit', 'fox']), { brief: two(['fox', 'rabbit']), scene: first });
    const x = (scene: Scene, name: string) => subjectAt(scene.subjects.find((one) => one.name === name)!, 0).x;
    expect(x(first, 'fox')).toBeLessThan(x(first, 'rabbit'));
    expect(x(next, 'fox')).toBeGreaterThan(x(next, 'rabbit'));
    expect(x(sided, 'fox')).toBeLessThan(x(sided, 'rabbit'));
  });
});
