import type { Clip } from '@akezora/contract/api';
import { describe, expect, it } from 'vitest';
import { type Branch, treeOf } from '../../../src/routes/clip/family-tree.ts';

const clip = (id: string, parentId: string | null = null) => ({ id, parentId }) as Clip;
const print = (branches: readonly Branch[]): string =>
  branches
    .map((branch) => branch.clip.id + (branch.children.length > 0 ? `(${print(branch.children)})` : ''))
    .join(' ');

describe('the family of a clip', () => {
  it('is a tree from the root, children in their order', () => {
    expect(print(treeOf([clip('a'), clip('b', 'a'), clip('c', 'a'), clip('d', 'b')], 'a'))).toBe('a(b(d) c)');
  });

  it('places clips whose parent is gone beside the root', () => {
    expect(print(treeOf([clip('a', 'gone'), clip('b', 'lost'), clip('c', 'b')], 'a'))).toBe('a b(c)');
  });

  it('ends where a clip names itself as its parent', () => {
    expect(print(treeOf([clip('a', 'a')], 'a'))).toBe('a');
  });
});
