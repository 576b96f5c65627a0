import type { ModelEntry } from '@akezora/contract/api';
import { expect, it } from 'vitest';
import { familiesOf } from '../../../src/routes/models/families.ts';

const entry = (name: string, family: string, more: Partial<ModelEntry> = {}): ModelEntry =>
  ({ id: name, installed: false, fits: 'unknown', bytes: null, capabilities: { name, family }, ...more }) as ModelEntry;

it('puts the models of a family together under what their names have in common', () => {
  const families = familiesOf([
    entry('Akezora 2', 'akezora'),
    entry('LTX-Video 2B 0.9.5', 'ltx-video'),
    entry('LTX-Video 13B 0.9.7', 'ltx-video'),
  ]);
  expect(families.map(({ name, sizes }) => [name, sizes.map((size) => size.name)])).toEqual([
    ['Akezora 2', ['']],
    ['LTX-Video', ['2B 0.9.5', '13B 0.9.7']],
  ]);
});

it('keeps models of an unknown family apart', () => {
  expect(familiesOf([entry('one', 'unknown'), entry('two', 'unknown')]).map(({ name }) => name)).toEqual([
    'one',
    'two',
  ]);
});

it('takes an installed model that runs, else the smallest that is not known to fail', () => {
  const large = entry('L 13B', 'l', { bytes: 28 });
  const small = entry('L 2B', 'l', { bytes: 4 });
  const pick = (...models: ModelEntry[]) => familiesOf(models)[0]?.pick?.id;
  expect(pick(large, small)).toBe('L 2B');
  expect(pick(large, { ...small, fits: 'no' })).toBe('L 13B');
  expect(pick({ ...large, installed: true, fits: 'fits' }, small)).toBe('L 13B');
  expect(pick({ ...large, installed: true, fits: 'no' }, small)).toBe('L 2B');
  expect(pick({ ...large, fits: 'no' })).toBeUndefined();
});
