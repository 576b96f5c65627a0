import { expect, it } from 'vitest';
import { slug, variantName } from '../../src/generate/output.ts';

it('names files after prompts in any language', () => {
  expect(slug('A fox, running through falling snow at dusk!')).toBe('a-fox-running-through-falling-snow-at-du');
  expect(slug('雪の中を走るキツネ')).toBe('雪の中を走るキツネ');
  expect(slug('\u{1f98a} \u202e ../..')).toBe('clip');
  expect(variantName('a.b.mp4', 1, 3)).toBe('a.b-2.mp4');
  expect(variantName('a.mp4', 0, 1)).toBe('a.mp4');
});
