import { expect, it } from 'vitest';
import { parseArguments } from '../../src/arguments.ts';
import { computeOptionsOf } from '../../src/generate/compute-options.ts';
import { generateOptions, normalise } from '../../src/generate/options.ts';

it('reads device and precision', () => {
  const compute = (...words: string[]) =>
    computeOptionsOf(parseArguments('generate', normalise(['x', ...words]), generateOptions));
  expect(compute()).toEqual({});
  expect(compute('--precision', 'auto', '--device', 'cpu')).toEqual({ device: 'cpu' });
  expect(compute('--precision', 'f32')).toEqual({ precision: 'f32' });
  expect(() => compute('--precision', 'f64')).toThrow(/--precision.*auto, f32/);
});
