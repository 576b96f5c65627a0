import { describe, expect, it } from 'vitest';
import {
  checkRequest,
  fitRequest,
  type GenerationRequestInput,
  generationRequestSchema,
  problemError,
  problemsOf,
} from '../src/index.ts';
import { able, plain } from './capabilities.ts';

const asked = (part: Partial<GenerationRequestInput>) => generationRequestSchema.parse({ prompt: 'a fox', ...part });
const image = { kind: 'image', file: 'a.png' } as const;
const video = { kind: 'video', file: 'a.mp4' } as const;
const scene = { version: 1, place: 'beach' } as const;

/** Options that a model may lack altogether. */
const options: Readonly<Record<string, Partial<GenerationRequestInput>>> = {
  guidance: { guidance: 3 },
  perturbation: { perturbation: 1 },
  rescale: { rescale: 0.5 },
  inputCrf: { inputCrf: 20 },
  quality: { quality: 'best' },
  preset: { preset: 'balloon' },
  negativePrompt: { negativePrompt: 'blurry' },
  loop: { loop: 'short' },
  storyboard: { storyboard: [{ at: 0, prompt: 'a fox' }] },
  scene: { scene },
  actors: { actors: [{ name: 'Momo' }] },
  backdrop: { backdrop: { image: 'hills.png' } },
  finish: { finish: { upscale: false } },
  'conditions.0': { conditions: [{ source: image }] },
};

describe('options that a model does not have', () => {
  it.each(Object.entries(options))('%s is refused by name', (field, part) => {
    expect(problemsOf(asked(part), able)).toEqual([]);
    expect(() => checkRequest(asked(part), plain)).toThrow(
      expect.objectContaining({ code: 'option_unsupported', field }),
    );
  });

  it.each(Object.entries(options))('%s is left out and listed where the endpoint is compatible', (field, part) => {
    expect(fitRequest(asked(part), plain)).toEqual({ request: asked({}), ignored: [field] });
  });

  it('are named in the message, without a list of values', () => {
    const [problem] = problemsOf(asked(options.storyboard ?? {}), plain);
    const { text, remedy } = problemError(problem!);
    expect(text).toEqual({ en: 'plain has no storyboard option.', ja: 'plain に storyboard の設定はありません。' });
    expect(remedy.en).toBe('Leave it out, or choose another model.');
  });

  it('leave the rest of the request as it was', () => {
    const conditions = [{ source: image }, { source: video, at: 2, strength: 0.5 }];
    const still = { ...able, conditions: { ...able.conditions, video: false } };
    expect(fitRequest(asked({ conditions, seed: 3 }), still)).toEqual({
      request: asked({ conditions: [{ source: image }], seed: 3 }),
      ignored: ['conditions.1'],
    });
    const fixed = { ...able, conditions: { ...able.conditions, strength: false } };
    expect(fitRequest(asked({ conditions }), fixed)).toEqual({
      request: asked({ conditions: [{ source: image }, { source: video, at: 2 }] }),
      ignored: ['conditions.1.strength'],
    });
    const first = { ...able, conditions: { ...able.conditions, anyFrame: false } };
    for (const judge of [fitRequest, checkRequest])
      expect(() => judge(asked({ conditions }), first)).toThrow('able does not support conditions.1 video @ 2 s.');
  });

  it('are frames per second, steps and codecs where none can be chosen', () => {
    const fixed = { ...able, fps: { values: [], default: 24 }, steps: { min: 0, max: 0, default: 0 }, codecs: [] };
    const request = asked({ fps: 24, steps: 8, codec: 'hevc' });
    expect(fitRequest(request, fixed)).toEqual({ request: asked({}), ignored: ['fps', 'steps', 'codec'] });
    expect(() => checkRequest(asked({ steps: 8 }), fixed)).toThrow('able has no steps option.');
    expect(problemsOf(asked({ codec: 'hevc' }), { ...able, codecs: ['h264', 'hevc'] })).toEqual([]);
  });

  it('are not what a request without a prompt can be made of', () => {
    const request = asked({ prompt: '', scene });
    expect(problemsOf(request, able)).toEqual([]);
    expect(() => fitRequest(request, plain)).toThrow(expect.objectContaining({ code: 'prompt_empty' }));
  });
});

