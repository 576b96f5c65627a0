import { needsYes } from '@akezora/contract';
import { expect, it } from 'vitest';
import { licenceOf } from '../../../src/models/pyramid-flow/licences.ts';

const asks = (architecture: 'miniflux' | 'sd3') => needsYes(licenceOf({ architecture, published: true }).licenceTerms);

it('asks for a yes to the terms of what SD3 was trained from, and to none of miniFLUX', () => {
  expect(asks('sd3')).toBe(true);
  expect(asks('miniflux')).toBe(false);
});
