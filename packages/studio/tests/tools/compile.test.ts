import { generationRequestSchema } from '@akezora/contract';
import type { Clip } from '@akezora/contract/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aspectOf,
  blend,
  extend,
  loop,
  recut,
  recutSeconds,
  remix,
  resolutionOf,
  seams,
  storyboard,
} from '../../src/tools/compile.ts';
import { addClip, createState } from '../server/state.ts';

const clip = (more: Partial<Clip> = {}): Clip => ({
  ...addClip(createState(), generationRequestSchema.parse({ prompt: 'a fox', seed: 5 })),
  seconds: 4,
  ...more,
});
const checked = (part: object) => generationRequestSchema.parse({ prompt: '', ...part });

describe('tools compile to known frames', () => {
  it('extends after the end or before the start, and keeps the clip whole', () => {
    const after = checked(extend(clip(), 3, 'after', 'it runs on'));
    expect(after.seconds).toBe(7);
    expect(after.conditions).toMatchObject([{ from: 0, to: 4, at: 0, strength: 1 }]);
    const before = checked(extend(clip(), 3, 'before', 'it comes'));
    expect(before.conditions).toMatchObject([{ from: 0, to: 4, at: 3 }]);
    expect(before.parent).toBe(clip().id);
  });

  it('loops with a seam of the length asked for', () => {
    for (const length of ['short', 'normal', 'long'] as const)
      expect(checked(loop(clip(), length))).toMatchObject({ loop: length, seconds: 4 + seams[length] });
  });

  it('remixes with what changes after what was, under the same seed', () => {
    const request = checked(remix(clip(), 'mild', 'a fox.', 'make it night'));
    expect(request.prompt).toBe('a fox. make it night');
    expect(request.seed).toBe(5);
    const strengths = (['subtle', 'mild', 'strong'] as const).map(
      (how) => checked(remix(clip(), how, 'a', '')).conditions?.[0]?.strength,
    );
    expect(strengths).toEqual([...strengths].sort((a, b) => Number(b) - Number(a)));
  });

  it('blends with strengths that add up to one at every moment', () => {
    const curve = [
      { at: 0, value: 0.1 },
      { at: 2, value: 0.7 },
      { at: 4, value: 1 },
    ];
    const [first, second] = checked(blend(clip(), clip({ id: 'other' }), curve, 4, 'both')).conditions ?? [];
    const one = first?.strength as { at: number; value: number }[];
    const two = second?.strength as { at: number; value: number }[];
    one.forEach((point, i) => {
      expect(point.at).toBe(two[i]?.at);
      expect(point.value + (two[i]?.value ?? 0)).toBeCloseTo(1, 6);
    });
    expect(second?.source).toEqual({ kind: 'clip', id: 'other' });
  });

  it('blends from the start of the first to the end of the second, whatever their lengths', () => {
    const curve = [
      { at: 0, value: 0 },
      { at: 4, value: 1 },
    ];
    const of = (length: number) =>
      checked(blend(clip(), clip({ id: 'other', seconds: length }), curve, 4, 'both')).conditions?.[1];
    expect(of(3)).toMatchObject({ at: 1 });
    expect(of(4)).toMatchObject({ at: 0 });
    expect(of(10)).toMatchObject({ at: 0, from: 6, to: 10 });
  });

  it('re-cuts without overlaps and as long as its parts', () => {
    const part = fc.record({
      from: fc.double({ min: 0, max: 2, noNaN: true }),
      length: fc.double({ min: 0.25, max: 2, noNaN: true }),
      gap: fc.constantFrom(0, 0.5, 2),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), fc.constantFrom(0, 3), (parts, after) => {
        const pieces = parts.map(({ from, length, gap }, i) => ({
          key: String(i),
          clip: clip(),
          from,
          to: from + length,
          gap,
        }));
        const request = checked(recut(pieces, after, 'x'));
        let end = 0;
        for (const { at, from, to } of request.conditions ?? []) {
          expect(at).toBeGreaterThanOrEqual(end - 0.005);
          end = at + (to ?? 0) - (from ?? 0);
        }
        expect(request.seconds).toBeCloseTo(end + after, 1);
        expect(request.seconds).toBe(recutSeconds(pieces, after));
      }),
    );
  });

  it('strings a storyboard together: words over time, pictures and clips where they stand', () => {
    const request = checked(
      storyboard({
        seconds: 10,
        cards: [
          { id: 'c', at: 6, kind: 'video', prompt: 'the sea', clip: 'clip_1', from: 1, to: 9 },
          { id: 'a', at: 0, kind: 'text', prompt: 'a forest' },
          { id: 'b', at: 3, kind: 'image', prompt: '', upload: 'up_1' },
        ],
      }),
    );
    expect(request.storyboard).toEqual([
      { at: 0, prompt: 'a forest' },
      { at: 6, prompt: 'the sea' },
    ]);
    expect(request.conditions).toMatchObject([
      { source: { kind: 'image', file: 'upload:up_1' }, at: 3 },
      // Four seconds are left, so four of the clip's eight are used.
      { source: { kind: 'clip', id: 'clip_1' }, from: 1, to: 5, at: 6 },
    ]);
  });

  it('names the nearest height and shape', () => {
    expect(resolutionOf({ width: 1280, height: 700 })).toBe('720p');
    expect(resolutionOf({ width: 160, height: 90 })).toBe('360p');
    expect(aspectOf({ width: 720, height: 1280 })).toBe('9:16');
    expect(aspectOf({ width: 1000, height: 1010 })).toBe('1:1');
  });
});
