import { expect, it } from 'vitest';
import { actorNameOf } from '../src/actor-name.ts';

it.each([
  ['unicorn.png', 'unicorn'],
  ['my fox (1).final.webp', 'my-fox-1-final'],
  ['ももの絵.PNG', 'ももの絵'],
  ['か\u3099んばる.png', 'がんばる'],
  ['हिन्दी.png', 'हिन्दी'],
  ['___.png', 'actor'],
  ['😀.svg', 'actor'],
  ['../../a/b.png', 'a-b'],
])('names an actor after its file: %s', (file, name) => {
  expect(actorNameOf(file, [], 'actor')).toBe(name);
});

it('takes a name that is free, and not too long to be called', () => {
  expect(actorNameOf('kon.png', ['kon', 'kon-2'], 'actor')).toBe('kon-3');
  const long = 'あ'.repeat(60);
  expect(actorNameOf(`${long}.png`, ['あ'.repeat(36)], 'actor')).toBe(`${'あ'.repeat(36)}-2`);
});
