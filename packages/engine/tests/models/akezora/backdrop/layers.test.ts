import { aspects, cameraMoves, type Scene } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import { backdropPicture } from '../../../../src/models/akezora/backdrop/pictures.ts';
import { standsAcross } from '../../../../src/models/akezora/backdrop/standing.ts';
import { Compositor } from '../../../../src/models/akezora/compositor/compositor.ts';
import { featureChannels } from '../../../../src/models/akezora/compositor/lit-scene.ts';
import type { Picture } from '../../../../src/models/akezora/compositor/picture.ts';
import { fitBackdrop } from '../../../../src/models/akezora/scene/backdrop-layers.ts';
import { layersAt } from '../../../../src/models/akezora/scene/layers.ts';
import { cameraEnds } from '../../../../src/models/akezora/scene/paths.ts';
import { backdropOf, sceneOf, world } from './pictures.ts';

const sizes = { '16:9': [160, 90], '9:16': [90, 160], '1:1': [96, 96] } as const;
/** A camera that goes from one end of a move to the other in 10 s. */
const pathOf = (move: (typeof cameraMoves)[number]) =>
  cameraEnds(move, 10, 1.25).map(([x, y, zoom], i) => ({ at: 10 * i, x, y, zoom }));
const compositor = await Compositor.load();
const shapes = [
  [320, 180, 0.5],
  [120, 200, 0.7],
  [500, 100, 0.3],
  [200, 150, 0.98],
  [200, 150, 0.05],
] as const;

/** The feature image of the backdrop alone at a time. */
function drawn(scene: Scene, backdrop: ReturnType<typeof backdropOf>, t: number) {
  const [width, height] = sizes[scene.aspect];
  const layers = layersAt(world, scene, t).filter(({ texture }) => texture.startsWith('backdrop/'));
  const pictures = new Map<string, Picture>(
    layers.map(({ texture }) => [texture, backdropPicture(texture, backdrop.sprite)]),
  );
  const image = compositor.features(layers, (name) => pictures.get(name), { width, height });
  return { width, height, at: (x: number, y: number, c: number) => image[(y * width + x) * featureChannels + c]! };
}

const leastCoverage = ({ width, height, at }: ReturnType<typeof drawn>) =>
  Math.min(...Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width), 3)));

