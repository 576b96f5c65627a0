import { expect, it } from 'vitest';
import { dropsOf, isUnfinished, isWaiting, kindOf } from '../../src/watch/drops.ts';
import { createSettling } from '../../src/watch/settle.ts';

it('takes files of one name as one order, in the order in which people number them', () => {
  const drops = dropsOf(['shot10.txt', 'shot2.png', 'shot2.txt', 'fox.mp4', 'fox.mp4.json', 'alone.png']);
  expect(drops).toEqual([
    { base: 'alone', files: ['alone.png'] },
    { base: 'fox', files: ['fox.mp4', 'fox.mp4.json'] },
    { base: 'shot2', files: ['shot2.png', 'shot2.txt'] },
    { base: 'shot10', files: ['shot10.txt'] },
  ]);
  expect(drops.map(isWaiting)).toEqual([true, false, false, false]);
});

it('knows a name that macOS writes with its marks apart', () => {
  const apart = 'が'.normalize('NFD');
  expect(dropsOf([`${apart}.txt`, 'が.png'])).toHaveLength(1);
});

it('leaves alone what is hidden or still being written', () => {
  const names = [
    '.DS_Store',
    '._fox.txt',
    '~$list.csv',
    'fox.txt.part',
    'a.crdownload',
    'b.tmp',
    'Thumbs.db',
    'note.txt~',
  ];
  expect(names.filter((name) => !isUnfinished(name))).toEqual([]);
  expect(['fox.txt', 'part.txt', 'template.json'].filter(isUnfinished)).toEqual([]);
  expect(['a.TXT', 'a.JPG', 'a.docx', 'a'].map(kindOf)).toEqual(['prompt', 'picture', 'other', 'other']);
});

it('counts a file as complete when size and time have stayed the same, by its own clock', () => {
  let now = 0;
  const settling = createSettling(100, () => now);
  const look = (bytes: number, changedAt: number) => [...settling.look([{ name: 'a', bytes, changedAt }])];
  expect(look(1, 5)).toEqual([]);
  now = 90;
  expect(look(2, 5)).toEqual([]);
  now = 180;
  expect(look(2, 5)).toEqual([]);
  now = 195;
  expect(look(2, 6)).toEqual([]);
  now = 295;
  expect(look(2, 6)).toEqual(['a']);
  // Gone and back: another file.
  settling.look([]);
  expect(look(2, 6)).toEqual([]);
});

it('gives an empty file, which many programs create first, ten times as long', () => {
  let now = 0;
  const settling = createSettling(100, () => now);
  const look = () => [...settling.look([{ name: 'a', bytes: 0, changedAt: 1 }])];
  look();
  now = 999;
  expect(look()).toEqual([]);
  now = 1000;
  expect(look()).toEqual(['a']);
});
