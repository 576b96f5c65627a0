import type { GenerationRequestInput } from '@akezora/contract';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { environmentOptions } from '../src/host/environment.ts';
import { openModel } from '../src/models/index.ts';
import { type PlannedRequest, planRequest } from '../src/plan.ts';
import { scratch } from './video/media.ts';

afterEach(() => {
  delete process.env.AKEZORA_PRECISION;
});

it('reads precisions from the environment and refuses unknown ones by the name of the variable', () => {
  expect(environmentOptions({ AKEZORA_PRECISION: 'w8', AKEZORA_TEXT_PRECISION: 'f32' })).toEqual({
    precision: 'w8',
    textPrecision: 'f32',
  });
  expect(environmentOptions({ AKEZORA_PRECISION: '' })).toEqual({});
  expect(() => environmentOptions({ AKEZORA_TEXT_PRECISION: 'f64' })).toThrow(
    expect.objectContaining({ code: 'request_invalid', field: 'AKEZORA_TEXT_PRECISION' }),
  );
});

it('plans with the precision of the environment, and of the options before it', async () => {
  process.env.AKEZORA_PRECISION = 'f32';
  const model = await openModel('akezora-2');
  const request = { prompt: 'a fox', seconds: 2, resolution: '360p' } as const;
  expect((await planRequest(request, model)).plan.precision).toBe('f32');
  expect((await planRequest(request, model, { precision: 'int8' })).plan.precision).toBe('int8');
});

it('chooses a seed where the request has none', async () => {
  const model = await openModel('akezora-2');
  const request = { prompt: 'a fox', seconds: 2, resolution: '360p' } as const;
  const seeds = [await planRequest(request, model), await planRequest(request, model)].map(({ plan }) => plan.seed);
  expect(seeds[0]).not.toBe(seeds[1]);
  expect((await planRequest({ ...request, seed: 5 }, model)).request.seed).toBe(5);
});

describe('the shape of a clip that begins with a picture', () => {
  const path = scratch();
  const picture = async (name: string, width: number, height: number, alpha = 1): Promise<string> => {
    const background = { r: 200, g: 80, b: 40, alpha };
    const png = sharp({ create: { width, height, channels: 4, background } });
    await png.png().toFile(path(name));
    return path(name);
  };
  const planned = async (files: readonly string[], more: Partial<GenerationRequestInput> = {}) => {
    const conditions = files.map((file, index) => ({ source: { kind: 'image', file } as const, at: 1 - index }));
    const request = { prompt: 'a fox', seconds: 2, resolution: '360p', conditions, ...more } as const;
    return planRequest(request, await openModel('akezora-2'));
  };
  const codes = ({ plan }: PlannedRequest) => plan.notices.map(({ code, field }) => `${code} ${field}`);

  it.each([
    [540, 960, '9:16'],
    [300, 300, '1:1'],
    [640, 360, '16:9'],
    [400, 300, '16:9'],
    [420, 300, '16:9'],
  ])('%d×%d: takes the nearest aspect where none is asked', async (width, height, aspect) => {
    const made = await planned([await picture('a.png', width, height)]);
    expect(made.plan.aspect).toBe(aspect);
    expect(made.request.aspect).toBe(aspect);
  });

  it('takes that of the earliest picture', async () => {
    const files = [await picture('wide.png', 640, 360), await picture('tall.png', 360, 640)];
    const made = await planned(files);
    expect(made.plan.aspect).toBe('9:16');
    expect(codes(made).filter((code) => code.startsWith('input_cut'))).toEqual(['input_cut conditions.0']);
  });

  it('keeps the aspect that is asked for, and says how much is cut off', async () => {
    const made = await planned([await picture('tall.png', 360, 640)], { aspect: '16:9' });
    expect(made.plan.aspect).toBe('16:9');
    const notice = made.plan.notices.find(({ code }) => code === 'input_cut');
    // 640 × 360 covers 360 × 202.5 of it: 31.6 %.
    expect(notice?.message.en).toContain('68 %');
    expect(notice?.message.ja).toContain('68%');
  });

  it('is not that of a picture with a transparent ground, which is an actor', async () => {
    const ball = sharp(Buffer.from('<svg width="100" height="100"><circle cx="50" cy="50" r="30"/></svg>')).png();
    await ball.toFile(path('sticker.png'));
    const made = await planned([path('sticker.png')]);
    expect(made.plan.aspect).toBe('16:9');
    expect(codes(made).filter((code) => code.startsWith('input_'))).toEqual([]);
  });
});
