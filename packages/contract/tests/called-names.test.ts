import { expect, it } from 'vitest';
import { calledNames } from '../src/index.ts';

const known = ['Mo', 'Momo', 'モモ', 'モモコ', '白い犬'];

it.each([
  ['@Momo runs', ['Momo']],
  ['@Momo, @Mo and @Momo', ['Momo', 'Mo', 'Momo']],
  ['@Momota runs', []],
  ['@Momo-chan and @Momo_2', []],
  ["@Momo's ball", ['Momo']],
  ['@Momoが走る', ['Momo']],
  ['@モモが走る', ['モモ']],
  ['@モモコが@モモと走る', ['モモコ', 'モモ']],
  ['雪の中の@白い犬。', ['白い犬']],
  ['＠モモが走る', ['モモ']],
  ['モモが走る, Momo runs', []],
  ['@', []],
])('%s calls %j', (prompt, names) => {
  expect(calledNames(prompt, known).map(({ name }) => name)).toEqual(names);
});

it('tells where each name is called', () => {
  expect(calledNames('雪の@モモと@Momo', known)).toEqual([
    { name: 'モモ', at: 2 },
    { name: 'Momo', at: 6 },
  ]);
});