describe('a backdrop', () => {
  const cases = shapes.flatMap((shape) => aspects.map((aspect) => [aspect, shape] as const));
  it.each(cases)('covers every pixel at %s, whatever the camera does (%j)', (aspect, [width, height, horizon]) => {
    const backdrop = backdropOf(width, height, horizon);
    const wild = {
      move: 'static' as const,
      path: [
        { at: 0, x: -7, y: 3, zoom: 0.3 },
        { at: 10, x: 9, y: -4, zoom: 3 },
      ],
    };
    for (const move of [...cameraMoves, undefined]) {
      const camera = move === undefined ? wild : { move, path: pathOf(move) };
      const scene = sceneOf(backdrop, aspect, { camera });
      for (const t of [0, 3.3, 10])
        expect(leastCoverage(drawn(scene, backdrop, t)), `${move} at ${t}`).toBeGreaterThan(0.995);
    }
  });

  it('shows its own sky and ground at rest, and parts them where its horizon is', () => {
    for (const aspect of aspects) {
      const backdrop = backdropOf(320, 180, 0.55);
      const scene = sceneOf(backdrop, aspect, { camera: { move: 'static', path: [{ at: 0, x: 0, y: 0, zoom: 1 }] } });
      const image = drawn(scene, backdrop, 0);
      const line = Math.round(scene.horizon * image.height);
      const middle = image.width >> 1;
      expect(image.at(middle, line - 3, 2), 'blue above').toBeGreaterThan(0.8);
      expect(image.at(middle, line + 3, 2), 'no blue below').toBeLessThan(-0.5);
      // The compositor's groups: far, then ground.
      expect([image.at(middle, 2, 4), image.at(middle, 2, 5)]).toEqual([1, 0]);
      expect(image.at(middle, image.height - 2, 5)).toBeCloseTo(1, 3);
    }
  });

  it('moves with the camera far less in its sky than on its ground, on which things stand', () => {
    const backdrop = backdropOf(640, 360, 0.55);
    const camera = {
      move: 'pan-right' as const,
      path: [
        { at: 0, x: 0, y: 0, zoom: 1 },
        { at: 4, x: 0.2, y: 0, zoom: 1 },
      ],
    };
    const fox = { name: 'fox', path: [{ at: 0, x: 0, y: 0.8, size: 0.2 }] };
    const scene = sceneOf(backdrop, '16:9', { camera, subjects: [fox] });
    const moved = (find: (name: string) => boolean) => {
      const [before, after] = [0, 4].map((t) => layersAt(world, scene, t).findLast((layer) => find(layer.texture))!.x);
      return before! - after!;
    };
    const ground = moved((name) => name.startsWith('backdrop/ground'));
    expect(ground).toBeCloseTo(0.2 / (16 / 9), 3);
    expect(moved((name) => name === 'backdrop/far')).toBeLessThan(0.15 * ground);
    expect(moved((name) => name === 'fox')).toBeCloseTo(ground, 2);
  });

  it('moves no strip of its ground much more than the one above, so that nothing is torn', () => {
    const backdrop = backdropOf(640, 360, 0.55);
    const scene = sceneOf(backdrop, '16:9', { camera: { move: 'static', path: [{ at: 0, x: 0.27, y: 0, zoom: 1 }] } });
    const still = sceneOf(backdrop, '16:9', { camera: { move: 'static', path: [{ at: 0, x: 0, y: 0, zoom: 1 }] } });
    const xs = (one: Scene) =>
      layersAt(world, one, 0).flatMap(({ x, texture }) => (texture.startsWith('backdrop') ? [x] : []));
    const shifts = xs(still).map((x, i) => (x - xs(scene)[i]!) * 160);
    for (const [i, shift] of shifts.entries()) {
      if (i === 0) continue;
      expect(shift - shifts[i - 1]!, `strip ${i}`).toBeGreaterThan(0);
      expect(shift - shifts[i - 1]!, `strip ${i}`).toBeLessThan(1.5);
    }
  });

  it('keeps upright what stands across its horizon, from one end of a pan to the other', () => {
    const [width, height] = [640, 360];
    const plain = backdropOf(width, height, 0.55);
    const drawing = plain.sprite.drawings[0]!.slice();
    // Two trunks, of which one ends half-way down the ground.
    for (const [left, bottom] of [
      [200, 0.7],
      [430, 0.95],
    ] as const) {
      for (let y = 0.3 * height; y < bottom * height; y += 1)
        for (let x = left; x < left + 24; x += 1) drawing.set([20, 10, 10, 255], 4 * (y * width + x));
    }
    const sprite = { width, height, drawings: [drawing] };
    expect(standsAcross(plain.sprite, 0.55)).toBe(false);
    const backdrop = { ...plain, sprite, standing: standsAcross(sprite, 0.55) };
    const scene = sceneOf(backdrop, '16:9', { camera: { move: 'pan-right', path: pathOf('pan-right') } });
    const firstDark = ({ width: across, at }: ReturnType<typeof drawn>, y: number) =>
      Array.from({ length: across }, (_, x) => x).filter((x) => at(x, y, 0) + at(x, y, 1) + at(x, y, 2) < -1.8);
    for (const t of [0, 5, 10]) {
      const image = drawn(scene, backdrop, t);
      const line = Math.round(scene.horizon * image.height);
      const above = firstDark(image, line - 12);
      expect(above.length).toBeGreaterThan(8);
      for (const y of [line - 2, line, line + 2, line + 5, line + 8]) {
        const found = firstDark(image, y);
        expect(Math.abs(found[0]! - above[0]!), `row ${y - line} under the horizon at ${t}`).toBeLessThanOrEqual(1);
        expect(Math.abs(found.at(-1)! - above.at(-1)!)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('of a place without ground is one picture, and a place with water has no waves over it', () => {
    const backdrop = backdropOf(320, 180, 0.5);
    const names = (place: string) =>
      layersAt(world, sceneOf(backdrop, '16:9', { place }), 0).map(({ texture }) => texture);
    expect(names('sky')).toEqual(['backdrop/far']);
    expect(names('sea')).not.toContain('waves');
    expect(names('sea').every((name) => name.startsWith('backdrop/'))).toBe(true);
  });

  it('repeats as in a mirror: no column of the picture meets another than its neighbour', () => {
    const { sprite } = backdropOf(64, 64, 0.5);
    const picture = backdropPicture('backdrop/far', sprite);
    const { width, height, data } = picture.levels[0]!;
    expect([width, height, picture.wrapU, picture.wrapV]).toEqual([128, 128, true, true]);
    const row = Array.from({ length: width + 1 }, (_, x) => data[4 * (x % width)]!);
    for (let x = 1; x <= width; x += 1) expect(Math.abs(row[x]! - row[x - 1]!), `column ${x}`).toBeLessThanOrEqual(2);
  });

  it('keeps the horizon where things can stand under it, whatever the picture is like', () => {
    for (const aspect of aspects) {
      for (const [width, height, horizon] of shapes) {
        const { backdrop, horizon: shown } = fitBackdrop({ ratio: width / height, horizon }, aspect);
        expect(shown).toBeGreaterThanOrEqual(0.45);
        expect(shown).toBeLessThanOrEqual(0.76);
        expect(backdrop.top).toBeLessThanOrEqual(0);
        // Most of what fits the frame is shown.
        const least = Math.max(1.12, (sizes[aspect][0] / sizes[aspect][1] + 0.12) / (width / height));
        expect(backdrop.height).toBeLessThanOrEqual(1.3 * least + 1e-3);
      }
    }
  });
});
