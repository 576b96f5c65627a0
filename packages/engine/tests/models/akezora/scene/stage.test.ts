import { readFileSync } from 'node:fs';
import type { Brief, Scene } from '@akezora/contract';
import { nameOf, sceneSchema } from '@akezora/contract';
import { describe, expect, test } from 'vitest';
import { capabilities } from '../../../../src/models/akezora/capabilities.ts';
import { briefSubject, emptyBrief } from '../../../../src/models/akezora/prompt/brief.ts';
import { horizonInFrame, layersAt } from '../../../../src/models/akezora/scene/layers.ts';
import { subjectAt } from '../../../../src/models/akezora/scene/motion.ts';
import { stage } from '../../../../src/models/akezora/scene/stage.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';

const json = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const world = readWorld(json('../../../../../../models/akezora-2/world.json'));
const staged: { brief: Brief; seed: number; seconds: number; aspect: Scene['aspect']; scene: Scene }[] = json(
  '../../../fixtures/akezora/stage.json',
);
const laid: {
  scene: number;
  changed?: Partial<Scene>;
  subjects?: Scene['subjects'];
  props?: Scene['props'];
  t: number;
  layers: Record<string, unknown>[];
  camera: [number, number];
}[] = json('../../../fixtures/akezora/layers.json');

/** Compares numbers to within the rounding of scenes and everything else exactly. */
function expectClose(got: unknown, expected: unknown, path: string): void {
  if (typeof expected === 'number') expect(Math.abs((got as number) - expected), path).toBeLessThanOrEqual(2e-4);
  else if (Array.isArray(expected)) {
    expect((got as unknown[]).length, path).toBe(expected.length);
    for (const [i, value] of expected.entries()) expectClose((got as unknown[])[i], value, `${path}[${i}]`);
  } else if (typeof expected === 'object' && expected !== null) {
    for (const [key, value] of Object.entries(expected)) {
      expectClose((got as Record<string, unknown>)[key], value, `${path}.${key}`);
    }
  } else expect(got, path).toBe(expected);
}

test('offers the places of its world under the names of the contract', () => {
  const named = [...world.places.keys()].map((name) => [name, nameOf(name, 'ja')]);
  expect(capabilities.places?.map(({ id, name }) => [id, name.ja])).toEqual(named);
});

describe('staging a brief', () => {
  test.each(staged.map((entry, i) => [i, entry] as const))(
    'gives the scene of the training recipe (%i)',
    (i, entry) => {
      const scene = stage(world, entry.brief, entry.seed, entry.seconds, entry.aspect);
      expectClose(scene, entry.scene, `scene ${i}`);
      expect(sceneSchema.safeParse(scene).success).toBe(true);
    },
  );

  test('a subject that goes left is in view in every second of a long clip and goes left first', () => {
    const brief: Brief = {
      ...emptyBrief,
      place: 'meadow',
      subjects: [{ ...briefSubject('horse'), count: 1, motion: 'left' }],
    };
    for (let seed = 0; seed < 20; seed += 1) {
      const [subject] = stage(world, brief, seed, 60, '16:9').subjects;
      expect(subjectAt(subject!, 1).x).toBeLessThan(subjectAt(subject!, 0).x);
      for (let t = 0; t <= 60; t += 1) expect(Math.abs(subjectAt(subject!, t).x)).toBeLessThan(16 / 9 / 2);
    }
  });

  test('a subject without a motion crosses the picture, and hardly ever turns its back', () => {
    const brief: Brief = { ...emptyBrief, subjects: [briefSubject('fox')] };
    const motions = Array.from({ length: 300 }, (_, seed) => stage(world, brief, seed, 4, '16:9').subjects[0]!.motion);
    const share = (...wanted: string[]) => motions.filter((motion) => wanted.includes(motion)).length / motions.length;
    expect(share('left', 'right')).toBeGreaterThan(0.85);
    expect(share('left')).toBeGreaterThan(0.35);
    expect(share('right')).toBeGreaterThan(0.35);
    expect(share('away')).toBeLessThan(0.03);
  });
});

describe('layers of a scene', () => {
  test.each(laid.map((entry) => [entry.scene, entry.t, entry] as const))(
    'lie where the recipe puts them (scene %i at %d s)',
    (index, t, entry) => {
      const { subjects = staged[index]!.scene.subjects, props = staged[index]!.scene.props } = entry;
      const scene = { ...staged[index]!.scene, subjects, props, ...entry.changed };
      const expected = entry.layers.map(({ depth: _, ...quad }) => quad);
      const got = layersAt(world, scene, t);
      expectClose(got, expected, `scene ${index}`);
      const { horizon, zoom } = horizonInFrame(scene, t);
      expectClose([horizon, zoom], entry.camera, 'camera');
    },
  );
});
