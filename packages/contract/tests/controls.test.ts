import { describe, expect, it } from 'vitest';
import {
  actor,
  backdrop,
  blend,
  changedPrompt,
  combine,
  extend,
  generationRequestSchema,
  imageToVideo,
  loop,
  type MeasuredSource,
  type RequestPart,
  recut,
  recutSeconds,
  remix,
  storyboard,
  videoAt,
} from '../src/index.ts';
import { able } from './capabilities.ts';

const wide = { width: 1280, height: 720 };
const source = { kind: 'clip', id: 'c1' } as const;
const clip: MeasuredSource = { source, seconds: 6, ...wide };
const other: MeasuredSource = { source: { kind: 'video', file: 'b.mp4' }, seconds: 4, ...wide };
const picture = { kind: 'image', file: 'a.png' } as const;
const asClip = { aspect: '16:9', resolution: '720p', parent: 'c1' } as const;
const cards = [
  { at: 4, prompt: ' a bear ', source: picture },
  { at: 1, prompt: 'a fox', source: other.source, from: 0.5 },
  { at: 8, prompt: ' ' },
];

/** Each control with what it compiles to, before the defaults of the request. */
const table: readonly (readonly [string, RequestPart, RequestPart])[] = [
  ['image to video', imageToVideo(picture), { conditions: [{ source: picture, at: 0, strength: 1 }] }],
  [
    'a key frame at a moment',
    imageToVideo(picture, { at: 3, strength: 0.5 }),
    { conditions: [{ source: picture, at: 3, strength: 0.5 }] },
  ],
  [
    'a piece of video at a moment',
    videoAt(source, { from: 1, to: 2, at: 4 }),
    { conditions: [{ source, from: 1, to: 2, at: 4, strength: 1 }] },
  ],
  [
    'extend after the end: the whole clip, then more',
    extend(clip, 4).part,
    { ...asClip, seconds: 10, conditions: [{ source, from: 0, to: 6, at: 0 }] },
  ],
  [
    'extend before the start: more, then the whole clip',
    extend(clip, 2, 'before').part,
    { ...asClip, seconds: 8, conditions: [{ source, from: 0, to: 6, at: 2 }] },
  ],
  [
    'extend beyond the longest clip of the model, after the end: an overlap, to be joined',
    extend(clip, 5, 'after', able).part,
    { ...asClip, seconds: 6, conditions: [{ source, from: 5, to: 6, at: 0 }] },
  ],
  [
    'extend beyond the longest clip of the model, before the start',
    extend(clip, 5, 'before', able).part,
    { ...asClip, seconds: 6, conditions: [{ source, from: 0, to: 1, at: 5 }] },
  ],
  ['loop without a clip', loop('short'), { loop: 'short' }],
  [
    'loop of a clip: the clip, then a seam',
    loop('long', clip),
    { ...asClip, seconds: 12, loop: 'long', conditions: [{ source, from: 0, to: 6, at: 0 }] },
  ],
  ['remix by name', remix(clip, 'subtle'), { ...asClip, seconds: 6, conditions: [{ source, at: 0, strength: 0.8 }] }],
  ['remix by number', remix(clip, 0.2), { ...asClip, seconds: 6, conditions: [{ source, at: 0, strength: 0.2 }] }],
  [
    'blend: each fades over the time they share',
    blend(clip, other, 8),
    {
      ...asClip,
      seconds: 8,
      conditions: [
        {
          source,
          at: 0,
          strength: [
            { at: 4, value: 1 },
            { at: 6, value: 0 },
          ],
        },
        {
          source: other.source,
          at: 4,
          strength: [
            { at: 4, value: 0 },
            { at: 6, value: 1 },
          ],
        },
      ],
    },
  ],
  [
    'blend with a transition that is named',
    { transition: blend(clip, other, 8, 'wipe').transition },
    { transition: 'wipe' },
  ],
  [
    'blend on a model with transitions: the one that suits both',
    { transition: blend(clip, other, 8, undefined, { ...able, controls: { transition: true } }).transition },
    { transition: 'auto' },
  ],
  [
    'blend along a curve: no transition',
    {
      transition: blend(clip, other, 8, [{ at: 2, value: 0.25 }], { ...able, controls: { transition: true } })
        .transition,
    },
    { transition: undefined },
  ],
  [
    'blend of clips that do not meet: a gap to fill',
    blend(clip, other, 12),
    {
      ...asClip,
      seconds: 12,
      conditions: [
        { source, at: 0 },
        { source: other.source, at: 8 },
      ],
    },
  ],
  [
    'blend by a curve, shorter than the second clip: its end is seen',
    blend(other, clip, 4, [{ at: 2, value: 0.25 }]),
    {
      aspect: '16:9',
      resolution: '720p',
      seconds: 4,
      conditions: [
        { source: other.source, at: 0, strength: [{ at: 2, value: 0.75 }] },
        { source, at: 0, from: 2, to: 6, strength: [{ at: 2, value: 0.25 }] },
      ],
    },
  ],
  [
    're-cut: the free time is spread',
    recut(
      [
        { clip, from: 1, to: 3 },
        { clip, from: 4, to: 6 },
      ],
      10,
    ),
    {
      ...asClip,
      seconds: 10,
      conditions: [
        { source, from: 1, to: 3, at: 0 },
        { source, from: 4, to: 6, at: 5 },
      ],
    },
  ],
  [
    're-cut with gaps of its own',
    recut([{ clip, from: 1, to: 3, gap: 1.5 }], 5),
    { ...asClip, seconds: 5, conditions: [{ source, from: 1, to: 3, at: 1.5 }] },
  ],
  [
    'storyboard: prompts in order from the first second, pictures and pieces at their card',
    storyboard(cards, 10),
    {
      prompt: 'a fox / a bear',
      storyboard: [
        { at: 0, prompt: 'a fox' },
        { at: 4, prompt: 'a bear' },
      ],
      conditions: [
        { source: other.source, from: 0.5, to: 3.5, at: 1 },
        { source: picture, at: 4 },
      ],
    },
  ],
  ['actor by name', actor('Momo'), { actors: [{ name: 'Momo' }] }],
  ['actor from a picture', actor('Momo', picture), { actors: [{ name: 'Momo', image: 'a.png' }] }],
  ['backdrop', backdrop('hills.png'), { backdrop: { image: 'hills.png' } }],
  ['backdrop with its horizon', backdrop('a.jpg', 0), { backdrop: { image: 'a.jpg', horizon: 0 } }],
  ['actor from a clip', actor('Momo', source), { actors: [{ name: 'Momo', clip: 'c1' }] }],
  [
    'parts together: conditions and actors add up, of the rest the last counts',
    combine(imageToVideo(picture), loop(), actor('Mo'), actor('Ka'), loop('long')),
    {
      loop: 'long',
      conditions: [{ source: picture, at: 0, strength: 1 }],
      actors: [{ name: 'Mo' }, { name: 'Ka' }],
    },
  ],
];

