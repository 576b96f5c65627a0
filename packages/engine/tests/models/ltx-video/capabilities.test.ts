/** Limits and defaults of the published checkpoints, against Lightricks' `configs/*.yaml`. */
import { generationRequestSchema } from '@akezora/contract';
import { expect, it } from 'vitest';
import { clipShape } from '../../../src/diffusion/clip-shape.ts';
import { capabilitiesOf } from '../../../src/models/ltx-video/capabilities.ts';
import { checkpoints } from '../../../src/models/ltx-video/checkpoints.ts';

const models = checkpoints.map((checkpoint) => capabilitiesOf(checkpoint));
const named = (pattern: RegExp) => models.filter(({ id }) => pattern.test(id));

it('has guidance, perturbation and rescale with the published defaults, and none for distilled models', () => {
  const strengths = (pattern: RegExp) =>
    named(pattern).map(({ guidance, perturbation, rescale }) => [
      guidance?.default,
      perturbation?.default,
      rescale?.default,
    ]);
  const unlike = (all: unknown[], one: unknown) => all.filter((each) => JSON.stringify(each) !== JSON.stringify(one));
  const [base, large, distilled] = [/2b-0\.9\.[0156]$/, /13b-0\.9\.\d$/, /distilled/].map(strengths) as [[], [], []];
  expect([base.length, large.length]).toEqual([4, 2]);
  expect(unlike(base, [3, 1, 0.7])).toEqual([]);
  // guidance_scale [1, 1, 6, 8, 6, 1, 1], stg_scale [0, 0, 4, 4, 4, 2, 1], rescaling_scale [1, 1, 0.5, 0.5, 1, 1, 1]
  expect(unlike(large, [8, 4, 0.5])).toEqual([]);
  expect(unlike(distilled, [null, null, null])).toEqual([]);
});

it('takes no more steps than a distilled model has noise levels', () => {
  const distilled = named(/0\.9\.[78]-distilled/);
  expect(distilled.length).toBeGreaterThan(3);
  for (const { steps } of distilled)
    expect(steps).toEqual({
      ...{ min: 1, max: 8, default: 8 },
      timesteps: [1000, 993.7, 987.5, 981.2, 975, 909.4, 725, 421.9],
    });
});

it('makes 30 frames a second from 0.9.6 on, the rate of the published settings', () => {
  expect(named(/0\.9\.[015]/).map(({ fps }) => fps.default)).toEqual([24, 24, 24]);
  expect(new Set(named(/0\.9\.[678]/).map(({ fps }) => fps.default))).toEqual(new Set([30]));
});

it('takes pictures at any time from 0.9.5 on, and wears them down as published', () => {
  expect(models.filter(({ conditions }) => !conditions.anyFrame).map(({ id }) => id)).toEqual([
    'ltx-video-2b-0.9.0',
    'ltx-video-2b-0.9.1',
  ]);
  for (const { inputCrf } of models) expect(inputCrf).toEqual({ min: 0, max: 40, default: 29 });
});

it('makes the published sizes of 720p', () => {
  const [model] = named(/2b-0\.9\.8-distilled$/);
  const of = (more: object) =>
    clipShape(generationRequestSchema.parse({ prompt: 'a', ...more }), model!, { space: 32, time: 8 });
  expect(of({ resolution: '720p' }).native).toEqual({ width: 1280, height: 704 });
  expect(of({ resolution: '720p', aspect: '9:16' }).native).toEqual({ width: 704, height: 1280 });
  expect(of({}).native).toEqual({ width: 864, height: 480 });
});

it('names the licence of its version and whether it permits commercial use', () => {
  const terms = (pattern: RegExp) => [
    ...new Set(named(pattern).map(({ licence, licenceTerms }) => `${licence}: ${licenceTerms?.commercial}`)),
  ];
  expect(terms(/0\.9\.[01]/)).toEqual(['LTX-Video RAIL-M (research): no']);
  expect(terms(/0\.9\.5/)).toEqual(['OpenRAIL-M: yes']);
  expect(terms(/0\.9\.[678]/)).toEqual(['LTXV Open Weights License 0.X: limited']);
});
