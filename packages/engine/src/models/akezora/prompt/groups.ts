/** Names that a general word means: `no trees` is none of any kind. */
import type { SenseOf, Tag } from './tags.ts';

const groups: readonly (readonly string[])[] = [
  ['deciduous tree', 'evergreen tree', 'palm tree', 'cherry tree', 'acacia'],
  ['blossom', 'tulip', 'sunflower'],
  ['house', 'house with garden', 'office building', 'hotel', 'department store', 'church', 'convenience store'],
  [
    'person walking',
    'person running',
    'person biking',
    'person standing',
    'woman walking',
    'man walking',
    'horse racing',
    'child',
    'person',
  ],
  ['automobile', 'taxi', 'bus', 'sport utility vehicle', 'police car', 'racing car', 'delivery truck'],
];
const general: ReadonlySet<string> = new Set(
  'tree, trees, flower, flowers, building, buildings, house, houses, person, people, someone, somebody, human, humans, car, cars, vehicle, vehicles, 木, 木々, 樹木, 花, 花々, 建物, 家, 人, 人々, 人間, 誰か, 車, 自動車, rider, 騎手'.split(
    ', ',
  ),
);

/** The names that the word of a subject or thing means: all of its group where it is general, else its own. */
export function groupOf({ word, sense }: Tag): readonly string[] {
  const { name } = sense as SenseOf<'subject' | 'thing'>;
  const group = general.has(word) ? groups.find((names) => names.includes(name)) : undefined;
  return group ?? [name];
}

const worn = new Set([
  'dress',
  'coat',
  'kimono',
  't-shirt',
  'jeans',
  'scarf',
  'top hat',
  'woman’s hat',
  'billed cap',
  'crown',
  'sunglasses',
  'glasses',
  'gloves',
  'shorts',
  'sari',
  'lab coat',
  'necktie',
  'bikini',
  'backpack',
  'goggles',
  'headphone',
]);

/** Whether a thing is worn: `in a red dress` is with it, not inside it. */
export const isWorn = (name: string): boolean => worn.has(name);

/** Names that a word means that has no art of its own: a car without lights has none of these. */
export const groupOfWord = (word: string): readonly string[] =>
  word === 'lights' ? ['traffic light', 'light bulb', 'flashlight'] : [];
