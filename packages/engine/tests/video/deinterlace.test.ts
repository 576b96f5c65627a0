import { describe, expect, it } from 'vitest';
import { firstFieldPlane, fitOfFields, type Plane } from '../../src/video/field-plane.ts';

const [width, height] = [64, 48];

/** A wide soft bar that moves to the right before stripes that stand still, at a moment counted in fields. */
function scene(moment: number): Uint8Array {
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const still = x > 48 ? ((y >> 2) % 2) * 120 + 60 : 60;
      data[y * width + x] = Math.abs(x - 10 - moment * 2) < 6 ? 220 : still;
    }
  return data;
}

const plane = (data: Uint8Array): Plane => ({ data, offset: 0, stride: width, width, height });

/** The picture of two fields whose first is taken at a moment. */
function woven(moment: number, first: 'top' | 'bottom'): Uint8Array {
  const [early, late] = [scene(moment), scene(moment + 1)];
  return early.map((value, index) =>
    (Math.floor(index / width) % 2 === 0) === (first === 'top') ? value : late[index]!,
  );
}

/** Lines that differ from both neighbours in one direction, which progressive pictures of soft things do not show. */
function combs(data: Uint8Array): number {
  let count = 0;
  for (let y = 1; y + 1 < height; y++)
    for (let x = 0; x < 48; x++) {
      const here = data[y * width + x]!;
      const [up, down] = [here - data[(y - 1) * width + x]!, here - data[(y + 1) * width + x]!];
      if (up * down > 400) count += 1;
    }
  return count;
}

describe.each(['top', 'bottom'] as const)('pictures of two fields, %s first', (first) => {
  const pictures = [0, 2, 4].map((moment) => woven(moment, first));
  const planes = () => pictures.map((data) => plane(data.slice())) as [Plane, Plane, Plane];

  it('fit their neighbours in time as well as themselves, in the right order', () => {
    const fit = fitOfFields(...planes());
    const [right, wrong] = first === 'top' ? [fit.topFirst, fit.bottomFirst] : [fit.bottomFirst, fit.topFirst];
    expect(right).toBeLessThan(wrong);
    expect(fit.together / right).toBeGreaterThan(0.6);
  });

  it('become what the first field shows, without combs', () => {
    const [before, now, after] = planes();
    expect(combs(now.data as Uint8Array)).toBeGreaterThan(50);
    firstFieldPlane(before, now, after, first, 255);
    expect(combs(now.data as Uint8Array)).toBe(0);
    const truth = scene(2);
    const wrong = now.data.filter((value, index) => Math.abs(value - truth[index]!) > 40).length;
    expect(wrong / now.data.length).toBeLessThan(0.02);
  });

  it('keep the detail of what stands still', () => {
    const [before, now, after] = planes();
    firstFieldPlane(before, now, after, first, 255);
    const truth = scene(2);
    for (let y = 0; y < height; y++)
      for (let x = 54; x < width; x++) expect(now.data[y * width + x]).toBe(truth[y * width + x]);
  });
});

describe('pictures taken at once', () => {
  it('fit themselves better than others, so that they are left alone', () => {
    const fit = fitOfFields(plane(scene(0)), plane(scene(2)), plane(scene(4)));
    expect(fit.together).toBeLessThan(0.3 * Math.min(fit.topFirst, fit.bottomFirst));
  });

  it('are told from combed ones in a film brought to another rate', () => {
    // Each of two fields shows one of two pictures of the film.
    const mixed = scene(0).map((value, index) => (Math.floor(index / width) % 2 === 0 ? value : scene(4)[index]!));
    const combed = fitOfFields(plane(scene(0)), plane(mixed), plane(scene(4)));
    expect(combed.together).toBeGreaterThan(2 * Math.min(combed.topFirst, combed.bottomFirst));
  });
});

it('interpolates the first picture, before which there is none', () => {
  const [now, after] = [plane(woven(0, 'top')), plane(woven(2, 'top'))];
  firstFieldPlane(undefined, now, after, 'top', 255);
  expect(combs(now.data as Uint8Array)).toBe(0);
});
