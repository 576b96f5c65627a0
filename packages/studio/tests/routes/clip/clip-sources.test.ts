import { generationRequestSchema } from '@akezora/contract';
import { expect, it } from 'vitest';
import { sourcesOf } from '../../../src/routes/clip/clip-sources.ts';
import { addClip, createState } from '../../server/state.ts';

const from = (request: object) => addClip(createState(), generationRequestSchema.parse({ prompt: '', ...request }));
const clip = (id: string, at: number) => ({ source: { kind: 'clip', id }, at });

it('are all clips of its request, each once, its parent first', () => {
  const file = { source: { kind: 'video', file: 'upload:u' }, at: 9 };
  const conditions = [clip('a', 0), clip('b', 2), clip('a', 5), file];
  expect(sourcesOf(from({ parent: 'b', conditions, actors: [{ name: 'momo', clip: 'c' }] }))).toEqual(['b', 'a', 'c']);
});

it('are none of a clip that came from words alone, nor of an import', () => {
  expect(sourcesOf(from({}))).toEqual([]);
  expect(sourcesOf({ id: 'x', parentId: null, facts: null })).toEqual([]);
  expect(sourcesOf({ ...from({ conditions: [clip('x', 0)] }), id: 'x' })).toEqual([]);
});
