import { generationRequestSchema } from '@akezora/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CameraMove, driftOf } from '../../../../src/models/akezora/inputs/drift.ts';
import { HeldPicture } from '../../../../src/models/akezora/inputs/held-picture.ts';
import { holdOf, opacityOf } from '../../../../src/models/akezora/inputs/hold.ts';
import type { Frame } from '../../../../src/video/frame.ts';
import { resample } from '../../../../src/video/resample.ts';

interface Asked {
  readonly at: number;
  readonly strength?: number | { at: number; value: number }[];
  readonly kind?: 'image' | 'video';
}

/** The hold of the first of some conditions in a clip of ten seconds, with storyboard cards at some times. */
function holdIn(conditions: readonly Asked[], cards: readonly number[] = []) {
  const request = generationRequestSchema.parse({
    prompt: 'x',
    conditions: conditions.map(({ kind = 'image', ...rest }) => ({ source: { kind, file: '/x' }, ...rest })),
    ...(cards.length > 0 && { storyboard: cards.map((at) => ({ at, prompt: 'x' })) }),
  });
  const [first] = request.conditions!;
  const hold = holdOf(request, first!, 10);
  return { ...hold, opacity: (at: number) => opacityOf(hold, first!.strength, at) };
}

describe('a picture of another world stays', () => {
  it('as long as its strength says, and then dissolves in a second', () => {
    expect(holdIn([{ at: 0 }])).toMatchObject({ from: 0, to: 10, gone: 10 });
    expect(holdIn([{ at: 0, strength: 0.5 }])).toMatchObject({ from: 0, to: 5, gone: 6 });
    expect(holdIn([{ at: 5, strength: 0.2 }])).toMatchObject({ fadeIn: 4.25, from: 5, to: 6, gone: 7 });
    const { opacity } = holdIn([{ at: 5, strength: 0.2 }]);
    expect([0, 4.2, 4.625, 5, 5.9, 6.5, 7, 9].map(opacity)).toEqual([0, 0, 0.5, 1, 1, 0.5, 0, 0]);
  });

  it('until the next picture, which fades in over it, a clip or a shot, which cut it', () => {
    const before = holdIn([{ at: 0 }, { at: 4 }]);
    expect(before).toMatchObject({ to: 3.25, gone: 4 });
    expect([3.25, 3.625, 3.99].map(before.opacity)).toEqual([1, 0.5, expect.closeTo(0, 2)]);
    expect(holdIn([{ at: 0 }, { at: 4, kind: 'video' }])).toMatchObject({ to: 4, gone: 4 });
    expect(holdIn([{ at: 0 }], [0, 3])).toMatchObject({ fadeIn: 0, to: 3, gone: 3 });
    expect(holdIn([{ at: 3 }, { at: 0 }], [0, 3])).toMatchObject({ fadeIn: 3, to: 10, gone: 10 });
    expect(holdIn([{ at: 2, strength: 0.5 }, { at: 4 }])).toMatchObject({ to: 3, gone: 4 });
    expect(holdIn([{ at: 0 }, { at: 4, strength: 0 }])).toMatchObject({ to: 10 });
  });

  it('as opaque as a strength says that changes', () => {
    const fading = [
      { at: 0, value: 1 },
      { at: 8, value: 0 },
    ];
    const { opacity, gone } = holdIn([{ at: 0, strength: fading }]);
    expect([...[0, 2, 4, 6, 9].map(opacity), gone]).toEqual([1, 0.75, 0.5, 0.25, 0, 10]);
  });
});

const size = { width: 64, height: 36 };

/** White, with a dark mark in its upper left corner. */
function marked(width: number, height: number): Frame {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let y = 0; y < height / 4; y += 1) data.fill(40, y * width * 4, (y * width + width / 4) * 4);
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  return { width, height, data, at: 0 };
}

/** A picture of smooth waves, so that its place can be told. */
function waves(width: number, height: number): Frame {
  const data = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i += 1) {
    const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
    const value = 128 + 60 * Math.sin(5 * x) * Math.cos(4 * y);
    data.fill(value, 4 * i, 4 * i + 3);
  }
  return { width, height, data, at: 0 };
}

const moves: CameraMove[] = ['static', 'pan-left', 'pan-right', 'zoom-in', 'zoom-out', 'tilt-up', 'tilt-down'];

/** Mean difference of two frames' colours, of 255. */
function difference(a: Frame, b: Frame): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i += 1) if (i % 4 < 3) sum += Math.abs(a.data[i]! - b.data[i]!);
  return sum / (a.data.length * 0.75);
}

describe('the camera over a held picture', () => {
  it('never shows its edge, whatever its shape, and starts as it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 8, max: 200 }),
        fc.integer({ min: 8, max: 200 }),
        fc.constantFrom(...moves),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.1, max: 60, noNaN: true }),
        async (width, height, move, progress, seconds) => {
          const white = { width, height, data: new Uint8Array(width * height * 4).fill(255), at: 0 };
          const picture = await HeldPicture.of(white, size);
          const { data } = picture.frame(driftOf(move, picture.room, progress, seconds), 0);
          expect(data.reduce((least, value) => Math.min(least, value), 255)).toBeGreaterThan(252);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
    for (const move of moves.filter((name) => name !== 'zoom-out')) {
      const source = waves(160, 90);
      const picture = await HeldPicture.of(source, size);
      const first = picture.frame(driftOf(move, picture.room, 0, 10), 0);
      expect(difference(first, resample(source, size.width, size.height))).toBeLessThan(2);
    }
  });

  it('moves the way of the shot, gently', async () => {
    const picture = await HeldPicture.of(marked(256, 144), size);
    /** How wide and how high the dark corner is at the end, in pixels. */
    const cornerOf = (move: CameraMove, progress: number) => {
      const { data } = picture.frame(driftOf(move, picture.room, progress, 10), 0);
      const dark = (x: number, y: number) => (255 - data[4 * (y * size.width + x)]!) / 215;
      let [across, down] = [0, 0];
      for (let x = 0; x < size.width; x += 1) across += dark(x, 1);
      for (let y = 0; y < size.height; y += 1) down += dark(1, y);
      return { across, down };
    };
    const start = cornerOf('pan-left', 0);
    expect(start).toEqual({ across: expect.closeTo(16, 0), down: expect.closeTo(9, 0) });
    const left = cornerOf('pan-left', 1);
    const right = cornerOf('pan-right', 1);
    expect(left.across).toBeGreaterThan(right.across + 4);
    expect(cornerOf('tilt-up', 1).down).toBeGreaterThan(cornerOf('tilt-down', 1).down + 2);
    expect(cornerOf('zoom-in', 1).across).toBeLessThan(start.across - 1.5);
    expect(cornerOf('zoom-out', 0).across).toBeCloseTo(cornerOf('zoom-in', 1).across, 5);
    const still = cornerOf('static', 1).across;
    expect(still).toBeLessThan(start.across - 0.3);
    expect(still).toBeGreaterThan(start.across - 1);
  });
});
