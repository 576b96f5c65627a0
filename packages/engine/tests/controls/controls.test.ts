import { generationRequestSchema } from '@akezora/contract';
import { describe, expect, it } from 'vitest';
import {
  blend,
  character,
  combine,
  extend,
  imageToVideo,
  loop,
  type RequestPart,
  recut,
  remix,
  storyboard,
} from '../../src/controls/controls.ts';
import { strengthAt } from '../../src/video/strength.ts';

/** A part as a whole, valid request. */
const whole = (part: RequestPart) => generationRequestSchema.parse({ prompt: 'a fox', ...part });

describe('controls compile to conditions', () => {
  it('image to video: one condition at 0, or where it is placed', () => {
    expect(whole(imageToVideo('a.png')).conditions).toEqual([
      { source: { kind: 'image', file: 'a.png' }, at: 0, strength: 1 },
    ]);
    const key = whole(combine(imageToVideo('a.png'), imageToVideo('b.png', 4, 0.5))).conditions!;
    expect(key.map(({ at, strength }) => [at, strength])).toEqual([
      [0, 1],
      [4, 0.5],
    ]);
  });

  it('extend: the end at 0, or the start at the end', () => {
    const clip = { file: 'a.mp4', seconds: 8 };
    expect(whole(extend(clip, 10)).conditions).toMatchObject([{ from: 7, to: 8, at: 0 }]);
    expect(whole(extend(clip, 10, 'backwards')).conditions).toMatchObject([{ from: 0, to: 1, at: 9 }]);
    expect(whole(extend({ file: 'b.mp4', seconds: 0.4 }, 10)).conditions).toMatchObject([{ from: 0, to: 0.4 }]);
  });

  it('re-cut: pieces with gaps to fill', () => {
    const part = recut(
      [
        { file: 'a.mp4', from: 1, to: 3 },
        { file: 'a.mp4', from: 5, to: 7 },
      ],
      10,
    );
    expect(whole(part).conditions?.map(({ at, from, to }) => [at, from, to])).toEqual([
      [0, 1, 3],
      [5, 5, 7],
    ]);
    expect(() => recut([{ file: 'a.mp4', from: 3, to: 3 }], 10)).toThrow(
      expect.objectContaining({ code: 'request_invalid' }),
    );
    expect(() => recut([{ file: 'a.mp4', from: 0, to: 11 }], 10)).toThrow(expect.objectContaining({ field: 'recut' }));
  });

  it('remix: the clip with a strength, and the scene', () => {
    expect(whole(remix('a.mp4', 0.6)).conditions).toMatchObject([{ at: 0, strength: 0.6 }]);
    expect(whole(remix('a.mp4', 0.6, { version: 1, place: 'beach' })).scene?.place).toBe('beach');
  });

  it('blend: opposite curves that add up to one at every moment', () => {
    const [a, b] = [
      { file: 'a.mp4', seconds: 6 },
      { file: 'b.mp4', seconds: 6 },
    ] as const;
    const [first, second] = whole(blend(a, b, 6)).conditions!;
    for (const at of [0, 1.5, 3, 6])
      expect(strengthAt(first!.strength, at) + strengthAt(second!.strength, at)).toBeCloseTo(1);
    expect(strengthAt(first!.strength, 0)).toBe(1);
    expect(strengthAt(second!.strength, 0)).toBe(0);
  });

  it('blend: clips shorter than the whole overlap in its middle, or leave a gap', () => {
    const measured = (file: string, seconds: number) => ({ file, seconds });
    const [first, second] = whole(blend(measured('a.mp4', 4), measured('b.mp4', 5), 7)).conditions!;
    expect(second!.at).toBe(2);
    expect([1, 2, 3, 4].map((at) => strengthAt(first!.strength, at))).toEqual([1, 1, 0.5, 0]);
    expect([2, 3, 4, 6].map((at) => strengthAt(second!.strength, at))).toEqual([0, 0.5, 1, 1]);
    expect(whole(blend(measured('a.mp4', 2), measured('b.mp4', 2), 6)).conditions).toMatchObject([
      { at: 0, strength: 1 },
      { at: 4, strength: 1 },
    ]);
  });

  it('storyboard: prompts over time, images as key frames', () => {
    const cards = [
      { at: 0, prompt: 'a fox' },
      { at: 4, prompt: 'a bear', image: 'bear.png' },
    ];
    const request = whole(storyboard(cards));
    expect(request.storyboard).toEqual([
      { at: 0, prompt: 'a fox' },
      { at: 4, prompt: 'a bear' },
    ]);
    expect(request.conditions).toMatchObject([{ source: { file: 'bear.png' }, at: 4 }]);
  });

  it('parts combine: conditions and characters add up, the rest is the last one’s', () => {
    const part = combine(
      imageToVideo('a.png'),
      loop(),
      character('Mo'),
      character('Ka', { image: 'k.png' }),
      loop('long'),
    );
    expect(whole(part)).toMatchObject({ loop: 'long', characters: [{ name: 'Mo' }, { name: 'Ka', image: 'k.png' }] });
    expect(whole(part).conditions).toHaveLength(1);
  });
});
