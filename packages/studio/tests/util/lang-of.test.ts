import { expect, it } from 'vitest';
import { langOf } from '../../src/util/lang-of.ts';

it('tells the language of a text by its script', () => {
  expect(langOf('ゆっくり歩く')).toBe('ja');
  expect(langOf('夜明け')).toBe('ja');
  expect(langOf('A fox named コン')).toBe('ja');
  expect(langOf('A fox at dawn')).toBe('en');
  expect(langOf('Café Ünder')).toBe('en');
  expect(langOf('2026 — 16:9')).toBeUndefined();
  expect(langOf('')).toBeUndefined();
});
