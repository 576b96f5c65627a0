import { readFileSync } from 'node:fs';
import type { Brief, Scene } from '@akezora/contract';
import { describe, expect, test } from 'vitest';
import { briefSubject, emptyBrief } from '../../../../src/models/akezora/prompt/brief.ts';
import { continuedScene } from '../../../../src/models/akezora/scene/continued.ts';
import { layersAt } from '../../../../src/models/akezora/scene/layers.ts';
import { cameraAt, headingRight, subjectAt } from '../../../../src/models/akezora/scene/motion.ts';
import { stage } from '../../../../src/models/akezora/scene/stage.ts';
import { aspectRatios, readWorld } from '../../../../src/models/akezora/scene/world.ts';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const world = readWorld(json('../../../../../../models/akezora-2/world.json'));

const brief = (motion: Brief['subjects'][number]['motion'], place = 'meadow', name = 'horse'): Brief => ({
  ...emptyBrief,
  place,
  subjects: [{ ...briefSubject(name), count: 1, motion }],
});
const staged = (one: Brief, seconds = 4, seed = 3): Scene => stage(world, one, seed, seconds, '16:9');
const where = (scene: Scene, t: number) => subjectAt(scene.subjects[0]!, t);
const frame = 1 / 24;

/** Speed sideways in frame heights a second, over one frame before or after a time. */
const speed = (scene: Scene, from: number) => (where(scene, from + frame).x - where(scene, from).x) / frame;

describe('a scene that goes on', () => {
  test.each(['left', 'right', 'towards', 'away', 'up', 'jump', 'circle', 'still'] as const)(
    'is at its join where the clip ended, as fast (%s)',
    (motion) => {
      const scene = staged(brief(motion));
      const longer = continuedScene(scene, 0, 9);
      for (const t of [0, 1.3, 2.9, 4]) {
        for (const key of ['x', 'y', 'size', 'lift'] as const)
          expect(Math.abs(where(longer, t)[key] - where(scene, t)[key])).toBeLessThan(motion === 'jump' ? 5e-3 : 1e-3);
        expect(cameraAt(longer, t).x).toBeCloseTo(cameraAt(scene, t).x, 3);
      }
      // A hop turns round where it lands; everything else keeps its speed over the join.
      if (motion !== 'jump') expect(Math.abs(speed(longer, 4) - speed(longer, 4 - frame))).toBeLessThan(0.03);
    },
  );

  test.each(['left', 'right'] as const)('keeps going %s, and stays in the frame', (motion) => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const scene = continuedScene(staged(brief(motion), 4, seed), 0, 14);
      const way = motion === 'left' ? -1 : 1;
      for (let t = 4; t < 14; t += 0.25) {
        expect([seed, t, way * (where(scene, t + 0.2).x - where(scene, t).x) > 0]).toEqual([seed, t, true]);
        expect(headingRight(scene.subjects[0]!, t)).toBe(motion === 'right');
        const inFrame = Math.abs(where(scene, t).x - cameraAt(scene, t).x) * cameraAt(scene, t).zoom;
        expect([seed, t, inFrame < aspectRatios['16:9'] / 2]).toEqual([seed, t, true]);
      }
    }
  });

  test('does not jerk its camera: no change of speed in a frame is larger than a tenth of a frame height a second', () => {
    const scene = continuedScene(staged(brief('left'), 4, 2), 0, 14);
    const pace = (t: number) => (cameraAt(scene, t + frame).x - cameraAt(scene, t).x) / frame;
    for (let t = 3; t < 13; t += frame) expect(Math.abs(pace(t + frame) - pace(t))).toBeLessThan(0.1);
  });

  test('goes on hopping and going round at the same pace', () => {
    for (const motion of ['jump', 'circle'] as const) {
      const scene = staged(brief(motion), 10);
      const longer = continuedScene(scene, 0, 30);
      const period = motion === 'jump' ? 0.8 : 5;
      for (const t of [10.2, 13.4, 21.1]) {
        expect(where(longer, t + period).lift).toBeCloseTo(where(longer, t).lift, 2);
        expect(where(longer, t + period).x).toBeCloseTo(where(longer, t).x, 2);
      }
      const heights = Array.from(
        { length: 60 },
        (_, i) => where(longer, 20 + i / 12).lift + where(longer, 20 + i / 12).x,
      );
      expect(Math.max(...heights) - Math.min(...heights)).toBeGreaterThan(0.1);
    }
  });

  test('seen from a later time is what it was, down to the clouds and the rain', () => {
    const scene: Scene = { ...staged(brief('left', 'sea', 'dolphin'), 10), weather: 'rain' };
    const later = continuedScene(scene, 6, 8);
    const boxes = (one: Scene, t: number) =>
      layersAt(world, one, t).map(({ texture, x, y, width, height, flip, phase }) => {
        // Fields repeat: where they are within one repetition counts.
        const wrapped = /rain|waves/.test(texture)
          ? { x: x - width * Math.floor(x / width), y: y - height * Math.floor(y / height) }
          : { x, y };
        return { texture, ...wrapped, width, height, flip, phase };
      });
    for (const t of [0, 0.5, 2, 3.9]) {
      const [now, before] = [boxes(later, t), boxes(scene, t + 6)];
      expect(now.map(({ texture }) => texture)).toEqual(before.map(({ texture }) => texture));
      for (const [i, box] of now.entries())
        for (const key of ['x', 'y', 'width', 'height', 'phase'] as const)
          expect(Math.abs(box[key] - before[i]![key]), `${box.texture} ${key} at ${t}`).toBeLessThan(2e-3);
    }
  });

  test('that begins earlier comes from where it was going to go on', () => {
    const scene = staged(brief('left'), 4);
    const earlier = continuedScene(scene, -3, 7);
    for (const t of [0, 1.1, 3.7]) expect(where(earlier, t + 3).x).toBeCloseTo(where(scene, t).x, 3);
    for (let t = 0; t < 3; t += 0.25) expect(where(earlier, t).x).toBeGreaterThan(where(earlier, t + 0.2).x);
    // A tenth of its speed is not seen.
    const change = Math.abs(speed(earlier, 3) - speed(earlier, 3 - frame));
    expect(change).toBeLessThan(0.1 * Math.abs(speed(earlier, 3.5)));
  });
});
