import { expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatSpan } from '../src/index.ts';

it.each([
  [0, '0 B'],
  [512, '512 B'],
  [64_000, '64 kB'],
  [999_600, '1.0 MB'],
  [330e6, '330 MB'],
  [4.25e9, '4.3 GB'],
  [99.96e9, '100 GB'],
  [2e12, '2.0 TB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

it.each([
  [-1, '0.0 s', '0.0秒'],
  [0.44, '0.4 s', '0.4秒'],
  [59.4, '59 s', '59秒'],
  [75, '1 min 15 s', '1分15秒'],
  [7500, '2 h 5 min', '2時間5分'],
])('writes %d seconds as %s', (seconds, en, ja) => {
  expect([formatDuration(seconds, 'en'), formatDuration(seconds, 'ja')]).toEqual([en, ja]);
});

it.each([
  [0, '1 s'],
  [89, '89 s'],
  [200, '3 min'],
  [5400, '1.5 h'],
])('writes a span of %d seconds as %s', (seconds, text) => {
  expect(formatSpan(seconds, 'en')).toBe(text);
});

it('writes counts with their thousands apart', () => {
  expect([formatCount(12345, 'en'), formatCount(12345, 'ja')]).toEqual(['12,345', '12,345']);
});
