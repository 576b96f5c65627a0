import { describe, expect, it } from 'vitest';
import { standsAcross } from '../../../../src/models/akezora/backdrop/standing.ts';
import { land } from './pictures.ts';

const [width, height, horizon] = [480, 270, 0.6];
type Pixel = readonly [red: number, green: number, blue: number];

/** A sky over land, painted over where `paint` has a colour. */
function picture(paint: (x: number, y: number) => Pixel | undefined) {
  const drawing = new Uint8Array(land(width, height, horizon));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const colour = paint(x, y / height);
      if (colour !== undefined) drawing.set(colour, 4 * (y * width + x));
    }
  }
  return { width, height, drawings: [drawing] };
}

const within = (value: number, from: number, to: number) => value >= from && value < to;

describe('what stands across the horizon of a picture', () => {
  it.each<[string, (x: number, y: number) => Pixel | undefined]>([
    ['a trunk', (x, y) => (within(x, 200, 212) && within(y, 0.3, 0.75) ? [90, 60, 40] : undefined)],
    ['a pale tower', (x, y) => (within(x, 50, 90) && within(y, 0.1, 0.7) ? [235, 235, 230] : undefined)],
    ['a row of houses', (x, y) => (x % 80 < 60 && within(y, 0.5, 0.72) ? [150 + (x % 7), 70, 60] : undefined)],
  ])('is found: %s', (_, paint) => {
    expect(standsAcross(picture(paint), horizon)).toBe(true);
  });

  it.each<[string, (x: number, y: number) => Pixel | undefined]>([
    ['nothing', () => undefined],
    ['trees that end at the horizon', (x, y) => (x % 60 < 20 && within(y, 0.4, horizon) ? [30, 80, 40] : undefined)],
    ['posts that stand on the ground', (x, y) => (x % 60 < 6 && within(y, 0.68, 0.9) ? [90, 60, 40] : undefined)],
    [
      'the sun and its soft path on the water',
      (x, y) => {
        const glow = Math.exp(-(((x - 240) / 60) ** 2));
        return within(y, 0.4, 1) ? [90 + 160 * glow, 120 + 100 * glow, 140 - 20 * glow] : undefined;
      },
    ],
  ])('is not found where there is %s', (_, paint) => {
    expect(standsAcross(picture(paint), horizon)).toBe(false);
  });

  it('is not looked for at the edge of a picture', () => {
    expect(
      standsAcross(
        picture(() => undefined),
        0,
      ),
    ).toBe(false);
    expect(
      standsAcross(
        picture(() => undefined),
        1,
      ),
    ).toBe(false);
  });
});
