import { describe, expect, it } from 'vitest';
import { asRequestSize, readOtherWords, readSizeWords } from '../src/index.ts';
import { able } from './capabilities.ts';

const read = (given: Record<string, unknown>) => readOtherWords(given, able, ['prompt']);

describe('options of other programs', () => {
  it('mean the same in every spelling', () => {
    const sglang = { num_frames: 97, fps: 24, negative_prompt: 'blur', guidance_scale: 3, num_inference_steps: 8 };
    const diffusersJs = {
      numFrames: 97,
      frameRate: 24,
      negativePrompt: 'blur',
      guidanceScale: 3,
      numInferenceSteps: 8,
    };
    const texts = {
      num_frames: '97',
      fps: '24',
      negative_prompt: 'blur',
      guidance_scale: '3.0',
      num_inference_steps: '8',
    };
    const part = { seconds: 4.042, fps: 24, negativePrompt: 'blur', guidance: 3, steps: 8 };
    for (const given of [sglang, diffusersJs, texts]) expect(read(given)).toMatchObject({ part, ignored: [] });
  });

  it('count frames at the rate that is sent, else at that of the model', () => {
    expect(read({ num_frames: 81, fps: 16 }).part.seconds).toBe(5.063);
    expect(read({ num_frames: 48 }).part.seconds).toBe(2);
  });

  it('name the length that does not count when frames and seconds differ, and not when they agree', () => {
    expect(read({ num_frames: 48, seconds: '4' })).toMatchObject({ part: { seconds: 2 }, ignored: ['seconds'] });
    expect(read({ num_frames: 97, seconds: 4, fps: 24 })).toMatchObject({ part: { seconds: 4 }, ignored: [] });
  });

  it('make the shortest clip of too few frames, and say that their number does not count', () => {
    expect(read({ num_frames: 8 })).toMatchObject({ part: { seconds: 1 }, ignored: ['num_frames'] });
  });

  it.each([[null], [''], [' '], [[]], [undefined]])('are absent as %o', (value) => {
    const given = { seed: value, size: value, seconds: value, fps: value, negative_prompt: value, flow_shift: value };
    expect(read(given)).toMatchObject({ part: {}, hasSize: false, ignored: [] });
  });

  it('take -1 as a random seed and keep 0', () => {
    expect(read({ seed: -1 }).part).toEqual({});
    expect(read({ seed: '-1' }).part).toEqual({});
    expect(read({ seed: 0 }).part).toEqual({ seed: 0 });
    expect(read({ seed: '7' }).part).toEqual({ seed: 7 });
  });

  it.each([
    [{ seed: true }, 'seed'],
    [{ seed: -2 }, 'seed'],
    [{ seed: 1.5 }, 'seed'],
    [{ seed: { value: 1 } }, 'seed'],
    [{ seed: 2 ** 32 }, 'seed'],
    [{ num_frames: 'many' }, 'num_frames'],
    [{ duration: 0 }, 'duration'],
    [{ fps: -24 }, 'fps'],
    [{ size: 'large' }, 'size'],
    [{ size: '1279x719' }, 'size'],
    [{ width: 1280 }, 'width'],
  ])('refuse %o by the name that was sent', (given, field) => {
    expect(() => read(given)).toThrow(expect.objectContaining({ code: 'request_invalid', field }));
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])('refuse the name %s', (name) => {
    const given = JSON.parse(`{"prompt":"a fox","${name}":"x"}`);
    expect(() => read(given)).toThrow(expect.objectContaining({ code: 'request_invalid', field: name }));
  });

  it('list unknown names', () => {
    expect(read({ prompt: 'a fox', flow_shift: 5, enable_teacache: true }).ignored).toEqual([
      'flow_shift',
      'enable_teacache',
    ]);
  });

  it('tell the caller’s name of a field', () => {
    const { nameOf } = read({ num_frames: 48, negative_prompt: 'blur' });
    expect([nameOf('seconds'), nameOf('negativePrompt'), nameOf('steps')]).toEqual([
      'num_frames',
      'negative_prompt',
      'steps',
    ]);
  });
});

describe('sizes', () => {
  it.each(['1280x720', '1280*720', '1280X720', '1280×720', '1280 x 720', '１２８０ｘ７２０'])(
    '%s is 1280 by 720',
    (text) => {
      expect(readSizeWords(text)).toEqual({ kind: 'pixels', width: 1280, height: 720 });
      expect(read({ size: text })).toMatchObject({
        part: { aspect: '16:9', resolution: '720p' },
        crop: { width: 1280, height: 720 },
      });
    },
  );

  it('may be a resolution, a shape, both, or the model’s', () => {
    expect(read({ size: '720p' }).part).toEqual({ resolution: '720p' });
    expect(read({ resolution: 720, aspect_ratio: '1:1' })).toMatchObject({
      part: { aspect: '1:1', resolution: '720p' },
    });
    expect(read({ size: 'auto' })).toMatchObject({ part: {}, hasSize: false });
    expect(read({ width: 640, height: '360' }).crop).toEqual({ width: 640, height: 360 });
  });

  it('of a shape that the model does not have are cropped from the nearest', () => {
    expect(read({ aspect_ratio: '4:3', resolution: '360p' })).toMatchObject({
      part: { aspect: '1:1', resolution: '720p' },
      crop: { width: 480, height: 360 },
    });
    expect(read({ aspect: '21:9', resolution: '360p' }).crop).toEqual({ width: 840, height: 360 });
  });

  it('are even multiples within the limits of a model that makes them itself', () => {
    expect(asRequestSize({ request: {}, crop: { width: 480, height: 360 } }, able)).toEqual({
      size: { width: 480, height: 352 },
    });
    expect(asRequestSize({ request: { resolution: '720p' } }, able)).toEqual({ resolution: '720p' });
  });
});
