import { generationRequestSchema, loopSeams } from '@akezora/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileBlend, startBlend, withSecond, withSeconds } from '../../src/tools/blend/compile.ts';
import type { Compiled } from '../../src/tools/compiled.ts';
import { compileExtend, mostSeconds, startExtend } from '../../src/tools/extend/compile.ts';
import { compileLoop, startLoop } from '../../src/tools/loop/compile.ts';
import { compileRecut, startRecut } from '../../src/tools/recut/compile.ts';
import { type CutPiece, cutSeconds } from '../../src/tools/recut/pieces.ts';
import { compileRemix, startRemix } from '../../src/tools/remix/compile.ts';
import { compileStoryboard } from '../../src/tools/storyboard/compile.ts';
import { capabilities as model } from '../server/state.ts';
import { testClip } from '../support/clips.ts';

const clip = testClip();

/** The request as the server reads it. */
const checked = (compiled: Compiled | undefined) =>
  generationRequestSchema.parse({ prompt: 'unset', ...compiled?.part });

describe('every tool', () => {
  it('opens with settings that make a clip of the family, but for a blend, which needs a second clip', () => {
    const compiled = {
      remix: compileRemix(clip, startRemix(clip), model),
      recut: compileRecut(clip, startRecut(clip), model),
      loop: compileLoop(clip, startLoop(), model),
      extend: compileExtend(clip, startExtend(), model),
      blend: compileBlend(clip, withSecond(startBlend(clip), clip, testClip({ id: 'other' }), model), model),
    };
    for (const [tool, one] of Object.entries(compiled)) expect(checked(one).parent, tool).toBe(clip.id);
    expect(compileBlend(clip, startBlend(clip), model)).toBeUndefined();
  });

  it('asks for the aspect and resolution nearest to the clip’s own', () => {
    const of = (width: number, height: number) => checked(compileLoop(testClip({ width, height }), startLoop(), model));
    expect(of(1280, 700)).toMatchObject({ aspect: '16:9', resolution: '720p' });
    expect(of(160, 90)).toMatchObject({ resolution: '360p' });
    expect(of(720, 1280)).toMatchObject({ aspect: '9:16', resolution: '720p' });
    expect(of(1000, 1010)).toMatchObject({ aspect: '1:1' });
  });

  it('asks only for what the model it runs on has', () => {
    const small = { ...model, aspects: ['1:1'], resolutions: ['480p'] } as typeof model;
    expect(checked(compileLoop(clip, startLoop(), small))).toMatchObject({ aspect: '1:1', resolution: '480p' });
  });
});

describe('extend', () => {
  it('keeps the whole clip and adds seconds after its end or before its start', () => {
    const settings = { ...startExtend(), seconds: 3, words: ' it runs on ' };
    const after = checked(compileExtend(clip, settings, model));
    expect(after).toMatchObject({ seconds: 7, prompt: 'it runs on' });
    expect(after.conditions).toMatchObject([{ from: 0, to: 4, at: 0, strength: 1 }]);
    const before = checked(compileExtend(clip, { ...settings, place: 'before' }, model));
    expect(before.conditions).toMatchObject([{ from: 0, to: 4, at: 3 }]);
  });

  it('adds no more than the model’s longest clip leaves', () => {
    const short = { ...model, seconds: { ...model.seconds, max: 6 } };
    expect(mostSeconds(clip, short)).toBe(2);
    expect(checked(compileExtend(clip, startExtend(), short)).seconds).toBe(6);
    expect(compileExtend(clip, startExtend(), short)?.join).toBeUndefined();
  });

  it('joins a new part to a clip that is already as long as the model makes', () => {
    const full = { ...model, seconds: { ...model.seconds, max: 4 } };
    const compiled = compileExtend(clip, startExtend(), full);
    expect(compiled?.join).toMatchObject({ source: { kind: 'clip', id: clip.id }, place: 'after' });
    expect(checked(compiled).seconds).toBeLessThanOrEqual(4);
  });

  it('goes on under the clip’s own prompt, and waits where it has none', () => {
    expect(compileExtend(testClip({ prompt: '' }), { ...startExtend(), words: ' ' }, model)).toBeUndefined();
    expect(checked(compileExtend(clip, startExtend(), model)).prompt).toBe('a fox');
  });
});

