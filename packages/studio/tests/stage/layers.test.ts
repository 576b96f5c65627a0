import { readFileSync } from 'node:fs';
import { type Scene, sceneSchema } from '@akezora/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layersAt as paintedLayersAt } from '../../../engine/src/models/akezora/scene/layers.ts';
import { readTextureName } from '../../../engine/src/models/akezora/scene/textures.ts';
import { readWorld } from '../../../engine/src/models/akezora/scene/world.ts';
import { cameraFrame } from '../../src/stage/geometry.ts';
import { layersAt } from '../../src/stage/layers.ts';
import { artOfTheBox } from '../server/art.ts';

const file = JSON.parse(readFileSync(new URL('../../../../models/akezora-2/world.json', import.meta.url), 'utf8'));
const world = readWorld(file);
const art = artOfTheBox();
const walkers = art.subjects.filter(({ kind, gait }) => kind === 'ground' && gait !== 'stand').map(({ name }) => name);

/** Scenes of subjects who go one way on the ground: what they do besides is the painter's affair. */
const scenes = fc
  .record({
    place: fc.constantFrom(
      ...art.places.filter(({ ground }) => ground !== null && ground !== 'water').map(({ name }) => name),
    ),
    time: fc.constantFrom('dawn', 'day', 'sunset', 'night'),
    weather: fc.constantFrom('clear', 'cloudy', 'rain', 'fog'),
    aspect: fc.constantFrom('16:9', '9:16', '1:1'),
    horizon: fc.double({ min: 0.4, max: 0.7, noNaN: true }),
    offset: fc.double({ min: 0, max: 1, noNaN: true }),
    camera: fc.array(
      fc.record({
        x: fc.double({ min: -1, max: 1, noNaN: true }),
        y: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
        zoom: fc.double({ min: 0.9, max: 1.5, noNaN: true }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    subjects: fc.array(
      fc.record({
        name: fc.constantFrom(...walkers),
        right: fc.boolean(),
        x: fc.double({ min: -1, max: 1, noNaN: true }),
        y: fc.double({ min: 0.7, max: 1, noNaN: true }),
        size: fc.double({ min: 0.1, max: 0.5, noNaN: true }),
        phase: fc.double({ min: 0, max: 0.99, noNaN: true }),
      }),
      { maxLength: 3 },
    ),
    props: fc.array(
      fc.record({
        name: fc.constantFrom('rock', 'evergreen tree', 'road', 'river away', 'bridge'),
        x: fc.double({ min: -1, max: 1, noNaN: true }),
        y: fc.double({ min: 0.6, max: 1, noNaN: true }),
        size: fc.double({ min: 0.05, max: 0.4, noNaN: true }),
        flip: fc.boolean(),
      }),
      { maxLength: 4 },
    ),
    sky: fc.array(
      fc.record({
        name: fc.constantFrom('sun', 'moon'),
        x: fc.double({ min: -1, max: 1, noNaN: true }),
        y: fc.double({ min: 0, max: 0.4, noNaN: true }),
        size: fc.double({ min: 0.05, max: 0.3, noNaN: true }),
      }),
      { maxLength: 2 },
    ),
  })
  .map(
    ({ offset, camera, subjects, ...rest }): Scene =>
      sceneSchema.parse({
        version: 2,
        seconds: 10,
        ...rest,
        panorama: { offset },
        camera: { move: 'follow', path: camera.map((point, i) => ({ at: i * 4, ...point })) },
        subjects: subjects.map(({ name, right, x, y, size, phase }) => ({
          ...{ name, phase, motion: right ? 'right' : 'left' },
          path: [
            { at: 0, x, y, size, lift: 0 },
            { at: 10, x: x + (right ? 1 : -1), y, size, lift: 0 },
          ],
        })),
      }),
  );

describe('layers on the stage', () => {
  it('lie in the camera’s frame exactly where the painter paints them', () => {
    fc.assert(
      fc.property(scenes, fc.double({ min: 0.5, max: 9, noNaN: true }), (scene, t) => {
        const frame = cameraFrame(scene, t);
        const seen = layersAt(scene, t, art).map((layer) => ({
          name: layer.picture.name,
          group: layer.group,
          x: (layer.x - frame.x) / frame.width,
          y: (layer.y - frame.y) / frame.height,
          width: layer.width / frame.width,
          height: layer.height / frame.height,
          flip: layer.flip,
          alpha: layer.alpha,
          phase: layer.phase,
        }));
        const painted = paintedLayersAt(world, scene, t);
        expect(seen.map(({ name, group }) => [name, group])).toEqual(
          painted.map(({ texture, group }) => [readTextureName(texture).base, group]),
        );
        for (const [i, layer] of seen.entries()) {
          const quad = painted[i];
          if (quad === undefined) throw new Error('both have as many layers');
          // Weather wraps round: where its tiles begin is the same after whole tiles.
          const numbers =
            layer.group === 'field'
              ? (['width', 'height', 'alpha'] as const)
              : (['x', 'y', 'width', 'height', 'alpha', 'phase'] as const);
          for (const key of numbers) expect(layer[key], `${layer.name} ${key}`).toBeCloseTo(quad[key], 6);
          expect(layer.flip).toBe(quad.flip);
        }
      }),
      { numRuns: 200 },
    );
  });
});