describe('controls compile to parts of a request', () => {
  it.each(table)('%s', (_, part, expected) => {
    expect(part).toEqual(expected);
    expect(generationRequestSchema.safeParse({ prompt: 'a fox', ...part }).success).toBe(true);
  });

  it('say what an extension has to be joined to, only where the whole does not fit', () => {
    expect(extend(clip, 4, 'after', able).join).toBeUndefined();
    expect(extend(clip, 5, 'after', able).join).toEqual({ source, overlap: 1, place: 'after' });
    const short = { ...clip, seconds: 0.4 };
    expect(extend(short, 10, 'before', able).join).toEqual({ source, overlap: 0.4, place: 'before' });
  });

  it('take the shape and size nearest to the source that the model has', () => {
    expect(remix({ ...clip, width: 1080, height: 1920 }, 'mild', able)).toMatchObject({
      aspect: '1:1',
      resolution: '720p',
    });
    expect(remix({ ...clip, width: 1080, height: 1920 })).toMatchObject({ aspect: '9:16', resolution: '1080p' });
  });

  it('refuse pieces that are empty or longer than the clip', () => {
    const refused = expect.objectContaining({ code: 'request_invalid', field: 'recut' });
    expect(() => recut([{ clip, from: 3, to: 3 }], 10)).toThrow(refused);
    expect(() => recut([{ clip, from: 0, to: 6 }], 5)).toThrow(refused);
  });

  it('add up the length of a re-cut', () => {
    expect(
      recutSeconds(
        [
          { from: 1, to: 3, gap: 0.5 },
          { from: 0, to: 1 },
        ],
        2,
      ),
    ).toBe(5.5);
  });

  it('append what changes to a prompt', () => {
    expect(changedPrompt('A fox in snow. ', 'at night')).toBe('A fox in snow. at night');
    expect(changedPrompt('雪の中のキツネ。', '夜に')).toBe('雪の中のキツネ。夜に');
    expect(changedPrompt(' A fox ', ' ')).toBe('A fox');
  });
});
