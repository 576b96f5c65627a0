import { readFileSync } from 'node:fs';
import { type Brief, briefSchema } from '@akezora/contract';
import { describe, expect, test } from 'vitest';
import { stage } from '../../../../src/models/akezora/scene/stage.ts';
import { readWorld } from '../../../../src/models/akezora/scene/world.ts';

const world = readWorld(
  JSON.parse(readFileSync(new URL('../../../../../../models/akezora-2/world.json', import.meta.url), 'utf8')),
);
const seeds = Array.from({ length: 24 }, (_, i) => 11 * i + 1);
const brief = (said: Record<string, unknown>): Brief =>
  briefSchema.parse({ place: null, time: null, weather: null, style: null, camera: null, subjects: [], ...said });
const staged = (said: Record<string, unknown>, seed: number) => stage(world, brief(said), seed, 4, '16:9');

describe('the sky', () => {
  test('has the moon that somebody is under, once, and no larger than a fifth of the frame', () => {
    for (const seed of seeds) {
      const { sky, props } = staged(
        {
          time: 'night',
          weather: 'clear',
          subjects: [{ name: 'cat', action: 'sit', relation: { kind: 'under', to: 'moon' } }],
          things: [{ name: 'moon' }],
        },
        seed,
      );
      const moons = sky.filter(({ name }) => name === 'moon');
      expect(moons).toHaveLength(1);
      expect(moons[0]!.size).toBeLessThanOrEqual(0.2);
      expect(props.some(({ name }) => name === 'moon')).toBe(false);
    }
  });

  test('has no cloud before what is said to be in it, and nothing before its moon', () => {
    for (const seed of seeds) {
      const { sky } = staged(
        {
          place: 'meadow',
          time: 'night',
          weather: 'clear',
          things: [{ name: 'shooting star' }, { name: 'crescent moon' }],
        },
        seed,
      );
      expect(sky.filter(({ name }) => name === 'moon')).toEqual([]);
      const crescent = sky.find(({ name }) => name === 'crescent moon')!;
      for (const { x, y, size } of sky.filter(({ name }) => name === 'cloud'))
        expect(Math.hypot(x - crescent.x, y - crescent.y)).toBeGreaterThan(0.3 * (size + crescent.size));
    }
  });

  test('has a mountain behind the land, its foot at the horizon, away from whoever is there', () => {
    for (const seed of seeds) {
      const scene = staged({ subjects: [{ name: 'bus', action: 'drive' }], things: [{ name: 'mount fuji' }] }, seed);
      const fuji = scene.sky.find(({ name }) => name === 'mount fuji')!;
      expect(fuji.y + fuji.size / 2 - scene.horizon).toBeCloseTo(0.03, 2);
      expect(fuji.size).toBeGreaterThan(0.5);
      expect(scene.place).toBe('meadow');
    }
  });

  test('keeps the moon near that somebody sits on', () => {
    const { props } = staged(
      {
        place: 'meadow',
        subjects: [{ name: 'cat', action: 'sit', relation: { kind: 'on', to: 'moon' } }],
        things: [{ name: 'moon' }],
      },
      3,
    );
    expect(props.some(({ name }) => name === 'moon')).toBe(true);
  });
});

describe('a scene that says neither place nor hour', () => {
  test.each([
    ['a whale', { subjects: [{ name: 'whale', action: 'leap' }] }],
    ['a dog', { subjects: [{ name: 'dog' }] }],
    ['nobody', { things: [{ name: 'house' }] }],
  ])('is not at night: %s', (_, said) => {
    expect(seeds.map((seed) => staged(said, seed).time)).not.toContain('night');
  });

  test('is at night for owls, mostly', () => {
    const hours = seeds.map((seed) => staged({ subjects: [{ name: 'owl' }] }, seed).time);
    expect(hours.filter((time) => time === 'night').length).toBeGreaterThan(seeds.length / 3);
  });

  test('is in no snowfield where it rains, or an umbrella is', () => {
    for (const seed of seeds) {
      expect(staged({ weather: 'rain', subjects: [{ name: 'rabbit' }] }, seed).place).not.toBe('snowfield');
      expect(
        staged({ subjects: [{ name: 'penguin' }, { name: 'rabbit' }], things: [{ name: 'umbrella' }] }, seed).place,
      ).not.toBe('desert');
    }
  });

  test.each([
    ['lighthouse', 'beach'],
    ['coral', 'underwater'],
    ['cactus', 'desert'],
    ['neon sign', 'city'],
  ])('is where its things are: %s', (name, place) => {
    for (const seed of seeds) expect(staged({ things: [{ name }] }, seed).place).toBe(place);
  });
});
