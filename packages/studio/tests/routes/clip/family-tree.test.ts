import type { Clip } from '@akezora/contract/api';
import { describe, expect, it } from 'vitest';
import { type Branch, treeOf } from '../../../src/routes/clip/family-tree.ts';

const clip = (id: string) => ({ id }) as Clip;
const tree = (ids: string, root: string, children: Record<string, string[]>) =>
  print(treeOf(ids.split(' ').map(clip), root, children));
const print = (branches: readonly Branch[]): string =>
  branches
    .map((branch) => branch.clip.id + (branch.children.length > 0 ? `(${print(branch.children)})` : ''))
    .join(' ');

describe('the family of a clip', () => {
  it('is a tree from the root, children in their order', () => {
    expect(tree('a b c d', 'a', { a: ['b', 'c'], b: ['d'] })).toBe('a(b(d) c)');
  });

  it('places clips whose parent is gone beside the root', () => {
    expect(tree('a b c', 'a', { b: ['c'] })).toBe('a b(c)');
  });

  it('has a clip that was made from several below each of them, and what was made from it once', () => {
    expect(tree('a b c d', 'a', { a: ['c'], b: ['c'], c: ['d'] })).toBe('a(c(d)) b(c)');
  });

  it('ends where clips name each other', () => {
    expect(tree('a b', 'a', { a: ['b'], b: ['a'] })).toBe('a(b(a))');
  });
});