describe('values that a model cannot take', () => {
  const cases: readonly (readonly [string, Partial<GenerationRequestInput>, object])[] = [
    ['prompt_empty', { prompt: ' ' }, { field: 'prompt' }],
    ['prompt_too_long', { prompt: 'x'.repeat(101) }, { field: 'prompt', details: { length: 101, limit: 100 } }],
    ['prompt_too_long', { prompt: 'x'.repeat(30_000) }, { details: { length: 30_000, limit: 100 } }],
    ['prompt_too_long', { negativePrompt: 'x'.repeat(101) }, { field: 'negativePrompt' }],
    [
      'prompt_too_long',
      { storyboard: [{ at: 0, prompt: 'x'.repeat(101) }] },
      { field: 'storyboard.0.prompt', details: { unit: { en: 'characters', ja: '文字' } } },
    ],
    ['seconds_unsupported', { seconds: 11 }, { field: 'seconds', details: { min: 1, max: 10, asked: 11 } }],
    ['seconds_unsupported', { seconds: 0.5 }, { field: 'seconds' }],
    [
      'size_unsupported',
      { size: { width: 2000, height: 700 } },
      { field: 'size', details: { asked: '2000x700', nearest: '1280x704' } },
    ],
    ['option_unsupported', { aspect: '9:16' }, { field: 'aspect', details: { choices: '16:9, 1:1' } }],
    ['option_unsupported', { resolution: '1080p' }, { field: 'resolution', details: { asked: '1080p' } }],
    ['option_unsupported', { preset: 'noir' }, { field: 'preset', details: { choices: 'balloon' } }],
  ];

  it.each(cases)('%s for %o', (code, part, problem) => {
    expect(problemsOf(asked(part), able)).toMatchObject([{ code, canBeIgnored: false, ...problem }]);
    expect(() => fitRequest(asked(part), able)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    [{ fps: 20 }, { field: 'fps', details: { choices: '12, 24' } }],
    [{ steps: 21 }, { field: 'steps', details: { choices: '1–20' } }],
    [{ guidance: 11 }, { field: 'guidance', details: { choices: '1–10' } }],
    [{ perturbation: 6 }, { field: 'perturbation', details: { choices: '0–5' } }],
    [{ inputCrf: 45 }, { field: 'inputCrf', details: { choices: '0–40' } }],
    [{ rescale: 1 }, { field: 'rescale', details: { choices: '0–0.9' } }],
  ])('a number that it makes do without where the endpoint is compatible: %o', (part, problem) => {
    expect(() => checkRequest(asked(part), able)).toThrow(expect.objectContaining({ code: 'option_unsupported' }));
    expect(problemsOf(asked(part), able)).toMatchObject([{ canBeIgnored: true, ...problem }]);
    expect(fitRequest(asked(part), able)).toEqual({ request: asked({}), ignored: [problem.field] });
  });

  it('more steps than a distilled model has noise levels: the message lists them', () => {
    const distilled = { ...able, steps: { min: 1, max: 3, default: 3, timesteps: [1000, 725, 421.9] } };
    expect(problemsOf(asked({ steps: 3 }), distilled)).toEqual([]);
    const [problem] = problemsOf(asked({ steps: 4 }), distilled);
    expect(problemError(problem!).text.en).toBe('able does not support steps 4.');
    expect(problemError(problem!).remedy.en).toContain('1–3 (1000, 725, 421.9)');
  });

  it('a quality among others that it has', () => {
    const fast = { ...able, qualities: ['fast' as const] };
    expect(problemsOf(asked({ quality: 'best' }), fast)).toMatchObject([{ field: 'quality', canBeIgnored: false }]);
  });

  it('no prompt is needed beside a scene, a storyboard, or inputs whose scene the model may know', () => {
    for (const part of [{ scene }, { storyboard: [{ at: 0, prompt: 'a fox' }] }, { conditions: [{ source: video }] }])
      expect(problemsOf(asked({ prompt: '', ...part }), able)).toEqual([]);
    const blind = { ...able, controls: { ...able.controls, scene: false } };
    const request = asked({ prompt: '', conditions: [{ source: image }] });
    expect(problemsOf(request, blind)).toMatchObject([{ code: 'prompt_empty' }]);
  });

  it('names every problem, in the order of the request', () => {
    const problems = problemsOf(asked({ prompt: ' ', seconds: 99, fps: 5, loop: 'long' }), plain);
    expect(problems.map(({ field }) => field)).toEqual(['prompt', 'seconds', 'fps', 'loop']);
  });
});
