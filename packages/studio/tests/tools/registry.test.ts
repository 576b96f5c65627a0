import { origins } from '@akezora/contract/api';
import { describe, expect, it } from 'vitest';
import { ja } from '../../src/i18n/ja/index.ts';
import { en } from '../../src/i18n/messages.ts';
import { clipToolOf, clipTools } from '../../src/tools/index.ts';
import { type KeyPress, shortcutOf, toolOfPress } from '../../src/tools/shortcut-keys.ts';

describe('the tools', () => {
  it('are found by their id, which is an origin of jobs', () => {
    for (const tool of clipTools) {
      expect(clipToolOf(tool.id)).toBe(tool);
      expect(origins).toContain(tool.id);
    }
    expect(clipToolOf('paint')).toBeUndefined();
  });

  it('have a name, a sentence and a key of their own in both languages', () => {
    for (const t of [en, ja]) {
      const words = clipTools.flatMap((tool) => [tool.name(t), tool.intro(t)]);
      expect(new Set(words).size).toBe(2 * clipTools.length);
    }
    expect(new Set(clipTools.map(({ key }) => key)).size).toBe(clipTools.length);
  });
});

describe('a shortcut', () => {
  const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
    key,
    code: `Key${key.toUpperCase()}`,
    altKey: true,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    ...more,
  });
  const opened = (key: KeyPress, inText = false) => toolOfPress(key, clipTools, inText)?.id;

  it('opens its tool with Alt, in upper case too', () => {
    for (const tool of clipTools) expect(opened(press(tool.key))).toBe(tool.id);
    expect(opened(press('R'))).toBe('remix');
    expect(clipTools.map(shortcutOf)).toEqual(['Alt+R', 'Alt+C', 'Alt+B', 'Alt+L', 'Alt+X']);
  });

  it('does nothing without Alt, with another modifier, or for another key', () => {
    expect(opened(press('r', { altKey: false }))).toBeUndefined();
    for (const modifier of ['ctrlKey', 'metaKey', 'shiftKey'])
      expect(opened(press('r', { [modifier]: true }))).toBeUndefined();
    expect(opened(press('q'))).toBeUndefined();
  });

  it('follows the letter of the layout, and the place of the key where Alt types another character', () => {
    expect(opened(press('r', { code: 'KeyP' }))).toBe('remix');
    expect(opened(press('®', { code: 'KeyR' }))).toBe('remix');
  });

  it('leaves the characters that Alt types to a text field', () => {
    expect(opened(press('®', { code: 'KeyR' }), true)).toBeUndefined();
    expect(opened(press('r'), true)).toBe('remix');
  });
});
