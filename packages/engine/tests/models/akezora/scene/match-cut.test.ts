import { readFileSync } from 'node:fs';
import type { Brief, Scene } from '@akezora/contract';
import { describe, expect, test } from 'vitest';
import { briefSubject, emptyBrief } from '../../../../src/models/akezora/prompt/brief.ts';
import { layersAt } from '../../../../src/models/akezora/scene/layers.ts';
import { leadAt, matched, matchSeconds } from '../../../../src/models/akezora/scene/match-cut.ts';
import { cameraAt, subjectAt } from '../../../../src/models/akezora/scene/motion.ts';
import { stage } from '../../../../src/models/akezora/scene/stage.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const world = readWorld(json('../../../../../../models/akezora-2/world.json'));

const sceneOf = (
  name: string,
  place: Brief['place'],
  seed: number,
  more: Partial<Brief['subjects'][number]> = {},
): Scene =>
  stage(
    world,
    { ...emptyBrief, place, time: 'day', weather: 'clear', subjects: [{ ...briefSubject(name), count: 1, ...more }] },
    seed,
    4,
    '16:9',
  );

/** Box of the one subject as it is drawn, in fractions of the frame. */
const boxAt = (scene: Scene, t: number) => layersAt(world, scene, t).find(({ group }) => group === 'subject')!;

describe('a match cut', () => {
  const pairs = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => ({
    seed,
    first: sceneOf('horse', 'beach', seed, { motion: 'right' }),
    second: sceneOf('cow', 'farm', seed + 40, { motion: 'right' }),
  }));
  const found = pairs.flatMap((pair) => {
    const scene = matched(pair.first, 3, pair.second, world);
    return scene === undefined ? [] : [{ ...pair, scene }];
  });

  test('is possible for most pairs that go the same way on the ground', () => {
    expect(found.length).toBeGreaterThanOrEqual(4);
  });

  test('draws the subject after the cut where it was before, and as large', () => {
    for (const { seed, scene, second } of found) {
      const [before, after] = [boxAt(scene, 3), boxAt(second, 0)];
      const middle = ({ x, width }: typeof before) => x + width / 2;
      const feet = ({ y, height }: typeof before) => y + height;
      expect([seed, Math.abs(middle(before) - middle(after)) < 0.02]).toEqual([seed, true]);
      expect([seed, Math.abs(feet(before) - feet(after)) < 0.04]).toEqual([seed, true]);
      expect([seed, Math.abs(Math.log(before.height / after.height)) < 0.12]).toEqual([seed, true]);
    }
  });

  test('leaves everything as it was until it begins, and moves without a jump', () => {
    for (const { seed, first, scene } of found) {
      for (let t = 0; t <= 3 - matchSeconds; t += 1 / 24) {
        const [a, b] = [boxAt(first, t), boxAt(scene, t)];
        expect([seed, t, Math.hypot(a.x - b.x, a.y - b.y) < 0.004]).toEqual([seed, t, true]);
      }
      for (let t = 0.5; t < 3 - 1 / 24; t += 1 / 24) {
        const [a, b] = [cameraAt(scene, t), cameraAt(scene, t + 1 / 24)];
        expect([seed, t, Math.hypot(a.x - b.x, a.y - b.y) < 0.08, Math.abs(a.zoom - b.zoom) < 0.05]).toEqual([
          seed,
          t,
          true,
          true,
        ]);
      }
    }
  });

  test('is none between media, between ways that cross, without a subject, or at the very start', () => {
    const [pair] = found;
    expect(matched(pair!.first, 3, sceneOf('whale', 'sea', 3), world)).toBeUndefined();
    expect(matched(pair!.first, 3, sceneOf('cow', 'farm', 41, { motion: 'left' }), world)).toBeUndefined();
    expect(matched(pair!.first, 3, { ...pair!.second, subjects: [] }, world)).toBeUndefined();
    expect(matched(pair!.first, 0.5, pair!.second, world)).toBeUndefined();
  });

  test('takes the largest subject that is whole in the frame', () => {
    const { first } = pairs[0]!;
    const [horse] = first.subjects;
    const at = (x: number, times: number) => ({
      ...horse!,
      path: [{ ...subjectAt(horse!, 0), at: 0, x, size: 0.2 * times, lift: 0 }],
    });
    const still = { ...first, camera: { ...first.camera, path: [{ at: 0, x: 0, y: 0, zoom: 1 }] } };
    const scene = { ...still, subjects: [at(0, 1), at(0.4, 1.5), at(0.9, 3)] };
    expect(leadAt(scene, 0)?.subject).toBe(scene.subjects[1]);
  });
});
