import { describe, expect, it } from 'vitest';
import { guidanceOf, requestedGuidance, settingsAt, strengthsOf } from '../../src/diffusion/guidance.ts';

const schedule = {
  sigmas: [1, 0.9, 0.5],
  settings: [
    { guidanceScale: 1 },
    { guidanceScale: 6, skipLayers: { scale: 2, layers: [3] } },
    { guidanceScale: 1, skipLayers: { scale: 1, layers: [4] } },
  ],
};

it('runs a step once for the prompt, and once more for each thing that guides it', () => {
  const passes = (settings: Parameters<typeof guidanceOf>[0], sigma = 1) => guidanceOf(settings).passesAt(sigma);
  expect(passes({ guidanceScale: 1 })).toEqual([{ prompt: 'positive', skippedLayers: [] }]);
  expect(passes({ guidanceScale: 3 }).map(({ prompt }) => prompt)).toEqual(['positive', 'negative']);
  expect(passes({ guidanceScale: 3, skipLayers: { scale: 1, layers: [19] } })).toEqual([
    { prompt: 'positive', skippedLayers: [] },
    { prompt: 'negative', skippedLayers: [] },
    { prompt: 'positive', skippedLayers: [19] },
  ]);
});

it('takes the settings of the noise level of the step', () => {
  expect(settingsAt(schedule, 1)).toBe(schedule.settings[0]);
  expect(settingsAt(schedule, 0.95)).toBe(schedule.settings[1]);
  expect(settingsAt(schedule, 0.6)).toBe(schedule.settings[2]);
  expect(settingsAt(schedule, 0.1)).toBe(schedule.settings[2]);
  const guidance = guidanceOf(schedule);
  expect([guidance.usesNegativePrompt, guidance.skipsLayers]).toEqual([true, true]);
  expect([1, 0.95, 0.6].map((sigma) => guidance.passesAt(sigma).length)).toEqual([1, 3, 2]);
});

it('goes from the negative prediction through the positive one, and away from the one with skipped layers', () => {
  const [positive, negative, skipped] = [Float32Array.of(1, 2), Float32Array.of(0, 1), Float32Array.of(1, 1)];
  expect([...guidanceOf({ guidanceScale: 3 }).combine(1, [positive, negative])]).toEqual([3, 4]);
  const both = guidanceOf({ guidanceScale: 3, skipLayers: { scale: 2, layers: [0] } });
  expect([...both.combine(1, [positive, negative, skipped])]).toEqual([3, 6]);
  expect([...guidanceOf({ guidanceScale: 1 }).combine(1, [positive])]).toEqual([1, 2]);
});

it('rescales the guided prediction to the deviation of the positive one', () => {
  const [positive, negative] = [Float32Array.of(1, -1, 2), Float32Array.of(0, 0, 0)];
  const guided = guidanceOf({ guidanceScale: 4, guidanceRescale: 1 }).combine(1, [positive, negative]);
  for (const [i, value] of guided.entries()) expect(value).toBeCloseTo(positive[i]!, 5);
});

describe('strengths that are asked for', () => {
  const base = { guidanceScale: 3, guidanceRescale: 0.7, skipLayers: { scale: 1, layers: [19] } };

  it('change what they name and nothing else', () => {
    expect(requestedGuidance(base, {})).toEqual(base);
    expect(requestedGuidance(base, { guidance: 5 })).toEqual({ ...base, guidanceScale: 5 });
    expect(requestedGuidance(base, { guidance: 1 })).toEqual({ ...base, guidanceScale: 1 });
    expect(requestedGuidance(base, { rescale: 0.2 })).toEqual({ ...base, guidanceRescale: 0.2 });
    expect(requestedGuidance(base, { perturbation: 2 })).toEqual({ ...base, skipLayers: { scale: 2, layers: [19] } });
  });

  it('turn perturbation off, its pass and its rescaling with it, unless rescaling is asked for', () => {
    const off = requestedGuidance(base, { perturbation: 0 });
    expect(off).toMatchObject({ guidanceScale: 3, guidanceRescale: 0 });
    expect(guidanceOf(off).passesAt(1)).toHaveLength(2);
    expect(requestedGuidance(base, { perturbation: 0, rescale: 0.4 })).toMatchObject({ guidanceRescale: 0.4 });
  });

  it('scale a schedule and keep its shape', () => {
    const levels = [
      { guidanceScale: 1 },
      { guidanceScale: 6, guidanceRescale: 0.5, skipLayers: { scale: 4, layers: [3] } },
      { guidanceScale: 8, guidanceRescale: 0, skipLayers: { scale: 2, layers: [4] } },
    ];
    const changing = { sigmas: [1, 0.9, 0.5], settings: levels };
    expect(strengthsOf(changing)).toEqual({ guidance: 8, perturbation: 4, rescale: 0.5 });
    expect(requestedGuidance(changing, strengthsOf(changing))).toEqual(changing);
    expect(requestedGuidance(changing, { guidance: 4, perturbation: 1, rescale: 1 })).toEqual({
      sigmas: changing.sigmas,
      settings: [
        { guidanceScale: 1 },
        { guidanceScale: 3, guidanceRescale: 1, skipLayers: { scale: 1, layers: [3] } },
        { guidanceScale: 4, guidanceRescale: 0, skipLayers: { scale: 0.5, layers: [4] } },
      ],
    });
  });
});