describe('loop', () => {
  it('adds a seam of the length asked for', () => {
    for (const length of ['short', 'normal', 'long'] as const)
      expect(checked(compileLoop(clip, { length, words: '' }, model))).toMatchObject({
        prompt: 'a fox',
        loop: length,
        seconds: 4 + loopSeams[length],
      });
  });
});

describe('remix', () => {
  it('puts what changes after what was, under the same seed', () => {
    const settings = { ...startRemix(clip), prompt: 'a fox.', words: 'make it night' };
    const request = checked(compileRemix(clip, settings, model));
    expect(request.prompt).toBe('a fox. make it night');
    expect(request.seed).toBe(5);
    expect(checked(compileRemix(testClip({ seed: null }), settings, model)).seed).toBeUndefined();
  });

  it('keeps less of the clip the stronger it is', () => {
    const strengths = (['subtle', 'mild', 'strong'] as const).map(
      (strength) =>
        checked(compileRemix(clip, { ...startRemix(clip), strength }, model)).conditions?.[0]?.strength as number,
    );
    expect(strengths).toEqual([...strengths].sort((a, b) => b - a));
    expect(new Set(strengths).size).toBe(3);
  });

  it('waits for a prompt or a change', () => {
    expect(checked(compileRemix(clip, { prompt: '', words: 'night', strength: 'mild' }, model)).prompt).toBe('night');
    expect(compileRemix(clip, { prompt: ' ', words: '', strength: 'mild' }, model)).toBeUndefined();
  });
});

describe('blend', () => {
  const other = testClip({ id: 'other', prompt: 'a boat' });
  const settings = { ...startBlend(clip), second: other, words: 'both', transition: 'curve' as const };

  it('keeps both clips by strengths that add up to one at every moment', () => {
    const curve = [
      { at: 0, value: 0.1 },
      { at: 2, value: 0.7 },
      { at: 4, value: 1 },
    ];
    const [first, second] = checked(compileBlend(clip, { ...settings, curve }, model)).conditions ?? [];
    const one = first?.strength as { at: number; value: number }[];
    const two = second?.strength as { at: number; value: number }[];
    one.forEach((point, i) => {
      expect(point.at).toBe(two[i]?.at);
      expect(point.value + (two[i]?.value ?? 0)).toBeCloseTo(1, 6);
    });
    expect(second?.source).toEqual({ kind: 'clip', id: 'other' });
  });

  it('asks for the transition that suits both clips unless another is chosen, and mixes where the model has none', () => {
    const asked = (change: object, on = model) =>
      checked(compileBlend(clip, { ...startBlend(clip), second: other, ...change }, on)).transition;
    expect(asked({})).toBe('auto');
    expect(asked({ transition: 'wipe' })).toBe('wipe');
    expect(asked({ transition: 'curve' })).toBeUndefined();
    const without = { ...model, controls: { ...model.controls, transition: false } };
    expect(asked({ transition: 'wipe' }, without)).toBeUndefined();
  });

  it('runs from the start of the first to the end of the second, whatever their lengths', () => {
    const of = (seconds: number) =>
      checked(compileBlend(clip, { ...settings, second: { ...other, seconds } }, model)).conditions?.[1];
    expect(of(3)).toMatchObject({ at: 1 });
    expect(of(4)).toMatchObject({ at: 0 });
    expect(of(10)).toMatchObject({ at: 0, from: 6, to: 10 });
  });

  it('becomes long enough to show both clips whole, up to half a minute, when the second is chosen', () => {
    const chosen = (seconds: number) => withSecond(startBlend(clip), clip, { ...other, seconds }, model);
    expect(chosen(9).seconds).toBe(9);
    expect(checked(compileBlend(clip, chosen(9), model)).prompt).toBe('a fox / a boat');
    expect(chosen(9).curve.at(-1)).toEqual({ at: 9, value: 1 });
    expect(chosen(2).seconds).toBe(4);
    expect(chosen(50).seconds).toBe(30);
  });

  it('stretches its curve with its length', () => {
    expect(withSeconds({ ...settings, curve: [{ at: 1, value: 0.5 }] }, 8)).toEqual({
      seconds: 8,
      curve: [{ at: 2, value: 0.5 }],
    });
  });
});

