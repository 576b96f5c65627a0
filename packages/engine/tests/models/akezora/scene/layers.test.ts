import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Scene } from '@akezora/contract';
import { nameOf } from '@akezora/contract';
import { describe, expect, test } from 'vitest';
import { capabilities } from '../../../../src/models/akezora/capabilities.ts';
import { horizonInFrame, layersAt } from '../../../../src/models/akezora/scene/layers.ts';
import { circling, nearing, type Stance, vertical } from '../../../../src/models/akezora/scene/paths.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';

const bytes = (path: string) => readFileSync(new URL(path, import.meta.url));
const json = (path: string) => JSON.parse(bytes(path).toString('utf8'));
const world = readWorld(json('../../../../../../models/akezora-2/world.json'));
const staged: { scene: Scene }[] = json('../../../fixtures/akezora/stage.json');
const moved: {
  path: 'nearing' | 'vertical' | 'circling';
  seconds: number;
  at: Stance;
  towards: boolean;
  up: boolean;
  offset: number;
  points: Scene['subjects'][number]['path'];
}[] = json('../../../fixtures/akezora/paths.json');
const laid: {
  scene: number;
  changed?: Partial<Scene>;
  subjects?: Scene['subjects'];
  props?: Scene['props'];
  t: number;
  layers: Record<string, unknown>[];
  camera: [number, number];
}[] = JSON.parse(gunzipSync(bytes('../../../fixtures/akezora/layers.json.gz')).toString('utf8'));

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

describe('paths of motions', () => {
  test.each(moved.map((entry, i) => [i, entry] as const))('are those of the training recipe (%i)', (i, entry) => {
    const [x, y, size, lift] = entry.at;
    const path = {
      nearing: () => nearing(entry.seconds, entry.towards, entry.at, y - 0.1),
      vertical: () => vertical(entry.seconds, entry.up, [x, y, size, lift], 0.05, 0.5),
      circling: () => circling(entry.seconds, entry.at, 0.3, 0.06, entry.offset),
    }[entry.path]();
    expectClose(path, entry.points, `path ${i}`);
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
