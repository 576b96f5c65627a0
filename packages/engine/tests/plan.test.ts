import { afterEach, expect, it } from 'vitest';
import { environmentOptions } from '../src/host/environment.ts';
import { openModel } from '../src/models/index.ts';
import { planRequest } from '../src/plan.ts';

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
