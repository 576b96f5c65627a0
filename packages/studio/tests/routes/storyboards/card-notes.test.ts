import type { GenerationPlan, Notice } from '@akezora/contract';
import type { StoryboardData } from '@akezora/contract/api';
import { expect, it } from 'vitest';
import { notesOf } from '../../../src/routes/storyboards/card-notes.ts';

const data: StoryboardData = {
  seconds: 9,
  cards: [
    { id: 'a', at: 0, kind: 'text', prompt: ' ' },
    { id: 'c', at: 6, kind: 'image', prompt: 'three', upload: 'u' },
    { id: 'b', at: 3, kind: 'text', prompt: 'two' },
  ],
};
const notice = (field: string | undefined, en: string): Notice => ({
  code: 'x',
  message: { en, ja: en },
  ...(field === undefined ? {} : { field }),
});
const plan = (...notices: Notice[]) => ({ notices }) as unknown as GenerationPlan;

it('name the card that they are about: its words, or its picture', () => {
  const said = plan(
    notice(undefined, 'all'),
    notice('storyboard.1.prompt', 'empty place'),
    notice('storyboard.0.prompt', 'sloth'),
    notice('conditions.0.source', 'foreign'),
  );
  expect(notesOf(data, said).map(({ card, text }) => [card?.number, card?.id, text.en])).toEqual([
    [2, 'b', 'sloth'],
    [3, 'c', 'empty place'],
    [3, 'c', 'foreign'],
    [undefined, undefined, 'all'],
  ]);
});

it('are said once each', () => {
  const twice = plan(notice('storyboard.0.prompt', 'sloth'), notice('storyboard.0.prompt', 'sloth'));
  expect(notesOf(data, twice)).toHaveLength(1);
});
