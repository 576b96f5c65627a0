import { colours } from '@akezora/contract';
import { describe, expect, test } from 'vitest';
import { openArt } from '../../../../src/models/akezora/art/art.ts';
import { labOf, rgbOf } from '../../../../src/models/akezora/art/oklab.ts';
import { postured } from '../../../../src/models/akezora/art/posture.ts';
import { type Colour, tinted } from '../../../../src/models/akezora/art/tint.ts';
import type { Drawings } from '../../../../src/models/akezora/compositor/picture.ts';

const art = openArt();
async function drawing(name: string): Promise<Drawings> {
  const { width, height, drawings } = await (await art).sprite(name);
  return { width, height, data: drawings[0]! };
}

/** Mean lightness, share of colourful pixels, and their mean hue in degrees, over opaque pixels where `where` is true. */
function statistics({ data }: Drawings, where: (i: number) => boolean = () => true) {
  let [count, light, colourful, a, b] = [0, 0, 0, 0, 0];
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3]! < 250 || !where(i)) continue;
    const lab = labOf((data[i]! << 16) | (data[i + 1]! << 8) | data[i + 2]!);
    count += 1;
    light += lab[0];
    if (Math.hypot(lab[1], lab[2]) < 0.06) continue;
    colourful += 1;
    a += lab[1];
    b += lab[2];
  }
  return { light: light / count, colourful: colourful / count, hue: ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360 };
}

const changedIn = (before: Drawings, after: Drawings) => (i: number) =>
  [0, 1, 2].some((c) => Math.abs(before.data[i + c]! - after.data[i + c]!) > 12);
const apart = (a: number, b: number) => Math.abs(((a - b + 540) % 360) - 180);

test('Oklab has the values of its author’s table', () => {
  // Red, green and blue of sRGB: https://bottosson.github.io/posts/oklab/ and CSS Color 4.
  const known = [
    [0xff0000, 0.62796, 0.22486, 0.12585],
    [0x00ff00, 0.86644, -0.23389, 0.1795],
    [0x0000ff, 0.45201, -0.03246, -0.31153],
    [0xffffff, 1, 0, 0],
  ] as const;
  for (const [rgb, ...lab] of known) {
    for (const [i, value] of labOf(rgb).entries()) expect(value).toBeCloseTo(lab[i]!, 3);
    expect(rgbOf(labOf(rgb))).toBe(rgb);
  }
});

