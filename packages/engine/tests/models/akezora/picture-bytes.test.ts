/** What a plan says of a request's own pictures, beside the bytes of the pictures that the compositor is given. */
import { expect, test } from 'vitest';
import { backdropPicture } from '../../../src/models/akezora/backdrop/pictures.ts';
import { type Picture, pictureOf } from '../../../src/models/akezora/compositor/picture.ts';
import { pictureBytesOf } from '../../../src/models/akezora/picture-bytes.ts';
import { layersAt } from '../../../src/models/akezora/scene/layers.ts';
import { backdropOf, sceneOf, world } from './backdrop/pictures.ts';

const bytesOf = ({ levels }: Picture) => levels.reduce((sum, { data }) => sum + data.length, 0);
const sprite = (width: number, height: number, drawings: number, alpha = 255) => ({
  width,
  height,
  drawings: Array.from({ length: drawings }, () => new Uint8Array(width * height * 4).fill(alpha)),
});

test.each([
  [1, 1024],
  [24, 128],
])('an actor of %i drawings takes what its pictures take', (drawings, side) => {
  const drawn = sprite(side, side, drawings);
  const fact = { name: 'a', sha256: '0'.repeat(64), faces: 'left', feet: 1, scale: 1 } as const;
  const look = { faces: 'left', feet: 1, scale: 1, life: drawings === 1 } as const;
  const member = { name: 'a', sprite: drawn, look, fact };
  const data = new Uint8Array(4 * side * side * drawings);
  const truth = data.length + bytesOf(pictureOf({ width: side, height: side, data }, { margin: true }));
  expect(pictureBytesOf({ cast: [member] }) / truth).toBeCloseTo(1, 1);
});

test.each([0.3, 0.6, 0.9])(
  'a backdrop with its horizon at %d takes at most what is planned, and not much less',
  (horizon) => {
    const backdrop = backdropOf(640, 400, horizon);
    const drawn = backdrop.sprite;
    const layers = layersAt(world, sceneOf(backdrop, '16:9'), 0).filter(({ texture }) =>
      texture.startsWith('backdrop/'),
    );
    const pictures = [...new Set(layers.map(({ texture }) => texture))].map((texture) =>
      backdropPicture(texture, drawn),
    );
    const truth = 4 * 640 * 400 + pictures.reduce((sum, picture) => sum + bytesOf(picture), 0);
    const planned = pictureBytesOf({ cast: [], backdrop });
    expect(planned / truth).toBeGreaterThan(0.95);
    expect(planned / truth).toBeLessThan(1.35);
  },
);

test('without pictures of its own a clip takes nothing for them', () => {
  expect(pictureBytesOf({ cast: [{ name: 'a', subject: 'dog' }] })).toBe(0);
});
