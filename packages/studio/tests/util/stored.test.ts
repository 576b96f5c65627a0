import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { storedChoice, storedJson } from '../../src/util/stored.ts';

/** A storage area in memory. */
function area() {
  const entries = new Map<string, string>();
  return {
    entries,
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
}

describe('a stored value', () => {
  let browser = area();
  let tab = area();
  beforeEach(() => {
    browser = area();
    tab = area();
    vi.stubGlobal('localStorage', browser);
    vi.stubGlobal('sessionStorage', tab);
  });
  afterEach(() => vi.unstubAllGlobals());

  it('is one of its choices, and none where something else is stored', () => {
    const size = storedChoice('tiles', ['small', 'large']);
    expect(size.get()).toBeUndefined();
    size.set('large');
    expect(browser.entries.get('akezora.tiles')).toBe('large');
    expect(size.get()).toBe('large');
    browser.setItem('akezora.tiles', 'enormous');
    expect(size.get()).toBeUndefined();
    size.remove();
    expect(browser.entries.size).toBe(0);
  });

  it('survives a round trip as JSON, and is none where the JSON is broken', () => {
    const list = storedJson<string[]>('sent');
    list.set(['a', 'b']);
    expect(list.get()).toEqual(['a', 'b']);
    browser.setItem('akezora.sent', '[broken');
    expect(list.get()).toBeUndefined();
  });

  it('comes from the tab first, and from the browser in a new tab', () => {
    const draft = storedJson<string>('draft', 'tabFirst');
    draft.set('mine');
    browser.setItem('akezora.draft', '"from another tab"');
    expect(draft.get()).toBe('mine');
    tab.entries.clear();
    expect(draft.get()).toBe('from another tab');
  });

  it('is none, and setting it does nothing, where the browser forbids storage', () => {
    vi.stubGlobal('localStorage', {
      getItem: () => {
        throw new Error('forbidden');
      },
      setItem: () => {
        throw new Error('full');
      },
    });
    const choice = storedChoice('theme', ['light', 'dark']);
    expect(() => choice.set('dark')).not.toThrow();
    expect(choice.get()).toBeUndefined();
  });
});
