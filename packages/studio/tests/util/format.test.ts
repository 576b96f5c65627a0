import { describe, expect, it } from 'vitest';
import { clock, moment, short } from '../../src/util/format.ts';
import { randomId } from '../../src/util/random-id.ts';

describe('a position in a clip', () => {
  it('is in minutes and whole seconds, or hundredths where they matter', () => {
    expect(clock(7.25)).toBe('0:07');
    expect(clock(7.25, true)).toBe('0:07.25');
    expect(clock(754.5)).toBe('12:34');
    expect(clock(-1)).toBe('0:00');
  });
});

describe('a number', () => {
  it('has at most two decimals and no trailing zeros', () => {
    expect([2.5, 3, 1 / 3, 0.1 + 0.2].map(short)).toEqual(['2.5', '3', '0.33', '0.3']);
  });
});

describe('a moment', () => {
  const now = new Date(2026, 10, 27, 18, 0);

  it('is as long as it has to be: time of day, then the date, then the year', () => {
    expect(moment(new Date(2026, 10, 27, 9, 5).toISOString(), 'en', now)).toBe('09:05');
    expect(moment(new Date(2026, 2, 3, 9, 5).toISOString(), 'en', now)).toMatch(/3 Mar.* 09:05$/);
    expect(moment(new Date(2025, 2, 3, 9, 5).toISOString(), 'en', now)).toMatch(/3 Mar.*2025.* 09:05$/);
    expect(moment(new Date(2026, 2, 3, 9, 5).toISOString(), 'ja', now)).toMatch(/3月3日/);
  });
});

describe('a random id', () => {
  it('has two digits a byte, and is never the same', () => {
    const ids = Array.from({ length: 100 }, () => randomId(8));
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set(ids).size).toBe(100);
  });
});