describe('re-cut', () => {
  it('has no overlaps and is as long as its parts', () => {
    const part = fc.record({
      from: fc.double({ min: 0, max: 2, noNaN: true }),
      length: fc.double({ min: 0.25, max: 2, noNaN: true }),
      gap: fc.constantFrom(0, 0.5, 2),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), fc.constantFrom(0, 3), (parts, after) => {
        const pieces = [
          ...parts.flatMap(({ from, length, gap }, n): CutPiece[] => [
            ...(gap > 0 ? [{ kind: 'new' as const, key: `gap-${n}`, seconds: gap }] : []),
            { kind: 'clip', key: `piece-${n}`, clip, from, to: from + length },
          ]),
          ...(after > 0 ? [{ kind: 'new' as const, key: 'after', seconds: after }] : []),
        ];
        const request = checked(compileRecut(clip, { pieces, words: 'x' }, model));
        let end = 0;
        for (const { at, from, to } of request.conditions ?? []) {
          expect(at).toBeGreaterThanOrEqual(end - 0.005);
          end = at + (to ?? 0) - (from ?? 0);
        }
        expect(request.seconds).toBeCloseTo(end + after, 1);
        expect(request.seconds).toBeCloseTo(cutSeconds(pieces), 2);
      }),
    );
  });
});

describe('a re-cut without words', () => {
  it('goes on under the clip’s own prompt', () => {
    expect(checked(compileRecut(clip, startRecut(clip), model)).prompt).toBe('a fox');
    expect(checked(compileRecut(clip, { ...startRecut(clip), words: ' it jumps ' }, model)).prompt).toBe('it jumps');
  });
});

describe('a storyboard', () => {
  it('strings prompts over time, with pictures and clips where they stand', () => {
    const part = compileStoryboard({
      seconds: 10,
      aspect: '9:16',
      seed: 3,
      cards: [
        { id: 'c', at: 6, kind: 'video', prompt: 'the sea', clip: 'clip_1', from: 1, to: 9 },
        { id: 'a', at: 0, kind: 'text', prompt: 'a forest' },
        { id: 'b', at: 3, kind: 'image', prompt: '', upload: 'up_1' },
      ],
    });
    const request = checked(part && { part });
    expect(request).toMatchObject({ seconds: 10, aspect: '9:16', seed: 3, prompt: 'a forest / the sea' });
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

  it('takes a card’s own upload as a video, and nothing from a card whose file is missing', () => {
    const of = (card: object) =>
      compileStoryboard({ seconds: 5, cards: [{ id: 'a', at: 0, kind: 'video', prompt: 'x', ...card }] })?.conditions;
    expect(of({ upload: 'up_2', from: 0, to: 2 })).toMatchObject([
      { source: { kind: 'video', file: 'upload:up_2' }, to: 2 },
    ]);
    expect(of({})).toBeUndefined();
    expect(of({ kind: 'image' })).toBeUndefined();
  });

  it('waits until a card has words', () => {
    const cards = [{ id: 'a', at: 0, kind: 'text', prompt: ' ' } as const];
    expect(compileStoryboard({ seconds: 5, cards })).toBeUndefined();
  });
});