describe('a tint', () => {
  /** Hues of sRGB's own red, orange, yellow, green (CSS), blue, purple and hot pink in Oklab, by CSS Color 4. */
  const hues: Partial<Record<Colour, number>> = {
    red: 29,
    orange: 61,
    yellow: 105,
    green: 142,
    blue: 262,
    purple: 315,
    pink: 352,
  };
  test.each(Object.entries(hues) as [Colour, number][])(
    '%s gives cars, cats, birds and grey elephants this hue',
    async (colour, hue) => {
      for (const name of ['bus', 'cat', 'tropical fish', 'bicycle', 'elephant', 'octopus', 'horse', 'house']) {
        const before = await drawing(name);
        const after = tinted(before, colour);
        const { hue: got, colourful } = statistics(after, changedIn(before, after));
        // A picture that had the colour already hardly changes.
        if (Number.isNaN(got)) continue;
        expect(apart(got, hue), name).toBeLessThan(24);
        expect(colourful, name).toBeGreaterThan(0.55);
      }
    },
  );

  test('black darkens, white lightens, grey takes the colour away', async () => {
    for (const name of ['cat', 'horse', 'bus', 'fox', 'pig']) {
      const before = await drawing(name);
      const own = statistics(before);
      const [black, white, grey] = (['black', 'white', 'grey'] as const).map((colour) => tinted(before, colour));
      expect(statistics(black!).light, name).toBeLessThan(own.light - 0.08);
      expect(statistics(white!).light, name).toBeGreaterThan(own.light + 0.05);
      expect(statistics(grey!).colourful, name).toBeLessThan(own.colourful - 0.25);
    }
  });

  test('leaves outlines and eyes dark, windows blue, and what does not show as it was', async () => {
    const bus = await drawing('bus');
    const red = tinted(bus, 'red');
    const kept = (test: (lab: readonly [number, number, number]) => boolean) => {
      let [all, same] = [0, 0];
      for (let i = 0; i < bus.data.length; i += 4) {
        if (
          bus.data[i + 3]! < 250 ||
          !test(labOf((bus.data[i]! << 16) | (bus.data[i + 1]! << 8) | bus.data[i + 2]!) as never)
        )
          continue;
        all += 1;
        if (!changedIn(bus, red)(i)) same += 1;
      }
      return same / all;
    };
    expect(kept(([light]) => light < 0.25)).toBeGreaterThan(0.9);
    expect(kept(([, a, b]) => b < -0.08 && a < 0)).toBeGreaterThan(0.9);
    expect(kept(([, a, b]) => a > 0.05 && b > 0.08)).toBeLessThan(0.1);
    for (let i = 3; i < bus.data.length; i += 4) expect(red.data[i]).toBe(bus.data[i]);
  });

  test('keeps shading: what was lighter within the coat is lighter still', async () => {
    const before = await drawing('elephant');
    for (const colour of colours) {
      const after = tinted(before, colour);
      const lights = (of: Drawings) => {
        const out: number[] = [];
        for (let i = 0; i < of.data.length; i += 4)
          if (before.data[i + 3] === 255)
            out.push(labOf((of.data[i]! << 16) | (of.data[i + 1]! << 8) | of.data[i + 2]!)[0]);
        return out;
      };
      const [a, b] = [lights(before), lights(after)];
      const mean = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
      const [ma, mb] = [mean(a), mean(b)];
      const cov = a.reduce((sum, one, i) => sum + (one - ma) * (b[i]! - mb), 0);
      const spread = (values: number[], m: number) => Math.sqrt(values.reduce((sum, one) => sum + (one - m) ** 2, 0));
      expect(cov / spread(a, ma) / spread(b, mb), colour).toBeGreaterThan(0.7);
    }
  });

  test('of people changes what they wear, not their skin', async () => {
    const before = await drawing('person walking');
    const after = tinted(before, 'green', true);
    const changed = changedIn(before, after);
    const skin = (i: number) => {
      const [light, a, b] = labOf((before.data[i]! << 16) | (before.data[i + 1]! << 8) | before.data[i + 2]!);
      return light > 0.75 && b > 0.1 && a < 0.04;
    };
    let [skins, touched, all] = [0, 0, 0];
    for (let i = 0; i < before.data.length; i += 4) {
      if (before.data[i + 3]! < 250) continue;
      if (skin(i)) [skins, touched] = [skins + 1, touched + (changed(i) ? 1 : 0)];
      else if (changed(i)) all += 1;
    }
    expect(skins).toBeGreaterThan(300);
    expect(touched / skins).toBeLessThan(0.1);
    expect(all).toBeGreaterThan(500);
  });
});

describe('a posture', () => {
  const top = ({ width, height, data }: Drawings, from = 0, to = width) => {
    for (let y = 0; y < height; y += 1)
      for (let x = from; x < to; x += 1) if (data[4 * (y * width + x) + 3]! > 200) return y;
    return height;
  };
  const bottom = ({ width, height, data }: Drawings) => {
    for (let y = height - 1; y >= 0; y -= 1)
      for (let x = 0; x < width; x += 1) if (data[4 * (y * width + x) + 3]! > 24) return y;
    return -1;
  };

  test('brings the whole body down, the hind part, or the head, and leaves the feet on the ground', async () => {
    const cow = await drawing('cow');
    const posed = (posture: 'lie' | 'sit' | 'bow', faces: 'left' | 'right' = 'left') =>
      postured(cow, { posture, faces });
    for (const posture of ['lie', 'sit', 'bow'] as const) expect(bottom(posed(posture))).toBe(bottom(cow));
    const third = Math.floor(cow.width / 3);
    const lower = (of: Drawings, side: 'head' | 'back') => {
      const [from, to] = side === 'head' ? [0, third] : [2 * third, cow.width];
      return top(of, from, to) - top(cow, from, to);
    };
    expect(lower(posed('lie'), 'head')).toBeGreaterThan(30);
    expect(lower(posed('lie'), 'back')).toBeGreaterThan(30);
    expect(lower(posed('sit'), 'head')).toBeLessThan(12);
    expect(lower(posed('sit'), 'back')).toBeGreaterThan(25);
    expect(lower(posed('bow'), 'head')).toBeGreaterThan(20);
    expect(lower(posed('bow'), 'back')).toBeLessThan(12);
    // Of one that looks the other way the other part comes down.
    expect(lower(posed('sit', 'right'), 'back')).toBeLessThan(12);
  });
});
