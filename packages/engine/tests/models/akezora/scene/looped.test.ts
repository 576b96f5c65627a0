import { readFileSync } from 'node:fs';
import { type Brief, motions, type Scene, sceneSchema } from '@akezora/contract';
import { describe, expect, test } from 'vitest';
import { briefSubject, emptyBrief } from '../../../../src/models/akezora/prompt/brief.ts';
import { layersAt } from '../../../../src/models/akezora/scene/layers.ts';
import { loopedScene } from '../../../../src/models/akezora/scene/looped.ts';
import { cameraAt, headingRight, subjectAt } from '../../../../src/models/akezora/scene/motion.ts';
import { stage } from '../../../../src/models/akezora/scene/stage.ts';
import type { Quad } from '../../../../src/models/akezora/scene/view.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const world = readWorld(json('../../../../../../models/akezora-2/world.json'));
const frame = 1 / 24;

const loop = (brief: Partial<Brief>, seconds: number, seed = 3): Scene =>
  loopedScene(stage(world, { ...emptyBrief, ...brief }, seed, Math.max(seconds, 6), '16:9'), seconds);
const horse = (motion: Brief['subjects'][number]['motion']) => [{ ...briefSubject('horse'), count: 1, motion }];

/** Layers by texture; where what repeats is within one repetition, and only what is in the frame. */
function seen(scene: Scene, t: number): (Quad & { readonly at: readonly number[] })[] {
  const repeats = /rain|snow|waves|bubbles|stars|\/(far|ground)$/;
  const within = (value: number, size: number) => ((value % size) + size) % size;
  return layersAt(world, scene, t)
    .filter((quad) => repeats.test(quad.texture) || (quad.x < 1 && quad.x + quad.width > 0 && quad.y < 1))
    .map((quad) => {
      const at = repeats.test(quad.texture)
        ? [within(quad.x, quad.width) / quad.width, within(quad.y, quad.height) / quad.height]
        : [quad.x, quad.y];
      return { ...quad, at };
    });
}

/** Distance of two places in something that repeats after 1. */
const apart = (a: number, b: number) => Math.min(Math.abs(a - b), Math.abs(Math.abs(a - b) - 1));

describe('the scene of a loop', () => {
  const scenes: [string, Partial<Brief>][] = [
    ...motions.map((motion): [string, Partial<Brief>] => [motion, { place: 'meadow', subjects: horse(motion) }]),
    ['rain at sea', { place: 'sea', weather: 'rain', subjects: [{ ...briefSubject('dolphin'), motion: 'left' }] }],
    ['snow', { place: 'snowfield', weather: 'snow', camera: 'pan-left', subjects: [] }],
    ['under water', { place: 'underwater', subjects: [{ ...briefSubject('tropical fish'), motion: 'right' }] }],
    ['at night', { place: 'meadow', time: 'night', camera: 'zoom-in', subjects: horse('right') }],
  ];
  test.each(scenes)('ends as it began, layer by layer, and as fast (%s)', (_, brief) => {
    for (const seconds of [2, 4, 10, 23]) {
      const scene = loop(brief, seconds);
      expect(sceneSchema.safeParse(scene).success).toBe(true);
      for (const t of [0, 2 * frame]) {
        const [first, last] = [seen(scene, t), seen(scene, t + seconds)];
        expect(last.map(({ texture }) => texture)).toEqual(first.map(({ texture }) => texture));
        for (const [i, quad] of first.entries()) {
          const other = last[i]!;
          const what = `${quad.texture} after ${seconds} s`;
          for (const k of [0, 1]) expect(apart(quad.at[k]!, other.at[k]!), what).toBeLessThan(1.5e-3);
          for (const key of ['width', 'height', 'turn'] as const)
            expect(Math.abs(quad[key] - other[key]), what).toBeLessThan(2e-3);
          expect(apart(quad.phase, other.phase), what).toBeLessThan(1e-3);
          expect(quad.flip, what).toBe(other.flip);
        }
      }
    }
  });

  test.each(['left', 'right'] as const)('a subject told to go %s never goes the other way', (motion) => {
    for (const seed of [1, 2, 3, 4]) {
      const scene = loop({ place: 'meadow', subjects: horse(motion) }, 8, seed);
      const [subject] = scene.subjects;
      let hidden = 0;
      for (let t = 0; t < 8; t += frame) {
        const [a, b] = [subjectAt(subject!, t), subjectAt(subject!, t + frame)];
        expect(headingRight(subject!, t)).toBe(motion === 'right');
        const out = Math.abs(a.x - cameraAt(scene, t).x) - a.size / 2 > 16 / 18;
        if (out) hidden += 1;
        else expect([t, (b.x - a.x) * (motion === 'right' ? 1 : -1) > 0]).toEqual([t, true]);
        // What is in the frame never jumps.
        if (Math.abs(b.x - a.x) > 0.05) expect(out).toBe(true);
      }
      expect(hidden * frame).toBeLessThan(2);
    }
  });

  test('subjects that run together keep their distance', () => {
    const scene = loop({ place: 'meadow', subjects: [{ ...horse('left')[0]!, count: 3 }] }, 10);
    const [a, b] = scene.subjects;
    const gap = subjectAt(b!, 0).x - subjectAt(a!, 0).x;
    for (let t = 0; t < 10; t += 0.5) {
      const now = subjectAt(b!, t).x - subjectAt(a!, t).x;
      if (Math.abs(subjectAt(a!, t).x) < 0.9 && Math.abs(subjectAt(b!, t).x) < 0.9) expect(now).toBeCloseTo(gap, 2);
    }
  });
});
