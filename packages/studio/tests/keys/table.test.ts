import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { textsOf } from '../../src/i18n/every.ts';
import { ariaKeys, entriesOf, type KeyPress, keyGroups, keysOf, keyTable, writtenKeys } from '../../src/keys/table.ts';
import { clipTools } from '../../src/tools/index.ts';
import { shortcutOf } from '../../src/tools/shortcut-keys.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  repeat: false,
  ...more,
});

describe('the table of keys', () => {
  it('finds what a key stands for, in capitals of Caps Lock too', () => {
    expect(entriesOf(press(' '), false)).toEqual(['play']);
    expect(entriesOf(press('K'), false)).toEqual(['play']);
    expect(entriesOf(press('ArrowLeft'), false)).toEqual(['back', 'move']);
    expect(entriesOf(press('Escape'), false)).toEqual(['selectNone', 'up']);
    expect(entriesOf(press('q'), false)).toEqual([]);
  });

  it('tells keys with Ctrl, or ⌘ on a Mac, from those without', () => {
    expect(entriesOf(press('k', { ctrlKey: true }), false)).toEqual(['palette']);
    expect(entriesOf(press('k', { metaKey: true }), true)).toEqual(['palette']);
    expect(entriesOf(press('k', { ctrlKey: true }), true)).toEqual([]);
    expect(entriesOf(press('k', { metaKey: true }), false)).toEqual([]);
    expect(entriesOf(press('j', { ctrlKey: true }), false)).toEqual([]);
    expect(entriesOf(press('m', { altKey: true }), false)).toEqual([]);
  });

  it('takes signs that a keyboard has under Shift, but no letter with it', () => {
    expect(entriesOf(press('?', { shiftKey: true }), false)).toEqual(['sheet']);
    expect(entriesOf(press('/', { shiftKey: true }), false)).toEqual(['prompt']);
    expect(entriesOf(press('K', { shiftKey: true }), false)).toEqual([]);
    expect(entriesOf(press('ArrowRight', { shiftKey: true }), false)).toEqual(['move']);
  });

  it('repeats only what is meant to', () => {
    expect(entriesOf(press('.', { repeat: true }), false)).toEqual(['frameOn']);
    expect(entriesOf(press('f', { repeat: true }), false)).toEqual([]);
  });

  it('has no two entries for one key on one page', () => {
    for (const group of keyGroups) {
      const keys = keysOf(group).flatMap((row) => row.keys.map((key) => `${row.command === true} ${key}`));
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('writes keys as people do', () => {
    expect(writtenKeys('play', false)).toEqual(['Space', 'K']);
    expect(writtenKeys('palette', false)).toEqual(['Ctrl+K']);
    expect(writtenKeys('palette', true)).toEqual(['⌘K']);
    expect(ariaKeys('palette')).toBe('Control+K');
    expect(ariaKeys('play')).toBe('Space K');
  });
});

describe.each(['en', 'ja'] as const)('the guide of keys, %s', (language) => {
  const guide = readFileSync(fileURLToPath(new URL(`../../../../docs/${language}/keys.md`, import.meta.url)), 'utf8');

  it('names every key of the table and of the tools, in the words of the studio', () => {
    const t = textsOf(language);
    const missing = [
      ...keyTable.map(({ id }) => [writtenKeys(id, false), t.keys.names[id]] as const),
      ...clipTools.map((tool) => [[shortcutOf(tool)], tool.name(t)] as const),
    ]
      .map(([keys, name]) => `| ${keys.map((key) => `\`${key}\``).join(' ')} | ${name} |`)
      .filter((row) => !guide.includes(row));
    expect(missing).toEqual([]);
  });

  it('names no key that is not there', () => {
    const rows = guide.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows).toHaveLength(keyTable.length + clipTools.length);
  });
});
