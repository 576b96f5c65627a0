import { expect, it } from 'vitest';
import { guidanceOf, settingsAt } from '../../src/diffusion/guidance.ts';

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
